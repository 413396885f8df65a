/** `keyturn drill-leak`, as it is shown: what the function answers, and what is missing on the way from AWS to it. */
import type { Result } from '../../../lambda/core/report/result-schema';
import { Cli, type Said } from '../../support/cli/cli';
import { anOutcome, aResult, aStep, deployedSaying } from '../../support/cli/cli-answers';
import { type Answers, FakeAws } from '../../support/http/fake-aws';
import { theWay } from './the-way';

let cli: Cli;
let aws: FakeAws;

beforeAll(async () => {
  [cli, aws] = await Promise.all([Cli.build(), FakeAws.start()]);
});
afterAll(async () => {
  await aws?.stop();
  cli?.remove();
});

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const BECAUSE = `${KEY} was reported as leaked (confirmed); the most that may be done is to deactivate`;

const DRILL = aResult({
  dryRun: true,
  outcomes: [
    anOutcome({
      userName: 'svc-reports',
      steps: [
        aStep({ kind: 'note-revocation', accessKeyId: KEY, because: BECAUSE }),
        aStep({ kind: 'issue-key', because: BECAUSE }),
        aStep({
          kind: 'deactivate-key',
          accessKeyId: KEY,
          because: BECAUSE,
          message: {
            subject: 'URGENT: AWS access key of svc-reports in 123456789012: key leaked 2026-11-22',
            lines: [
              `Your IAM user svc-reports in AWS account 123456789012 can no longer use the access key ${KEY}: a drill says that it has leaked.`,
              '',
              'What to do:',
              '- Nothing, if your program reads the secret keyturn/svc-reports: it gets the access key <new key>.',
            ],
          },
        }),
      ],
    }),
  ],
});

const refused = aResult({
  users: { scanned: 0, managed: 0, examined: 0 },
  failures: [{ userName: 'svc-odd', error: 'there is no IAM user "svc-odd" that Keyturn manages' }],
});

async function drill(answer: Result, way: Answers, ...args: readonly string[]): Promise<Said> {
  aws.says({ ...deployedSaying({ 'drill-leak': answer, status: aResult() }), ...way });
  return cli.run(['drill-leak', 'svc-reports', ...args], {
    env: {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
}

test('every step and message, and that nothing was changed: 0', async () => {
  const { code, stdout, stderr } = await drill(DRILL, theWay());
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatchSnapshot();
  expect(stdout.trimEnd()).toMatch(/Nothing was changed\.$/);
});

test('asks the function once, and reads for the rest', async () => {
  await drill(DRILL, theWay());
  expect(aws.calls.filter(({ action }) => action.startsWith('POST')).map(({ body }) => body)).toEqual([
    { command: 'drill-leak', userName: 'svc-reports' },
  ]);
  expect(aws.actions().filter((each) => !/ (Describe|List|Get|GET |POST .*invocations)/.test(each))).toEqual([]);
});

test('what is missing on the way is said below, with the command on a line of its own: 1', async () => {
  const { code, stdout } = await drill(DRILL, theWay({ state: 'Disabled', rulesThatPassOn: [] }));
  expect(code).toBe(1);
  expect(stdout).toMatchSnapshot();
  expect(stdout).toMatch(/^ {2}npx cdk deploy KeyturnSignals$/m);
});

test('a user that is not managed: 1, and the sentence', async () => {
  const { code, stdout } = await drill(refused, theWay());
  expect(code).toBe(1);
  expect(stdout).toContain('there is no IAM user "svc-odd" that Keyturn manages');
  expect(stdout).not.toContain('Nothing was changed.');
});

test('--json is the result and the gaps', async () => {
  const { code, stdout } = await drill(DRILL, theWay({ rulesThatPassOn: [] }), '--json');
  const { outcomes, gaps } = JSON.parse(stdout);
  expect([code, outcomes.length]).toEqual([1, 1]);
  expect(gaps).toEqual([
    {
      message: expect.stringContaining('AWS Health reports leaked keys in us-east-1'),
      remedy: 'Deploy the stack KeyturnSignals:',
      run: 'npx cdk deploy KeyturnSignals',
    },
  ]);
});

test('with --function alone there is no way to look at', async () => {
  const { code } = await drill(DRILL, {}, '--function', 'Keyturn-KeyRotationFunction96F96846-EXAMPLE');
  expect(code).toBe(0);
  expect(aws.actions().filter((action) => action.startsWith('events'))).toEqual([]);
});

test('fits 80 columns, but for commands that are to be copied', async () => {
  const { stdout } = await drill(DRILL, theWay({ state: 'Disabled', rulesThatPassOn: [] }));
  expect(stdout.split('\n').filter((each) => each.length > 80 && !each.startsWith('  aws '))).toEqual([]);
});
