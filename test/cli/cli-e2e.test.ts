/** The command line as a new user meets it: an account, a look before anything is deployed, one user adopted, deployed, and operated. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserTagsCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { READ_ONLY_POLICY } from '../../cli/session/read-only';
import type { Result } from '../../lambda/core/report/result-schema';
import type { LocalAws } from '../../local/aws';
import { deployKeyturn } from '../../local/deploy';
import { invoke } from '../../local/invoke';
import { Cli, type Said } from '../support/cli/cli';
import { bootstrappedAws, synthesizedApp } from '../support/local-aws/shared';

const DAY_MS = 86_400_000;
/** Name, path, ages of the keys in days, and which of them is inactive. */
const PEOPLE: readonly (readonly [name: string, path: string, ages: readonly number[], inactive?: number])[] = [
  ['svc-reports', '/', [95]],
  ['svc-billing', '/', [40]],
  ['svc-erp', '/service/', [400, 120]],
  ['svc-spare', '/service/', [300, 60], 300],
  ['svc-console', '/', []],
];

let aws: LocalAws;
let cli: Cli;
let iam: IAMClient;
let outdir: string;
let functionName: string;
const outputs: string[] = [];

beforeAll(async () => {
  outdir = mkdtempSync(join(tmpdir(), 'keyturn-cli-e2e-'));
  [aws, cli] = await Promise.all([bootstrappedAws(), Cli.build()]);
  iam = new IAMClient(aws.clientConfig);
  const births = PEOPLE.flatMap(([name, , ages, inactive]) =>
    ages.map((age) => ({ name, age, isInactive: age === inactive })),
  ).sort((a, b) => b.age - a.age);
  await aws.setClock(new Date(Date.now() - 500 * DAY_MS));
  for (const [UserName, Path] of PEOPLE) await iam.send(new CreateUserCommand({ UserName, Path }));
  for (const { name, age, isInactive } of births) {
    // An hour more, so that the age is the same whenever in the hour this runs.
    await aws.setClock(new Date(Date.now() - age * DAY_MS - 3_600_000));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    if (isInactive)
      await iam.send(
        new UpdateAccessKeyCommand({ UserName: name, AccessKeyId: AccessKey?.AccessKeyId, Status: 'Inactive' }),
      );
  }
  await aws.setClock(new Date());
});
afterAll(async () => {
  await aws?.stop();
  cli?.remove();
  rmSync(outdir, { recursive: true, force: true });
});

async function keyturn(command: string, input = ''): Promise<Said> {
  const said = await cli.run(command.split(' '), { env: aws.env, input });
  outputs.push(said.stdout, said.stderr);
  return said;
}

/** What another run would show otherwise: key ids, dates and made-up names, each in its width, so that lines break where they did. */
function still({ code, stdout, stderr }: Said): string {
  const text = [`exit ${code}`, ...(stdout && [stdout.trimEnd()]), ...(stderr && ['stderr:', stderr.trimEnd()])].join(
    '\n',
  );
  const ids = new Map<string, string>();
  const idOf = (id: string) => {
    if (!ids.has(id)) ids.set(id, `AKIAKEY${String(ids.size + 1).padStart(6, '0')}EXAMPLE`);
    return ids.get(id) ?? '';
  };
  return text
    .replace(/AKIA[A-Z0-9]{16}/g, idOf)
    .replace(/\d{4}-\d\d-\d\d/g, 'YYYY-MM-DD')
    .replace(/\d\d:\d\d UTC/g, 'HH:MM UTC')
    .replace(/(Keyturn-KeyRotation\w+-)[A-Z0-9]{12}/g, '$1RANDOMSUFFIX'.slice(0, 14))
    .replaceAll(aws.endpoint, 'http://localhost:PORT');
}

async function statusOf(userName: string) {
  const { stdout } = await keyturn(`status --user ${userName} --json`);
  return (JSON.parse(stdout) as Result).outcomes[0];
}

/** As a consumer reads it. */
async function secretOf(userName: string): Promise<{ readonly AccessKeyId: string; readonly SecretAccessKey: string }> {
  const secrets = new SecretsManagerClient(aws.clientConfig);
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: `keyturn/${userName}` }));
  return JSON.parse(SecretString);
}

