/**
 * One user that a person asked about by name or by key: read alone, in seconds, without the account's bulk reads. IAM answers for managed
 * users only.
 */

import { GetAccessKeyLastUsedCommand, GetUserCommand, type User } from '@aws-sdk/client-iam';
import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import type { Clients } from '../../aws/clients';
import { failureOf } from '../../aws/errors/errors';
import { isManaged, liveIfAny, type UserRow } from '../../core/account/user-row';
import { SECRET_TAG, userTagsFrom } from '../../core/names';
import type { Config } from '../../core/settings/config';
import { formatManage } from '../../core/settings/manage';
import { quote } from '../../core/text';
import type { SecretState } from '../../core/user/secret-state';
import { secretsFrom } from './scan';

/** What a person asked for cannot be done. The message is a sentence for that person. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(
    /** Empty where no user is known. */
    readonly userName: string,
    message: string,
  ) {
    super(message);
  }
}

type RowAlone = Omit<UserRow, 'secrets'>;

/** @throws RefusedError when there is no such user, or it is not managed */
export async function userNamed(clients: Clients, userName: string, config: Config): Promise<UserRow> {
  const row = await managedUser(clients, userName, config);
  return { ...row, secrets: await secretsOf(clients, row.id) };
}

async function managedUser(clients: Clients, userName: string, config: Config): Promise<RowAlone> {
  const user = await orRefuse(userName, notManaged(userName, config), async () => {
    const { User: answer } = await clients.iam.send(new GetUserCommand({ UserName: userName }));
    return answer;
  });
  const row = rowFrom(user, userName);
  if (!isManaged(row, config.manage)) throw new RefusedError(userName, notManaged(userName, config));
  return row;
}

/** @throws RefusedError when the key is no managed user's */
export async function managedUserWithKey(clients: Clients, accessKeyId: string, config: Config): Promise<RowAlone> {
  const refusal = `there is no access key ${quote(accessKeyId)} of a user that Keyturn manages in this account; to deactivate a key of another user: aws iam update-access-key --user-name USER --access-key-id ${accessKeyId} --status Inactive`;
  const userName = await orRefuse('', refusal, async () => {
    const answer = await clients.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
    return answer.UserName;
  });
  return managedUser(clients, userName, config);
}

const notManaged = (userName: string, { manage }: Config) =>
  `there is no IAM user ${quote(userName)} that Keyturn manages: it does not exist in this account, or is not managed (${formatManage(manage)})`;

/** IAM says AccessDenied of what Keyturn may not see, whether or not it exists. */
async function orRefuse<T>(userName: string, refusal: string, read: () => Promise<T | undefined>): Promise<T> {
  try {
    const answer = await read();
    if (answer !== undefined) return answer;
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind !== 'no-such-entity' && kind !== 'denied') throw error;
  }
  throw new RefusedError(userName, refusal);
}

function rowFrom(user: User, asked: string): RowAlone {
  const { UserName: name, UserId: id, Arn: arn, CreateDate: createdAt } = user;
  const accountId = arn?.split(':')[4];
  if (!name || !id || !arn || !createdAt || !accountId)
    throw new Error(`GetUser answered without the name, id, ARN or date of ${quote(asked)}`);
  const path = user.Path ?? '/';
  return {
    name,
    id,
    arn,
    accountId,
    createdAt,
    path,
    tags: userTagsFrom(user.Tags),
    keys: undefined,
    namesake: undefined,
  };
}

/** The list's filters compare beginnings, so what they let through is looked at again. */
export async function secretsOf(clients: Clients, userId: string): Promise<readonly SecretState[]> {
  const filters = [
    { Key: 'tag-key' as const, Values: [SECRET_TAG.userId] },
    { Key: 'tag-value' as const, Values: [userId] },
  ];
  const pages = paginateListSecrets({ client: clients.secrets }, { Filters: filters, IncludePlannedDeletion: true });
  const secrets: SecretState[] = [];
  for await (const page of pages) secrets.push(...secretsFrom(page));
  return liveIfAny(secrets.filter((secret) => secret.userId === userId));
}
