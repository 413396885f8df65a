/** The command line as a process, against an AWS that says what each case needs. Output at 80 columns is compared with snapshots. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { COMMANDS } from '../../cli/commands';
import type { Result } from '../../lambda/core/report/result-schema';
import { run } from '../../local/run';
import { version } from '../../package.json';
import { Cli, type CliOptions, type Said } from '../support/cli/cli';
import {
  aHeldUser,
  anOutcome,
  aResult,
  aStep,
  aUser,
  deployedSaying,
  FUNCTION,
  fiveThousandUsers,
  largeAccount,
  stackXml,
} from '../support/cli/cli-answers';
import { FakeAws, functionError, json, refusal, xml } from '../support/http/fake-aws';

let cli: Cli;
let aws: FakeAws;

beforeAll(async () => {
  [cli, aws] = await Promise.all([Cli.build(), FakeAws.start()]);
});
afterAll(async () => {
  await aws?.stop();
  cli?.remove();
});
beforeEach(() => aws.says({}));

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const signedIn = () => ({ AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'eu-central-1', ...KEYS });

const keyturn = (command: string, { env, ...options }: CliOptions = {}) =>
  cli.run(command.split(' '), { ...options, env: { ...signedIn(), ...env } });

/** For what depends on the network, the files that the SDK reads once, or its requests that go on after a failure. */
const asProcess = (command: string, env: CliOptions['env'] = {}) =>
  cli.process(command.split(' '), { env: { ...signedIn(), ...env } });

/** What is compared: the exit code, and both outputs. The port is another one with each run. */
function screen({ code, stdout, stderr }: Said): string {
  const parts = [
    `exit ${code}`,
    ...(stdout && ['stdout:', stdout.trimEnd()]),
    ...(stderr && ['stderr:', stderr.trimEnd()]),
  ];
  return parts.join('\n').replaceAll(aws.endpoint, 'http://localhost:PORT');
}

/** The longest line, in characters; commands to be copied are never broken. */
const widest = (text: string) => Math.max(...text.split('\n').map((each) => each.length));

const INVOKE = `lambda POST /2015-03-31/functions/${FUNCTION}/invocations`;
const events = () => aws.calls.filter(({ service }) => service === 'lambda').map(({ body }) => body);

test('what npx starts is the source in a checkout, with no build', async () => {
  const { code, output } = await run(process.execPath, [
    join(__dirname, '..', '..', 'bin', 'keyturn.mjs'),
    '--version',
  ]);
  expect([code, output.trim()]).toEqual([0, version]);
});

test('a process says and ends as the screens below, which are rendered without one', async () => {
  for (const args of [[], ['sttus'], ['rotate', 'svc-reports', '--yes', '--region', 'Frankfurt']])
    expect(await cli.process(args, { env: signedIn() })).toEqual(await cli.run(args, { env: signedIn() }));
});

describe('help', () => {
  test('without arguments, and with --help', async () => {
    const said = await cli.run([]);
    expect(screen(said)).toMatchSnapshot();
    expect((await cli.run(['--help'])).stdout).toBe(said.stdout);
  });

  test.each(Object.keys(COMMANDS))('of %s fits, has an example, and names what every command takes', async (name) => {
    const said = await cli.run([name, '--help']);
    expect(screen(said)).toMatchSnapshot();
    expect(widest(said.stdout)).toBeLessThanOrEqual(88);
    for (const each of ['Examples:', '--profile', '--region', '--endpoint-url', '--function', '--json'])
      expect(said.stdout).toContain(each);
  });
});

