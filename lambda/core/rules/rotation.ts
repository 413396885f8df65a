import { day } from '../time';
import type { AccessKey } from '../user/keys';
import { keyToRotate, type Situation } from '../user/situation';
import { ageInDays, dueDate, maxAgeDate } from '../user/timetable';
import { issue, recordOf, startQuarantine } from './slots';
import { hold, isOver, type Verdict } from './verdict';

/** Early enough that the grace ends by the maximum age. */
export function rotationIsDue(situation: Situation): Verdict | undefined {
  const { policy, now } = situation;
  const key = keyToRotate(situation);
  if (!key || !isOver(dueDate(policy, key.createdAt), situation)) return undefined;
  return issue(
    situation,
    key,
    `the key ${key.id} is ${ageInDays(key.createdAt, now)} days old and must not exceed ${policy.maxKeyAgeDays} days`,
    'foreign-key',
  );
}

/** An Inactive key that no record knows: only from the moment that Keyturn has seen it can it be proven to have been Inactive. */
export function inactiveKeyIsUnknown(situation: Situation): Verdict | undefined {
  const spare = situation.foreign.find((key) => !key.active);
  return spare && keyToRotate(situation) && !recordOf(situation, spare) ? startQuarantine(situation, spare) : undefined;
}

/** Promise 9: a key that a person made grows old too, and Keyturn never touches it. */
export function foreignKeyIsTooOld(situation: Situation): Verdict | undefined {
  const { foreign, policy, now } = situation;
  const old = foreign.find((key) => key.active && isOver(maxAgeDate(policy, key.createdAt), situation));
  if (!old) return undefined;
  return hold(
    'foreign-key-old',
    `the key ${old.id}, which Keyturn does not manage, is ${ageInDays(old.createdAt, now)} days old; delete or deactivate it`,
    old,
  );
}

/** A dormant user, who needs no key. */
export function noActiveKey(situation: Situation): Verdict | undefined {
  return keyToRotate(situation)
    ? undefined
    : { because: 'the user has no Active key and nothing stored, so it gets no new one' };
}

export function nothingIsDue(situation: Situation): Verdict {
  const { policy } = situation;
  const key = keyToRotate(situation) as AccessKey;
  const dueAt = dueDate(policy, key.createdAt);
  return { because: `the key ${key.id} is next due on ${day(dueAt)}`, nextAt: dueAt };
}
