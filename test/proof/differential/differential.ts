/** The same calls to the in-memory world and over HTTP to a local AWS, and their answers in a form in which the two can be compared. */
import * as iam from '@aws-sdk/client-iam';
import * as sm from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { credentialRows } from '../../../lambda/core/user/credential-row';
import type { LocalAws } from '../../../local/aws';
import { World } from '../../support/world';
import type { DifferentialCall } from './differential-calls';

interface Client {
  send(command: object): Promise<object>;
}

interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** One of the two: the clients of an account, and what it has handed out so far. */
export interface Side {
  readonly iam: Client;
  readonly secrets: Client;
  readonly sns: Client;
  readonly stsSignedBy: (key: KeyPair) => Client;
  readonly topicArn: string;
  readonly keys: KeyPair[];
}

/** What an account answered: `error` by name, ids and times by what they stand for. */
export interface Answer {
  readonly error?: string;
  readonly answer?: unknown;
}

export function worldSide(users: readonly string[]): Side {
  // The others' reports are there at once.
  const world = new World({ reportGenerationMs: 0 });
  for (const name of users) world.addUser({ name, tags: { team: 'blue' } });
  const { iam, secrets, sns, stsSignedBy } = world.clients() as unknown as Omit<Side, 'topicArn' | 'keys'>;
  return { iam, secrets, sns, stsSignedBy, topicArn: 'arn:aws:sns:us-east-1:123456789012:differential', keys: [] };
}

/** The clients of the local AWS, which all sequences share. */
export async function clientsOf({ clientConfig }: LocalAws): Promise<Omit<Side, 'keys'>> {
  const once = { ...clientConfig, maxAttempts: 1 };
  const sns = new SNSClient(once);
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'differential' }));
  return {
    iam: new iam.IAMClient(once) as unknown as Client,
    secrets: new sm.SecretsManagerClient(once) as unknown as Client,
    sns: sns as unknown as Client,
    stsSignedBy: (credentials) => new STSClient({ ...once, credentials }) as unknown as Client,
    topicArn,
  };
}

export async function sideOf(clients: Omit<Side, 'keys'>, users: readonly string[]): Promise<Side> {
  for (const UserName of users)
    await clients.iam.send(new iam.CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'blue' }] }));
  return { ...clients, keys: [] };
}

