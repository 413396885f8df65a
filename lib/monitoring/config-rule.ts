import { Duration } from 'aws-cdk-lib';
import { AccessKeysRotated } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';

/** AWS Config's own look at the same age, for auditors. It counts whole days, so a fraction is rounded up. Needs a recorder in the account. */
export function ageRule(scope: Construct, maxKeyAgeDays: number): AccessKeysRotated {
  return new AccessKeysRotated(scope, 'ConfigRule', {
    configRuleName: 'keyturn-access-keys-rotated',
    description: 'No active access key of any IAM user is older than Keyturn lets those of managed users grow',
    maxAge: Duration.days(Math.ceil(maxKeyAgeDays)),
  });
}