const tagsOf = async (UserName: string) => (await iam.send(new ListUserTagsCommand({ UserName }))).Tags ?? [];

describe('before anything is deployed', () => {
  test('plan --local says what would happen to whom, and reads exactly what its policy allows', async () => {
    const since = (await aws.calls()).at(-1)?.n ?? 0;
    const said = await keyturn('plan --local');
    expect(said.code).toBe(1);
    expect(still(said)).toMatchSnapshot();
    const made = (await aws.calls(since)).map(({ service, action }) => `${service}:${action}`);
    expect([...new Set(made)].sort()).toEqual([...READ_ONLY_POLICY.Statement[0].Action].sort());
  });

  test('plan --local of one user, with another policy, as JSON', async () => {
    const { code, stdout, stderr } = await keyturn('plan --local --user svc-billing -c maxKeyAgeDays=50 --json');
    expect([code, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout) as Result;
    expect(answer).toMatchObject({ dryRun: true, outcomes: [{ userName: 'svc-billing', phase: 'due' }], failures: [] });
  });

  test.each([
    'plan --local --user svc-reprots',
    'plan --local --user svc-console',
    'status',
    'doctor',
    'rotate svc-reports --yes',
  ])('a sentence and no more: %s', async (command) => {
    const said = await keyturn(command);
    expect(said.code).toBe(1);
    expect(still(said)).toMatchSnapshot();
  });

  test('adopt shows what the first rotation would mean, names what cannot be adopted, and changes nothing on --dry-run', async () => {
    const said = await keyturn('adopt svc-reports svc-reprots svc-console --path /service/ --dry-run');
    expect(said.code).toBe(1);
    expect(still(said)).toMatchSnapshot();
    expect(await tagsOf('svc-reports')).toEqual([]);
  });

  test('adopt explains that a tag lets nobody in where users are managed by path', async () => {
    const said = await keyturn('adopt svc-reports svc-erp -c manage=path:/service/ --yes');
    expect(said.code).toBe(1);
    expect(still(said)).toMatchSnapshot();
    expect(await tagsOf('svc-reports')).toEqual([]);
  });

  test('adopt tags one user in, and a second time says that it is so', async () => {
    const first = await keyturn('adopt svc-reports --yes');
    const second = await keyturn('adopt svc-reports --yes');
    expect(still(first)).toMatchSnapshot();
    expect(still(second)).toMatchSnapshot();
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(await tagsOf('svc-reports')).toEqual([{ Key: 'keyturn:managed', Value: 'true' }]);
  });

  test('adopt --read-own-secret says what is missing while nothing is deployed, and tags nobody', async () => {
    const { code, stderr } = await keyturn('adopt svc-billing --read-own-secret --yes');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'There is no policy for --read-own-secret: the stack makes it, and there is no stack Keyturn that has one. Deploy it first',
    );
    expect(code).toBe(1);
    expect(await tagsOf('svc-billing')).toEqual([]);
  });

  test('adopt asks on a terminal, and takes no for an answer', async () => {
    const { code, stdout } = await cli.onTerminal(['adopt', 'svc-billing'], 'n', { env: aws.env });
    expect(stdout).toContain('Tag 1 user with keyturn:managed=true? [y/N]');
    expect(stdout).toContain('Nothing was changed.');
    expect(code).toBe(1);
    expect(await tagsOf('svc-billing')).toEqual([]);
  });

  test('adopt takes names from a file and from standard input, and answers in JSON', async () => {
    const file = join(outdir, 'users.txt');
    writeFileSync(file, '# the first ones\nsvc-billing\n\nsvc-spare  # has a spare key\n');
    const dry = await keyturn(`adopt --from ${file} --dry-run --json`);
    expect(JSON.parse(dry.stdout)).toMatchObject({
      tag: { key: 'keyturn:managed', value: 'true' },
      deployed: false,
      users: [
        { userName: 'svc-billing', state: 'would-be-tagged', firstRotation: { due: 'later' }, keys: [{ ageDays: 40 }] },
        { userName: 'svc-spare', state: 'would-be-tagged', keys: [{ active: false, ageDays: 300 }, { ageDays: 60 }] },
      ],
    });
    const real = await keyturn('adopt --from - --yes --json', 'svc-spare\nsvc-spar\n');
    expect(real.code).toBe(1);
    expect(JSON.parse(real.stdout).users).toMatchObject([
      { userName: 'svc-spare', state: 'tagged' },
      { userName: 'svc-spar', state: 'unknown', suggestion: 'Did you mean svc-spare?' },
    ]);
  });
});

