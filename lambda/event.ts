/** What the function can be asked, and when "now" is. */
import * as v from 'valibot';
import { ConfigError, MINUTE_MS } from './config';
import { isoSeconds } from './tags';
import { quote } from './text';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

/** The schedule's event has no command. */
const SCHEMAS = {
  run: v.strictObject({ time: v.optional(text) }),
  plan: v.strictObject({ command: v.literal('plan'), time: v.optional(text), userName: v.optional(text) }),
} as const;

export type Command = Exclude<keyof typeof SCHEMAS, 'run'>;
const COMMANDS = Object.keys(SCHEMAS).filter((name): name is Command => name !== 'run');

export interface Request {
  readonly command: Command | 'run';
  readonly now: Date;
  readonly userName: string | undefined;
}

/** How far the schedule's clock may be ahead of the function's. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/**
 * Reads an event. `time` is "now"; without one, the clock is.
 * @param clock the function's own clock
 * @throws ConfigError for a field or a command that does not exist, and for a time ahead of the clock: acting early deletes early
 */
export function parseEvent(event: unknown, clock: Date): Request {
  if (Array.isArray(event)) throw new ConfigError('the event must be Object, and is "Array"');
  const asked = typeof event === 'object' && event !== null && 'command' in event ? event.command : 'run';
  const command = asked === 'run' ? 'run' : COMMANDS.find((name) => name === asked);
  if (command === undefined)
    throw new ConfigError(
      `the event's command is ${quote(String(asked))}, but must be ${COMMANDS.map(quote).join(' or ')}`,
    );
  const parsed = v.safeParse(SCHEMAS[command], event ?? {});
  if (!parsed.success) throw new ConfigError(parsed.issues.map(describe).join('; '));
  const { time, userName } = parsed.output as { time?: string; userName?: string };
  return { command, now: time === undefined ? clock : parseNow(time, clock), userName };
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map(({ key }) => String(key)).join('.');
  const field = path ? `the event's field ${path}` : 'the event';
  const allowed = issue.expected === 'never' ? 'is not known' : `must be ${issue.expected}`;
  return `${field} ${allowed}, and is ${quote(issue.received)}`;
}

function parseNow(time: string, clock: Date): Date {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(time) ? new Date(time) : undefined;
  if (!at || Number.isNaN(at.getTime()))
    throw new ConfigError(
      `the event's time is ${quote(time)}, but must be an ISO 8601 time with its zone, such as 2027-01-31T12:00:00Z`,
    );
  const aheadMs = at.getTime() - clock.getTime();
  if (aheadMs > CLOCK_TOLERANCE_MS)
    throw new ConfigError(
      `the event's time ${isoSeconds(at)} is ${Math.round(aheadMs / MINUTE_MS)} minutes ahead of the clock, and acting early would delete early`,
    );
  return aheadMs > 0 ? clock : at;
}
