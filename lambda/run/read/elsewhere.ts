import type { DescribeSecretCommandOutput, SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { Elsewhere } from '../../core/user/secret-state';

type Shown = Pick<
  DescribeSecretCommandOutput & SecretListEntry,
  'ARN' | 'PrimaryRegion' | 'OwningService' | 'RotationEnabled' | 'KmsKeyId'
>;

/** What AWS says of a secret besides its labels and tags, in the answer about one and in the list. */
export function elsewhereOf({ ARN, PrimaryRegion, OwningService, RotationEnabled, KmsKeyId }: Shown): {
  readonly elsewhere?: Elsewhere;
} {
  // AWS names the primary Region of the original too.
  const isCopy = PrimaryRegion !== undefined && PrimaryRegion !== ARN?.split(':')[3];
  const isCustomers = KmsKeyId !== undefined && !KmsKeyId.endsWith('alias/aws/secretsmanager');
  const elsewhere: Elsewhere = {
    ...(isCopy && { primaryRegion: PrimaryRegion }),
    ...(OwningService && { owningService: OwningService }),
    ...(RotationEnabled && { isRotated: true }),
    ...(isCustomers && { kmsKeyId: KmsKeyId }),
  };
  return Object.keys(elsewhere).length > 0 ? { elsewhere } : {};
}