describe('wrong usage ends with 2, in a sentence, before anything is asked of AWS:', () => {
  test.each([
    'sttus',
    'status --jsn',
    'rotate',
    'rotate a b',
    'rotate svc/reports --yes',
    'rotate arn:aws:iam::123456789012:user/service/svc-reports --yes',
    'revoke AKIA --yes',
    'revoke akiaiosfodnn7example --yes',
    'revoke ASIAIOSFODNN7EXAMPLE --yes',
    'revoke AIDAIOSFODNN7EXAMPLE --yes',
    'hold svc-reports --yes',
    'hold svc-reports --until tomorrow --yes',
    'hold svc-reports --until 2027-02-30 --yes',
    'hold svc-reports --until 2027-01-31 --release',
    'plan --managed-only',
    'plan --local -c graceDays',
    'plan --local -c graceDay=7',
    'plan --local -c graceDays=soon',
    'adopt',
    'adopt --path service --yes',
    'adopt --from nowhere.txt --yes',
    'adopt svc-reports --tag managed --yes',
    'rotate svc-reports --yes --dry-run',
    'status --region Frankfurt',
    'status --endpoint-url localhost',
    'rotate svc-reports',
    'adopt svc-reports --json',
  ])('keyturn %s', async (command) => {
    const said = await keyturn(command);
    expect(said.code).toBe(2);
    expect(screen(said)).toMatchSnapshot();
    expect(aws.calls).toEqual([]);
  });

  test('a date in the past', async () => {
    const { code, stderr } = await keyturn('hold svc-reports --until 2020-01-01 --yes');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^keyturn: --until is 2020-01-01, which has passed \(it is 20\d\d-/);
  });

  test('promise 4: what may be the secret half of a key is not repeated', async () => {
    const half = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const said = await keyturn(`revoke ${half} --yes --json`);
    expect(said.code).toBe(2);
    expect(screen(said)).not.toContain(half.slice(0, 12));
    expect(screen(said)).toMatchSnapshot();
  });

  test('cdk.json: a setting that is misspelt is an error, and the context of another app is none', async () => {
    const cwd = cli.folder;
    writeFileSync(join(cwd, 'cdk.json'), JSON.stringify({ context: { vpcId: 'vpc-1', graceDay: 7 } }));
    expect((await keyturn('plan --local', { cwd })).stderr).toMatch(/^keyturn: context graceDay is no setting/);
    writeFileSync(join(cwd, 'cdk.json'), '{');
    expect((await keyturn('plan --local', { cwd })).stderr).toMatch(
      /^keyturn: cdk.json in this folder is not valid JSON/,
    );
    writeFileSync(join(cwd, 'cdk.json'), JSON.stringify({ context: { vpcId: 'vpc-1' } }));
    expect((await cli.process(['plan', '--local'], { cwd, env: signedIn() })).code).toBe(1);
    expect(aws.calls.length).toBeGreaterThan(0);
  });
});

test('--profile: its keys win over those of the environment, and its Region counts where none is given', async () => {
  const [credentials, config] = ['credentials', 'config'].map((name) => join(cli.folder, name));
  writeFileSync(
    String(credentials),
    '[staging]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = x\n',
  );
  writeFileSync(String(config), '[profile staging]\nregion = eu-north-1\n');
  aws.says(deployedSaying({ status: aResult() }));
  const env = { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config, AWS_REGION: undefined };
  const { code, stderr } = await asProcess('status --profile staging', env);
  expect([code, stderr]).toEqual([0, '']);
  expect(aws.calls.map(({ signedBy }) => signedBy)).toEqual(Array(2).fill('AKIAI44QH8DHBEXAMPLE eu-north-1'));
});

