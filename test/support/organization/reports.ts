/** Reports of a hub. Builders give every field a default. */
import type { MemberSummary, Report, ReportedAccount } from '../../../lambda/core/organization/report-schema';
import { VERSION } from '../../../lambda/core/version';

export const ENDED_AT = '2026-11-26T08:00:00Z';

export const aMemberSummary = (about: Partial<MemberSummary> = {}): MemberSummary => ({
  answer: 'summary',
  version: VERSION,
  users: { scanned: 12, managed: 10 },
  phases: { steady: 8, grace: 1, held: 1 },
  steps: {},
  failed: 0,
  blocked: 0,
  held: 1,
  unfinished: 0,
  remaining: 0,
  oldestKeyDays: 71.4,
  keysPastMaxAge: 0,
  longestHoldDays: 3,
  attention: [],
  ...about,
});

export const aReportedAccount = (accountId: string, about: Partial<ReportedAccount> = {}): ReportedAccount => ({
  accountId,
  name: `account-${accountId.slice(-1)}`,
  ou: 'prod/payments',
  wave: 'all',
  standing: 'served',
  since: '2026-11-20T08:00:00Z',
  ...(about.standing === undefined && { summary: aMemberSummary() }),
  ...about,
});

export const aReport = (accounts: readonly ReportedAccount[], about: Partial<Report> = {}): Report => ({
  report: 1,
  run: 'run-1',
  startedAt: '2026-11-26T07:59:00Z',
  endedAt: ENDED_AT,
  isGood: true,
  waves: [{ name: 'all', accounts: accounts.length, failed: 0, isBeyond: false }],
  accounts,
  told: { accounts: {}, waves: {} },
  ...about,
});
