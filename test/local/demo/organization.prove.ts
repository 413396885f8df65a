/**
 * `npm run demo -- --organization --keep` as a process: what it prints, how it ends; and while it stays, the commands of docs/organization.md
 * in the organization that it leaves, word for word but for ids.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Report } from '../../../lambda/core/organization/report-schema';
import { jsonApi } from '../../../local/api';
import { type LocalAws, localAws } from '../../../local/aws';
import { LocalHub } from '../../../local/hub';
import { invoke } from '../../../local/invoke';
import { inAccount } from '../../../local/organization';
import { onTerminal } from '../../support/cli/cli';
import { type Running, startDemo } from '../../support/demo';
import { commandsOf } from '../../support/docs/readme';
import { emptyAws } from '../../support/local-aws/shared';
import { secretsOf } from '../../support/organization/keys';

const ROOT = join(__dirname, '..', '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'organization.md'), 'utf8').replace(/<!--.*?-->/gs, '');

let running: Running;
let text: string;
let place: Organization;

interface Organization {
  /** With the hands of administrators: of the management account, of the hub's. */
  readonly management: LocalAws;
  readonly security: LocalAws;
  readonly id: string;
  readonly rootId: string;
  readonly units: Readonly<Record<string, string>>;
  readonly accounts: Readonly<Record<string, string>>;
}

beforeAll(async () => {
  const lines: string[] = [];
  const aws = await emptyAws();
  await new Promise<void>((resolve, reject) => {
    const each = (line: string) => {
      lines.push(line);
      if (/npx keyturn rotate storefront/.test(line)) resolve();
    };
    running = startDemo(['--organization', '--keep'], each, aws);
    void running.ended.then(({ code, stderr }) =>
      reject(new Error(`the demo ended with ${code}:\n${stderr.join('\n')}`)),
    );
  });
  text = lines.join('\n');
  place = await organizationAt(/AWS_ENDPOINT_URL=(\S+)/.exec(text)?.[1] ?? '');
});
afterAll(() => running?.child.kill('SIGINT'));

async function organizationAt(endpoint: string): Promise<Organization> {
  const management = localAws(endpoint);
  const ask = <T>(action: string, input: object = {}) => jsonApi<T>(management, 'organizations', action, input);
  const { Organization } = await ask<{ Organization: { Id: string } }>('DescribeOrganization');
  const { Roots } = await ask<{ Roots: { Id: string }[] }>('ListRoots');
  const rootId = Roots[0]?.Id ?? '';
  const { OrganizationalUnits } = await ask<{ OrganizationalUnits: { Id: string; Name: string }[] }>(
    'ListOrganizationalUnitsForParent',
    { ParentId: rootId },
  );
  const { Accounts } = await ask<{ Accounts: { Id: string; Name: string }[] }>('ListAccounts');
  const accounts = Object.fromEntries(Accounts.map(({ Id, Name }) => [Name, Id]));
  return {
    management,
    security: await inAccount(management, accounts.security ?? ''),
    id: Organization.Id,
    rootId,
    units: Object.fromEntries(OrganizationalUnits.map(({ Id, Name }) => [Name, Id])),
    accounts,
  };
}

test('promises 1 and 13: end well, and no program of an account was refused', () => {
  expect(text).toContain('Nobody was locked out.');
  expect(text).toMatch(/^120 days, \d+ calls by 9 programs, 0 refused; 10 secret halves made/m);
});

test('have a table for each account, with what was done in it', () => {
  const totals = ['web', 'pay', 'data', 'bought'].map((name) => {
    const [, total = ''] = new RegExp(`^${name}, \\d{12}: .*\\n(?:.*\\n)*?total +(.*)$`, 'm').exec(text) ?? [];
    return [name, ...total.trim().split(/ +/).map(Number)];
  });
  // programs, rotated, held*, blocked*, deactivated, deleted, calls, refused
  expect(totals).toEqual([
    ['web', 3, 2, 0, 0, 2, 2, expect.any(Number), 0],
    ['pay', 2, 2, 0, 0, 1, 1, expect.any(Number), 0],
    ['data', 2, 2, 2, 0, 2, 2, expect.any(Number), 0],
    ['bought', 2, 4, 0, 0, 2, 2, expect.any(Number), 0],
  ]);
});