export async function ask(side: Side, call: DifferentialCall): Promise<Answer> {
  try {
    const answer = await send(side, call);
    const created = (answer as iam.CreateAccessKeyCommandOutput).AccessKey;
    if (created)
      side.keys.push({ accessKeyId: created.AccessKeyId ?? '', secretAccessKey: created.SecretAccessKey ?? '' });
    return { answer: comparable(answer, side) };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

function send(side: Side, call: DifferentialCall): Promise<object> {
  const keyId = (nth: number) => side.keys[nth]?.accessKeyId ?? 'AKIANEVERMADEEXAMPLE';
  switch (call.name) {
    case 'CreateAccessKey':
      return side.iam.send(new iam.CreateAccessKeyCommand({ UserName: call.user }));
    case 'UpdateAccessKey': {
      const { user: UserName, status: Status } = call;
      return side.iam.send(new iam.UpdateAccessKeyCommand({ UserName, Status, AccessKeyId: keyId(call.key) }));
    }
    case 'DeleteAccessKey':
      return side.iam.send(new iam.DeleteAccessKeyCommand({ UserName: call.user, AccessKeyId: keyId(call.key) }));
    case 'ListAccessKeys':
      return side.iam.send(new iam.ListAccessKeysCommand({ UserName: call.user }));
    case 'GetAccessKeyLastUsed':
      return side.iam.send(new iam.GetAccessKeyLastUsedCommand({ AccessKeyId: keyId(call.key) }));
    case 'CredentialReport':
      return reportOf(side, call.user);
    case 'AuthorizationDetails':
      return detailsOf(side, call.user);
    case 'GetUser':
      return side.iam.send(new iam.GetUserCommand({ UserName: call.user }));
    case 'GetCallerIdentity': {
      const key = side.keys[call.key] ?? { accessKeyId: keyId(call.key), secretAccessKey: 'no half' };
      const signer = call.rightHalf ? key : { ...key, secretAccessKey: 'x'.repeat(40) };
      return side.stsSignedBy(signer).send(new GetCallerIdentityCommand({}));
    }
    case 'CreateSecret':
      return side.secrets.send(new sm.CreateSecretCommand(call.input));
    case 'PutSecretValue':
      return side.secrets.send(new sm.PutSecretValueCommand(call.input));
    case 'UpdateSecretVersionStage':
      return side.secrets.send(new sm.UpdateSecretVersionStageCommand(call.input));
    case 'TagResource':
      return side.secrets.send(new sm.TagResourceCommand(call.input));
    case 'UntagResource':
      return side.secrets.send(new sm.UntagResourceCommand(call.input));
    case 'DescribeSecret':
      return side.secrets.send(new sm.DescribeSecretCommand(call.input));
    case 'ListSecrets':
      return side.secrets.send(new sm.ListSecretsCommand(call.input));
    case 'DeleteSecret':
      return side.secrets.send(new sm.DeleteSecretCommand(call.input));
    case 'RestoreSecret':
      return side.secrets.send(new sm.RestoreSecretCommand(call.input));
    case 'GetSecretValue':
      return side.secrets.send(new sm.GetSecretValueCommand(call.input));
    case 'Publish':
      return side.sns.send(new PublishCommand({ TopicArn: side.topicArn, ...call.input }));
  }
}

async function reportOf(side: Side, userName: string): Promise<object> {
  await side.iam.send(new iam.GenerateCredentialReportCommand({}));
  const report = await side.iam.send(new iam.GetCredentialReportCommand({}));
  const { Content } = report as iam.GetCredentialReportCommandOutput;
  const row = credentialRows(new TextDecoder().decode(Content)).find(({ user }) => user === userName);
  const keys = row?.keys?.map(({ slot, active, changedAt, usedAt, service, region }) => ({
    Key: `slot ${slot}`,
    Status: String(active),
    CreateDate: changedAt,
    LastUsedDate: usedAt,
    ServiceName: service,
    Region: region,
  }));
  return { UserName: row?.user, Arn: row?.arn, CreateDate: row?.createdAt, AccessKeyMetadata: keys };
}

async function detailsOf(side: Side, userName: string): Promise<object> {
  const ask = new iam.GetAccountAuthorizationDetailsCommand({ Filter: ['User'], MaxItems: 1000 });
  const { UserDetailList = [] } = (await side.iam.send(ask)) as iam.GetAccountAuthorizationDetailsCommandOutput;
  return { User: UserDetailList.find((user) => user.UserName === userName) };
}

/** What World models of an answer. The rest of the other's is left out. */
const MODELLED = new Set([
  ...['AccessKey', 'AccessKeyMetadata', 'AccessKeyId', 'SecretAccessKey', 'Status', 'UserName', 'CreateDate'],
  ...['AccessKeyLastUsed', 'LastUsedDate', 'ServiceName', 'Region', 'User', 'Path', 'Arn', 'UserId', 'Account', 'Tags'],
  ...['ARN', 'Name', 'VersionId', 'VersionStages', 'VersionIdsToStages', 'DeletedDate', 'DeletionDate', 'SecretString'],
  ...['SecretList', 'SecretVersionsToStages', 'MessageId', 'Key', 'Value'],
]);

function comparable(value: unknown, side: Side, field = '', inMap = false): unknown {
  if (value instanceof Date) return '[time]';
  if (typeof value === 'string') return withoutIds(value, side, field);
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(item, side, field));
    // No order is promised.
    return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const isMap = field === 'VersionIdsToStages' || field === 'SecretVersionsToStages';
  const entries = Object.entries(value)
    .filter(([name, one]) => one !== undefined && (isMap || inMap || MODELLED.has(name)))
    .map(([name, one]) => [name, comparable(one, side, name)] as const)
    .filter(([, one]) => !isEmpty(one))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** AWS leaves a field out or sends an empty list or map; the SDK's callers read both alike. */
const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function withoutIds(text: string, { keys }: Side, field: string): string {
  if (field === 'MessageId') return '[message id]';
  if (field === 'UserId') return '[user id]';
  const nth = keys.findIndex(({ accessKeyId, secretAccessKey }) => text === accessKeyId || text === secretAccessKey);
  if (nth >= 0) return text === keys[nth]?.accessKeyId ? `[key ${nth}]` : `[half of key ${nth}]`;
  if (field === 'AccessKeyId' && /^\w{20}$/.test(text)) return '[new key]';
  if (field === 'SecretAccessKey' && text.length === 40) return '[new half]';
  return field === 'ARN' ? text.replace(/-\w{6}$/, '-[suffix]') : text;
}
