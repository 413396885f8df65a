/** A program that is never restarted lives through rotations of its key, in the local AWS, with the real function and the real SDK. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DeleteAccessKeyCommand } from '@aws-sdk/client-iam';
import type { KeyPair } from '../../lambda/core/secret/key-pair';
import { lineReader } from '../../local/run';
import { Deployed } from '../support/deployed/deployed';
import type { Answer, Order } from '../support/deployed/long-lived-program';
import { stepsOf } from '../support/simulation/harness';

let deployed: Deployed;
const programs: Program[] = [];

beforeAll(async () => {
  deployed = await Deployed.start();
});
afterAll(async () => {
  for (const program of programs) program.kill();
  await deployed?.stop();
});

class Program {
  succeeded = 0;
  readonly failed: string[] = [];
  output = '';
  private readonly child: ChildProcessWithoutNullStreams;
  private answered: (answer: Answer) => void = () => {};

  private constructor(secretId: string, key: KeyPair) {
    const file = join(__dirname, '..', 'support', 'deployed', 'long-lived-program.ts');
    this.child = spawn(process.execPath, ['--import', 'tsx', file, secretId], {
      cwd: join(__dirname, '..', '..'),
      env: {
        ...deployed.aws.env,
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      },
    });
    const read = lineReader((line) => this.answered(JSON.parse(line)));
    this.child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.output += chunk;
      read(chunk);
    });
    this.child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.output += chunk;
    });
  }

  static start(secretId: string, key: KeyPair): Program {
    const program = new Program(secretId, key);
    programs.push(program);
    return program;
  }

  async call(now: Date, calls: number): Promise<void> {
    const order: Order = { now: now.getTime(), calls };
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.answered = resolve;
      this.child.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${this.output}`)));
      this.child.stdin.write(`${JSON.stringify(order)}\n`);
    });
    this.child.removeAllListeners('exit');
    this.succeeded += answer.succeeded;
    this.failed.push(...answer.failed);
  }

  get pid() {
    return this.child.pid;
  }

  kill = () => this.child.kill('SIGKILL');

  /** With the end of its input it has nothing left to do. @returns its exit code */
  async end(): Promise<number | null> {
    this.child.stdin.end();
    const [code] = await once(this.child, 'exit');
    return code;
  }
}

/** The calls that a user's keys signed, those of deleted ones too, and of them those with which AWS refused the key. */
async function callsOf(userName: string) {
  const calls = (await deployed.aws.calls()).filter(({ byFunction }) => !byFunction);
  const own = calls.filter(({ principal }) => principal.endsWith(`:user/${userName}`));
  const refused = calls.filter(({ accessKeyId, status }) => status === 403 && accessKeyId.startsWith('AKIA'));
  return { own: own.length, refused: refused.map(({ action, error }) => `${action}: ${error}`) };
}

test('two rotations, each with deactivation and deletion: more than 1,000 calls, not one failed, no restart', async () => {
  const first = await deployed.addUser('worker', 75);
  const program = Program.start('keyturn/worker', first);
  const { pid } = program;
  const steps: string[] = [];
  const DAYS = 105;
  for (let day = 0; day < DAYS; day++) {
    await deployed.setDay(day);
    await program.call(deployed.dayOf(day), 6);
    for (const step of stepsOf(await deployed.run(day + 0.25), 'worker')) steps.push(`day ${day}: ${step}`);
    // Twice a day, so that the key that the run has just changed is used within minutes by the program's clock.
    await program.call(deployed.dayOf(day + 0.26), 6);
  }

  expect(steps.map((step) => step.replace(/^day \d+: /, ''))).toEqual([
    ...['issue-key', 'deactivate-key', 'delete-key'],
    ...['notify:key-rotation-upcoming', 'issue-key', 'deactivate-key', 'delete-key'],
  ]);
  expect(program.failed).toEqual([]);
  expect(program.succeeded).toBe(12 * DAYS);
  expect(program.succeeded).toBeGreaterThan(1000);
  const { own, refused } = await callsOf('worker');
  // Not even one that was repeated behind the program's back; beyond its own calls there are only its reads of the secret.
  expect(refused).toEqual([]);
  expect(own).toBeGreaterThan(program.succeeded);
  console.info(
    `calls: ${program.succeeded}, failed: ${program.failed.length}, reads of the secret: ${own - program.succeeded}`,
  );
  expect(own).toBeLessThanOrEqual(program.succeeded + 2 * DAYS + 2);
  expect(Object.keys(await deployed.keysOf('worker'))).not.toContain(first.accessKeyId);
  expect(program.pid).toBe(pid);

  expect(await program.end()).toBe(0);
  const { secretAccessKey } = await deployed.currentKey('keyturn/worker');
  for (const half of [first.secretAccessKey, secretAccessKey]) expect(program.output).not.toContain(half);
});

test('a key that is cut the moment its successor is there: the calls in flight are repeated with it, and not one fails', async () => {
  await deployed.addUser('revoked', 30);
  // A role reads the secret, so the program is not lost with its key.
  const program = Program.start('keyturn/revoked', deployed.aws.clientConfig.credentials);
  await deployed.setDay(106);
  await deployed.run(106);
  const now = deployed.dayOf(106.1);
  await program.call(now, 60);
  const cut = await deployed.currentKey('keyturn/revoked');

  for (const key of Object.keys(await deployed.keysOf('revoked')))
    if (key !== cut.accessKeyId)
      await deployed.iam.send(new DeleteAccessKeyCommand({ UserName: 'revoked', AccessKeyId: key }));
  expect(stepsOf(await deployed.run(106 + 80), 'revoked')).toContain('issue-key');
  await deployed.setStatus('revoked', cut.accessKeyId, 'Inactive');
  // No minute has passed on the program's clock: it still holds the key that is cut.
  await program.call(now, 60);

  expect(program.failed).toEqual([]);
  expect(program.succeeded).toBe(120);
  const { refused } = await callsOf('revoked');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(31);
  console.info(
    `calls: ${program.succeeded}, failed: ${program.failed.length}, rejected and repeated: ${refused.length}`,
  );
  expect(await program.end()).toBe(0);
});
