/** An organization in the local AWS: the hub by the real `cdk deploy`, two waves, accounts that are served and accounts that are not. */

import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { getObject, jsonApi, listObjects } from '../../local/api';
import type { LocalAws } from '../../local/aws';
import { LocalOrganization } from '../../local/organization';
import { Cli } from '../support/cli/cli';
import { emptyAws } from '../support/local-aws/shared';
import { DeployedHub, IN_A_MEMBER, standings } from '../support/organization/deployed-hub';
import { addUsers, expectOwnKeys, identityOf, secretsOf } from '../support/organization/keys';
import { DAY, MINUTE } from '../support/simulation/harness';

const USERS = ['svc-a', 'svc-b'];

let aws: LocalAws;
let organization: LocalOrganization;
let hub: DeployedHub;
let prod: string;
let deep: string;
const halves = new Set<string>();
const ids: Record<'near' | 'far' | 'roleless' | 'foreign' | 'suspended', string> = {
  near: '',
  far: '',
  roleless: '',
  foreign: '',
  suspended: '',
};

beforeAll(async () => {
  aws = await emptyAws();
  organization = await LocalOrganization.create(aws);
  const canary = await organization.addUnit('canary');
  prod = await organization.addUnit('prod');
  deep = await organization.addUnit('payments', await organization.addUnit('eu', prod));
  const security = await organization.account(await organization.addAccount('security'));
  await organization.delegate(security.accountId);
  ids.near = await organization.addAccount('near', canary);
  ids.far = await organization.addAccount('far', deep);
  ids.roleless = await organization.addAccount('roleless', prod);
  ids.foreign = await organization.addAccount('foreign', prod);
  ids.suspended = await organization.addAccount('suspended', prod);
  const now = Date.now();
  await aws.setClock(new Date(now - 80 * DAY));
  for (const id of Object.values(ids))
    for (const half of await addUsers(await organization.account(id), USERS)) halves.add(half);
  await organization.close(ids.suspended);
  await aws.setClock(new Date(now - MINUTE));
  const waves = [
    { name: 'canary', ous: [canary] },
    { name: 'all', ous: [prod] },
  ];
  const operatorPrincipalArn = `arn:aws:iam::${security.accountId}:root`;
  hub = await DeployedHub.deploy(organization, security, waves, { operatorPrincipalArn });
  await spoil(ids.roleless, ids.foreign);
});
afterAll(() => aws?.stop());

/** Somebody has deleted the role in the one, and in the other it trusts another organization. */
async function spoil(roleless: string, foreign: string): Promise<void> {
  const RoleName = 'keyturn-member';
  const there = new IAMClient((await organization.account(roleless)).clientConfig);
  await there.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'invoke' }));
  await there.send(new DeleteRoleCommand({ RoleName }));
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: `arn:aws:iam::${hub.aws.accountId}:role/keyturn-organization` },
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-another000' } },
      },
    ],
  };
  const elsewhere = new IAMClient((await organization.account(foreign)).clientConfig);
  await elsewhere.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) }));
}

test('promises 4 and 13: the first run serves who can be served, and names each that cannot, with the reason', async () => {
  const report = await hub.run();
  expect(standings(report)).toEqual({
    [ids.near]: 'served',
    [ids.far]: 'served',
    [ids.roleless]: 'unreached',
    [ids.foreign]: 'unreached',
    [ids.suspended]: 'suspended',
    [hub.aws.accountId]: 'in-no-wave',
    [aws.accountId]: 'in-no-wave',
  });
  const one = (id: string) => report.accounts.find(({ accountId }) => accountId === id);
  expect(one(ids.far)).toMatchObject({
    name: 'far',
    ou: 'prod/eu/payments',
    wave: 'all',
    summary: { failed: 0, steps: { 'issue-key': 2 } },
  });
  for (const id of [ids.roleless, ids.foreign]) expect(one(id)?.because).toMatch(/AccessDenied/);
  expect(report.waves).toEqual([
    { name: 'canary', accounts: 1, failed: 0, isBeyond: false },
    { name: 'all', accounts: 3, failed: 2, isBeyond: true },
  ]);
  expect(report.isGood).toBe(false);
});

test('promise 4: each new key is in the secret of its own user, in its own account, and works', async () => {
  for (const id of [ids.near, ids.far])
    for (const { SecretAccessKey } of await expectOwnKeys(await organization.account(id), USERS))
      halves.add(SecretAccessKey);
  for (const id of [ids.roleless, ids.foreign, hub.aws.accountId, aws.accountId])
    expect(await secretsOf(await organization.account(id))).toEqual({});
});