describe('deployed', () => {
  beforeAll(async () => {
    functionName = (await deployKeyturn(aws, { app: await synthesizedApp(), isBootstrapped: true })).functionName;
  });

  test('plan and status', async () => {
    const plan = await keyturn('plan');
    expect(plan.code).toBe(0);
    expect(still(plan)).toMatchSnapshot();
    expect(still(await keyturn('status'))).toMatchSnapshot();
  });

  test('rotate, first dry and then for real; rollback undoes it', async () => {
    expect(still(await keyturn('rotate svc-reports --dry-run'))).toMatchSnapshot();
    expect((await statusOf('svc-reports'))?.keys).toHaveLength(1);

    const rotated = await keyturn('rotate svc-reports --yes');
    expect(rotated.code).toBe(0);
    expect(still(rotated)).toMatchSnapshot();
    expect((await statusOf('svc-reports'))?.keys?.map(({ role, active }) => [role, active])).toEqual(
      expect.arrayContaining([['current', true]]),
    );
    expect((await statusOf('svc-reports'))?.keys).toHaveLength(2);

    const back = await keyturn('rollback svc-reports --yes');
    expect(back.code).toBe(0);
    expect(still(back)).toMatchSnapshot();
  });

  test('adopt by another tag than the function looks for says so; by its own, what comes next', async () => {
    const other = await keyturn('adopt svc-billing --tag team=billing --dry-run');
    expect(still(other)).toMatchSnapshot();
    const erp = await keyturn('adopt svc-erp --yes');
    expect(still(erp)).toMatchSnapshot();
    expect([other.code, erp.code]).toEqual([0, 0]);
    // Who is blocked needs somebody, and doctor names the user.
    const { code, stdout } = await keyturn('status');
    expect(stdout).toContain('svc-erp: blocked');
    expect(code).toBe(1);
  });

  test('hold and release', async () => {
    const held = await keyturn('hold svc-reports --until 2127-01-31 --yes');
    // Who holds for a hundred years has mistyped the year.
    expect(held.code).toBe(1);
    expect(held.stderr).toMatch(/^keyturn: The function could not do this: the event's until is/);
    const until = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
    expect((await keyturn(`hold svc-billing --until ${until} --yes`)).code).toBe(1);
    expect((await keyturn(`hold svc-spare --until ${until} --yes`)).code).toBe(0);
    expect((await keyturn('hold svc-spare --release --yes')).code).toBe(0);
  });

  test('revoke cuts the current key, after a new one is in the secret', async () => {
    const before = (await secretOf('svc-reports')).AccessKeyId;
    const revoked = await keyturn(`revoke ${before} --yes`);
    expect(still(revoked)).toMatchSnapshot();
    expect(revoked.code).toBe(0);
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: 'svc-reports' }));
    const active = AccessKeyMetadata.filter(({ Status }) => Status === 'Active').map(({ AccessKeyId }) => AccessKeyId);
    expect(active).not.toContain(before);
    expect(active).toContain((await secretOf('svc-reports')).AccessKeyId);
  });

  test.each([
    'rotate svc-reprots --yes',
    'rotate svc-billing --yes',
    'rollback svc-spare --yes',
    'revoke AKIAIOSFODNN7EXAMPLE --yes',
    'status --user svc-billing',
  ])('refused in a sentence: %s', async (command) => {
    const said = await keyturn(command);
    expect(said.code).toBe(1);
    expect(still(said)).toMatchSnapshot();
  });

  test('adopt --read-own-secret lets a user that is managed already read its own secret, and asks first', async () => {
    const asked = await cli.onTerminal(['adopt', 'svc-reports', '--read-own-secret'], 'y', { env: aws.env });
    expect(asked.stdout).toContain('Let 1 user read its own secret? [y/N]');
    expect(asked.stdout).toContain('1 user may now read its own secret.');
    expect(asked.code).toBe(0);
    const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'svc-reports' }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([
      expect.stringMatching(/:policy\/keyturn\/Keyturn-KeyRotationReadOwnSecret/),
    ]);
    const by = await keyturn('adopt svc-reports --read-own-secret --yes -c manage=all');
    expect(by.code).toBe(0);
  });

  test('doctor looks at the deployed stack', async () => {
    const { code, stdout } = await keyturn('doctor --json');
    const findings = (JSON.parse(stdout) as { findings: { check: string; level: string; message: string }[] }).findings;
    const levels = findings.map(({ check, level }) => `${check}: ${level}`);
    expect(levels).toEqual(
      expect.arrayContaining([
        'stack: ok',
        'function: ok',
        'settings: ok',
        'drift: ok',
        'role: ok',
        'schedule: ok',
        // Nobody was subscribed.
        'subscriptions: problem',
        'topic: ok',
        'alarms: ok',
        'readers: ok',
        'dead letters: ok',
        'last good run: note',
      ]),
    );
    expect(code).toBe(1);
  });

  test('doctor knows a run from what a person asked', async () => {
    await invoke(aws, functionName, { time: new Date().toISOString() });
    expect((await keyturn('doctor')).stdout).toMatch(/^ok {7}last good run: \d+ seconds ago/m);
  });
});

