/** What another run, or another command, may still be at work on. Pure. */

import { later } from '../time';
import { HORIZON_MS } from './horizon';
import type { AccessKey } from './keys';
import { openIntent } from './leftover';
import type { Intent } from './secret-state';
import type { Situation } from './situation';
import { graceEnd, quarantineEnd } from './timetable';

/** When a change that has begun, and has had no outcome yet, can no longer be somebody's work; undefined when there is none. */
export function workEndsAt(situation: Situation): Date | undefined {
  const { secret, current, leftover, now } = situation;
  const open = secret && (openIntent(secret, current) ?? openRollback(situation));
  const marks = [open?.at, leftover?.since].filter((at) => at !== undefined);
  const end = new Date(Math.max(0, ...marks.map((at) => later(at, HORIZON_MS).getTime())));
  return end > now ? end : undefined;
}

/** Until it is announced, one that moves the label from key to key looks like one before it. */
function openRollback({ secret }: Situation): Intent | undefined {
  const { intent, notices } = secret ?? {};
  if (intent?.kind !== 'rollback') return undefined;
  return notices?.rolledBack && notices.rolledBack.at >= intent.at ? undefined : intent;
}

/**
 * A run that read the keys before an intent was written can decide to deactivate or to delete this one; it is at most a horizon ahead of
 * the time that a command goes by.
 */
export function mayBeRetiredSoon(situation: Situation, key: AccessKey): boolean {
  const { secret, now } = situation;
  const isNear = (at: Date) => later(at, -HORIZON_MS) <= now;
  // Somebody has just said that nobody needs it.
  const { requested } = secret ?? {};
  if (requested?.command === 'confirm' && later(requested.at, HORIZON_MS) > now) return true;
  if (key.active) return isNear(graceEnd(situation));
  const { deactivated } = secret ?? {};
  return deactivated?.accessKeyId === key.id && isNear(quarantineEnd(situation, deactivated.at));
}
