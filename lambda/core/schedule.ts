/** How far two runs may lie apart by the schedule: what counts as late. */

import { type Cron, parseCron } from './cron';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time';
import { clockOf } from './time-zone';

const UNIT_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const;

/**
 * The longest gap between two runs, in milliseconds: of a rate, its interval; of a cron expression, what four years of it have. Undefined
 * for what cannot be read.
 * @param timeZone of a cron expression: where clocks go forward, Scheduler leaves out what was due in the skipped hour
 */
export function longestGapMs(expression: string, timeZone?: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count && unit) return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const cron = parseCron(expression);
  return cron && cronGapMs(cron, timeZone);
}

function cronGapMs({ runsOn, timesOfDay }: Cron, timeZone: string | undefined): number | undefined {
  const clock = timeZone === undefined ? undefined : clockOf(timeZone);
  let [last, longest] = [Number.NaN, 0];
  for (let midnight = Date.UTC(2027, 0, 1); midnight < Date.UTC(2031, 0, 1); midnight += DAY_MS) {
    const due = runsOn(new Date(midnight)) ? timesOfDay : [];
    for (const at of clock ? clock(midnight, due) : due.map((time) => midnight + time)) {
      if (at - last > longest) longest = at - last;
      last = at;
    }
  }
  return longest > 0 ? longest : undefined;
}