test('doctor --probe rotates a user that nobody uses, and says of three assumptions whether they hold', async () => {
  await iam.send(
    new CreateUserCommand({ UserName: 'keyturn-probe', Tags: [{ Key: 'keyturn:managed', Value: 'true' }] }),
  );
  await iam.send(new CreateAccessKeyCommand({ UserName: 'keyturn-probe' }));
  const refused = await keyturn('doctor --probe keyturn-probe');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('doctor --probe asks before')]);
  const { code, stdout } = await keyturn('doctor --probe keyturn-probe --yes --json');
  expect(
    JSON.parse(stdout).findings.map(({ level, message }: { level: string; message: string }) => `${level} ${message}`),
  ).toEqual([
    'ok access that is gated by tags works right after the tags were set',
    "ok the function reads the last use of keys under the condition on their user's tags",
    'ok the verification of a new key is recorded as a use of sts',
  ]);
  expect(code).toBe(0);
  const nobody = await keyturn('doctor --probe nobody --yes');
  expect([nobody.code, nobody.stdout]).toEqual([1, expect.stringContaining('UNKNOWN  probe: could not be checked')]);
});

test('release says what stands, tags the user out, and takes nothing else', async () => {
  const dry = await keyturn('release svc-reports --dry-run --json');
  const standing = JSON.parse(dry.stdout);
  expect([dry.code, standing.state]).toEqual([0, 'would-be-released']);
  expect(standing).toMatchObject({ userName: 'svc-reports', secrets: ['keyturn/svc-reports'] });
  expect(standing.policies).toHaveLength(1);
  expect(standing.keys.filter(({ inSecret }: { inSecret: boolean }) => inSecret)).toHaveLength(1);
  expect(await tagsOf('svc-reports')).toHaveLength(1);
  const said = await keyturn('release svc-reports --yes');
  expect(said.code).toBe(0);
  expect(said.stdout).toMatch(/^Released svc-reports: Keyturn leaves it alone from the next run on\.$/m);
  expect(said.stdout).toContain('aws secretsmanager delete-secret --secret-id keyturn/svc-reports');
  expect(await tagsOf('svc-reports')).toEqual([]);
  expect((await secretOf('svc-reports')).AccessKeyId).toMatch(/^AKIA/);
  expect((await keyturn('release svc-reports --yes')).stdout).toContain('svc-reports is not managed');
  const unknown = await keyturn('release svc-reprots --yes');
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('Did you mean svc-reports?')]);
});

test('promise 4: no secret half in anything that the command line printed', async () => {
  const { SecretAccessKey } = await secretOf('svc-reports');
  expect(SecretAccessKey).toMatch(/^.{40}$/);
  expect(outputs.length).toBeGreaterThan(30);
  // `adopt` lists the names of the fields that a reader will get; a value stands behind such a name in quotes.
  expect(outputs.filter((text) => text.includes(SecretAccessKey) || text.includes('"SecretAccessKey":'))).toEqual([]);
});