test('have an account that does not let the hub in, one that joins, one that leaves, and a hold that names who is missing', () => {
  expect(text).toMatch(/^ +day +0 +data +unreached +Lambda\.AccessDenied: .*sts:AssumeRole/m);
  expect(text).toMatch(/^ +day +16 +data +served\n +day +16 +data\/etl +new key/m);
  expect(text).toMatch(/^ +day +30 +bought +served\n +day +30 +bought\/erp +new key/m);
  expect(text).toMatch(/^ +day +72 +pay +in no wave$/m);
  expect(text).toMatch(/data\/etl +held .*\n +CloudTrail: still on the retiring key: job at 203\.0\.113\.\d+\n/);
});

test('print nothing of the emulator, of Python or of Node, and fewer than 90 lines', () => {
  expect(text).not.toMatch(/moto: |Traceback|Deprecat|Warning|arn:aws/);
  expect(text.split('\n').filter((line) => !/^ *\d+ s {2}… /.test(line)).length).toBeLessThan(90);
});

/** By whom it is typed, how it ends, and a part of what it prints. */
type Step = readonly [hands: 'management' | 'security', code: number, says: string];

const HUB = 'security';

const STEPS: Readonly<Record<string, Step>> = {
  'for profile in web pay data; do echo "== $profile"; npx keyturn plan --local --profile $profile; done': [
    'management',
    0,
    '== data',
  ],
  'npx keyturn organization prepare --delegate 111122223333': ['management', 0, 'let account'],
  'npx keyturn rotate storefront --account 777788889999': [HUB, 0, 'keyturn/storefront'],
  'npx keyturn status --account 777788889999': [HUB, 0, 'storefront'],
  'npx cdk bootstrap': [HUB, 0, 'bootstrapped'],
  'npx cdk deploy KeyturnOrganization -c organization=o-a1b2c3d4e5 -c waves=\'[{"name":"canary","ous":["ou-a1b2-canary01"]},{"name":"all","ous":["ou-a1b2-prod0001"]}]\' -c notifyEmail=platform@example.com':
    [HUB, 0, 'KeyturnOrganization.StateMachineArn'],
  'npx keyturn status --organization': [HUB, 0, 'in no wave'],
  'npx keyturn organization pause': [HUB, 0, 'disable the schedule'],
  'npx keyturn organization resume': [HUB, 0, 'enable the schedule'],
};

/** Those of prose, which other tests type; and one that the test of moving over types. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm run demo -- --organization': 'this file, with --keep',
  'npx keyturn plan --local --show-policy': 'test/cli/cli.test.ts',
  'npx cdk diff KeyturnOrganization': 'of the CDK; test/local/rehearsal.prove.ts types npx cdk diff',
  'npx keyturn rotate NAME --account ID': 'above, with a name and an id',
  'npx keyturn revoke AKIA… --organization': 'test/organization/hub.prove.ts',
  'npx keyturn doctor --organization': 'test/organization/hub.prove.ts',
  'npx cdk destroy': 'below, in the account that moves over',
};

test('every command of the page is typed', () => {
  const loops = [...PAGE.matchAll(/^(for .*)$/gm)].map(([, loop = '']) => loop);
  const commands = [...loops, ...commandsOf(PAGE).map(({ command }) => command)];
  expect(new Set(commands)).toEqual(new Set([...Object.keys(STEPS), ...Object.keys(ELSEWHERE)]));
});

const folder = mkdtempSync(join(tmpdir(), 'keyturn-profiles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As in the page, where the profiles are of a role that reads. */
function profiles(): string {
  const file = join(folder, 'config');
  const own = '[default]\naws_access_key_id = test\naws_secret_access_key = test\n';
  const roles = Object.entries(place.accounts).map(
    ([name, id]) =>
      `[profile ${name}]\nrole_arn = arn:aws:iam::${id}:role/OrganizationAccountAccessRole\nsource_profile = default\n`,
  );
  writeFileSync(file, [own, ...roles].join('\n'));
  return file;
}

