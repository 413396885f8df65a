/** What the function can be asked, and when "now" is. */

import * as v from 'valibot';
import type { Wish } from './core/commands/plan-command';
import { UnknownRequestError } from './core/commands/unknown-request';
import { ConfigError } from './core/settings/setting';
import { quote } from './core/text';
import { DAY_MS, isoSeconds, MINUTE_MS, parseDateOrTime } from './core/time';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

const time = v.optional(text);

const dryRun = v.optional(v.boolean());

/** IAM's ids are capitals and digits, which a secret half is not. */
const accessKeyId = v.pipe(v.string(), v.regex(/^[A-Z0-9]{16,128}$/));

const command = <Name extends string>(name: Name) => ({ command: v.literal(name), time, dryRun });

/** At most 8 KB, for any number of users: what an organization's hub can take. */
const answer = v.optional(v.literal('summary'));

/** Of an organization: what the account is called, and the OUs above it. The hub says so, for people to read. */
const account = v.optional(
  v.strictObject({ name: v.pipe(v.string(), v.maxLength(128)), ou: v.pipe(v.string(), v.maxLength(1_024)) }),
);

const LONGEST_REASON = 500;

/** Of a command that changes something: who asks for it, and why. Nobody checks it, so it is shown as said. */
const change = <Name extends string>(name: Name) => ({
  ...command(name),
  reason: v.optional(v.pipe(v.string(), v.maxLength(LONGEST_REASON, `at most ${LONGEST_REASON} characters`))),
  requestedBy: v.optional(v.pipe(v.string(), v.regex(/^arn:[\w+=,.@:/-]{1,600}$/))),
});

const SCHEMAS = {
  /** The schedule's event has no command. */
  run: v.strictObject({ command: v.optional(v.literal('run')), time, answer, account }),
  plan: v.strictObject({ ...command('plan'), userName: v.optional(text), answer }),
  status: v.strictObject({ ...command('status'), userName: v.optional(text), answer, account }),
  rotate: v.strictObject({ ...change('rotate'), userName: text }),
  rollback: v.strictObject({ ...change('rollback'), userName: text }),
  revoke: v.strictObject({ ...change('revoke'), accessKeyId }),
  confirm: v.strictObject({ ...change('confirm'), userName: text, force: v.optional(v.boolean()) }),
  hold: v.strictObject({ ...change('hold'), userName: text, until: v.string() }),
} as const;

type CommandName = keyof typeof SCHEMAS;

const COMMANDS = Object.keys(SCHEMAS) as CommandName[];

/** What is asked, about whom, and as of when. */
export type Request = {
  readonly now: Date;
  readonly dryRun: boolean;
  readonly answer?: 'summary';
  readonly account?: { readonly name: string; readonly ou: string };
} & (
  | { readonly command: 'run' }
  | { readonly command: 'plan' | 'status'; readonly userName: string | undefined }
  | (Wish & Said & { readonly command: 'rotate' | 'rollback' | 'confirm' | 'hold'; readonly userName: string })
  | (Wish & Said & { readonly command: 'revoke' })
);

interface Said {
  readonly reason?: string;
  readonly requestedBy?: string;
}

/** How far the schedule's clock may be ahead of the function's. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/** A hold for longer than this is a slip of the pen: its user's keys would never be rotated again. */
const LONGEST_HOLD_DAYS = 400;

/**
 * Reads an event. `time` is "now"; without one, the clock is.
 * @param clock the function's own clock
 * @throws UnknownRequestError for a field or a command that does not exist
 * @throws ConfigError for a value that is not allowed, such as a time ahead of the clock: acting early deletes early
 */
export function parseEvent(event: unknown, clock: Date): Request {
  if (Array.isArray(event)) throw new ConfigError('the event must be Object, and is "Array"');
  const asked = typeof event === 'object' && event !== null && 'command' in event ? event.command : 'run';
  const name = COMMANDS.find((known) => known === asked);
  if (name === undefined)
    throw new UnknownRequestError(
      `the event's command is ${quote(String(asked))}, but must be ${COMMANDS.map(quote).join(' or ')}`,
    );
  const parsed = v.safeParse(SCHEMAS[name], event ?? {});
  if (!parsed.success) throw refusalOf(parsed.issues);
  const fields = parsed.output as {
    readonly time?: string;
    readonly dryRun?: boolean;
    readonly userName?: string;
    readonly accessKeyId?: string;
    readonly until?: string;
    readonly force?: boolean;
  };
  const now = fields.time === undefined ? clock : parseNow(fields.time, clock);
  const until = fields.until === undefined ? undefined : parseUntil(fields.until, now);
  // The schema has seen to it that each command has its fields and no other.
  const { dryRun = false, force = false } = fields;
  return { ...fields, command: name, now, dryRun, until, ...(name === 'confirm' && { force }) } as Request;
}

function refusalOf(issues: readonly v.BaseIssue<unknown>[]): Error {
  const text = issues.map(describe).join('; ');
  return issues.some(isUnknownField) ? new UnknownRequestError(text) : new ConfigError(text);
}

const isUnknownField = ({ expected }: v.BaseIssue<unknown>) => expected === 'never';

function describe(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map(({ key }) => String(key)).join('.');
  const field = path ? `the event's field ${path}` : 'the event';
  if (isUnknownField(issue)) return `${field} is not known`;
  if (issue.received === 'undefined') return `${field} is missing`;
  if (path === 'requestedBy' && issue.type === 'regex')
    return `${field} must be an ARN, such as arn:aws:iam::123456789012:user/alice`;
  if (path === 'answer') return `${field} must be "summary" or left out`;
  // Not quoted: somebody may have taken the secret half for the id (promise 4).
  if (issue.type === 'regex') return `${field} must be the id of an access key, such as AKIAIOSFODNN7EXAMPLE`;
  if (issue.type === 'max_length' && path === 'reason')
    return `${field} must have at most ${LONGEST_REASON} characters, and has ${String(issue.input).length}`;
  return `${field} must be ${issue.expected}, and is ${quote(issue.received)}`;
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

/** Undefined for an empty text, which releases. */
function parseUntil(text: string, now: Date): Date | undefined {
  if (text === '') return undefined;
  const until = parseDateOrTime(text);
  const allowed = `a UTC date or time from now to ${LONGEST_HOLD_DAYS} days ahead, such as 2027-01-31 or 2027-01-31T12:00:00Z, or empty to release the hold`;
  if (!until || until <= now || until.getTime() - now.getTime() > LONGEST_HOLD_DAYS * DAY_MS)
    throw new ConfigError(`the event's until is ${quote(text)}, but must be ${allowed}`);
  return until;
}
