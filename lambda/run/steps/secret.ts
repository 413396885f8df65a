/** Which key encrypts a user's secret, and which Regions get a copy of it. */

import { createHash } from 'node:crypto';
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  type Tag,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { failureOf } from '../../aws/errors/errors';
import { accessKeyIdOf, isNoticeBoard, isPlaceholder, placeholderVersionId, SECRET_TAG } from '../../core/names';
import type { Config } from '../../core/settings/config';
import { isRevoked } from '../../core/user/revoked';
import { formatIntent, type Revoked, type SecretState } from '../../core/user/secret-state';
import { describe } from '../read/observe';
import type { Work } from './work';

/** What CreateSecret is given. A notice board holds no key and stays where it is. */
export function placement(
  secretName: string,
  { replicaRegions, secretKeyArn }: Config,
): Pick<CreateSecretCommandInput, 'KmsKeyId' | 'AddReplicaRegions'> {
  return {
    ...(secretKeyArn !== undefined && { KmsKeyId: secretKeyArn }),
    ...(replicaRegions.length > 0 && !isNoticeBoard(secretName) && { AddReplicaRegions: asReplicas(replicaRegions) }),
  };
}

/**
 * A secret that is older than the wish for a copy gets it with its next rotation; a new one was made with its copies. A copy that is there
 * is never overwritten or taken away.
 */
export async function replicateWhereMissing({ clients, config, observation }: Work): Promise<void> {
  const { secret } = observation;
  const missing = config.replicaRegions.filter((region) => !secret?.replicaRegions?.includes(region));
  if (!secret || missing.length === 0) return;
  const change = { SecretId: secret.arn, AddReplicaRegions: asReplicas(missing) };
  await clients.secrets.send(new ReplicateSecretToRegionsCommand(change));
}

const asReplicas = (regions: readonly string[]) => regions.map((region) => ({ Region: region }));

/** Sets tags on the user's secret, which is made first if there is none. */
export async function writeTags(work: Work, tags: Readonly<Record<string, string>>): Promise<void> {
  const list = tagList({ ...(SECRET_TAG.intent in tags && room(work)), ...tags });
  const isMade = work.secret.arn === undefined && (await createSecret(work, list));
  if (!isMade) await work.clients.secrets.send(new TagResourceCommand({ SecretId: work.secret.arn, Tags: list }));
  work.unset = work.unset.filter((key) => !list.some(({ Key }) => Key === key));
}

/**
 * With its tags and a placeholder, because the first version of a secret is given AWSCURRENT whatever labels are asked for. False where
 * another command, or a run, was first: then the tags are not there yet.
 */
async function createSecret(work: Work, tags: readonly Tag[]): Promise<boolean> {
  const { user } = work.observation;
  const command = new CreateSecretCommand({
    Name: work.secret.name,
    Description: `Access key of the IAM user ${user.name}, rotated by Keyturn`,
    ClientRequestToken: placeholderVersionId(user.id),
    SecretString: placeholder(tags),
    ...placement(work.secret.name, work.config),
    Tags: [...tagList(work.config.secretTags), { Key: SECRET_TAG.userId, Value: user.id }, ...tags],
  });
  try {
    const { ARN } = await work.clients.secrets.send(command);
    work.secret.arn = ARN ?? work.secret.name;
    return true;
  } catch (error) {
    if (failureOf(error).kind !== 'exists') throw error;
    work.secret.arn = work.secret.name;
    return false;
  }
}

/** All state tags come with the intent, empty where need be, so that a secret without room for them fails before anything is touched. */
const room = ({ unset }: Work) => Object.fromEntries(unset.map((key) => [key, '']));

const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** A version that a person wrote is known again when Keyturn's own has taken its place. */
export function adoptionTags({ secret: { current } }: Work): Readonly<Record<string, string>> {
  const isAdopted = current !== undefined && !isPlaceholder(current) && accessKeyIdOf(current) === undefined;
  return isAdopted ? { [SECRET_TAG.adoptedVersion]: current } : {};
}

/** As it is at this moment: what another command, or a run, has written since it was observed. */
export async function readSecretAgain(work: Work): Promise<SecretState> {
  const { clients, secret } = work;
  const state = await describe(clients, secret.arn ?? secret.name);
  if (!state) throw new Error(`the secret ${secret.name} is gone`);
  // So that the next note is not written over what somebody else has noted.
  work.notices = state.notices;
  return state;
}

/** @throws when another command, or a run, has begun something since */
export async function mustBeAsObserved(work: Work): Promise<void> {
  const before = work.observation.secret;
  if (before && isAsIt(before, await readSecretAgain(work))) return;
  throw new Error('another command, or a run, has begun something meanwhile, so nothing was changed');
}

/** What a decision to deactivate a key rests on: which key is current, that nobody has reported it, and that nobody wants it left alone. */
function isAsIt(before: SecretState, now: SecretState): boolean {
  const isNews = ({ accessKeyId }: Revoked) => !isRevoked(before, accessKeyId);
  return (
    now.labels.current === before.labels.current &&
    now.holdUntil?.getTime() === before.holdUntil?.getTime() &&
    (now.intent && formatIntent(now.intent)) === (before.intent && formatIntent(before.intent)) &&
    !now.revoked?.some(isNews)
  );
}

/**
 * A secret that somebody made without a value has no version yet, and would give AWSCURRENT to the first key put there, verified or not. The
 * placeholder gets it as any first version does; asked for it by name, it would take it from a value that a person has stored meanwhile.
 */
export async function writePlaceholder(work: Work): Promise<void> {
  const { user } = work.observation;
  await work.clients.secrets.send(
    new PutSecretValueCommand({
      SecretId: work.secret.arn,
      ClientRequestToken: placeholderVersionId(user.id),
      SecretString: placeholder(),
      VersionStages: ['AWSPENDING'],
    }),
  );
}

/**
 * Of what it is made for: the same token with the same value is answered as done already, and the tags of who came second are dropped; with
 * another value, Secrets Manager refuses (CreateSecret, ClientRequestToken).
 */
const placeholder = (tags: readonly Tag[] = []) =>
  JSON.stringify({ Keyturn: 'No access key has been issued yet.', ...(tags.length > 0 && { request: digest(tags) }) });

const digest = (tags: readonly Tag[]) => createHash('sha256').update(JSON.stringify(tags)).digest('hex').slice(0, 16);