async function type(command: string, aws: LocalAws) {
  const { PATH, HOME } = process.env;
  // Other tests type the same commands at the same time.
  const CDK_OUTPUT = mkdtempSync(join(tmpdir(), 'keyturn-typed-'));
  const env = { ...aws.env, AWS_CONFIG_FILE: profiles(), PATH, HOME, CDK_OUTPUT, CI: 'true', NO_COLOR: '1' };
  return onTerminal(['/bin/sh', '-c', command], 'y', { env, cwd: ROOT });
}

/** The page's ids are those of nobody. */
async function withIds(command: string): Promise<string> {
  const { id, units, accounts } = place;
  const fresh = command.includes('prepare') ? await freshAccount() : '';
  return command
    .replace('o-a1b2c3d4e5', id)
    .replace('ou-a1b2-canary01', units.canary ?? '')
    .replace('ou-a1b2-prod0001', units.prod ?? '')
    .replace('111122223333', fresh)
    .replace('777788889999', accounts.web ?? '');
}

async function freshAccount(): Promise<string> {
  const asked = { AccountName: 'tools', Email: 'tools@example.com' };
  type Made = { CreateAccountStatus: { AccountId: string } };
  const made = await jsonApi<Made>(place.management, 'organizations', 'CreateAccount', asked);
  return made.CreateAccountStatus.AccountId;
}

test.each(Object.entries(STEPS))('%s', async (command, [hands, code, says]) => {
  const said = await type(await withIds(command), place[hands]);
  expect(said).toEqual({ ...said, code, stdout: expect.stringContaining(says) });
});

/** The name of the function of a Keyturn of its own. */
async function standaloneIn({ clientConfig }: LocalAws): Promise<string> {
  const { Stacks = [] } = await new CloudFormationClient(clientConfig).send(
    new DescribeStacksCommand({ StackName: 'Keyturn' }),
  );
  return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'FunctionName')?.OutputValue ?? '';
}

describe('a standalone Keyturn moves over', () => {
  let account: LocalAws;
  let hub: LocalHub;
  /** Users, keys and secrets, as they are. */
  const standing = async () => ({ secrets: await secretsOf(account) });
  const payIn = ({ accounts }: Report) => accounts.find(({ accountId }) => accountId === account.accountId);
  const move = (from: string, to: string) =>
    jsonApi(place.management, 'organizations', 'MoveAccount', {
      AccountId: account.accountId,
      SourceParentId: from,
      DestinationParentId: to,
    });

  beforeAll(async () => {
    account = await inAccount(place.management, place.accounts.pay ?? '');
    const { accountId, region } = place.security;
    hub = new LocalHub(place.security, {
      bucket: `keyturn-organization-${accountId}-${region}`,
      topicArn: `arn:aws:sns:${region}:${accountId}:keyturn-organization`,
      stateMachineArn: `arn:aws:states:${region}:${accountId}:stateMachine:keyturn-organization`,
    });
  });

  test('one goes on where a member has left off: the retiring key of a grace that is long over is deactivated', async () => {
    for (const command of ['npx cdk bootstrap', 'npx cdk deploy'])
      expect(await type(command, account)).toMatchObject({ code: 0 });
    const { result } = await invoke(account, await standaloneIn(account), {
      time: (await account.now()).toISOString(),
    });
    expect(JSON.stringify(result)).toContain('"kind":"deactivate-key"');
  });

  test('it keeps the hub out: the account is named, with the reason', async () => {
    await move(place.rootId, place.units.prod ?? '');
    expect(payIn(await hub.run())).toMatchObject({
      standing: 'not-deployed',
      because: expect.stringContaining('keyturn-function'),
    });
    await move(place.units.prod ?? '', place.rootId);
  });

  test('destroyed, it leaves users, keys and secrets, and the hub goes on with them: nothing is made twice', async () => {
    const before = await standing();
    expect(await type('npx cdk destroy', account)).toMatchObject({ code: 0 });
    await move(place.rootId, place.units.prod ?? '');
    const pay = payIn(await hub.run());
    expect(pay).toMatchObject({ standing: 'served', summary: { failed: 0, phases: { quarantine: 1 } } });
    expect(pay?.summary?.steps).not.toHaveProperty('issue-key');
    expect(await standing()).toEqual(before);
  });
});

test('ends with Ctrl-C, well', async () => {
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 0, stderr: [] });
});
