import { ConfigError } from './setting';

/** How long a key may live and how patiently it is retired. Days and hours may be fractions, so that a demo can run in minutes. */
export interface Policy {
  /** No managed key stays active past this age, in days (promise 9). */
  readonly maxKeyAgeDays: number;
  /** How long the old and the new key both work, in days. */
  readonly graceDays: number;
  /** How long an old key stays Inactive, and can be reactivated, before it is deleted, in days. */
  readonly quarantineDays: number;
  /** An old key that was not used for this long counts as idle, in hours. */
  readonly idleHours: number;
  /** What happens after grace to an old key that is still in use. */
  readonly whenStillInUse: 'hold' | 'deactivate';
}

/**
 * What the settings of one policy must be to each other.
 * @throws ConfigError
 */
export function checkPolicy(policy: Policy): void {
  if (policy.maxKeyAgeDays <= policy.graceDays)
    throw new ConfigError(
      `maxKeyAgeDays is ${policy.maxKeyAgeDays} and graceDays is ${policy.graceDays}, but maxKeyAgeDays must be the greater one: ` +
        'a rotation starts at maxKeyAgeDays - graceDays, so a key would be due before it exists',
    );
}

/**
 * A policy that is valid but cannot keep promise 9 in the steady state: the next rotation finds the predecessor's slot still taken.
 * Undefined when all is well.
 */
export function tightPolicy(policy: Policy): string | undefined {
  const needed = 2 * policy.graceDays + policy.quarantineDays;
  if (policy.maxKeyAgeDays >= needed) return undefined;
  return (
    `maxKeyAgeDays (${policy.maxKeyAgeDays}) is less than 2 x graceDays + quarantineDays (${needed}): a key will be due before its ` +
    'predecessor is deleted, has to wait for the slot, and may outlive maxKeyAgeDays by the difference'
  );
}
