/** Whose turn it is, told by the clock alone: nothing is remembered between two runs but what AWS holds. Pure. */

import { parseCron } from './cron';
import { lotOf } from './lot';
import { longestGapMs } from './schedule';
import { DAY_MS, HOUR_MS } from './time';
import { clockOf } from './time-zone';

/** When runs are due. */
export interface Rhythm {
  readonly schedule: string;
  /** Of a cron expression. */
  readonly scheduleTimezone: string;
}

/** A step around a ring that comes near every place soon, however wide the part that is served from there. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Those of whom nothing is known to change, in an order that begins elsewhere in every run: whoever stood behind a limit of this one comes
 * first in one of the next (promise 10).
 */
export function byTurn<T>(items: readonly T[], idOf: (item: T) => string, now: Date, { schedule }: Rhythm): T[] {
  const run = Math.floor(now.getTime() / (longestGapMs(schedule) ?? HOUR_MS));
  const begin = (run * GOLDEN) % 1;
  const place = (item: T) => (lotOf(idOf(item)) - begin + 1) % 1;
  return [...items].sort((a, b) => place(a) - place(b) || (idOf(a) < idOf(b) ? -1 : 1));
}

/** One of each in turn, as long as there are both; each once. */
export function alternately<T>(a: readonly T[], b: readonly T[]): T[] {
  const longer = Math.max(a.length, b.length);
  const both = Array.from({ length: longer }, (_, place) => [
    ...a.slice(place, place + 1),
    ...b.slice(place, place + 1),
  ]);
  return [...new Set(both.flat())];
}

/**
 * Whether the time of the day that is a user's own lies between this run and the one before it: once a day, in one run. It stands in for
 * a note where none can be written.
 */
export function isItsTimeOfDay(id: string, now: Date, rhythm: Rhythm): boolean {
  const mark = lotOf(id) * DAY_MS;
  const daysUntil = (at: number) => Math.floor((at - mark) / DAY_MS);
  return daysUntil(now.getTime()) > daysUntil(runBefore(now, rhythm));
}

/** When the schedule's run before this one was due. What cannot be read is taken for hourly. */
function runBefore(now: Date, { schedule, scheduleTimezone }: Rhythm): number {
  const cron = parseCron(schedule);
  if (!cron) return now.getTime() - (longestGapMs(schedule) ?? HOUR_MS);
  const clock = clockOf(scheduleTimezone);
  // Tomorrow's date may have begun in the time zone.
  const tomorrow = (Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS;
  for (let midnight = tomorrow; midnight > tomorrow - 4 * DAY_MS; midnight -= DAY_MS) {
    const due = cron.runsOn(new Date(midnight)) ? clock(midnight, cron.timesOfDay) : [];
    const before = due.findLast((at) => at < now.getTime());
    if (before !== undefined) return before;
  }
  // More than a day ago, which is all that matters.
  return now.getTime() - 2 * DAY_MS;
}
