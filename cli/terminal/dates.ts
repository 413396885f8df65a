/** Dates as they are typed and shown. All of them are UTC. */

import { DAY_MS, day, HOUR_MS, MINUTE_MS, minute } from '../../lambda/core/time';

export function validDate(text: string): Date | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** A day, or the minute if it is within two days of `now`: `2027-01-31`, `2027-01-31 12:00 UTC`. An unreadable date is shown as it is. */
export function when(iso: string, now: Date): string {
  const at = validDate(iso);
  if (!at) return iso;
  const isNear = Math.abs(at.getTime() - now.getTime()) < 2 * DAY_MS;
  return isNear ? minute(at) : day(at);
}

export function dayOf(iso: string): string {
  const at = validDate(iso);
  return at ? day(at) : iso;
}

/** `3 minutes`, `5 hours`, `12 days`: whole units, rounded down. */
export function duration(ms: number): string {
  const units = [
    [DAY_MS, 'day'],
    [HOUR_MS, 'hour'],
    [MINUTE_MS, 'minute'],
    [1000, 'second'],
  ] as const;
  // From two of a unit on: 36 hours say more than 1 day.
  const [unitMs, unit] = units.find(([each]) => ms >= 2 * each) ?? [1000, 'second'];
  return count(Math.max(Math.floor(ms / unitMs), 0), unit);
}

/** `1 user`, `5,000 users`. */
export const count = (n: number, noun: string) => `${number(n)} ${noun}${n === 1 ? '' : 's'}`;

export const number = (n: number) => n.toLocaleString('en-US');
