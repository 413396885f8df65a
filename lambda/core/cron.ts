/** The cron expressions of EventBridge Scheduler: minute, hour, day of the month, month, day of the week. The year is passed over. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from './time';

export interface Cron {
  /** @param day midnight in UTC, which stands for a day of the calendar */
  readonly runsOn: (day: Date) => boolean;
  /** Milliseconds after midnight, in order. */
  readonly timesOfDay: readonly number[];
}

/** Undefined for what cannot be read. */
export function parseCron(expression: string): Cron | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] =
    /^cron\((.+)\)$/.exec(expression)?.[1]?.split(' ') ?? [];
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const months = valuesOf(month, 1, 12, MONTHS);
  const isDay = anyOf(day, dayOfMonth);
  const isWeekday = anyOf(weekday, dayOfWeek);
  if (!minutes || !hours || !months || !isDay || !isWeekday) return undefined;
  return {
    runsOn: (each) => months.includes(each.getUTCMonth() + 1) && isDay(each) && isWeekday(each),
    timesOfDay: hours.flatMap((h) => minutes.map((m) => h * HOUR_MS + m * MINUTE_MS)),
  };
}

type DayTest = (day: Date) => boolean;

/** A field is a list: one of its parts must hold. */
function anyOf(field: string, testOf: (part: string) => DayTest | undefined): DayTest | undefined {
  const tests = field.split(',').map(testOf);
  return tests.every((test) => test !== undefined) ? (day) => tests.some((test) => test(day)) : undefined;
}

/** `L` is the last day; `15W` the weekday, Monday to Friday, that is nearest to the 15th in the same month; `LW` the last weekday. */
function dayOfMonth(part: string): DayTest | undefined {
  if (part === 'L') return (day) => day.getUTCDate() === lastOf(day);
  const [, nearestTo] = /^(L|\d\d?)W$/.exec(part) ?? [];
  if (nearestTo !== undefined)
    return (day) => day.getUTCDate() === weekdayNear(day, nearestTo === 'L' ? lastOf(day) : Number(nearestTo));
  const values = valuesOf(part, 1, 31);
  return values && ((day) => values.includes(day.getUTCDate()));
}

/** `L` is Saturday, the last day of the week; `6L` the last Friday of the month; `6#2` its second Friday. */
function dayOfWeek(part: string): DayTest | undefined {
  if (part === 'L') return (day) => weekdayOf(day) === 7;
  const [, name = '', nth] = /^(\w+?)(L|#[1-5])$/.exec(part) ?? [];
  const values = valuesOf(nth === undefined ? part : name, 1, 7, WEEKDAYS);
  if (!values) return undefined;
  const isNth: DayTest =
    nth === undefined
      ? () => true
      : nth === 'L'
        ? (day) => day.getUTCDate() + 7 > lastOf(day)
        : (day) => Math.ceil(day.getUTCDate() / 7) === Number(nth.slice(1));
  return (day) => values.includes(weekdayOf(day)) && isNth(day);
}

/** 1 for Sunday to 7 for Saturday. */
const weekdayOf = (day: Date) => day.getUTCDay() + 1;

/** The last date of the day's month. */
const lastOf = (day: Date) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

function weekdayNear(day: Date, date: number): number | undefined {
  if (date < 1 || date > lastOf(day)) return undefined;
  const weekday = weekdayOf(new Date(day.getTime() + (date - day.getUTCDate()) * DAY_MS));
  if (weekday === 7) return date > 1 ? date - 1 : date + 2;
  if (weekday === 1) return date < lastOf(day) ? date + 1 : date - 2;
  return date;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The numbers that a field stands for, in order; undefined when it cannot be read. */
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
