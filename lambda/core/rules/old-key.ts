import { day } from '../time';
import type { AccessKey } from '../user/keys';
import type { Situation } from '../user/situation';
import { enforcementDate, graceEnd, graceEndDate, maxAgeDate, reminderDate, succession } from '../user/timetable';
import { movedOn, usedSince } from '../user/use';
import { holdWithNewGrace } from './current-key';
import { deactivateStep } from './make-step';
import { deleteInactive, quarantine, recordOf } from './slots';
import type { Step } from './step';
import { hold, isOver, type Verdict } from './verdict';

/** Somebody reactivated the key in quarantine, so somebody needs it. */
export function retiringKeyWasReactivated(situation: Situation): Verdict | undefined {
  const { retiring, policy, writtenAt } = situation;
  if (!retiring?.active || !recordOf(situation, retiring)) return undefined;
  const until = graceEndDate(policy, writtenAt);
  const because = `the key ${retiring.id} was reactivated after Keyturn had deactivated it, so it counts as in use and has a new grace until ${day(until)}`;
  return holdWithNewGrace('reactivated', because, retiring, until);
}

/** It is deleted by its id when the quarantine is over (promise 2). */
export function retiringKeyIsInactive(situation: Situation): Verdict | undefined {
  const { retiring, current } = situation;
  if (!retiring || retiring.active) return undefined;
  const wait = quarantine(situation, retiring);
  return wait
    ? inTheWay(situation, retiring, wait)
    : deleteInactive(situation, retiring, 'retiring', `${current?.id} replaced it`);
}

/** Promise 9: a policy can be so tight that the next rotation waits for the predecessor's slot. Past the maximum age that has to be told. */
function inTheWay(situation: Situation, retiring: AccessKey, wait: Verdict): Verdict {
  const { current, policy } = situation;
  if (!current || !isOver(maxAgeDate(policy, current.createdAt), situation)) return wait;
  const because = `the key ${current.id} has reached ${policy.maxKeyAgeDays} days and cannot be replaced before its predecessor ${retiring.id} is deleted: ${wait.because}`;
  const blocked = hold('predecessor-in-the-way', because, retiring, wait.nextAt);
  return { ...blocked, steps: [...(wait.steps ?? []), ...(blocked.steps ?? [])] };
}

/** Both keys work, and one reminder is due before the end. */
export function graceIsNotOver(situation: Situation): Verdict | undefined {
  const { retiring, secret, policy, now } = situation;
  if (!retiring) return undefined;
  const end = graceEnd(situation);
  if (isOver(end, situation)) return undefined;
  const remindAt = reminderDate(policy, end);
  const because = `both keys work until ${day(end)}`;
  if (now < remindAt) return inTheWay(situation, retiring, { because, nextAt: remindAt });
  const use = usedSince(situation, retiring, succession(situation));
  if (secret?.notices.reminded?.accessKeyId === retiring.id || use === undefined || movedOn(situation, retiring).moved)
    return inTheWay(situation, retiring, { because, nextAt: end });
  const why = `the old key ${retiring.id} is still in use (${use}), and its grace ends on ${day(end)}`;
  const reminder: Step = {
    kind: 'notify',
    because: why,
    tells: { event: 'key-reminder', accessKeyId: retiring.id, graceEndsAt: end, because: why },
    usedSince: succession(situation),
  };
  return inTheWay(situation, retiring, { steps: [reminder], because, nextAt: end });
}

/** The grace is over. Evidence that consumers have moved on, or the team's own deadline, decides (promise 1). */
export function retiringKeyIsDue(situation: Situation): Verdict | undefined {
  const { retiring, current, policy } = situation;
  if (!retiring) return undefined;
  const evidence = movedOn(situation, retiring);
  if (!current || evidence.unproven)
    return hold('current-unproven', `the old key ${retiring.id} stays: ${evidence.because}`, retiring);
  const deactivate = (because: string): Verdict => {
    return { steps: [deactivateStep(situation, retiring.id, because)], because };
  };
  if (evidence.moved) return deactivate(evidence.because);
  const deadline = enforcementDate(policy, retiring.createdAt);
  if (policy.whenStillInUse === 'hold')
    return hold(
      'still-in-use',
      `the old key ${retiring.id} stays active past its grace: ${evidence.because}`,
      retiring,
    );
  if (isOver(deadline, situation))
    return deactivate(
      `${evidence.because}, but whenStillInUse is "deactivate" and the key reached its maximum age on ${day(deadline)}`,
    );
  return hold(
    'still-in-use',
    `the old key ${retiring.id} stays active until ${day(deadline)}: ${evidence.because}`,
    retiring,
    deadline,
  );
}
