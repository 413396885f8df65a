/**
 * Who has moved on from an old key (docs/design.md, "Evidence"). Last-used data name the last use only, by anybody, so that one program
 * that has moved proves nothing about another. Pure; the same dates for what is read fresh (`evidenceOf`) and in bulk (triage).
 */

import type { Policy } from '../../settings/policy';
import { day, earliest, isAfter, latest } from '../../time';
import type { AccessKey } from '../keys';
import { isOwnVerification } from '../leftover';
import { lastUseOf, type Situation } from '../situation';
import { ageInDays, graceEnd, idleMs, quietDate, seldomDate, succession, unusedDate, windowEnd } from '../timetable';
import { longestPauseMs, NO_PAUSE } from './pauses';
import { useInWords } from './use';

/** What is known of how an old key and its successor are used. Keyturn's own verification is nobody's use. */
export interface Uses {
  readonly policy: Policy;
  /** When the current key took over, when the grace ends, and when the window after it does. */
  readonly rotatedAt: Date;
  readonly graceEndsAt: Date;
  readonly windowEndsAt: Date;
  readonly old: { readonly createdAt: Date; readonly usedAt: Date | undefined; readonly longestPauseMs: number };
  readonly newUsedAt: Date | undefined;
  /** AWS may not record a login over SMTP as a use. */
  readonly isSmtp: boolean;
}

/** When the old key may be deactivated if nobody uses it any more; undefined when somebody has to use the new key first. */
export function evidenceDate(uses: Uses): Date | undefined {
  const dates = [unusedSince(uses), movedSince(uses)].filter((at) => at !== undefined);
  return dates.length > 0 ? earliest(dates) : undefined;
}

/** A key that nobody uses. Never where AWS may not show that somebody does. */
function unusedSince({ policy, old, isSmtp, graceEndsAt }: Uses): Date | undefined {
  return isSmtp ? undefined : latest([unusedDate(policy, old), graceEndsAt]);
}

/** Somebody uses the new key, nobody is in a pause and, where others may hold the old key, they have had the whole window. */
function movedSince(uses: Uses): Date | undefined {
  const { policy, old, graceEndsAt, windowEndsAt } = uses;
  const lastAt = lastUsed(uses);
  if (!hasMoved(uses)) return undefined;
  const judgedAt = wasUsedSince(uses) ? windowEndsAt : graceEndsAt;
  return latest([judgedAt, quietDate(policy, lastAt, old.longestPauseMs)]);
}

const lastUsed = ({ old }: Uses) => old.usedAt ?? old.createdAt;

const hasMoved = (uses: Uses) => isAfter(uses.newUsedAt, lastUsed(uses));

const wasUsedSince = ({ old, rotatedAt }: Uses) => isAfter(old.usedAt, rotatedAt);

/** Whether the owner has nothing to be reminded of before the end of the grace. */
export function needsNoReminder(uses: Uses, now: Date): boolean {
  const unusedAt = unusedSince(uses);
  const isUnused = unusedAt !== undefined && !isAfter(unusedAt, uses.graceEndsAt);
  return isUnused || (uses.newUsedAt !== undefined && seldomDate(uses.policy, lastUsed(uses)) <= now);
}

export interface Evidence {
  readonly moved: boolean;
  /** The current key was never tested with STS, or that is not known: then nothing may be deactivated (promise 1). */
  readonly unproven: boolean;
  /** A clause for the owner. */
  readonly because: string;
  /** When the evidence is complete if the old key is not used any more. */
  readonly completeAt?: Date;
  /** What the hold is called when the window is over. */
  readonly missing: 'still-in-use' | 'successor-unused';
}

/** Has everybody moved on from the retiring key to the current one? What cannot be read counts as use. */
export function evidenceOf(situation: Situation, retiring: AccessKey, current: AccessKey): Evidence {
  const { policy, now } = situation;
  const none = { moved: false, unproven: false, missing: 'still-in-use' } as const;
  const currentUse = lastUseOf(situation, current);
  if (currentUse.kind === 'never')
    return { ...none, unproven: true, because: 'the current key was never tested with STS' };
  if (currentUse.kind === 'unknown')
    return { ...none, unproven: true, because: `whether the current key works cannot be read (${currentUse.why})` };
  const use = lastUseOf(situation, retiring);
  if (use.kind === 'unknown')
    return { ...none, because: `when it was last used cannot be read (${use.why}), which counts as in use` };

  const uses = usesOf(situation, retiring);
  const completeAt = evidenceDate(uses);
  const missing = wasUsedSince(uses) ? 'still-in-use' : 'successor-unused';
  const lastUse = `was ${uses.old.usedAt ? useInWords(situation, retiring) : 'never used'}`;
  if (completeAt && completeAt <= now) {
    const theOldKey = `the retiring key ${lastUse}`;
    const because = hasMoved(uses)
      ? `${theOldKey}, and the new key has been in use since`
      : `${theOldKey}, and nobody has used it for ${ageInDays(lastUsed(uses), now)} days`;
    return { moved: true, unproven: false, because, completeAt, missing };
  }
  return {
    ...none,
    missing,
    because: `it ${lastUse}${stillMissing(uses, policy)}`,
    ...(completeAt && { completeAt }),
  };
}

/** What is missing, as the end of a sentence. */
function stillMissing(uses: Uses, policy: Policy): string {
  if (!hasMoved(uses)) return ', and nobody but Keyturn has used the new key since';
  const { longestPauseMs: pauseMs } = uses.old;
  const quietAt = quietDate(policy, lastUsed(uses), pauseMs);
  const pause = ageInDays(new Date(0), new Date(pauseMs));
  const seen = pauseMs > idleMs(policy) ? ` (it was once quiet for ${pause} days and then used again)` : '';
  if (wasUsedSince(uses) && quietAt <= uses.windowEndsAt)
    return `, which is after the rotation, so that other programs may hold it until ${day(uses.windowEndsAt)}`;
  return `, and has to be quiet until ${day(quietAt)}${seen}`;
}

/** Undefined where the last use of either key is not known. */
export function usesOf(situation: Situation, retiring: AccessKey): Uses {
  const { current, policy, secret, observation } = situation;
  const usedAt = (key: AccessKey) => {
    const use = lastUseOf(situation, key);
    return use.kind === 'used' && !isOwnVerification(use, key) ? use.at : undefined;
  };
  const oldUsedAt = usedAt(retiring);
  const pause = secret?.pauses?.get(retiring.id) ?? NO_PAUSE;
  return {
    policy,
    rotatedAt: succession(situation),
    graceEndsAt: graceEnd(situation),
    windowEndsAt: windowEnd(situation),
    old: {
      createdAt: retiring.createdAt,
      usedAt: oldUsedAt,
      longestPauseMs: oldUsedAt ? longestPauseMs(pause, oldUsedAt) : pause.longestMs,
    },
    newUsedAt: current && usedAt(current),
    isSmtp: observation.user.settings.sesSmtpRegion !== undefined,
  };
}
