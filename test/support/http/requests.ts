/**
 * The recorded calls of the deployed function as IAM sees them: action, resource, tags. Which tags a user or a secret had at the time follows
 * from the calls themselves, people's among them: all of them are played through in order.
 */
import type { ApiCall } from '../../../local/aws';
import { type Request, secretArn, tagged, tagging, userArn } from '../simulation/simulator';

export interface Asked extends Request {
  /** The user that it is about has the tag that lets Keyturn in; true where it is about no user. */
  readonly isManaged: boolean;
}

type Tags = Readonly<Record<string, string>>;

/** @param ownerOf the users of keys that nothing in the calls tells */
export function requestsOf(calls: readonly ApiCall[], ownerOf: ReadonlyMap<string, string>): Asked[] {
  const users = new Map<string, Tags>();
  const secrets = new Map<string, Tags>();
  const owners = new Map([...ownerOf, ...ownersIn(calls)]);
  return calls.flatMap((call) => {
    const asked = call.byFunction && call.principal.includes('role/keyturn-function');
    const requests = asked ? askedBy(call, users, secrets, owners) : [];
    if ((call.status ?? 200) < 400) remember(call, users, secrets);
    return requests;
  });
}

function askedBy(
  { service, action, parameters, accessKeyId }: ApiCall,
  users: ReadonlyMap<string, Tags>,
  secrets: ReadonlyMap<string, Tags>,
  owners: ReadonlyMap<string, string>,
): Asked[] {
  const given = parameters ?? {};
  const name = `${service}:${action}`;
  const ask = (resource: string, context: Request['context'] = {}, isManaged = true, what = name): Asked => ({
    action: what,
    resource,
    context,
    isManaged,
  });
  if (BULK.includes(name)) return [ask('*')];
  if (service === 'iam') {
    const user = String(given.UserName ?? owners.get(String(given.AccessKeyId)) ?? 'nobody');
    const tags = users.get(user) ?? {};
    return [ask(userArn(user), tagged(tags), tags['keyturn:managed'] === 'true')];
  }
  // Whoever signs needs no right for it.
  if (name === 'sts:GetCallerIdentity') return [];
  if (name === 'sns:Publish') {
    const key = `arn:aws:kms:us-east-1:123456789012:key/${KEY_OF_TOPIC}`;
    const viaSns = { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' };
    // SNS asks for a data key in the publisher's name.
    return [
      ask(String(given.TopicArn)),
      ask(key, viaSns, true, 'kms:GenerateDataKey'),
      ask(key, viaSns, true, 'kms:Decrypt'),
    ];
  }
  const secret = secretNamed(String(given.Name ?? given.SecretId));
  const request = { ...tagged(secrets.get(secret) ?? {}), ...(given.Tags ? tagging(tagsIn(given.Tags)) : {}) };
  // CreateSecret with tags is checked as TagResource too.
  const also = action === 'CreateSecret' ? [ask(secretArn(secret), request, true, 'secretsmanager:TagResource')] : [];
  if (service !== 'secretsmanager') throw new Error(`${accessKeyId} called ${name}, which nobody has thought of`);
  return [ask(secretArn(secret), request), ...also];
}

/** Stands for the topic's key, which the calls do not name. */
export const KEY_OF_TOPIC = 'key-of-the-topic';

/** AWS knows no resource for these. */
const BULK = [
  'cloudtrail:LookupEvents',
  'iam:GenerateCredentialReport',
  'iam:GetCredentialReport',
  'iam:GetAccountAuthorizationDetails',
  'secretsmanager:ListSecrets',
];

function remember({ action, parameters }: ApiCall, users: Map<string, Tags>, secrets: Map<string, Tags>): void {
  const given = parameters ?? {};
  const user = String(given.UserName);
  const secret = secretNamed(String(given.Name ?? given.SecretId));
  if (action === 'CreateUser' || action === 'TagUser') users.set(user, { ...users.get(user), ...flatTagsIn(given) });
  if (action === 'CreateSecret' || action === 'TagResource')
    secrets.set(secret, { ...secrets.get(secret), ...tagsIn(given.Tags) });
}

/** Of an ARN too, which ends in six characters of Secrets Manager's. */
const secretNamed = (nameOrArn: string) => nameOrArn.replace(/^arn:.*:secret:(.*)-\w{6}$/, '$1');

const tagsIn = (list: unknown): Tags =>
  Object.fromEntries(((list ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));

/** `Tags.member.1.Key`, as IAM is sent them. */
function flatTagsIn(given: Readonly<Record<string, unknown>>): Tags {
  const keys = Object.entries(given).filter(([name]) => /^Tags\.member\.\d+\.Key$/.test(name));
  return Object.fromEntries(keys.map(([name, key]) => [String(key), String(given[name.replace(/Key$/, 'Value')])]));
}

function ownersIn(calls: readonly ApiCall[]): [accessKeyId: string, userName: string][] {
  return calls.flatMap(({ parameters }) =>
    parameters?.AccessKeyId && parameters.UserName
      ? [[String(parameters.AccessKeyId), String(parameters.UserName)] as [string, string]]
      : [],
  );
}
