/** A report in numbers: for metrics, for the digest, and for the lines of `status --organization`. Pure. */

import type { Report, ReportedAccount, Standing } from './report-schema';

export const ORGANIZATION_NAMESPACE = 'Keyturn/Organization';

/** Every metric of the hub and its unit: sums over the accounts, and no dimension that grows with them. */
export const ORGANIZATION_METRICS = {
  /** 1 for a run in which no wave had more accounts that failed than is tolerated, else 0. Without runs there is none, which is what the alarm waits for. */
  GoodRuns: 'Count',
  AccountsServed: 'Count',
  /** Reached, but not every user could be served. */
  AccountsFailing: 'Count',
  /** In a wave, but not reached or not deployed. */
  AccountsNotServed: 'Count',
  UsersManaged: 'Count',
  UsersHeld: 'Count',
  UsersBlocked: 'Count',
  UsersLeaked: 'Count',
  KeysRotated: 'Count',
  KeysDeactivated: 'Count',
  KeysDeleted: 'Count',
  KeysPastMaxAge: 'Count',
  OldestKeyAgeDays: 'None',
  LongestHoldDays: 'None',
  RunTime: 'Seconds',
} as const;

export type OrganizationMetric = keyof typeof ORGANIZATION_METRICS;

export interface Totals {
  readonly accounts: number;
  readonly standings: Readonly<Record<Standing, number>>;
  readonly users: number;
  readonly held: number;
  readonly blocked: number;
  /** Users of whom AWS has reported a key within a week, or that are under its quarantine. */
  readonly leaked: number;
  /** Users between two keys: a rotation has begun, both work, or the old one is in quarantine. */
  readonly rotating: number;
  readonly rotated: number;
  readonly deactivated: number;
  readonly deleted: number;
  readonly keysPastMaxAge: number;
  /** Missing where no account has said it. */
  readonly oldestKeyDays?: number;
  readonly longestHoldDays: number;
}

const ROTATING = ['rotating', 'grace', 'quarantine'];

export function totalsOf(accounts: readonly ReportedAccount[]): Totals {
  const summaries = accounts.flatMap(({ summary }) => summary ?? []);
  const sum = (of: (summary: (typeof summaries)[number]) => number) =>
    summaries.reduce((all, summary) => all + of(summary), 0);
  const standing = (name: Standing) => accounts.filter((each) => each.standing === name).length;
  const oldest = summaries.flatMap(({ oldestKeyDays }) => oldestKeyDays ?? []);
  return {
    accounts: accounts.length,
    standings: {
      served: standing('served'),
      failing: standing('failing'),
      unreached: standing('unreached'),
      'not-deployed': standing('not-deployed'),
      joining: standing('joining'),
      suspended: standing('suspended'),
      'in-no-wave': standing('in-no-wave'),
    },
    users: sum(({ users }) => users.managed),
    held: sum(({ held }) => held),
    blocked: sum(({ blocked }) => blocked),
    leaked: sum(({ leaked = 0 }) => leaked),
    rotating: sum(({ phases }) => ROTATING.reduce((all, phase) => all + (phases[phase] ?? 0), 0)),
    rotated: sum(({ steps }) => steps['issue-key'] ?? 0),
    deactivated: sum(({ steps }) => steps['deactivate-key'] ?? 0),
    deleted: sum(({ steps }) => steps['delete-key'] ?? 0),
    keysPastMaxAge: sum(({ keysPastMaxAge = 0 }) => keysPastMaxAge),
    ...(oldest.length > 0 && { oldestKeyDays: oldest.reduce((most, each) => Math.max(most, each)) }),
    longestHoldDays: summaries.reduce((most, { longestHoldDays }) => Math.max(most, longestHoldDays), 0),
  };
}

export function metricsOfReport({
  accounts,
  isGood,
  startedAt,
  endedAt,
}: Report): Readonly<Partial<Record<OrganizationMetric, number>>> {
  const totals = totalsOf(accounts);
  const { standings } = totals;
  return {
    GoodRuns: isGood ? 1 : 0,
    AccountsServed: standings.served,
    AccountsFailing: standings.failing,
    AccountsNotServed: standings.unreached + standings['not-deployed'],
    UsersManaged: totals.users,
    UsersHeld: totals.held,
    UsersBlocked: totals.blocked,
    UsersLeaked: totals.leaked,
    KeysRotated: totals.rotated,
    KeysDeactivated: totals.deactivated,
    KeysDeleted: totals.deleted,
    KeysPastMaxAge: totals.keysPastMaxAge,
    ...(totals.oldestKeyDays !== undefined && { OldestKeyAgeDays: totals.oldestKeyDays }),
    LongestHoldDays: totals.longestHoldDays,
    RunTime: Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
  };
}
