import { accessKeyIdOf } from '../names';
import type { UserSettings } from '../settings/user-settings';
import { isAfter } from '../time';
import { evidenceDate, needsNoReminder, type Uses } from '../user/evidence/evidence';
import { longestPauseMs, NO_PAUSE } from '../user/evidence/pauses';
import type { Intent, SecretState } from '../user/secret-state';
import { graceEndDate, promised, reminderDate, windowEndDate } from '../user/timetable';
import { keysByAge, oldKeyIdOf, usedByOthers } from './reported-keys';
import type { UserRow } from './user-row';

/** Of a user whose last change was a rotation. */
type Rotated = SecretState & { readonly intent: Intent };

/**
 * A reminder, or the end of the old key's time. The report may be behind, but a use that it does not show yet can only make the evidence
 * come later; and when the window is over, the user is looked at in any case.
 */
export function oldKeyIsDue(row: UserRow, secret: Rotated, settings: UserSettings, now: Date): boolean {
  const uses = reportedUses(row, secret, settings);
  if (now < uses.graceEndsAt) {
    const remindAt = reminderDate(settings.policy, uses.graceEndsAt);
    return remindAt <= now && !wasReminded(secret) && !(uses.isKnown && needsNoReminder(uses, now));
  }
  if (!uses.isKnown || uses.windowEndsAt <= now) return true;
  const at = evidenceDate(uses);
  return at !== undefined && !isAfter(at, now);
}

function wasReminded({ intent, notices: { reminded }, labels }: Rotated): boolean {
  const previousId = accessKeyIdOf(labels.previous);
  return !!reminded && reminded.at > intent.at && [undefined, reminded.accessKeyId].includes(previousId);
}

/** `isKnown`: the report tells which key is which, and when each was last used. */
function reportedUses(row: UserRow, secret: Rotated, settings: UserSettings): Uses & { readonly isKnown: boolean } {
  const { policy, sesSmtpRegion } = settings;
  const { at: rotatedAt } = secret.intent;
  const graceEndsAt = promised(secret, graceEndDate(policy, rotatedAt));
  const { current, old } = keysByAge(row, secret);
  const pause = (old && secret.pauses?.get(oldKeyIdOf(secret) ?? '')) ?? NO_PAUSE;
  const oldUsedAt = old && usedByOthers(old);
  return {
    isKnown: current?.usedAt !== undefined && old?.usedAt !== undefined,
    policy,
    rotatedAt,
    graceEndsAt,
    windowEndsAt: windowEndDate(policy, graceEndsAt),
    old: {
      createdAt: old?.changedAt ?? rotatedAt,
      usedAt: oldUsedAt,
      longestPauseMs: oldUsedAt ? longestPauseMs(pause, oldUsedAt) : pause.longestMs,
    },
    newUsedAt: current && usedByOthers(current),
    isSmtp: sesSmtpRegion !== undefined,
  };
}
