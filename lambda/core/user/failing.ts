/**
 * A user that run after run cannot serve (the tag `keyturn:failing`): tried with every run at first, and once a day after three failures,
 * so that a fault that lasts costs no key an hour and takes nobody else's turn. Pure.
 */

import { DAY_MS, isoSeconds, later, parseTime } from '../time';

export interface Failing {
  /** What failed last, in the words that its error began with. */
  readonly step: string;
  /** Failed runs in a row or, once there is a try a day, at least the days and two. */
  readonly count: number;
  /** When the first of them began. */
  readonly since: Date;
}

/** After so many in a row a user is tried once a day, and its owner is notified. */
const FAILURES_UNTIL_DAILY = 3;

export const formatFailing = ({ step, count, since }: Failing) => `${step}:${count}@${isoSeconds(since)}`;

/** One that does not parse counts as none: then the user is tried, which is always safe. */
export function parseFailing(text: string | undefined): Failing | undefined {
  const [, step, count, time] = /^([^:]+):(\d{1,6})@(.+)$/.exec(text ?? '') ?? [];
  const since = parseTime(time ?? '');
  return step && since ? { step, count: Number(count), since } : undefined;
}

/**
 * Any failures in a row count together, so that a user whose failures take turns is no exception. From the third on the count also says
 * when the next try is: runs that were missed do not have to be caught up with.
 */
export function failedAgain(before: Failing | undefined, step: string, now: Date): Failing {
  if (!before) return { step, count: 1, since: now };
  const count = before.count + 1;
  const days = Math.floor((now.getTime() - before.since.getTime()) / DAY_MS);
  return { step, since: before.since, count: count < FAILURES_UNTIL_DAILY ? count : Math.max(count, days + 3) };
}

export const isTriedDaily = ({ count }: Failing) => count >= FAILURES_UNTIL_DAILY;

/** A day after the first failure, two days after it, and so on; undefined while every run tries. */
export function nextTryAt(failing: Failing): Date | undefined {
  return isTriedDaily(failing) ? later(failing.since, (failing.count - FAILURES_UNTIL_DAILY + 1) * DAY_MS) : undefined;
}
