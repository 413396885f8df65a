/** README's commands, word for word, in the account of `npm run local`: each in its order, with the output that README shows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineReader, run } from '../../local/run';
import { onTerminal, type Said } from '../support/cli/cli';
import { commandsOf, normalized, README } from '../support/docs/readme';

const ROOT = join(__dirname, '..', '..');

let local: ChildProcess;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  local = spawn(join(ROOT, 'node_modules', '.bin', 'tsx'), ['local/company.ts'], { cwd: ROOT });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const read = lineReader((line) => {
      lines.push(line);
      if (/Everything is forgotten/.test(line)) resolve();
    });
    for (const stream of [local.stdout, local.stderr]) stream?.setEncoding('utf8').on('data', read);
    local.on('exit', (code) => reject(new Error(`npm run local ended with ${code}:\n${lines.join('\n')}`)));
  });
  // As the person types them who reads this.
  const exported = lines.flatMap((line) =>
    [...line.matchAll(/\b(AWS_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  const { PATH, HOME, CDK_VALIDATION } = process.env;
  // Other tests type the same commands at the same time.
  const CDK_OUTPUT = mkdtempSync(join(tmpdir(), 'keyturn-typed-'));
  env = { PATH, HOME, CDK_VALIDATION, CDK_OUTPUT, CI: 'true', NO_COLOR: '1', ...Object.fromEntries(exported) };
});
afterAll(() => {
  local?.removeAllListeners('exit');
  local?.kill('SIGINT');
});

/** Those of npm are other tests' (test/docs/readme.test.ts). */
const shown = commandsOf(README).filter(({ command }) => command.startsWith('npx '));

const type = (command: string): Promise<Said> => onTerminal(['/bin/sh', '-c', command], 'y', { env, cwd: ROOT });

/** Each step, whether it says that somebody has to look, and a part of its output. */
const STEPS: Readonly<Record<string, readonly [code: 0 | 1, says: string]>> = {
  'npx keyturn posture': [0, 'access keys'],
  'npx keyturn plan --local': [1, 'svc-reports'],
  'npx cdk bootstrap': [0, 'bootstrapped'],
  'npx cdk deploy --all -c notifyEmail=platform@example.com': [0, 'Keyturn.FunctionName = '],
  'npx keyturn adopt svc-reports': [0, 'Tagged 1 user.'],
  'npx keyturn rotate svc-reports': [0, 'keyturn/svc-reports'],
  'npx keyturn status': [0, 'svc-reports'],
  'npx keyturn doctor': [0, 'Everything is in order.'],
  'npx cdk diff': [0, 'Number of stacks with differences: 1'],
};

test('the steps are those of README', () => {
  expect(shown.map(({ command }) => command)).toEqual(Object.keys(STEPS));
});

test.each(Object.entries(STEPS))('%s', async (command, [code, says]) => {
  const said = await type(command);
  expect(said).toEqual({ ...said, code, stdout: expect.stringContaining(says) });
  const { output = '' } = shown.find((each) => each.command === command) ?? {};
  expect(normalized(said.stdout)).toContain(normalized(output));
});

test('with dryRun, as README advises to those who look first', async () => {
  const said = await type('npx cdk deploy -c notifyEmail=platform@example.com -c dryRun=true');
  expect(said).toEqual({ ...said, code: 0 });
  expect((await type('npx keyturn plan')).stdout).toContain('dryRun');
});

/** What doctor finds wrong, as programs get it: not on a terminal. */
async function wrong(): Promise<string[]> {
  const { output } = await run('npx', ['keyturn', 'doctor', '--json'], { env, cwd: ROOT });
  const { findings } = JSON.parse(output) as { findings: { check: string; level: string; message: string }[] };
  return findings.flatMap(({ check, level, message }) =>
    level === 'problem' || level === 'unknown' ? [`${check}: ${message}`] : [],
  );
}

test.each([
  ['npx cdk deploy -c notifyEmail=platform@example.com -c graceDays=7 -c holdAlarmAfterDays=7', []],
  ["npx cdk deploy -c notifyEmail=other@example.com -c 'schedule=rate(2 hours)' -c configRule=true", []],
  // Without an address nobody is notified, and doctor says so.
  ['npx cdk deploy', [expect.stringMatching(/^subscriptions: /)]],
])('deployed again with other settings, doctor sees what is there: %s', async (command, expected) => {
  expect(await type(command)).toMatchObject({ code: 0 });
  expect(await wrong()).toEqual(expected);
});
