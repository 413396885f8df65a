/** Which key encrypts a user's secret, and which Regions get a copy of it. */
import { type CreateSecretCommandInput, ReplicateSecretToRegionsCommand } from '@aws-sdk/client-secrets-manager';
import type { Config } from './config';
import { isNoticeBoard } from './names';
import type { Work } from './work';

/** What CreateSecret is told of it. A notice board holds no key and stays where it is. */
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
