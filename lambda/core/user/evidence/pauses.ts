/**
 * The tag `keyturn:pauses`. AWS shows the last use of a key only, so the longest pause between two uses is learnt over time: since when a
 * key is quiet is noted once that exceeds what is known, and the length when it is used again. Pure.
 */

import { HOUR_MS, isoSeconds, parseTime } from '../../time';

export interface Pause {
  /** The longest pause that has ended; 0 when none was worth a note. */
  readonly longestMs: number;
  /** The last use before a pause that has not ended yet. */
  readonly quietSince?: Date;
}

/** By key id: of the current and the retiring key. */
export type Pauses = ReadonlyMap<string, Pause>;

export const NO_PAUSE: Pause = { longestMs: 0 };

/** `<AccessKeyId>:<longest pause>h@<quiet since>`, the time empty while the key is in use. Hours are rounded up. */
export const formatPauses = (pauses: Pauses) =>
  [...pauses]
    .map(([id, { longestMs, quietSince }]) => {
      return `${id}:${Math.ceil(longestMs / HOUR_MS)}h@${quietSince ? isoSeconds(quietSince) : ''}`;
    })
    .join(' ');

/** Undefined for a text that is not of that form: a pause that cannot be read must not pass for none. */
export function parsePauses(text: string): Pauses | undefined {
  const pauses = new Map<string, Pause>();
  for (const entry of text.split(' ')) {
    const [, id, hours, time] = /^(\w{16,128}):(\d{1,6})h@(.*)$/.exec(entry) ?? [];
    const quietSince = time ? parseTime(time) : undefined;
    if (!id || (time && !quietSince)) return undefined;
    pauses.set(id, { longestMs: Number(hours) * HOUR_MS, ...(quietSince && { quietSince }) });
  }
  return pauses;
}

/** The longest pause with the one that a use has just ended. */
export function longestPauseMs({ longestMs, quietSince }: Pause, usedAt: Date): number {
  return quietSince ? Math.max(longestMs, usedAt.getTime() - quietSince.getTime()) : longestMs;
}

/** What a last use teaches; undefined when it is not worth a note. `normalMs`: a pause up to that length is none. */
export function learnt(pause: Pause, usedAt: Date, now: Date, normalMs: number): Pause | undefined {
  const longestMs = longestPauseMs(pause, usedAt);
  const { quietSince } = pause;
  if (quietSince && usedAt > quietSince) return { longestMs };
  const isLong = now.getTime() - usedAt.getTime() > Math.max(normalMs, longestMs);
  return !quietSince && isLong ? { longestMs, quietSince: usedAt } : undefined;
}
