import type { HoldReason } from '../holds';
import { accessKeyIdOf } from '../names';
import { day } from '../time';
import type { AccessKey } from '../user/keys';
import type { Situation } from '../user/situation';
import { graceEndDate } from '../user/timetable';
import { issue, issueInPlaceOf } from './slots';
import type { Step } from './step';
import { hold, type Verdict } from './verdict';

/** Consumers hold a key that does not exist. */
export function currentKeyIsGone(situation: Situation): Verdict | undefined {
  const { currentId, current } = situation;
  if (currentId === undefined || current) return undefined;
  const because = `the key ${currentId} that consumers read from the secret is gone from IAM`;
  return issue(situation, undefined, because, 'no-free-slot');
}

/** A revocation was cut short: Keyturn deactivated this key because a person said that it is compromised, and consumers need another. */
export function currentKeyWasRevoked(situation: Situation): Verdict | undefined {
  const { current, currentId, secret, keys } = situation;
  const { revoked, revoking } = secret?.notices ?? {};
  const cut = keys.find((key) => !key.active && [revoked?.accessKeyId, revoking?.accessKeyId].includes(key.id));
  // Before a first rotation, consumers held the only key that worked.
  const isHeld = currentId === undefined ? !keys.some((key) => key.active) : cut === current;
  return cut && isHeld ? issueInPlaceOf(situation, cut) : undefined;
}

/** A person may be answering an incident, so Keyturn neither reactivates nor replaces by itself. */
export function currentKeyIsInactive({ current }: Situation): Verdict | undefined {
  if (!current || current.active) return undefined;
  const because = `the key ${current.id} that consumers read from the secret is Inactive, and Keyturn did not do that; reactivate it, or delete it to have it replaced`;
  return hold('current-inactive', because, current);
}

/**
 * AWSCURRENT was taken from a newer key though no rollback is recorded: when that was done, and why, is unknown. Programs may read the
 * other key from now on, so that even if the label is put back, they are owed a grace.
 */
export function labelsWereMoved({ secret, current, keys, policy, writtenAt }: Situation): Verdict | undefined {
  const previous = keys.find((key) => key.id === accessKeyIdOf(secret?.labels.previous));
  const { intent } = secret ?? {};
  if (!previous || intent?.kind === 'rollback') return undefined;
  // Without a current key, a newer one is one that this intent has made.
  const isNewer = current
    ? previous.createdAt > current.createdAt
    : intent !== undefined && previous.createdAt >= intent.at;
  if (!isNewer) return undefined;
  const until = graceEndDate(policy, writtenAt);
  const because = `AWSCURRENT was moved away from the newer key ${previous.id} by hand; move it back, or delete the key that is not wanted; no step before ${day(until)}`;
  return holdWithNewGrace('labels-moved', because, previous, until);
}

/** The label is back where it was. Programs that read the older key meanwhile get a whole grace from when that was seen. */
export function labelsArePutBack({ secret, retiring, policy, writtenAt }: Situation): Verdict | undefined {
  if (secret?.notices.held?.reason !== 'labels-moved' || !retiring?.active) return undefined;
  const until = graceEndDate(policy, writtenAt);
  const because = `AWSCURRENT is back on the newer key, and ${retiring.id}, which it named meanwhile, has a new grace until ${day(until)}`;
  const renew: Step = { kind: 'renew-grace', accessKeyId: retiring.id, until, because, settles: 'labels-moved' };
  return { steps: [renew], because, nextAt: until };
}

/** Told first: once `hold-until` lies ahead, no run looks at this user, and a message that failed would be lost. */
export function holdWithNewGrace(reason: HoldReason, because: string, key: AccessKey, until: Date): Verdict {
  const held = hold(reason, because, key, until);
  const renew: Step = { kind: 'renew-grace', accessKeyId: key.id, until, because };
  return { ...held, steps: [...(held.steps ?? []), renew] };
}
