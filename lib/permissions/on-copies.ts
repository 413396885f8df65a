import { isOwned, secretArn } from './on-secrets';
import { allow, deny, type Permission, type PermissionsProps } from './permission';

/** The Regions that a request wants copies in. */
const COPIES = 'secretsmanager:AddReplicaRegions';

/** Copies only where the platform team wants them: without `replicaRegions`, the role can make none. */
export function onCopies(props: PermissionsProps): Permission[] {
  const { secretPrefix, replicaRegions } = props;
  if (replicaRegions.length === 0) return [];
  const onlyTo = { 'ForAllValues:StringEquals': { [COPIES]: replicaRegions } };
  const actions = ['secretsmanager:ReplicateSecretToRegions'];
  return [
    allow({
      sid: 'CopyNewSecrets',
      // AWS asks for this right when CreateSecret names Regions, and does not document that it sees the new secret's tags then.
      why: 'Creates a secret together with its copies, under the prefix, in the Regions that are configured.',
      actions,
      resources: [secretArn(props, `${secretPrefix}*`)],
      conditions: onlyTo,
    }),
    allow({
      sid: 'CopyOwnedSecrets',
      why: "Adds the copies that a secret lacks, where it carries its owner's id, in the Regions that are configured.",
      actions,
      resources: [secretArn(props, '*')],
      conditions: { ...isOwned, ...onlyTo },
    }),
  ];
}

/**
 * A copy can be made by CreateSecret too, so the parameter is denied, not only the action (Secrets Manager User Guide, "Prevent
 * replication").
 */
export function neverCopied({ replicaRegions }: PermissionsProps): Permission[] {
  const actions = ['secretsmanager:CreateSecret', 'secretsmanager:ReplicateSecretToRegions'];
  const elsewhere =
    replicaRegions.length === 0
      ? { Null: { [COPIES]: 'false' } }
      : { 'ForAnyValue:StringNotEquals': { [COPIES]: replicaRegions } };
  return [
    deny({
      sid: 'NeverCopyElsewhere',
      why: 'Can never make a copy of a secret in a Region that is not configured.',
      actions,
      conditions: elsewhere,
    }),
    deny({
      sid: 'NeverOverwriteCopies',
      why: 'Can never put a copy in the place of a secret that another Region has under the same name.',
      actions,
      conditions: { Bool: { 'secretsmanager:ForceOverwriteReplicaSecret': 'true' } },
    }),
  ];
}
