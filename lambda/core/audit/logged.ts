/** What a line of the log says, as far as the report needs it. */

import type { Population } from '../account/population';
import { type LogEntry, numberIn, objectAt, textIn } from './log-entry';

export interface LoggedRun {
  readonly at: Date;
  readonly runId: string;
  readonly version: string;
  readonly isDry: boolean;
  readonly failures: number;
  readonly unfinished: number;
  readonly remaining: number;
  readonly scanned: number;
  readonly managed: number;
}

/** It ended in an error: one that could not read the account, or one that could not serve every user, which has a `LoggedRun` too. */
export interface FailedRun {
  readonly at: Date;
  readonly runId: string;
  readonly error: string;
}

export interface LoggedStep {
  readonly at: Date;
  readonly runId: string;
  readonly userName: string;
  readonly userId: string;
  readonly owner: string;
  readonly kind: string;
  readonly result: string;
  readonly because: string;
  readonly accessKeyId: string | undefined;
  readonly event: string | undefined;
  readonly fields: LogEntry['fields'];
}

export interface LoggedCommand {
  readonly at: Date;
  readonly runId: string;
  readonly command: string;
  readonly userName: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly reason: string;
  readonly requestedBy: string;
  readonly failures: number;
}

/** The same hold in as many runs as it was seen in. */
export interface SeenHold {
  readonly userName: string;
  readonly userId: string;
  owner: string;
  readonly reason: string;
  because: string;
  accessKeyId: string | undefined;
  lastAt: number;
  readonly seenAt: number[];
  /** When the owner was first notified, by run. */
  readonly since: Map<number, Date>;
}

export interface SeenExemption {
  readonly userName: string;
  readonly userId: string;
  readonly kind: string;
  owner: string;
  /** Its end as the tag gave it, by the time of the run; undefined where it had none. */
  readonly untilBy: Map<number, Date | undefined>;
}

/** The counts of a day. */
export type LoggedPopulation = Omit<Population, 'exemptions'> & { readonly at: Date };

export const runFrom = ({ at, runId, fields }: LogEntry): LoggedRun => ({
  at,
  runId,
  version: textIn(fields, 'version') ?? '',
  isDry: fields.dryRun !== false,
  failures: numberIn(fields, 'failures') ?? Number.POSITIVE_INFINITY,
  unfinished: numberIn(fields, 'unfinished') ?? 0,
  remaining: numberIn(fields, 'remaining') ?? 0,
  scanned: numberIn(objectAt(fields, 'users'), 'scanned') ?? 0,
  managed: numberIn(objectAt(fields, 'users'), 'managed') ?? 0,
});

export const populationFrom = ({ at, fields }: LogEntry): LoggedPopulation => ({
  at,
  users: numberIn(fields, 'users') ?? 0,
  withKeys: numberIn(fields, 'withKeys') ?? 0,
  managed: numberIn(fields, 'managed') ?? 0,
  optedOut: numberIn(fields, 'optedOut') ?? 0,
  notSelected: numberIn(fields, 'notSelected') ?? 0,
  unread: numberIn(fields, 'unread') ?? 0,
});
