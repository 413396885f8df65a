import { ConfigError } from './setting';

/** How long a key may live and how patiently it is retired. Days may be fractions, so that a demo can run in minutes. */
export interface Policy {
  /** No managed key stays active past this age, in days (promise 9). */
  readonly maxKeyAgeDays: number;
  /** How long the old and the new key both work, in days. */
  readonly graceDays: number;
  /** How long an old key stays Inactive, and can be reactivated, before it is deleted, in days. */
  readonly quarantineDays: number;
  /** How long an old key must have been quiet to count as idle, and how long it waits for that after the grace, in days. */
  readonly idleDays: number;
  /** How many days before a scheduled rotation its owner is notified of it; 0 for not at all. */
  readonly headsUpDays: number;
  /** What happens after grace to an old key that is still in use. */
  readonly whenStillInUse: 'hold' | 'deactivate';
}

/**
 * What the settings of one policy must be to each other.
 * @throws ConfigError
 */
export function checkPolicy(policy: Policy): void {
  const { maxKeyAgeDays, graceDays, idleDays } = policy;
  if (maxKeyAgeDays <= graceDays + idleDays)
    throw new ConfigError(
      `maxKeyAgeDays is ${maxKeyAgeDays}, graceDays is ${graceDays} and idleDays is ${idleDays}, but maxKeyAgeDays must be greater than the other two together: ` +
        'a rotation starts at maxKeyAgeDays - graceDays - idleDays, so a key would be due before it exists',
    );
}

/**
 * A policy that is valid but cannot keep promise 9 in the steady state: the next rotation finds the predecessor's slot still taken.
 * Undefined when all is well.
 */
export function tightPolicy(policy: Policy): string | undefined {
  const needed = 2 * (policy.graceDays + policy.idleDays) + policy.quarantineDays;
  if (policy.maxKeyAgeDays >= needed) return undefined;
  return (
    `maxKeyAgeDays (${policy.maxKeyAgeDays}) is less than 2 x (graceDays + idleDays) + quarantineDays (${needed}): a key will be due before its ` +
    'retiring key is deleted, has to wait for the slot, and may outlive maxKeyAgeDays by the difference'
  );
}
