/** Which key encrypts a user's secret, and which Regions get a copy of it. */
import { type CreateSecretCommandInput, ReplicateSecretToRegionsCommand } from '@aws-sdk/client-secrets-manager';
import type { Clients } from './clients';
import type { Config } from './config';
import type { SecretState } from './model';
import { isNoticeBoard } from './names';

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

/** A secret that is older than the wish for a copy gets it with its next rotation. A copy that is there is never overwritten or taken away. */
export async function replicateWhereMissing(
  { clients, config }: { readonly clients: Clients; readonly config: Config },
  secret: SecretState,
): Promise<void> {
  const missing = config.replicaRegions.filter((region) => !secret.replicaRegions?.includes(region));
  if (missing.length === 0) return;
  const change = { SecretId: secret.arn, AddReplicaRegions: asReplicas(missing) };
  await clients.secrets.send(new ReplicateSecretToRegionsCommand(change));
}

const asReplicas = (regions: readonly string[]) => regions.map((region) => ({ Region: region }));
