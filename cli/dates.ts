/** Dates as they are typed and shown. All of them are UTC. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lambda/config';
import { isoSeconds, parseTime } from '../lambda/tags';
import { UsageProblem } from './problem';

const FORMS = 'a UTC date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z';

/**
 * The `until` of a hold, as the function takes it. A date means its first second in UTC.
 * @throws UsageProblem for what is no date, and for one that has passed
 */
export function parseUntil(text: string, now: Date): string {
  const at = parseIsoDate(text);
  if (!at) throw new UsageProblem(`--until is "${text.slice(0, 40)}", which is no date.`, `It must be ${FORMS}.`);
  if (at <= now)
    throw new UsageProblem(
      `--until is ${text}, which has passed (it is ${isoSeconds(now)}).`,
      `It must lie ahead: ${FORMS}. To release a hold: --release.`,
    );
  return isoSeconds(at);
}

function parseIsoDate(text: string): Date | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseTime(`${text}T00:00:00Z`);
  const [, local, zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (local === undefined || zone === undefined) return undefined;
  const seconds = /T\d\d:\d\d$/.test(local) ? `${local}:00` : local;
  // parseTime knows that there is no 30 February; Date alone would take it for March.
  return parseTime(`${seconds}Z`) && zone !== 'Z' ? validDate(`${seconds}${zone}`) : parseTime(`${seconds}Z`);
}

function validDate(text: string): Date | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** A day, or the minute if it is within two days of `now`: `2027-01-31`, `2027-01-31 12:00 UTC`. An unreadable date is shown as it is. */
export function when(iso: string, now: Date): string {
  const at = validDate(iso);
  if (!at) return iso;
  const text = at.toISOString();
  const isNear = Math.abs(at.getTime() - now.getTime()) < 2 * DAY_MS;
  return isNear ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : text.slice(0, 10);
}

export const dayOf = (iso: string) => validDate(iso)?.toISOString().slice(0, 10) ?? iso;

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