describe('status', () => {
  test('of 5,000 users is one page, with what needs attention first', async () => {
    aws.says(deployedSaying({ status: fiveThousandUsers() }));
    const said = await keyturn('status');
    expect(said.code).toBe(1);
    expect(screen(said)).toMatchSnapshot();
    expect(said.stdout.split('\n').length).toBeLessThanOrEqual(41);
    expect(widest(said.stdout)).toBeLessThanOrEqual(80);
    expect(events()).toEqual([{ command: 'status' }]);
  });

  test('--all shows everybody', async () => {
    aws.says(deployedSaying({ status: fiveThousandUsers() }));
    const { stdout } = await keyturn('status --all');
    for (const n of [0, 7, 11, 2500, 4999]) expect(stdout).toContain(`svc-${String(n).padStart(4, '0')}`);
    expect(stdout).not.toContain('more:');
  });

  test('of every phase', async () => {
    const outcomes = [
      aUser('svc-broken', { phase: 'failed', because: 'list the keys: AccessDenied: not allowed' }),
      aHeldUser('svc-erp'),
      aUser('svc-due', { phase: 'due', nextAt: '2026-11-22T06:00:00Z' }),
      aUser('svc-turning', { phase: 'rotating', nextStep: undefined, nextAt: '2026-11-22T06:30:00Z' }),
      aUser('svc-grace', { phase: 'grace', nextStep: 'deactivate-key', nextAt: '2026-12-01T06:00:00Z' }),
      aUser('svc-inactive', {
        phase: 'quarantine',
        nextStep: 'delete-key',
        keys: aHeldUser('').keys?.map((key, n) => ({ ...key, active: n === 0 })),
      }),
      aUser('svc-asked', { phase: 'waiting', nextStep: undefined }),
      aUser('svc-asleep', { phase: 'dormant', nextStep: undefined, nextAt: undefined, keys: [] }),
      aUser('a-name-of-sixty-four-characters-which-is-the-longest-that-iam-ha'),
    ] as Result['outcomes'];
    const failures = [{ userName: 'svc-broken', error: 'list the keys: AccessDenied: not allowed' }];
    aws.says(deployedSaying({ status: aResult({ outcomes, failures }) }));
    const said = await keyturn('status');
    expect(screen(said)).toMatchSnapshot();
    expect(widest(said.stdout)).toBeLessThanOrEqual(80);
  });

  test('all is well: 0', async () => {
    aws.says(deployedSaying({ status: aResult({ outcomes: [aUser('svc-reports')] }) }));
    expect(screen(await keyturn('status'))).toMatchSnapshot();
  });

  test('nobody is managed', async () => {
    aws.says(deployedSaying({ status: aResult() }));
    expect(screen(await keyturn('status'))).toMatchSnapshot();
  });

  test('of one user, with all that is known', async () => {
    const outcomes = [aUser('svc-reports'), aHeldUser('svc-erp')];
    aws.says(deployedSaying({ status: aResult({ outcomes }) }));
    expect(screen(await keyturn('status --user svc-reports'))).toMatchSnapshot();
    expect(screen(await keyturn('status --user svc-erp'))).toMatchSnapshot();
  });

  test('of a user that is misspelt suggests the nearest name', async () => {
    aws.says(deployedSaying({ status: aResult({ outcomes: [aUser('svc-reports'), aUser('svc-billing')] }) }));
    const said = await keyturn('status --user svc-reprots');
    expect(screen(said)).toMatchSnapshot();
  });

  test('--json is the document of the function, and nothing else', async () => {
    const status = aResult({ outcomes: [aHeldUser('svc-erp')] });
    aws.says(deployedSaying({ status }));
    const { code, stdout, stderr } = await keyturn('status --json');
    expect(JSON.parse(stdout)).toEqual(status);
    expect([code, stderr]).toEqual([1, '']);
  });

  test('fits a narrow terminal too', async () => {
    aws.says(deployedSaying({ status: fiveThousandUsers() }));
    const { stdout } = await keyturn('status', { env: { COLUMNS: '50' } });
    expect(widest(stdout)).toBeLessThanOrEqual(50);
  });
});

describe('names and reasons made by strangers', () => {
  const evil = 'red \u001b[31mtext\u001b]0;title\u0007 \u009b2J\r\nkeyturn: all is well\u2028\u202egnirts\u200b';

  test.each(['status', 'plan', 'rotate svc-reports --yes', 'status --json'])(
    'bring no control character to the terminal: %s',
    async (command) => {
      const outcomes = [
        aHeldUser(evil, { because: evil, owner: evil, reason: evil }),
        aUser(evil, { steps: [aStep({ because: evil })] }),
      ];
      const answer = aResult({ outcomes, failures: [{ userName: evil, error: evil }] });
      aws.says(deployedSaying({ status: answer, plan: answer, rotate: answer }));
      const { stdout, stderr } = await keyturn(command);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u200b\u202e]/);
      expect(stdout).not.toMatch(/^keyturn: all is well/m);
    },
  );
});

