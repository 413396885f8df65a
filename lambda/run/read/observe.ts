/**
 * Fresh reads for one user: its keys, its secret's labels and tags, and the last use of the keys for which that can matter.
 * A read of last use that fails becomes an `unknown`; every other failed read is this user's failure (promise 7).
 */

import { type AccessKeyMetadata, GetAccessKeyLastUsedCommand, paginateListAccessKeys } from '@aws-sdk/client-iam';
import { DescribeSecretCommand, type DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { Clients } from '../../aws/clients';
import { attempt, errorText, failureOf } from '../../aws/errors/errors';
import { mayCreate, troubleWith } from '../../core/account/trouble';
import type { UserRow } from '../../core/account/user-row';
import { accessKeyIdOf, isSecretName, noticeBoardName, secretNameOf, tagsFrom } from '../../core/names';
import type { Config } from '../../core/settings/config';
import { userSettingsFrom } from '../../core/settings/user-settings';
import type { AccessKey, LastUse } from '../../core/user/keys';
import { needsBackup } from '../../core/user/lost-state';
import type { ManagedUser, Observation } from '../../core/user/observation';
import { isRevoked } from '../../core/user/revoked';
import { type SecretState, secretStateFrom } from '../../core/user/secret-state';
import { elsewhereOf } from './elsewhere';

/** @throws when the keys or the secret cannot be read */
export async function observe(clients: Clients, row: UserRow, config: Config): Promise<Observation> {
  const readAtMs = clients.elapsedMs();
  const user: ManagedUser = { ...row, settings: userSettingsFrom(row.tags, config) };
  const [keys, found] = await Promise.all([
    attempt('read the keys', () => readKeys(clients, user.name)),
    attempt('read the secret', () => findSecret(clients, row, user, config)),
  ]);
  const trouble = troubleWith({ user, keys }, row, found, config.secretPrefix);
  const ownSecret = found === 'unreadable' ? undefined : found;
  const unwritable = trouble && !isWritable(ownSecret, user, config.secretPrefix);
  const backup = !unwritable && needsBackup({ user, keys, secret: ownSecret });
  const isAsked = unwritable || backup || isUnexplained(keys, ownSecret);
  const board = isAsked ? await readBoard(clients, user, config) : undefined;
  return {
    readAtMs,
    user,
    keys,
    secret: ownSecret && board ? withReports(ownSecret, board.secret) : ownSecret,
    trouble,
    board: unwritable ? board : undefined,
    ...(backup && board && { backup: board }),
    lastUse: trouble ? new Map() : await readLastUse(clients, keys, ownSecret),
  };
}

/** @throws when IAM refuses, or knows no such user */
export async function readKeys(clients: Clients, userName: string): Promise<AccessKey[]> {
  const keys: AccessKey[] = [];
  for await (const page of paginateListAccessKeys({ client: clients.iam }, { UserName: userName }))
    keys.push(...(page.AccessKeyMetadata ?? []).map(accessKeyFrom));
  return keys;
}

function accessKeyFrom({ AccessKeyId, Status, CreateDate }: AccessKeyMetadata): AccessKey {
  if (!AccessKeyId || !CreateDate || (Status !== 'Active' && Status !== 'Inactive'))
    throw new Error(
      `ListAccessKeys answered with a key whose id, status or date cannot be read (${AccessKeyId}, ${Status})`,
    );
  return { id: AccessKeyId, active: Status === 'Active', createdAt: CreateDate };
}

/** By its tag first, so that a renamed user keeps its secret; by name second. `unreadable`: IAM lets Keyturn see adopted secrets only. */
async function findSecret(
  clients: Clients,
  row: UserRow,
  user: ManagedUser,
  config: Config,
): Promise<SecretState | 'unreadable' | undefined> {
  const tagged = row.secrets[0];
  // The list is up to 5 minutes old: the secret it shows may be gone.
  const byTag = tagged && (await describe(clients, tagged.arn));
  if (byTag) return byTag;
  const { secretName } = user.settings;
  // No secret can have such a name; the tag is shown as a problem.
  if (secretName !== undefined && !isSecretName(secretName)) return undefined;
  try {
    return await describe(clients, secretName ?? secretNameOf(config.secretPrefix, user.name));
  } catch (error) {
    if (secretName !== undefined && failureOf(error).kind === 'denied') return 'unreadable';
    throw error;
  }
}

/** Undefined when there is no such secret. */
export async function describe(clients: Clients, secretId: string): Promise<SecretState | undefined> {
  let answer: DescribeSecretCommandOutput;
  try {
    answer = await clients.secrets.send(new DescribeSecretCommand({ SecretId: secretId }));
  } catch (error) {
    if (failureOf(error).kind === 'no-such-resource') return undefined;
    throw error;
  }
  if (!answer.ARN || !answer.Name) throw new Error(`DescribeSecret answered without the name or ARN of ${secretId}`);
  const replicas = (answer.ReplicationStatus ?? []).flatMap(({ Region }) => (Region ? [Region] : []));
  const state = secretStateFrom({
    arn: answer.ARN,
    name: answer.Name,
    tags: tagsFrom(answer.Tags),
    versions: answer.VersionIdsToStages,
    deletedAt: answer.DeletedDate,
    ...elsewhereOf(answer),
  });
  return replicas.length > 0 ? { ...state, replicaRegions: replicas } : state;
}

function isWritable(secret: SecretState | undefined, user: ManagedUser, prefix: string): boolean {
  if (!secret) return mayCreate(user.settings.secretName, prefix);
  const { primaryRegion, owningService } = secret.elsewhere ?? {};
  const isElsewhere = primaryRegion !== undefined || owningService !== undefined;
  return secret.userId === user.id && !secret.deletedAt && !isElsewhere && secret.tagsTooMany === undefined;
}

/** Consumers hold a key that is Inactive, and no note says why: it may have been revoked while the secret could not be written. */
function isUnexplained(keys: readonly AccessKey[], secret: SecretState | undefined): boolean {
  const currentId = accessKeyIdOf(secret?.labels.current);
  const isOff = keys.some(({ id, active }) => id === currentId && !active);
  return (
    isOff && currentId !== undefined && secret?.deactivated?.accessKeyId !== currentId && !isRevoked(secret, currentId)
  );
}

const withReports = (secret: SecretState, board: SecretState | undefined): SecretState =>
  board?.revoked ? { ...secret, revoked: [...(secret.revoked ?? []), ...board.revoked] } : secret;

async function readBoard(
  clients: Clients,
  user: ManagedUser,
  config: Config,
): Promise<NonNullable<Observation['board']>> {
  const name = noticeBoardName(config.secretPrefix, user.name);
  return { name, secret: await attempt('read the notice board', () => describe(clients, name)) };
}

/** A sole key's use decides nothing, so the ordinary rotation reads none. Beside a second key, the use of both can be evidence. */
async function readLastUse(
  clients: Clients,
  keys: readonly AccessKey[],
  secret: SecretState | undefined,
): Promise<ReadonlyMap<string, LastUse>> {
  const currentId = accessKeyIdOf(secret?.labels.current);
  const sole = keys.length === 1 && (currentId === undefined ? !secret?.intent : keys[0]?.id === currentId);
  const asked = sole ? [] : keys;
  return new Map(await Promise.all(asked.map(async (key) => [key.id, await lastUseOf(clients, key.id)] as const)));
}

/** What IAM does not answer as documented is `unknown`: a key in use must never pass for one that was never used. */
export async function lastUseOf(clients: Clients, accessKeyId: string): Promise<LastUse> {
  try {
    const { AccessKeyLastUsed: use } = await clients.iam.send(
      new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }),
    );
    if (!use) return { kind: 'unknown', why: 'IAM answered without it' };
    if (use.LastUsedDate)
      return { kind: 'used', at: use.LastUsedDate, service: use.ServiceName ?? 'N/A', region: use.Region ?? 'N/A' };
    // AWS documents "N/A" for a key that was never used.
    if (use.ServiceName === 'N/A') return { kind: 'never' };
    return { kind: 'unknown', why: `IAM named ${use.ServiceName ? 'a service but no' : 'neither service nor'} date` };
  } catch (error) {
    return { kind: 'unknown', why: errorText(error) };
  }
}
