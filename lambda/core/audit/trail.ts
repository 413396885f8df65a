/** CloudTrail's record of what was done to access keys, held against the log: what one of them has and the other has not. */

import { later, MINUTE_MS } from '../time';
import type { Ledger } from './ledger';
import { dateIn, textIn } from './log-entry';
import type { LoggedStep } from './logged';
import { isIn, type Period } from './period';
import type { TrailEvent } from './trail-event';

/** What was looked at: events of that span, or nothing. */
export interface Trail {
  readonly events: readonly TrailEvent[];
  readonly span: Period | undefined;
  /** Why not, or why not all. */
  readonly notLookedAt: string | undefined;
}

export interface Reconciliation {
  readonly span: Period | undefined;
  readonly notLookedAt: string | undefined;
  /** Changes of keys that both have. */
  readonly matched: number;
  /** Done by somebody else than Keyturn. */
  readonly outside: readonly TrailEvent[];
  /** Done by Keyturn's role, and the log has no line of that key: a run that was interrupted, or something else that has the role. */
  readonly unlogged: readonly TrailEvent[];
  /** The log has it, CloudTrail has not. */
  readonly missing: readonly Change[];
  /** By change: `CreateAccessKey AKIA…`. */
  readonly eventIds: ReadonlyMap<string, string>;
}

/** One change of a key as the log has it. */
interface Change {
  readonly at: Date;
  readonly name: string;
  readonly userName: string;
  readonly accessKeyId: string;
}

/** CloudTrail shows events within about a quarter of an hour. */
const DELAY_MS = 15 * MINUTE_MS;

/** By the run's own clock, which may differ from AWS's. */
const TOLERANCE_MS = 20 * MINUTE_MS;

export function reconcileTrail(ledger: Ledger, { events, span, notLookedAt }: Trail, now: Date): Reconciliation {
  const none = { matched: 0, outside: [], unlogged: [], missing: [], eventIds: new Map<string, string>() };
  if (!span) return { span, notLookedAt, ...none };
  const ofKeys = events.filter(({ accessKeyId, at }) => accessKeyId !== '' && isIn(span, at));
  const known = new Set(ledger.steps.flatMap(keysOf));
  const own = ofKeys.filter(({ isKeyturn }) => isKeyturn);
  const eventIds = new Map(own.map((event) => [`${event.name} ${event.accessKeyId}`, event.eventId]));
  const [since, until] = [later(span.from, TOLERANCE_MS), later(now, -DELAY_MS)];
  return {
    span,
    notLookedAt,
    matched: own.filter(({ accessKeyId }) => known.has(accessKeyId)).length,
    outside: ofKeys.filter(({ isKeyturn }) => !isKeyturn),
    unlogged: own.filter(({ accessKeyId }) => !known.has(accessKeyId)),
    missing: ledger.steps
      .flatMap(changesOf)
      .filter(({ at }) => isIn(span, at) && at >= since && at < until)
      .filter(({ name, accessKeyId }) => !eventIds.has(`${name} ${accessKeyId}`)),
    eventIds,
  };
}

const keysOf = ({ accessKeyId, fields }: LoggedStep): string[] =>
  [accessKeyId, textIn(fields, 'newKeyId')].flatMap((id) => id ?? []);

const NAMES: Readonly<Record<string, string>> = {
  'deactivate-key': 'UpdateAccessKey',
  'delete-key': 'DeleteAccessKey',
};

function changesOf({ kind, userName, accessKeyId, fields }: LoggedStep): Change[] {
  const [newKeyId, createdAt] = [textIn(fields, 'newKeyId'), dateIn(fields, 'newCreatedAt')];
  if (kind === 'issue-key' && newKeyId !== undefined && createdAt)
    return [{ at: createdAt, name: 'CreateAccessKey', userName, accessKeyId: newKeyId }];
  const [name, at] = [NAMES[kind], dateIn(fields, 'changedAt')];
  return name !== undefined && at && accessKeyId !== undefined ? [{ at, name, userName, accessKeyId }] : [];
}