describe('plan', () => {
  test('summary, holds first, then what would be done', async () => {
    const outcomes = [
      anOutcome({ steps: [aStep()] }),
      anOutcome({
        userName: 'svc-billing',
        steps: [
          aStep({
            kind: 'deactivate-key',
            accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
            because: 'the retiring key was last used on 2026-11-01, and the new one has been in use since',
          }),
        ],
      }),
      anOutcome({
        userName: 'svc-erp',
        steps: [
          aStep({
            kind: 'hold',
            reason: 'still-in-use',
            accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
            because:
              'the retiring key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-11-21 09:00 UTC (sts, us-east-1)',
          }),
          aStep({
            kind: 'notify',
            event: 'key-held',
            reason: 'still-in-use',
            because:
              'the retiring key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-11-21 09:00 UTC (sts, us-east-1)',
          }),
        ],
      }),
      anOutcome({ userName: 'svc-late', steps: [aStep({ result: 'withheld' })] }),
      anOutcome({ userName: 'svc-idle', because: 'both keys work until 2026-12-01' }),
    ];
    aws.says(
      deployedSaying({
        plan: aResult({ outcomes, dryRun: true, remaining: 1, users: { scanned: 412, managed: 37, examined: 5 } }),
      }),
    );
    const said = await keyturn('plan');
    expect(screen(said)).toMatchSnapshot();
    expect(said.code).toBe(1);
    expect(widest(said.stdout)).toBeLessThanOrEqual(80);
  });

  test('of 5,000 users is one page', async () => {
    const outcomes = Array.from({ length: 5000 }, (_, n) =>
      anOutcome({
        userName: `svc-${n}`,
        steps: [n < 30 ? aStep({ kind: 'hold', reason: 'two-active-keys' }) : aStep()],
      }),
    );
    aws.says(deployedSaying({ plan: aResult({ outcomes, dryRun: true }) }));
    const { stdout } = await keyturn('plan');
    expect(stdout).toMatchSnapshot();
    expect(stdout.split('\n').length).toBeLessThanOrEqual(43);
  });

  test('of one user that has nothing to do', async () => {
    const outcomes = [
      anOutcome({ because: 'the key AKIAIOSFODNN7EXAMPLE is next due on 2027-01-05', nextAt: '2027-01-05T06:00:00Z' }),
    ];
    aws.says(deployedSaying({ plan: aResult({ outcomes, dryRun: true }) }));
    expect(screen(await keyturn('plan --user svc-reports'))).toMatchSnapshot();
    expect(events()).toEqual([{ command: 'plan', userName: 'svc-reports' }]);
  });

  test('of a user that is misspelt', async () => {
    const failures = [{ userName: 'svc-reprots', error: 'there is no IAM user "svc-reprots" that Keyturn manages' }];
    aws.says(deployedSaying({ plan: aResult({ failures }), status: aResult({ outcomes: [aUser('svc-reports')] }) }));
    expect(screen(await keyturn('plan --user svc-reprots'))).toMatchSnapshot();
  });
});

describe('plan --local', () => {
  test('of 5,000 users is one page, and looks one by one only at those who need it', async () => {
    aws.says(largeAccount(new Date()));
    const said = await keyturn('plan --local');
    expect(screen(said).replace(/\d{4}-\d\d-\d\d( \d\d:\d\d UTC)?/g, 'DATE')).toMatchSnapshot();
    expect(said.stdout.split('\n').length).toBeLessThanOrEqual(43);
    expect(widest(said.stdout)).toBeLessThanOrEqual(80);
    expect(aws.actions().filter((action) => action === 'iam ListAccessKeys')).toHaveLength(50);
  });
});

