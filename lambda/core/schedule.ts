/** How far two runs may lie apart by the schedule, for the alarm that waits for a good one. Pure. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from './time';

const UNIT_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const;

/**
 * The longest gap between two runs, in milliseconds, time zones and leap years aside: of a rate, its interval; of a cron expression, what
 * four years of it have. Undefined for `L`, `W` and `#`, which depend on the month.
 */
export function longestGapMs(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count && unit) return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(' ');
  return fields && cronGapMs(fields);
}

function cronGapMs([minute = '', hour = '', day = '', month = '', weekday = '']: readonly string[]):
  | number
  | undefined {
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12, MONTHS);
  const weekdays = valuesOf(weekday, 1, 7, WEEKDAYS);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const timesOfDay = hours.flatMap((h) => minutes.map((m) => h * HOUR_MS + m * MINUTE_MS));
  let [last, longest] = [Number.NaN, 0];
  for (let midnight = Date.UTC(2027, 0, 1); midnight < Date.UTC(2031, 0, 1); midnight += DAY_MS) {
    const date = new Date(midnight);
    const runs =
      days.includes(date.getUTCDate()) &&
      months.includes(date.getUTCMonth() + 1) &&
      weekdays.includes(date.getUTCDay() + 1);
    for (const time of runs ? timesOfDay : []) {
      if (midnight + time - last > longest) longest = midnight + time - last;
      last = midnight + time;
    }
  }
  return longest > 0 ? longest : undefined;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The numbers that a field of a cron expression stands for, in order; undefined when it cannot be read. */
function valuesOf(field: string, from: number, to: number, names: readonly string[] = []): number[] | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = '', last = step === '1' ? first : String(to)] =
      range === '*' || range === '?' ? [String(from), String(to)] : range.split('-');
    const [low, high, by] = [numberOf(first, names), numberOf(last, names), numberOf(step, [])];
    if (low === undefined || high === undefined || !by || low < from || high > to) return undefined;
    // FRI-MON goes round.
    const end = high < low ? high + to - from + 1 : high;
    for (let value = low; value <= end; value += by) values.add(((value - from) % (to - from + 1)) + from);
  }
  return [...values].sort((a, b) => a - b);
}

function numberOf(text: string, names: readonly string[]): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names.indexOf(text.toUpperCase());
  return index < 0 ? undefined : index + 1;
}
