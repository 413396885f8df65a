/** The real bundle in accounts of an organization in the local AWS, put there by a StackSet and started by a hub's state machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, CreateStackCommand, ListStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Summary } from '../../lambda/core/report/summary';
import { memberTemplate } from '../../lib/organization/member-template';
import { createBucket, getObject, jsonApi, putObject } from '../../local/api';
import type { LocalAws } from '../../local/aws';
import { inAccount, LocalOrganization } from '../../local/organization';
import { exposed } from '../proof/leaks/moments';
import { buildBundle } from '../support/deployed/bundle';
import { emptyAws } from '../support/local-aws/shared';
import { zipped } from '../support/local-aws/zipped';
import { addUsers, expectOwnKeys, identityOf, secretsOf } from '../support/organization/keys';
import { DAY, MINUTE } from '../support/simulation/harness';

const REGION = 'us-east-1';
const USERS = ['svc-a', 'svc-b'];
const BUCKET = 'keyturn-organization';

let aws: LocalAws;
let organization: LocalOrganization;
let hub: LocalAws;
/** By what is peculiar about each. */
const ids: Record<'near' | 'far' | 'suspended' | 'unreached', string> = {
  near: '',
  far: '',
  suspended: '',
  unreached: '',
};
let unit: string;
let topicArn: string;
const halves = new Set<string>();
const said: string[] = [];

beforeAll(async () => {
  aws = await emptyAws();
  organization = await LocalOrganization.create(aws);
  unit = await organization.addUnit('prod');
  const deep = await organization.addUnit('payments', await organization.addUnit('eu', unit));
  hub = await organization.account(await organization.addAccount('security'));
  await organization.delegate(hub.accountId);
  ids.near = await organization.addAccount('near', unit);
  ids.far = await organization.addAccount('far', deep);
  ids.suspended = await organization.addAccount('suspended', unit);
  ids.unreached = await organization.addAccount('unreached');
  const now = Date.now();
  await aws.setClock(new Date(now - 80 * DAY));
  for (const id of Object.values(ids))
    for (const half of await addUsers(await organization.account(id), USERS)) halves.add(half);
  await organization.close(ids.suspended);
  await aws.setClock(new Date(now - MINUTE));
  await deployHub();
});
afterAll(() => aws?.stop());

const role = (RoleName: string, service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
    },
  },
});

/** A hub in brief: what starts each account's run and keeps the answers. */
const MACHINE = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      MaxConcurrency: 2,
      ToleratedFailurePercentage: 100,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: BUCKET, Key: 'accounts.json' },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Run',
        States: {
          Run: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            TimeoutSeconds: 960,
            Credentials: { 'RoleArn.$': "States.Format('arn:aws:iam::{}:role/keyturn-member', $.accountId)" },
            Parameters: {
              'FunctionName.$': `States.Format('arn:aws:lambda:${REGION}:{}:function:keyturn:hub', $.accountId)`,
              Payload: { command: 'run', answer: 'summary' },
            },
            ResultSelector: { 'summary.$': '$.Payload' },
            ResultPath: '$.answer',
            End: true,
          },
        },
      },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: BUCKET, Prefix: 'runs' } },
      End: true,
    },
  },
};