describe('commands that change something', () => {
  const rotated = aResult({
    outcomes: [
      anOutcome({
        steps: [
          aStep({ result: 'done' }),
          aStep({ kind: 'notify', event: 'key-rotated', result: 'done', because: 'the owner is told' }),
        ],
      }),
    ],
  });
  const planned = aResult({ dryRun: true, outcomes: [anOutcome({ steps: [aStep()] })] });
  const refused = aResult({
    outcomes: [anOutcome()],
    failures: [{ userName: 'svc-reports', error: 'there is no old key to roll back to' }],
  });

  test.each([
    ['rotate svc-reports --yes', { command: 'rotate', userName: 'svc-reports' }],
    ['rollback svc-reports -y', { command: 'rollback', userName: 'svc-reports' }],
    ['revoke AKIAIOSFODNN7EXAMPLE --yes', { command: 'revoke', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }],
    [
      'hold svc-reports --until 2127-01-31 --yes',
      { command: 'hold', userName: 'svc-reports', until: '2127-01-31T00:00:00Z' },
    ],
    [
      'hold svc-reports --until 2127-01-31T12:30+02:00 --yes',
      { command: 'hold', userName: 'svc-reports', until: '2127-01-31T10:30:00Z' },
    ],
    ['hold svc-reports --release --yes', { command: 'hold', userName: 'svc-reports', until: '' }],
  ])('%s is carried out at once, and invokes once', async (command, event) => {
    aws.says(deployedSaying({ [event.command]: rotated }));
    const { code, stderr } = await keyturn(command);
    expect([code, stderr]).toEqual([0, '']);
    expect(events()).toEqual([event]);
  });

  test('what was done', async () => {
    aws.says(deployedSaying({ rotate: rotated }));
    expect(screen(await keyturn('rotate svc-reports --yes'))).toMatchSnapshot();
  });

  test('--dry-run shows what would happen, and does nothing', async () => {
    aws.says(deployedSaying({ 'dry rotate': planned }));
    expect(screen(await keyturn('rotate svc-reports --dry-run'))).toMatchSnapshot();
    expect(events()).toEqual([{ command: 'rotate', userName: 'svc-reports', dryRun: true }]);
  });

  test('a refusal is a sentence and a 1', async () => {
    aws.says(deployedSaying({ rollback: refused }));
    expect(screen(await keyturn('rollback svc-reports --yes'))).toMatchSnapshot();
  });

  test('a refusal because of a misspelt name suggests the right one', async () => {
    const failures = [{ userName: 'svc-reprots', error: 'there is no IAM user "svc-reprots" that Keyturn manages' }];
    aws.says(deployedSaying({ rotate: aResult({ failures }), status: aResult({ outcomes: [aUser('svc-reports')] }) }));
    expect(screen(await keyturn('rotate svc-reprots --yes'))).toMatchSnapshot();
  });

  test('a step that failed', async () => {
    const steps = [
      aStep({ result: 'failed' }),
      aStep({
        kind: 'deactivate-key',
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        because: 'it is compromised',
        result: 'skipped',
      }),
    ];
    const failures = [
      { userName: 'svc-reports', error: 'create the key: LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2' },
    ];
    aws.says(deployedSaying({ revoke: aResult({ outcomes: [anOutcome({ steps })], failures }) }));
    expect(screen(await keyturn('revoke AKIAIOSFODNN7EXAMPLE --yes'))).toMatchSnapshot();
  });

  test('a function that is deployed with dryRun did not do it: 1', async () => {
    aws.says(deployedSaying({ rotate: planned }));
    expect(screen(await keyturn('rotate svc-reports --yes'))).toMatchSnapshot();
  });

  test('an answer that got lost: not tried again, and nobody is told that nothing was done', async () => {
    aws.says({ ...deployedSaying({}), [INVOKE]: () => ({ body: '', hangUp: true }) });
    const said = await asProcess('rotate svc-reports --yes');
    expect(screen(said)).toMatchSnapshot();
    expect(events()).toHaveLength(1);
  });

  test('on a terminal: shows, asks, and does it on y', async () => {
    aws.says(deployedSaying({ 'dry rotate': planned, rotate: rotated }));
    const { code, stdout } = await cli.onTerminal(['rotate', 'svc-reports'], 'y', {
      env: { ...signedIn(), NO_COLOR: '1' },
    });
    expect(stdout).toContain('in account 123456789012 in eu-central-1');
    expect(stdout).toContain('issue a new key');
    expect(stdout).toContain('Rotate the key of svc-reports? [y/N]');
    expect(stdout).toContain('issued a new key');
    expect(code).toBe(0);
    expect(events()).toHaveLength(2);
  });

  test.each(['', 'n', 'yolo'])('on a terminal: the answer %j is a no', async (answer) => {
    aws.says(deployedSaying({ 'dry rotate': planned, rotate: rotated }));
    const { code, stdout } = await cli.onTerminal(['rotate', 'svc-reports'], answer, { env: signedIn() });
    expect(stdout).toContain('Nothing was changed.');
    expect(code).toBe(1);
    expect(events()).toEqual([{ command: 'rotate', userName: 'svc-reports', dryRun: true }]);
  });

  test('on a terminal: nothing to do is not asked about', async () => {
    const nothing = aResult({ dryRun: true, outcomes: [anOutcome({ because: 'there is no hold' })] });
    aws.says(deployedSaying({ 'dry hold': nothing }));
    const { code, stdout } = await cli.onTerminal(['hold', 'svc-reports', '--release'], 'y', {
      env: { ...signedIn(), NO_COLOR: '1' },
    });
    expect(stdout).toContain('Nothing would happen');
    expect(stdout).not.toContain('[y/N]');
    expect(code).toBe(0);
  });
});