test("owners' messages and the platform team's are on the hub's topic", async () => {
  const published = await aws.published();
  expect(new Set(published.map(({ topicArn }) => topicArn))).toEqual(new Set([hub.topicArn]));
  const rotated = published.filter(({ attributes }) => attributes.event === 'key-rotated');
  expect(rotated.map(({ attributes }) => attributes.accountId).sort()).toEqual(
    [ids.near, ids.near, ids.far, ids.far].sort(),
  );
  // In whose account, in whose OU, and how to act there.
  const [far] = rotated.filter(({ attributes }) => attributes.accountId === ids.far);
  expect(far?.attributes.ou).toBe('prod/eu/payments');
  expect(JSON.parse(far?.message ?? '{}').email).toContain(`--account ${ids.far}`);
  const [alert] = published.filter(({ attributes }) => attributes.event === 'organization-alert');
  for (const id of [ids.roleless, ids.foreign]) expect(alert?.message).toContain(id);
  expect(published.filter(({ attributes }) => attributes.event === 'organization-digest')).toHaveLength(1);
});

test('a second run while one is under way ends at once', async () => {
  const [first, second] = await aws.whileHeld(IN_A_MEMBER, async () => {
    const running = await hub.start();
    return [running, await hub.wait(await hub.start())];
  });
  expect(second.status).toBe('SUCCEEDED');
  expect(JSON.parse(second.output ?? '{}')).toMatchObject({ accounts: { makesWayFor: first, served: 0 } });
  expect(JSON.parse((await hub.wait(first)).output ?? '{}')).toHaveProperty('digest');
});

test('an account that joins is served, and one that leaves is not; its keys and secrets stay as they are', async () => {
  const late = await organization.addAccount('late', prod);
  const leaves = ids.far;
  const before = await secretsOf(await organization.account(leaves));
  await organization.move(leaves, deep, organization.rootId);
  const report = await hub.run();
  expect(standings(report)).toMatchObject({ [late]: 'served', [leaves]: 'in-no-wave', [ids.near]: 'served' });
  expect(await secretsOf(await organization.account(leaves))).toEqual(before);
  // Told once a day, however often the run finds it.
  const events = (await aws.published()).map(({ attributes }) => attributes.event);
  expect(events.filter((event) => event === 'organization-alert')).toHaveLength(1);
});

