/** `keyturn report` as its users have it: what it reads, what it writes, and what it says when that does not work. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { REPORT_POLICY } from '../../../cli/session/read-only';
import { toEnvironment } from '../../../lambda/core/settings/environment';
import { Cli, type Said } from '../../support/cli/cli';
import { FUNCTION, stackXml } from '../../support/cli/cli-answers';
import { type Answers, FakeAws, json, refusal, xml } from '../../support/http/fake-aws';
import { aConfig } from '../../support/simulation/harness';

let cli: Cli;
let aws: FakeAws;
let folder: string;

beforeAll(async () => {
  [cli, aws] = await Promise.all([Cli.build(), FakeAws.start()]);
});
afterAll(async () => {
  await aws?.stop();
  cli?.remove();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TODAY = new Date().toISOString().slice(0, 10);
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const CREATED = '2026-01-05T00:00:00+00:00';
const ROLE = 'arn:aws:iam::123456789012:role/keyturn-function';

const at = (time: string, message: string, fields: object = {}) => ({
  timestamp: Date.parse(time),
  message: JSON.stringify({ message, function_request_id: 'run-1', time, ...fields }),
});
const aRun = (time: string, more: object = {}) =>
  at(time, 'run', {
    version: '0.1.0',
    dryRun: false,
    users: { scanned: 1, managed: 1 },
    failures: 0,
    remaining: 0,
    ...more,
  });
const LINES = [
  at('2026-02-01T06:00:00Z', 'step', {
    userName: 'svc-reports',
    userId: 'AIDA1',
    owner: '<img src=x onerror=alert(1)>',
    kind: 'hold',
    reason: 'still-in-use',
    because: '=HYPERLINK("http://example.com")',
    result: 'done',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  }),
  { timestamp: Date.parse('2026-02-01T06:00:01Z'), message: 'START RequestId: of Lambda itself' },
  aRun('2026-02-01T06:00:00Z'),
  aRun('2026-02-02T06:00:00Z'),
];

const answers = (lines: readonly object[] = LINES): Answers => ({
  'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml()),
  [`lambda GET /2015-03-31/functions/${FUNCTION}/configuration`]: () =>
    json({
      FunctionName: FUNCTION,
      Role: ROLE,
      LoggingConfig: { LogGroup: 'Keyturn-Log-EXAMPLE' },
      Environment: {
        Variables: { ...toEnvironment(aConfig()), KEYTURN_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:Keyturn' },
      },
    }),
  // A page may be empty and still not the last.
  'logs FilterLogEvents': ({ body: { nextToken, startTime, endTime } }) => {
    const mine = (lines as { timestamp: number }[]).filter(
      ({ timestamp }) => timestamp >= Number(startTime) && timestamp < Number(endTime),
    );
    return json(nextToken === undefined ? { events: [], nextToken: 'more' } : { events: mine });
  },
  'iam GenerateCredentialReport': () => xml('GenerateCredentialReport', '<State>COMPLETE</State>'),
  'iam GetCredentialReport': () => {
    const csv = [
      'user,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated',
      `svc-reports,${CREATED},true,${CREATED},false,N/A`,
    ].join('\n');
    return xml(
      'GetCredentialReport',
      `<Content>${Buffer.from(csv).toString('base64')}</Content><GeneratedTime>${CREATED}</GeneratedTime>`,
    );
  },
  'iam GetAccountAuthorizationDetails': () =>
    xml(
      'GetAccountAuthorizationDetails',
      `<UserDetailList><member><UserName>svc-reports</UserName><UserId>AIDA1</UserId><Path>/</Path><Arn>arn:aws:iam::123456789012:user/svc-reports</Arn><CreateDate>${CREATED}</CreateDate><Tags><member><Key>keyturn:managed</Key><Value>true</Value></member></Tags></member></UserDetailList><IsTruncated>false</IsTruncated>`,
    ),
  'secretsmanager ListSecrets': () => json({ SecretList: [] }),
  'sts GetCallerIdentity': () =>
    xml(
      'GetCallerIdentity',
      '<Arn>arn:aws:iam::123456789012:user/auditor</Arn><UserId>AIDA2</UserId><Account>123456789012</Account>',
    ),
  'cloudtrail LookupEvents': () => json({ Events: [] }),
});

const keyturn = (...args: readonly string[]): Promise<Said> =>
  cli.run(['report', ...args], {
    env: {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      COLUMNS: '400',
    },
  });
const PERIOD = ['--from', '2026-02-01', '--to', '2026-02-03'];

test('on the terminal: the verdict, the numbers, and what it does not show', async () => {
  aws.says(answers());
  const { code, stdout } = await keyturn(...PERIOD);
  expect(code).toBe(0);
  expect(stdout).toContain('Account 123456789012, 2026-02-01 to 2026-02-03');
  expect(stdout).toContain('2 of 3 days have a good run; 1 has none (2026-02-03): for these nothing is shown.');
  expect(stdout).toContain('Population: 1 user with keys = 1 managed + 0 opted out + 0 not selected');
  expect(stdout).toContain('What this does not show');
});

test('makes the calls of its policy, and no other', async () => {
  aws.says(answers());
  await keyturn('--from', TODAY, '--to', TODAY);
  const NAMES: Readonly<Record<string, string>> = {
    [`lambda GET /2015-03-31/functions/${FUNCTION}/configuration`]: 'lambda:GetFunctionConfiguration',
  };
  const made = new Set(aws.actions().map((action) => NAMES[action] ?? action.replace(' ', ':')));
  // It needs no right.
  made.delete('sts:GetCallerIdentity');
  expect([...made].sort()).toEqual([...REPORT_POLICY.Statement[0].Action].sort());
});

describe('the files', () => {
  test('CSV as RFC 4180, safe from formulas, with the sums on the cover and beside them', async () => {
    aws.says(answers());
    const { code, stdout, stderr } = await keyturn(
      ...PERIOD,
      '--csv',
      join(folder, 'evidence'),
      '--html',
      folder,
      '--json',
    );
    expect(code).toBe(0);
    const names = readdirSync(join(folder, 'evidence')).sort();
    const sums = readFileSync(join(folder, 'evidence', 'SHA256SUMS'), 'utf8');
    const page = readFileSync(join(folder, 'keyturn-report-123456789012-2026-02-01-2026-02-03.html'), 'utf8');
    const { files } = JSON.parse(stdout) as { files: { file: string; rows: number; sha256: string }[] };
    expect([...files.map(({ file }) => file), 'SHA256SUMS'].sort()).toEqual(names);
    for (const { file, rows, sha256 } of files) {
      const text = readFileSync(join(folder, 'evidence', file));
      expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
      expect(sums).toContain(`${sha256}  ${file}\n`);
      expect(page).toContain(sha256);
      expect(parse(text)).toHaveLength(rows + 1);
      expect(text.toString()).toMatch(/^(?:[^\n]*\r\n)+$/);
      expect(stderr).toContain(`Written: ${join(folder, 'evidence', file)}`);
    }
    expect(statSync(join(folder, 'evidence', 'keys.csv')).mode & 0o777).toBe(0o600);
    const [, row] = parse(readFileSync(join(folder, 'evidence', 'exceptions.csv'))) as string[][];
    expect(row).toContain('\'=HYPERLINK("http://example.com")');
    expect(row).toContain('2026-02-02T06:00:00Z');
  });

  test('the page holds outside text as text only, and all of its parts', async () => {
    aws.says(answers());
    await keyturn(...PERIOD, '--html', join(folder, 'page.html'));
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).not.toMatch(/<script|<img/i);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const heads = [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, head]) => head);
    expect(heads).toEqual([
      'What this does not show',
      'Cover',
      'Changes of settings',
      'Population',
      'Keys past their maximum age: 0 of 1',
      'Rotations',
      'Exceptions',
      'Incidents',
      'Runs',
      'Days without a good run',
      'CloudTrail',
      'Controls',
    ]);
    expect(page).toContain('arn:aws:iam::123456789012:user/auditor');
  });
});

describe('no evidence is never green', () => {
  test.each([
    ['no line', []],
    ['dry runs only', [aRun('2026-02-01T06:00:00Z', { dryRun: true })]],
    ['failed runs only', [aRun('2026-02-01T06:00:00Z', { failures: 1 })]],
    ['something left open', [aRun('2026-02-01T06:00:00Z', { unfinished: 1 })]],
    ['a run that says nothing of its failures', [at('2026-02-01T06:00:00Z', 'run', { dryRun: false })]],
  ])('%s: exit code 1, and files that say so', async (_what, lines) => {
    aws.says(answers(lines));
    const { code, stdout } = await keyturn(...PERIOD, '--html', join(folder, 'page.html'));
    expect(code).toBe(1);
    expect(stdout).toContain('No evidence: from 2026-02-01 to 2026-02-03');
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('<b class="critical">No evidence</b>');
  });
});

describe('wrong usage is told before anything is asked of AWS', () => {
  test.each([
    [
      ['--from', '2026-02-30', '--to', '2026-03-01'],
      '--from is "2026-02-30", which is no date. It must be a UTC date such as 2026-01-31.',
    ],
    [['--from', 'yesterday', '--to', '2026-03-01'], '--from is "yesterday", which is no date.'],
    [['--from', '2026-03-02', '--to', '2026-03-01'], '--to is 2026-03-01, which is before --from, 2026-03-02.'],
    [['--from', '2026-02-01', '--to', TOMORROW], `--to is ${TOMORROW}, which lies ahead: today is ${TODAY}.`],
    [['--from', '2026-02-01'], '--to is missing.'],
    [['--to', '2026-02-01'], '--from is missing.'],
    [[...PERIOD, '--log-group', 'a b'], '--log-group is "a b", which is no name of a log group.'],
    [[...PERIOD, '--html', '/nowhere/page.html'], '--html: the folder /nowhere cannot be written to (ENOTDIR).'],
  ])('%j', async (args, message) => {
    aws.says(answers());
    const { code, stderr } = await keyturn(...args);
    expect(code).toBe(2);
    expect(stderr.replace(/\n\s*/g, ' ')).toContain(message);
    expect(aws.actions()).toEqual([]);
  });

  test('a file in place of the folder stays as it is', async () => {
    aws.says(answers());
    const file = join(folder, 'evidence');
    writeFileSync(file, 'mine');
    const { code, stderr } = await keyturn(...PERIOD, '--csv', file);
    expect([code, readFileSync(file, 'utf8')]).toEqual([2, 'mine']);
    expect(stderr).toContain('is a file, but must be a folder');
  });
});

