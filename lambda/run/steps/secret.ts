/** Which key encrypts a user's secret, and which Regions get a copy of it. */

import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { isNoticeBoard, placeholderVersionId, SECRET_TAG } from '../../core/names';
import type { Config } from '../../core/settings/config';
import type { Work } from './work';

/**
 * What CreateSecret is told of it. A notice board holds no key and stays where it is.
 * @internal a test has the table of placements
 */
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

/** Sets tags on the user's secret, which is made first if there is none: with its tags and a placeholder, because the first
 * version of a secret is given AWSCURRENT whatever labels are asked for. */
export async function writeTags(work: Work, tags: Readonly<Record<string, string>>): Promise<void> {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (work.secret.arn !== undefined) {
    await work.clients.secrets.send(new TagResourceCommand({ SecretId: work.secret.arn, Tags: list }));
    return;
  }
  const { user } = work.observation;
  const { ARN } = await work.clients.secrets.send(
    new CreateSecretCommand({
      Name: work.secret.name,
      Description: `Access key of the IAM user ${user.name}, rotated by Keyturn`,
      ClientRequestToken: placeholderVersionId(user.id),
      SecretString: PLACEHOLDER,
      ...placement(work.secret.name, work.config),
      Tags: [{ Key: SECRET_TAG.userId, Value: user.id }, ...list],
    }),
  );
  work.secret.arn = ARN ?? work.secret.name;
}

/** A secret that somebody made without a value has no version yet, and would give AWSCURRENT to the first key put there, verified or not. */
export async function writePlaceholder(work: Work): Promise<void> {
  const { user } = work.observation;
  await work.clients.secrets.send(
    new PutSecretValueCommand({
      SecretId: work.secret.arn,
      ClientRequestToken: placeholderVersionId(user.id),
      SecretString: PLACEHOLDER,
    }),
  );
}

const PLACEHOLDER = JSON.stringify({ Keyturn: 'No access key has been issued yet.' });
