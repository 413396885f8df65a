/** A rollout in waves, in the local AWS by the real `cdk deploy`: what the first wave does not pass, the second does not get. */
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { jsonApi } from '../../local/api';
import type { LocalAws } from '../../local/aws';
import { LocalOrganization } from '../../local/organization';
import { Cli } from '../support/cli/cli';
import { emptyAws } from '../support/local-aws/shared';
import { DeployedHub, standings } from '../support/organization/deployed-hub';
import { addUsers, secretsOf } from '../support/organization/keys';
import { DAY } from '../support/simulation/harness';

const BROKEN_RELEASE = 'node --import tsx test/support/organization/broken-release.ts';
/** Whose keys are rotated; and one that is only looked at, and one that is left out. */
const NAMES = ['first', 'other', 'near', 'far'] as const;
const SERVED = [...NAMES, 'watched'] as const;
const ALL = [...NAMES, 'watched', 'excepted'] as const;

let aws: LocalAws;
let hub: DeployedHub;
const accounts = {} as Record<(typeof ALL)[number], LocalAws>;

beforeAll(async () => {
  aws = await emptyAws();
  const organization = await LocalOrganization.create(aws);
  const canary = await organization.addUnit('canary');
  const prod = await organization.addUnit('prod');
  const security = await organization.account(await organization.addAccount('security'));
  await organization.delegate(security.accountId);
  const later = await organization.addUnit('later');
  const units = { first: canary, other: canary, near: prod, far: prod, excepted: prod, watched: later };
  for (const name of ALL) accounts[name] = await organization.account(await organization.addAccount(name, units[name]));
  const now = Date.now();
  await aws.setClock(new Date(now - 80 * DAY));
  for (const account of Object.values(accounts)) await addUsers(account, ['svc-a']);
  await aws.setClock(new Date(now));
  hub = await DeployedHub.deploy(organization, security, [
    { name: 'canary', ous: [canary] },
    { name: 'all', ous: [prod], exceptAccounts: [accounts.excepted.accountId], maxKeyAgeDays: 60 },
    { name: 'later', ous: [later], dryRun: true },
  ]);
});
afterAll(() => aws?.stop());

/** What an account has: the code and the settings of its function. */
async function release({ clientConfig }: LocalAws) {
  const asked = new GetFunctionConfigurationCommand({ FunctionName: 'keyturn' });
  const { CodeSha256, Environment } = await new LambdaClient(clientConfig).send(asked);
  return { code: CodeSha256, settings: Environment?.Variables };
}

const releases = async () =>
  Object.fromEntries(await Promise.all(SERVED.map(async (name) => [name, await release(accounts[name])] as const)));

/** Users with a key that is due, and who has been given another by now. */
async function addDueUser(userName: string): Promise<void> {
  const now = Date.now();
  await aws.setClock(new Date(now - 80 * DAY));
  for (const account of Object.values(accounts)) await addUsers(account, [userName]);
  await aws.setClock(new Date(now));
}

async function rotated(userName: string): Promise<string[]> {
  const secrets = ALL.map(async (name) => [name, await secretsOf(accounts[name])] as const);
  return (await Promise.all(secrets)).filter(([, each]) => each[`keyturn/${userName}`]).map(([name]) => name);
}

interface Executions {
  readonly executions: readonly { readonly executionArn: string; readonly name: string }[];
}

/** What the gates' runs were started with, the oldest first. */
async function inputsOfGates(): Promise<unknown[]> {
  const { stateMachineArn } = hub;
  const { executions } = await jsonApi<Executions>(hub.aws, 'states', 'ListExecutions', { stateMachineArn });
  const gates = executions.filter(({ name }) => name.startsWith('gate-')).reverse();
  const described = gates.map(({ executionArn }) =>
    jsonApi<{ input: string }>(hub.aws, 'states', 'DescribeExecution', { executionArn }),
  );
  return (await Promise.all(described)).map(({ input }) => JSON.parse(input));
}

test('a first deployment runs each wave before the next is made', async () => {
  expect(await inputsOfGates()).toEqual([{ wave: 'canary' }, { wave: 'all' }]);
  expect(await rotated('svc-a')).toEqual([...NAMES]);
});