describe('colour', () => {
  const ESCAPE = String.fromCharCode(27);
  const COLOUR = `${ESCAPE}[3`;

  test.each([
    ['on a terminal', {}, true],
    ['not with NO_COLOR', { NO_COLOR: '1' }, false],
    ['with an empty NO_COLOR, which means nothing', { NO_COLOR: '' }, true],
  ])('%s', async (_, env, expected) => {
    aws.says(deployedSaying({ status: aResult({ outcomes: [aHeldUser('svc-erp')] }) }));
    const { stdout } = await cli.onTerminal(['status'], '', { env: { ...signedIn(), ...env } });
    expect(stdout.includes(COLOUR)).toBe(expected);
  });

  test('not in a pipe', async () => {
    aws.says(deployedSaying({ status: aResult({ outcomes: [aHeldUser('svc-erp')] }) }));
    expect((await keyturn('status')).stdout).not.toContain(ESCAPE);
  });
});

describe('what goes wrong on the way is a sentence with a remedy, and a 1:', () => {
  const cases: readonly (readonly [
    string,
    Parameters<FakeAws['says']>[0],
    string,
    Readonly<Record<string, string | undefined>>?,
  ])[] = [
    ['no credentials', {}, 'status', { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }],
    ['a profile that is not there', {}, 'status --profile staging'],
    [
      'expired credentials',
      {
        'cloudformation *': (call) =>
          refusal(call, 'ExpiredToken', 'The security token included in the request is expired'),
      },
      'status',
    ],
    [
      'unknown credentials',
      {
        'cloudformation *': (call) =>
          refusal(call, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
      },
      'status',
    ],
    [
      'a wrong secret half',
      {
        'cloudformation *': (call) =>
          refusal(call, 'SignatureDoesNotMatch', 'The request signature we calculated does not match'),
      },
      'status',
    ],
    ['no Region', {}, 'status', { AWS_REGION: undefined }],
    ['no Region for plan --local', {}, 'plan --local', { AWS_REGION: undefined }],
    [
      'nothing deployed',
      {
        'cloudformation DescribeStacks': (call) =>
          refusal(call, 'ValidationError', 'Stack with id Keyturn does not exist', 400),
      },
      'status',
    ],
    [
      'nothing deployed, for doctor',
      {
        'cloudformation DescribeStacks': (call) =>
          refusal(call, 'ValidationError', 'Stack with id Keyturn does not exist', 400),
      },
      'doctor',
    ],
    [
      'another stack',
      {
        'cloudformation DescribeStacks': () =>
          xml('DescribeStacks', stackXml('').replace(/<Outputs>.*<\/Outputs>/, '')),
      },
      'status',
    ],
    [
      'no function',
      { 'lambda *': (call) => refusal(call, 'ResourceNotFoundException', 'Function not found', 404) },
      'status --function nothing',
    ],
    [
      'access denied to the stack',
      {
        'cloudformation *': (call) =>
          refusal(
            call,
            'AccessDenied',
            'User: arn:aws:iam::123456789012:user/me is not authorized to perform: cloudformation:DescribeStacks on resource: x',
          ),
      },
      'status',
    ],
    [
      'access denied to the function',
      {
        ...deployedSaying({}),
        [INVOKE]: (call) =>
          refusal(
            call,
            'AccessDeniedException',
            'User: arn:aws:iam::123456789012:user/me is not authorized to perform: lambda:InvokeFunction on resource: x with an explicit deny in a service control policy',
          ),
      },
      'rotate svc-reports --yes',
    ],
    [
      'access denied to plan --local',
      {
        'iam *': (call) =>
          refusal(
            call,
            'AccessDenied',
            'User: arn:aws:iam::123456789012:user/me is not authorized to perform: iam:GenerateCredentialReport on resource: *',
          ),
        'secretsmanager *': () => json({ SecretList: [] }),
      },
      'plan --local',
    ],
    [
      'a page of a proxy',
      { 'lambda *': () => ({ body: '<html>Please sign in</html>' }) },
      `status --function ${FUNCTION}`,
    ],
    [
      'a page of a proxy, where XML is expected',
      { 'cloudformation *': () => ({ body: 'Please <b>sign in' }) },
      'status',
    ],
    [
      'a page of a proxy, with an error',
      { 'cloudformation *': () => ({ status: 502, body: '<html><p>Bad gateway</html>' }) },
      'status',
    ],
    [
      'expired credentials at plan --local',
      {
        'iam *': (call) => refusal(call, 'ExpiredToken', 'The security token included in the request is expired'),
        'secretsmanager *': () => json({ SecretList: [] }),
      },
      'plan --local',
    ],
    ['an unreachable AWS at plan --local', {}, 'plan --local --endpoint-url http://localhost:9'],
    [
      'the function failed',
      {
        ...deployedSaying({}),
        [INVOKE]: () => functionError('Error', 'GetAccountAuthorizationDetails: AccessDenied: not allowed'),
      },
      'status',
    ],
    [
      'the function is older than the command line',
      {
        ...deployedSaying({}),
        [INVOKE]: () => functionError('UnknownRequestError', 'the event\'s command is "status", but must be "plan"'),
      },
      'status',
    ],
    [
      'the function ran out of time',
      {
        ...deployedSaying({}),
        [INVOKE]: () => functionError('Sandbox.Timedout', 'RequestId: 1 Error: Task timed out after 900.00 seconds'),
      },
      'rotate svc-reports --yes',
    ],
    [
      'too many users for one answer',
      {
        ...deployedSaying({}),
        [INVOKE]: () =>
          functionError(
            'Function.ResponseSizeTooLarge',
            'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
          ),
      },
      'status',
    ],
    [
      'the function was killed',
      {
        ...deployedSaying({}),
        [INVOKE]: () =>
          functionError('Runtime.ExitError', 'RequestId: 1 Error: Runtime exited with error: signal: killed'),
      },
      'status',
    ],
    ['another function', { ...deployedSaying({}), [INVOKE]: () => json({ hello: 'world' }) }, 'status'],
  ];

  for (const [name, answers, command, env = {}] of cases)
    test(name, async () => {
      aws.says(answers);
      const said = await keyturn(command, { env });
      expect(said.code).toBe(1);
      expect(screen(said)).toMatchSnapshot();
      expect(said.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    });

  test('no network', async () => {
    const port = await closedPort();
    const { code, stderr } = await asProcess(`status --endpoint-url http://localhost:${port}`);
    expect(code).toBe(1);
    expect(stderr.replaceAll(String(port), 'PORT')).toMatchSnapshot();
  });

  test('a Region that is not there', async () => {
    const { code, stderr } = await asProcess('status --region xx-nowhere-1', { AWS_ENDPOINT_URL: undefined });
    expect(code).toBe(1);
    // A sandbox without names answers at once, another one after a while: all that counts is the sentence.
    expect(stderr).toMatch(/^keyturn: AWS could not be reached \(E[A-Z_]+\)\.\n {2}Check the network/);
  });

  test('with --json it is a document too', async () => {
    aws.says({ 'cloudformation *': (call) => refusal(call, 'ExpiredToken', 'expired') });
    const { code, stdout } = await keyturn('status --json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: { message: 'Your AWS credentials have expired.', remedy: expect.stringContaining('aws sso login') },
    });
  });
});

/** One that nothing listens on. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
