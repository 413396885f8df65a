/** Whole days in UTC, from the first second of one to the last of another; the present day ends now. */

import { DAY_MS, day, later } from '../time';

export interface Period {
  readonly from: Date;
  /** The first moment that does not belong to it. */
  readonly end: Date;
}

export const isIn = ({ from, end }: Period, at: Date | undefined): boolean =>
  at !== undefined && at >= from && at < end;

/** From its first second to the end of another day, or to now. */
export function wholeDays(first: Date, last: Date, now: Date): Period {
  const end = later(last, DAY_MS);
  return { from: first, end: end < now ? end : now };
}

/** Whether something that lasted from one moment to the other touches it. `until` undefined: it still lasts. */
export const overlaps = ({ from, end }: Period, since: Date, until: Date | undefined): boolean =>
  since < end && (until === undefined || until >= from);

/** As in `2026-12-31`, each of them. */
export function daysOf({ from, end }: Period): string[] {
  const days: string[] = [];
  for (let at = from; at < end; at = later(at, DAY_MS)) days.push(day(at));
  return days;
}

/** The last day, which is the one that was asked for. */
export const lastDay = ({ end }: Period): string => day(later(end, -1));