test('each wave has its own policy, a wave may be only looked at, and an account left out', async () => {
  const report = await hub.run();
  const of = (name: (typeof ALL)[number]) =>
    report.accounts.find(({ accountId }) => accountId === accounts[name].accountId);
  expect((await release(accounts.first)).settings).toMatchObject({ KEYTURN_MAX_KEY_AGE_DAYS: '90' });
  expect((await release(accounts.near)).settings).toMatchObject({ KEYTURN_MAX_KEY_AGE_DAYS: '60' });
  expect(of('watched')).toMatchObject({
    standing: 'served',
    wave: 'later',
    summary: { deployedDryRun: true, steps: { 'issue-key': 1 } },
  });
  expect(await rotated('svc-a')).not.toContain('watched');
  expect(of('excepted')).toMatchObject({ standing: 'in-no-wave' });
  await expect(release(accounts.excepted)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('a release that is broken', () => {
  const output: string[] = [];
  let before: Awaited<ReturnType<typeof releases>>;
  beforeAll(async () => {
    before = await releases();
    await addDueUser('svc-b');
    const options = { app: BROKEN_RELEASE, log: (text: string) => output.push(text) };
    await expect(hub.redeploy({}, options)).rejects.toThrow('cdk deploy failed');
  });

  test('fails the deployment, and the reason names the accounts', async () => {
    const stacks = new CloudFormationClient(hub.aws.clientConfig);
    const StackName = 'KeyturnOrganization';
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks[0]?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName }));
    const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED');
    expect(failed.map(({ ResourceType }) => ResourceType)).toEqual(['Custom::KeyturnGate']);
    const reason = failed[0]?.ResourceStatusReason ?? '';
    expect(reason).toContain('In the wave canary, 2 accounts of 2 could not be served with what is being deployed');
    for (const name of ['first', 'other'] as const)
      expect(reason).toContain(`${accounts[name].accountId} ${name} (canary), failing since`);
    expect(reason).toContain('this release is broken');
    // As whoever deploys sees it.
    expect(output.join(' ').replace(/\s+/g, ' ')).toContain(
      'Error: this release is broken; What to do: docs/runbook.md',
    );
  });

  test('was tried twice, in the first wave alone', async () => {
    expect((await inputsOfGates()).slice(2)).toEqual([{ wave: 'canary' }, { wave: 'canary' }]);
  });

  test('leaves every account with the code and the settings that it had', async () => {
    expect(await releases()).toEqual(before);
  });

  test('is told to the platform team, with what to do', async () => {
    const stopped = (await aws.published()).filter(
      ({ attributes }) => attributes.event === 'organization-rollout-stopped',
    );
    expect(stopped).toHaveLength(1);
    const { email } = JSON.parse(stopped[0]?.message ?? '{}');
    expect(email).toContain(accounts.first.accountId);
    expect(email).toContain('this release is broken');
    expect(email).toContain('deploy again');
  });

  test('keeps nobody from rotating: every wave is served again', async () => {
    expect(await rotated('svc-b')).toEqual([]);
    const report = await hub.run();
    for (const name of SERVED) expect(standings(report)[accounts[name].accountId]).toBe('served');
    expect(await rotated('svc-b')).toEqual([...NAMES]);
  });
});

test('in a paused organization a change is tried without a change to any key, and resume goes on with it', async () => {
  const cli = await Cli.build();
  const keyturn = (...args: string[]) => cli.run(args, { env: hub.aws.env });
  expect(await keyturn('organization', 'pause', '--yes')).toMatchObject({ code: 0 });
  await addDueUser('svc-c');
  await hub.redeploy({ graceDays: '10' });
  expect((await inputsOfGates()).slice(4)).toEqual([
    { wave: 'canary', command: 'plan' },
    { wave: 'all', command: 'plan' },
  ]);
  for (const { settings } of Object.values(await releases()))
    expect(settings).toMatchObject({ KEYTURN_GRACE_DAYS: '10' });
  expect(await rotated('svc-c')).toEqual([]);
  expect(await keyturn('organization', 'resume', '--yes')).toMatchObject({ code: 0 });
  await hub.run();
  expect(await rotated('svc-c')).toEqual([...NAMES]);
  await cli.remove();
});