describe('the command line', () => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await Cli.build();
  });
  afterAll(() => cli?.remove());

  const keyturn = (...args: string[]) => cli.run(args, { env: { ...hub.aws.env, COLUMNS: '300' } });

  test('shows the organization, and an OU of it', async () => {
    const all = await keyturn('status', '--organization');
    expect(all.stdout.replace(/\s+/g, ' ')).toMatch(
      /^Run of .*: 8 accounts, 2 served, 2 not reached, 1 suspended, 3 in no wave\. /,
    );
    expect(all.stdout).toContain(`${ids.roleless} roleless (prod): unreached since`);
    expect(all.code).toBe(1);
    const canary = JSON.parse((await keyturn('status', '--organization', '--ou', 'canary', '--json')).stdout);
    expect(canary.accounts.map(({ accountId }: { accountId: string }) => accountId)).toEqual([ids.near]);
    expect(await keyturn('status', '--organization', '--ou', 'canarys')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean canary?'),
    });
  });

  test('asks every account now, without being a run', async () => {
    const before = await hub.report();
    const { stdout, code } = await keyturn('status', '--organization', '--fresh', '--json');
    const fresh = JSON.parse(stdout);
    expect(fresh.run).toMatch(/^status-/);
    const near = fresh.accounts.find(({ accountId }: { accountId: string }) => accountId === ids.near);
    expect(near).toMatchObject({ standing: 'served', summary: { users: { managed: 2 }, steps: {} } });
    expect(code).toBe(1);
    expect(await hub.report()).toEqual(before);
    // One that looks is not in the way of a run, and says by its name that it looks.
    const misnamed = await hub.wait(await hub.start({ command: 'status' }));
    expect(misnamed).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('begins with status-') });
  });

  test('doctor says of each part of the hub whether it is in order, and names each account that is not served', async () => {
    const { stdout, code } = await keyturn('doctor', '--organization', '--json');
    const { findings } = JSON.parse(stdout) as { findings: { check: string; level: string; message: string }[] };
    const said = (check: string) => findings.filter((each) => each.check === check);
    const levels = (check: string) => [...new Set(said(check).map(({ level }) => level))];
    for (const check of ['stack', 'schedule', 'trusted access', 'topic', 'role', 'versions'])
      expect([check, said(check)]).toEqual([check, [expect.objectContaining({ level: 'ok' })]]);
    // moto gives a bucket of a stack no policy, and doctor does not call that an ok.
    expect(levels('bucket')).toEqual(['problem']);
    expect(levels('waves')).toEqual(['ok', 'note']);
    expect(said('last run')).toMatchObject([{ level: 'problem' }]);
    const accounts = said('accounts').map(({ level, message }) => `${level} ${message}`);
    for (const id of [ids.roleless, ids.foreign])
      expect(accounts).toContainEqual(expect.stringMatching(`^problem ${id} .*unreached since .*AccessDenied`));
    expect(accounts).toContainEqual(expect.stringMatching(`^note in no wave.*${ids.far}`));
    expect(said('management account')[0]?.message).toContain(aws.accountId);
    expect(code).toBe(1);
  });

  test('acts in an account as its operator, and finds the account of a key', async () => {
    const shown = await keyturn('rotate', 'svc-a', '--account', ids.near, '--dry-run', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ dryRun: true });
    const { 'keyturn/svc-b': current } = await secretsOf(await organization.account(ids.near));
    const revoked = await keyturn('revoke', current?.AccessKeyId ?? '', '--organization', '--yes');
    expect(revoked).toMatchObject({ code: 0, stderr: '' });
    const { 'keyturn/svc-b': next } = await secretsOf(await organization.account(ids.near));
    expect(next?.AccessKeyId).not.toBe(current?.AccessKeyId);
    halves.add(next?.SecretAccessKey ?? '');
    await expect(identityOf(aws, current as NonNullable<typeof current>)).rejects.toThrow();
    // The hub's administrators are let in; where there is no such role, the answer says what to do.
    expect(await keyturn('status', '--account', '999988887777')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('operatorPrincipalArn'),
    });
  });

  test('promise 14: pause stops the hub at once, and resume starts it again', async () => {
    const execution = await aws.whileHeld(IN_A_MEMBER, async () => {
      const running = await hub.start();
      const paused = await keyturn('organization', 'pause', '--yes');
      expect(paused).toMatchObject({ code: 0, stderr: '' });
      return running;
    });
    expect((await hub.wait(execution)).status).toBe('ABORTED');
    const scheduler = new SchedulerClient(hub.aws.clientConfig);
    const state = async () => (await scheduler.send(new GetScheduleCommand({ Name: 'keyturn-organization' }))).State;
    expect(await state()).toBe('DISABLED');
    expect((await keyturn('organization', 'pause', '--yes')).stdout).toContain('Nothing to do');
    expect((await keyturn('organization', 'resume', '--yes')).code).toBe(0);
    expect(await state()).toBe('ENABLED');
    // What was stopped in the middle is healed by the next run.
    expect(standings(await hub.run())).toMatchObject({ [ids.near]: 'served' });
  });

  test('doctor finds what people did to the hub: paused, the topic closed to members, the key too', async () => {
    const { clientConfig } = hub.aws;
    const stacks = new CloudFormationClient(clientConfig);
    const { StackResources = [] } = await stacks.send(
      new DescribeStackResourcesCommand({ StackName: 'KeyturnOrganization' }),
    );
    const KeyId = StackResources.find(({ ResourceType }) => ResourceType === 'AWS::KMS::Key')?.PhysicalResourceId;
    const nobody = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await jsonApi(hub.aws, 'kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy: nobody });
    const set = { TopicArn: hub.topicArn, AttributeName: 'Policy', AttributeValue: nobody };
    await new SNSClient(clientConfig).send(new SetTopicAttributesCommand(set));
    await keyturn('organization', 'pause', '--yes');
    const { stdout } = await keyturn('doctor', '--organization', '--json');
    const { findings } = JSON.parse(stdout) as { findings: { check: string; level: string; message: string }[] };
    const problems = findings
      .filter(({ level }) => level === 'problem')
      .map((each) => `${each.check}: ${each.message}`);
    for (const said of [
      /^schedule: the organization is paused/,
      /^topic: .*the statement MembersMayPublish is missing/,
      /^key of the topic: the key was changed \(KeyPolicy\)/,
    ])
      expect(problems).toContainEqual(expect.stringMatching(said));
  });

  test('prepares an organization, once', async () => {
    const env = { env: aws.env };
    const other = await organization.addAccount('other');
    const printed = await cli.run(['organization', 'prepare', '--delegate', other, '--print'], env);
    expect(printed.stdout).toBe(
      `aws organizations register-delegated-administrator --account-id ${other} --service-principal member.org.stacksets.cloudformation.amazonaws.com\n`,
    );
    expect(await cli.run(['organization', 'prepare', '--delegate', other, '--yes'], env)).toMatchObject({ code: 0 });
    const again = await cli.run(['organization', 'prepare', '--delegate', other, '--yes'], env);
    expect(again.stdout).toContain('Nothing to do');
  });
});

test('promise 4: no secret half is in a state, a result, the bucket, a message, a log or a recorded call', async () => {
  expect(halves.size).toBeGreaterThanOrEqual(14);
  const keys = (await listObjects(hub.aws, hub.bucket)).filter((key) => !key.startsWith('code/'));
  const objects = await Promise.all(keys.map((key) => getObject(hub.aws, hub.bucket, key)));
  const text = [
    ...hub.said,
    ...objects,
    JSON.stringify([await aws.published(), await aws.functionLog(), await aws.calls()]),
  ].join();
  for (const known of [ids.far, 'SUCCEEDED_0.json', 'issue-key']) expect(text).toContain(known);
  expect([...halves].filter((half) => text.includes(half))).toEqual([]);
});