async function deployHub(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-members-'));
  const { path } = await buildBundle(folder);
  await createBucket(hub, BUCKET);
  await putObject(hub, BUCKET, 'code/bundle.zip', zipped({ 'index.js': readFileSync(path) }));
  rmSync(folder, { recursive: true });
  const topic = await new SNSClient(hub.clientConfig).send(new CreateTopicCommand({ Name: 'keyturn-organization' }));
  topicArn = topic.TopicArn ?? '';
  const { body, parameters } = memberTemplate({});
  const ofHub = {
    HubAccountId: hub.accountId,
    OrganizationId: organization.id,
    TopicArn: topicArn,
    TopicKeyArn: `arn:aws:kms:${REGION}:${hub.accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    CodeBucket: BUCKET,
    CodeKey: 'code/bundle.zip',
    OperatorPrincipalArn: `arn:aws:iam::${hub.accountId}:root`,
  };
  const list = Object.entries({ ...parameters, ...ofHub }).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  const Resources = {
    Role: role('keyturn-organization', 'states'),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'keyturn-organization',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: JSON.stringify(MACHINE),
      },
    },
    Members: {
      Type: 'AWS::CloudFormation::StackSet',
      DependsOn: 'Role',
      Properties: {
        StackSetName: 'keyturn-member-all',
        PermissionModel: 'SERVICE_MANAGED',
        CallAs: 'DELEGATED_ADMIN',
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        TemplateBody: body,
        Parameters: list,
        StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: [unit] }, Regions: [REGION] }],
      },
    },
  };
  const TemplateBody = JSON.stringify({ Resources });
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  const stack = new CreateStackCommand({ StackName: 'KeyturnOrganization', TemplateBody, Capabilities });
  await new CloudFormationClient(hub.clientConfig).send(stack);
}

const instances = async () => {
  const listing = new ListStackInstancesCommand({ StackSetName: 'keyturn-member-all' });
  const { Summaries = [] } = await new CloudFormationClient(hub.clientConfig).send(listing);
  return Object.fromEntries(Summaries.map((one) => [one.Account, one.StackInstanceStatus?.DetailedStatus]));
};

/** One run of the hub: the summary of each account, or the error's name. */
async function run(accounts: readonly string[]): Promise<Record<string, Summary | string>> {
  await putObject(hub, BUCKET, 'accounts.json', JSON.stringify(accounts.map((accountId) => ({ accountId }))));
  const stateMachineArn = `arn:aws:states:${REGION}:${hub.accountId}:stateMachine:keyturn-organization`;
  const { executionArn } = await jsonApi<{ executionArn: string }>(hub, 'states', 'StartExecution', {
    stateMachineArn,
  });
  for (;;) {
    const execution = await jsonApi<{ status: string; output: string }>(hub, 'states', 'DescribeExecution', {
      executionArn,
    });
    if (execution.status === 'RUNNING') {
      await sleep(200);
      continue;
    }
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    said.push(JSON.stringify(execution));
    said.push(JSON.stringify(await jsonApi(hub, 'states', 'GetExecutionHistory', { executionArn })));
    return resultsOf(JSON.parse(execution.output).ResultWriterDetails.Key);
  }
}

interface Row {
  readonly Input: string;
  readonly Output?: string;
  readonly Error?: string;
}

async function resultsOf(manifest: string): Promise<Record<string, Summary | string>> {
  const { ResultFiles } = JSON.parse(await getObject(hub, BUCKET, manifest));
  const files = await Promise.all(
    [...ResultFiles.SUCCEEDED, ...ResultFiles.FAILED].map(({ Key }: { Key: string }) => getObject(hub, BUCKET, Key)),
  );
  said.push(...files);
  const rows: Row[] = files.flatMap((text) => JSON.parse(text));
  return Object.fromEntries(
    rows.map(({ Input, Output, Error: error = '' }) => [
      JSON.parse(Input).accountId,
      Output === undefined ? error : JSON.parse(Output).answer.summary,
    ]),
  );
}

async function ask(
  as: LocalAws,
  FunctionName: string,
  event: object,
): Promise<{ errorType?: string; dryRun?: boolean }> {
  const Payload = JSON.stringify(event);
  const answer = await new LambdaClient(as.clientConfig).send(new InvokeCommand({ FunctionName, Payload }));
  return JSON.parse(new TextDecoder().decode(answer.Payload));
}

test('the StackSet puts a member into every account of the OU, at any depth, and passes over what is suspended', async () => {
  expect(await instances()).toEqual({
    [ids.near]: 'SUCCEEDED',
    [ids.far]: 'SUCCEEDED',
    [ids.suspended]: 'SKIPPED_SUSPENDED_ACCOUNT',
  });
});

test('promises 4 and 13: each account rotates its own keys, and one that is not reached fails alone', async () => {
  const results = await run([ids.near, ids.unreached, ids.far]);
  expect(results[ids.unreached]).toMatch(/AccessDenied/);
  for (const id of [ids.near, ids.far]) {
    expect(results[id]).toMatchObject({ answer: 'summary', failed: 0, steps: { 'issue-key': 2 }, phases: { due: 2 } });
    for (const value of await expectOwnKeys(await organization.account(id), USERS)) {
      halves.add(value.SecretAccessKey);
      const wrong = identityOf(aws, { ...value, SecretAccessKey: 'wrong' });
      await expect(wrong).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    }
  }
  for (const other of [hub, aws, await organization.account(ids.unreached)]) expect(await secretsOf(other)).toEqual({});
});

test('users of one name in two accounts keep keys of their own', async () => {
  const keysOf = async (id: string) => {
    const iam = new IAMClient((await organization.account(id)).clientConfig);
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: 'svc-a' }));
    return AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId);
  };
  const [near, far, unreached] = await Promise.all([ids.near, ids.far, ids.unreached].map(keysOf));
  expect([near?.length, far?.length, unreached?.length]).toEqual([2, 2, 1]);
  expect(new Set([...(near ?? []), ...(far ?? []), ...(unreached ?? [])]).size).toBe(5);
});

test("every message is on the hub's topic, and says of which account it is", async () => {
  const published = await aws.published();
  expect(new Set(published.map((message) => message.topicArn))).toEqual(new Set([topicArn]));
  const events = published.filter(({ attributes }) => attributes.event === 'key-rotated');
  const accounts = events.map(({ attributes }) => attributes.accountId);
  expect(accounts.sort()).toEqual([ids.near, ids.near, ids.far, ids.far].sort());
});

test("promise 13: a member hears of its own leak, and nobody of another's", async () => {
  const { clientConfig } = await organization.account(ids.near);
  const { AccessKeyId: accessKeyId = '' } =
    (await secretsOf(await organization.account(ids.near)))['keyturn/svc-a'] ?? {};
  const reportedIn = async (account: string) => {
    const { source, detail } = exposed(accessKeyId) as { source: string; detail: object };
    const Detail = JSON.stringify({ ...detail, affectedAccount: account });
    const Entries = [{ Source: source, DetailType: 'AWS Health Event', Detail }];
    const from = (await aws.published()).length;
    await new EventBridgeClient(clientConfig).send(new PutEventsCommand({ Entries }));
    const told = (await aws.published()).slice(from);
    return told.map(({ topicArn: arn, attributes }) => [arn, attributes.event, attributes.accountId]);
  };
  expect(await reportedIn(ids.far)).toEqual([[topicArn, 'leak-unanswered', ids.near]]);
  expect(await reportedIn(ids.near)).toEqual([
    [topicArn, 'key-leaked', ids.near],
    [topicArn, 'leaked-key-used', ids.near],
  ]);
});

test('promise 14: through the alias nothing touches a key; as the operator it does, and as nobody else', async () => {
  const event = { command: 'rotate', userName: 'svc-a', dryRun: true };
  const account = await organization.account(ids.near);
  expect(await ask(account, 'keyturn:hub', event)).toMatchObject({ errorType: 'NotThroughHubError' });
  const operator = await inAccount(hub, ids.near, 'keyturn-operator');
  expect(await ask(operator, 'keyturn', event)).toMatchObject({ dryRun: true });
  await expect(inAccount(hub, ids.near, 'keyturn-member')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(inAccount(aws, ids.near, 'keyturn-operator')).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a member publishes no metric', async () => {
  const log = await aws.functionLog();
  expect(new Set(log.map(({ accountId }) => accountId))).toEqual(new Set([ids.near, ids.far]));
  expect(log.filter(({ line }) => line.includes('"_aws"'))).toEqual([]);
});

test('the next run finds nothing to do; an account that joins is served, and one that leaves is not', async () => {
  const late = await organization.addAccount('late', unit);
  await organization.move(ids.near, unit, organization.rootId);
  expect(await instances()).toMatchObject({ [late]: 'SUCCEEDED' });
  const results = await run([ids.near, ids.far, late]);
  expect(results[ids.near]).toMatch(/AccessDenied/);
  expect(results[ids.far]).toMatchObject({ failed: 0, steps: {}, phases: { grace: 2 } });
  expect(results[late]).toMatchObject({ users: { scanned: 0 }, failed: 0 });
  // Leaving takes Keyturn away, and no user, key or secret.
  const left = Object.keys(await secretsOf(await organization.account(ids.near)));
  expect(left.filter((name) => !name.includes('=notices/'))).toHaveLength(2);
});

test('promise 4: no secret half is in a state, a result, a message, a log or a recorded call', async () => {
  expect(halves.size).toBe(12);
  said.push(JSON.stringify([await aws.published(), await aws.functionLog(), await aws.calls()]));
  const text = said.join();
  expect(text).toContain(ids.far);
  expect([...halves].filter((half) => text.includes(half))).toEqual([]);
});
