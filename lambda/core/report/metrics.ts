/** What a run is measured by: one number for each name, from what it found and did. Pure. lib/monitoring/ reads the names. */

import { isBlock } from '../holds';
import { daysSince } from '../user/timetable';
import type { Outcome } from './outcome';
import type { AccountResult, RunResult } from './run-result';

export const NAMESPACE = 'Keyturn';

/** The only dimension: one Keyturn per account, and nothing in a metric is about one user. */
export const DIMENSIONS = { service: 'keyturn' } as const;

/** Every metric and its unit. */
export const METRICS = {
  /** 1 for a run that served everybody, 0 for one that failed or left something without an outcome. Without runs there is none, which is what the alarm waits for. */
  GoodRuns: 'Count',
  UsersManaged: 'Count',
  UsersHeld: 'Count',
  UsersBlocked: 'Count',
  /** Users that could not be served; 1 when nobody could be, because a bulk read failed. */
  Failures: 'Count',
  /** Users with a step due that was left for the next run. */
  Remaining: 'Count',
  CircuitBreakers: 'Count',
  KeysRotated: 'Count',
  KeysDeactivated: 'Count',
  /** Old keys after their quarantine, spares, and revoked ones. */
  KeysDeleted: 'Count',
  /** Keys that an interrupted rotation left behind, in the secret or nowhere. */
  OrphansRemoved: 'Count',
  OldestKeyAgeDays: 'None',
  KeysPastMaxAge: 'Count',
  LongestHoldDays: 'None',
  /** Active access keys of all users and root, managed or not. */
  KeysInAccount: 'Count',
  KeysUnused45d: 'Count',
  RootKeys: 'Count',
  /** Users to which AWS has attached its quarantine policy. */
  UsersQuarantined: 'Count',
  /** Requests to AWS, each attempt for itself. */
  AwsCalls: 'Count',
  Throttles: 'Count',
  RunTime: 'Milliseconds',
} as const;

export type MetricName = keyof typeof METRICS;

export type Measured = Readonly<Partial<Record<MetricName, number>>>;

/** What the process used up for it. */
export interface Effort extends Usage {
  readonly durationMs: number;
}

export function metricsOfRun(result: RunResult, now: Date, effort: Effort): Measured {
  const { users, outcomes, remaining, stopped, unfinished = [], ages, account } = result;
  const held = outcomes.filter((outcome) => isHeld(outcome) && !isBlocked(outcome));
  const failures = outcomes.filter(({ error }) => error !== undefined).length;
  return {
    GoodRuns: failures === 0 && unfinished.length === 0 && account?.error === undefined ? 1 : 0,
    UsersManaged: users.managed,
    UsersHeld: held.length,
    UsersBlocked: outcomes.filter(isBlocked).length,
    Failures: failures,
    Remaining: remaining,
    CircuitBreakers: stopped ? 1 : 0,
    ...changes(outcomes),
    ...(ages && { OldestKeyAgeDays: ages.oldestDays, KeysPastMaxAge: ages.pastMaxAge }),
    LongestHoldDays: longestDays(
      outcomes.map(({ heldSince }) => heldSince),
      now,
    ),
    ...(account && ofAccount(account)),
    ...used(effort),
    RunTime: Math.round(effort.durationMs),
  };
}

/** Nobody was served, and how matters stand is not known: no gauge is better than a wrong one. */
export const metricsOfFailedRun = (effort: Effort): Measured => ({
  GoodRuns: 0,
  Failures: 1,
  ...used(effort),
  RunTime: Math.round(effort.durationMs),
});

/** A command sees one user, and is no run: it adds to what is counted and says nothing of how matters stand. */
export function metricsOfCommand({ outcomes }: Pick<RunResult, 'outcomes'>, effort: Effort): Measured {
  const counted = Object.entries({ ...changes(outcomes), ...used(effort) });
  return Object.fromEntries(counted.filter(([, value]) => value > 0));
}

function changes(outcomes: readonly Outcome[]) {
  const done = outcomes.flatMap(({ steps }) => steps.filter(({ result }) => result === 'done'));
  const deleted = done.filter((step) => step.kind === 'delete-key');
  const unfinished = deleted.filter(({ role }) => role === 'orphan' || role === 'pending');
  return {
    KeysRotated: done.filter(({ kind }) => kind === 'issue-key').length,
    KeysDeactivated: done.filter(({ kind }) => kind === 'deactivate-key').length,
    KeysDeleted: deleted.length - unfinished.length,
    OrphansRemoved: unfinished.length,
  };
}

const ofAccount = ({ posture: { counts } }: AccountResult) => ({
  KeysInAccount: counts.keys,
  KeysUnused45d: counts.keysUnused45Days,
  RootKeys: counts.rootKeys,
  UsersQuarantined: counts.quarantined,
});

const used = ({ calls, throttles }: Usage) => ({ AwsCalls: calls, Throttles: throttles });

const isHeld = ({ steps }: Outcome) => steps.some(({ kind }) => kind === 'hold');

const isBlocked = ({ steps }: Outcome) => steps.some((step) => step.kind === 'hold' && isBlock(step.reason));

/** Of holds, by when each began. */
export function longestDays(since: readonly (Date | undefined)[], now: Date): number {
  const ages = since.flatMap((at) => (at ? [daysSince(at, now)] : []));
  // A tenth of a day is enough to be read, and an old event's time may lie before the hold.
  return Math.max(0, ...ages.map((days) => Math.floor(days * 10) / 10));
}

/** What was sent since the process began. A run is the difference of two readings. */
export interface Usage {
  readonly calls: number;
  readonly throttles: number;
}
