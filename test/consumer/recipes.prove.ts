/** The recipes of docs/consumers.md, word for word, through a whole rotation in the local AWS. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyPair } from '../../lambda/core/secret/key-pair';
import { pythonWithMoto } from '../../local/python';
import { lineReader, run } from '../../local/run';
import { Deployed } from '../support/deployed/deployed';
import { stepsOf } from '../support/simulation/harness';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-recipes-'));
let deployed: Deployed;

beforeAll(async () => {
  deployed = await Deployed.start();
});
afterAll(async () => {
  await deployed?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const DOCS = readFileSync(join(__dirname, '..', '..', 'docs', 'consumers.md'), 'utf8');

/** The code blocks under a heading. */
function recipe(heading: string, language: string): string[] {
  const section = DOCS.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

/** A user of the name that the recipes use. Each test has its own, so the recipe's text is changed in nothing but that. */
async function aUser(name: string, day: number): Promise<KeyPair> {
  const key = await deployed.addUser(name, 75 - day);
  await deployed.setDay(day);
  return key;
}

/** The days on which something happens, and some between. */
const DAYS = [0, 1, 8, 15, 16, 17, 23, 24, 25];

/** On each day the program calls, then the function runs. Returns the steps of the user. */
async function throughARotation(name: string, from: number, use: () => Promise<void>): Promise<string[]> {
  const steps: string[] = [];
  for (const day of DAYS.map((each) => from + each)) {
    await deployed.setDay(day);
    await use();
    steps.push(...stepsOf(await deployed.run(day + 0.25), name));
  }
  return steps;
}

/** What AWS refused with 403 since the beginning, whoever asked. */
const refused = async () =>
  (await deployed.aws.calls())
    .filter(({ status, byFunction }) => status === 403 && !byFunction)
    .map(({ action }) => action);

/** A home folder with the recipe as its `~/.aws/config`, and no credentials in the environment. */
function aHome(name: string, config: string, files: Readonly<Record<string, string>>) {
  const home = join(folder, name);
  mkdirSync(join(home, '.aws'), { recursive: true });
  writeFileSync(join(home, '.aws', 'config'), config.replaceAll('keyturn/svc-reports', `keyturn/${name}`));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(home, '.aws', file), text, { mode: 0o600 });
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, ...env } =
    deployed.aws.env;
  return { home, env: { ...env, HOME: home } };
}

const hasCli = spawnSync('aws', ['--version']).status === 0;
const withCli = hasCli ? test : test.skip;

withCli('credential_process in one line, read by something else than the key', async () => {
  await aUser('cli-one', 0);
  const [config = ''] = recipe('credential_process', 'ini');
  const { env } = aHome('cli-one', config, {
    credentials: '[reader]\naws_access_key_id = test\naws_secret_access_key = test\n',
  });
  await deployed.run(1);
  const identity = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile', 'reports'];
  const answers = new Set<string>();
  const steps = await throughARotation('cli-one', 2, async () => {
    answers.add((await run('aws', identity, { env })).output.trim());
  });
  expect(steps).toEqual(['deactivate-key', 'delete-key']);
  expect([...answers]).toEqual(['arn:aws:iam::123456789012:user/cli-one']);
  expect(await refused()).toEqual([]);
});

withCli('credential_process where the key is all there is, from before the first rotation', async () => {
  const key = await aUser('cli-two', 30);
  const [, config = ''] = recipe('credential_process', 'ini');
  const { home, env } = aHome('cli-two', config, {
    'reports.json': JSON.stringify({ Version: 1, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey }),
  });
  const identity = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile', 'reports'];
  const answers = new Set<string>();
  const steps = await throughARotation('cli-two', 30, async () => {
    answers.add((await run('aws', identity, { env })).output.trim());
  });
  expect(steps).toEqual(['issue-key', 'deactivate-key', 'delete-key']);
  expect([...answers]).toEqual(['arn:aws:iam::123456789012:user/cli-two']);
  expect(await refused()).toEqual([]);
  expect(Object.keys(await deployed.keysOf('cli-two'))).not.toContain(key.accessKeyId);
  const file = join(home, '.aws', 'reports.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ UserName: 'cli-two' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('boto3: a process that is never restarted', async () => {
  const key = await aUser('pythonista', 60);
  await deployed.run(61);
  const [code = ''] = recipe('boto3', 'python');
  const script = join(folder, 'program.py');
  writeFileSync(script, `${code}\n${PROGRAM}`);
  const { env } = aHome('pythonista', '', {});
  const credentials = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
  const child = spawn(await pythonWithMoto(() => {}), [script], { env: { ...env, ...credentials } });
  let answered: (line: string) => void = () => {};
  child.stdout.setEncoding('utf8').on(
    'data',
    lineReader((line) => answered(line)),
  );
  child.stderr.pipe(process.stderr);
  const answers = new Set<string>();
  const steps = await throughARotation('pythonista', 62, async () => {
    const answer = new Promise<string>((resolve) => {
      answered = resolve;
    });
    child.stdin.write('call\n');
    answers.add(await answer);
  });
  child.stdin.end();
  await once(child, 'exit');
  expect(steps).toEqual(['deactivate-key', 'delete-key']);
  expect([...answers]).toEqual(['arn:aws:iam::123456789012:user/pythonista']);
  expect(await refused()).toEqual([]);
});

/** botocore knows only the real clock, so it is made to read for each call. */
const PROGRAM = `
import sys
sts = keyturn_session("keyturn/pythonista", every=timedelta(0)).client("sts")
for line in sys.stdin:
    try:
        print(sts.get_caller_identity()["Arn"], flush=True)
    except Exception as error:
        print(error, flush=True)
`;
