import { day, earliest } from '../time';
import { type Evidence, evidenceOf, needsNoReminder, usesOf } from '../user/evidence/evidence';
import { useInWords } from '../user/evidence/use';
import type { AccessKey } from '../user/keys';
import { lastUseOf, type Situation } from '../user/situation';
import { enforcementDate, graceEnd, graceEndDate, maxAgeDate, reminderDate, windowEnd } from '../user/timetable';
import { holdWithNewGrace } from './current-key';
import { deactivateStep } from './make-step';
import { whoseUses } from './notify/tell-hold';
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
  const { retiring, currentId } = situation;
  if (!retiring || retiring.active) return undefined;
  const wait = quarantine(situation, retiring);
  return wait
    ? inTheWay(situation, retiring, wait)
    : deleteInactive(situation, retiring, 'retiring', `${currentId} replaced it`);
}

/**
 * Promise 9: once the current key is past its maximum age, that its predecessor is in the way is the news, whatever the old key waits for.
 * The reason stays one, so that nobody is notified at each change of phase.
 */
function inTheWay(situation: Situation, retiring: AccessKey, wait: Verdict): Verdict {
  const { current, policy } = situation;
  if (!current || !isOver(maxAgeDate(policy, current.createdAt), situation)) return wait;
  const because = `the key ${current.id} has reached ${policy.maxKeyAgeDays} days and cannot be replaced before the retiring key ${retiring.id} is deleted: ${wait.because}`;
  const blocked = hold('predecessor-in-the-way', because, retiring, wait.nextAt);
  const others = (wait.steps ?? []).filter(({ kind }) => kind !== 'hold');
  return { ...blocked, steps: [...others, ...blocked.steps] };
}

/** Both keys work. One reminder is due before the end, unless consumers have moved on. */
export function graceIsNotOver(situation: Situation): Verdict | undefined {
  const { retiring, policy } = situation;
  if (!retiring) return undefined;
  const end = graceEnd(situation);
  if (isOver(end, situation)) return undefined;
  const remindAt = reminderDate(policy, end);
  const because = `both keys work until ${day(end)}`;
  if (!isOver(remindAt, situation)) return inTheWay(situation, retiring, { because, nextAt: remindAt });
  const steps = owesReminder(situation, retiring) ? [reminder(situation, retiring, end)] : [];
  return inTheWay(situation, retiring, { steps, because, nextAt: end });
}

function owesReminder(situation: Situation, retiring: AccessKey): boolean {
  const { secret, now } = situation;
  if (secret?.notices.reminded?.accessKeyId === retiring.id) return false;
  const isKnown = lastUseOf(situation, retiring).kind !== 'unknown';
  return !(isKnown && needsNoReminder(usesOf(situation, retiring), now));
}

function reminder(situation: Situation, retiring: AccessKey, end: Date): Step {
  const { newUsedAt } = usesOf(situation, retiring);
  const state = newUsedAt
    ? `the retiring key ${retiring.id} may still be in use (${useInWords(situation, retiring)})`
    : `nobody has used the new key yet (the retiring key ${retiring.id}: ${useInWords(situation, retiring)})`;
  const because = `${state}, and its grace ends on ${day(end)}`;
  return {
    kind: 'notify',
    because,
    tells: {
      event: 'key-reminder',
      accessKeyId: retiring.id,
      graceEndsAt: end,
      windowEndsAt: windowEnd(situation),
      because,
    },
    names: whoseUses(situation, retiring.id),
  };
}

/** The grace is over. Evidence that everybody has moved on, or the team's own deadline, decides (promise 1). */
export function retiringKeyIsDue(situation: Situation): Verdict | undefined {
  const { retiring, current } = situation;
  if (!retiring || !current) return undefined;
  const evidence = evidenceOf(situation, retiring, current);
  if (evidence.unproven) {
    const because = `the retiring key ${retiring.id} stays: ${evidence.because}`;
    return inTheWay(situation, retiring, hold('current-unproven', because, retiring));
  }
  const because = evidence.moved ? evidence.because : becauseEnforced(situation, retiring, evidence);
  if (because !== undefined) return { steps: [deactivateStep(situation, retiring.id, because)], because };
  return inTheWay(situation, retiring, waitOrHold(situation, retiring, evidence));
}

/** Why the old key is deactivated though it may be in use; undefined when it is not. */
function becauseEnforced(situation: Situation, { createdAt }: AccessKey, { because }: Evidence): string | undefined {
  const deadline = enforcementDate(situation, createdAt);
  if (situation.policy.whenStillInUse === 'hold' || !isOver(deadline, situation)) return undefined;
  return `${because}, but whenStillInUse is "deactivate", and the key's time was over on ${day(deadline)}`;
}

/** Waiting in the window is no hold. After it the owner has to hear what is missing. */
function waitOrHold(situation: Situation, retiring: AccessKey, { because, completeAt, missing }: Evidence): Verdict {
  const end = windowEnd(situation);
  if (!isOver(end, situation)) {
    const waits = `the grace is over, and the retiring key ${retiring.id} waits until ${day(end)} at most: ${because}`;
    return { because: waits, nextAt: earliest([completeAt ?? end, end]) };
  }
  if (situation.policy.whenStillInUse === 'hold')
    return hold(
      missing,
      `the retiring key ${retiring.id} stays active past its grace: ${because}`,
      retiring,
      completeAt,
    );
  const deadline = enforcementDate(situation, retiring.createdAt);
  return hold(
    missing,
    `the retiring key ${retiring.id} stays active until ${day(deadline)}: ${because}`,
    retiring,
    deadline,
  );
}