describe('what cannot be read', () => {
  const denied: Answers[string] = (call) => refusal(call, 'AccessDeniedException', 'User is not authorized', 403);

  test.each<[string, Answers[string], RegExp]>([
    [
      'logs FilterLogEvents',
      (call) => refusal(call, 'ResourceNotFoundException', 'no such group', 400),
      /There is no log group Keyturn-Log-EXAMPLE here, so there is no evidence.*--log-group/s,
    ],
    ['logs FilterLogEvents', denied, /keyturn report --show-policy/],
    ['iam GetAccountAuthorizationDetails', denied, /keyturn report --show-policy/],
  ])('%s: an error, and the last report stays', async (action, answer, message) => {
    aws.says({ ...answers(), [action]: answer });
    writeFileSync(join(folder, 'page.html'), 'the last report');
    const { code, stderr } = await keyturn(
      ...PERIOD,
      '--html',
      join(folder, 'page.html'),
      '--csv',
      join(folder, 'evidence'),
    );
    expect(code).toBe(1);
    expect(stderr.replace(/\n\s*/g, ' ')).toMatch(message);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe('the last report');
    expect(existsSync(join(folder, 'evidence'))).toBe(false);
  });

  test('CloudTrail: a limit of the report, and no list that would look complete', async () => {
    aws.says({ ...answers([aRun(`${TODAY}T00:00:00Z`)]), 'cloudtrail LookupEvents': denied });
    const { code, stdout } = await keyturn('--from', TODAY, '--to', TODAY);
    expect(code).toBe(0);
    expect(stdout).toContain('CloudTrail was not looked at (cloudtrail:LookupEvents is not allowed)');
  });

  test('a function that is gone: its log, by name', async () => {
    aws.says(answers());
    const { code, stdout } = await keyturn(...PERIOD, '--log-group', 'Keyturn-Log-EXAMPLE', '--no-cloudtrail');
    expect(code).toBe(0);
    expect(stdout).toContain('2 of 3 days have a good run');
    expect(aws.actions().filter((action) => /^(lambda|cloudformation|cloudtrail) /.test(action))).toEqual([]);
  });
});

test('docs/cli.md has the policy that --show-policy prints', async () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'cli.md'), 'utf8');
  const policies = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text ?? ''));
  expect(policies).toContainEqual(REPORT_POLICY);
  expect(JSON.parse((await keyturn('--show-policy')).stdout)).toEqual(REPORT_POLICY);
});
