import type * as iam from '@aws-sdk/client-iam';
import { type Account, type Key, type ReportedUser, type User, userArn, type WorldOptions } from './account';
import type { Answer } from './answers';
import * as errors from './errors';

const HOUR = 3_600_000;
const REPORT_LIFETIME = 4 * HOUR;

/** A report is made anew at most every four hours; until then the old one, stale as it is, counts as complete. */
export function generateCredentialReport(account: Account): Answer<iam.GenerateCredentialReportCommandOutput> {
  const { report } = account;
  if (inProgress(account)) return { State: 'INPROGRESS' };
  if (report.startedAt !== undefined && !expired(account)) return { State: 'COMPLETE' };
  report.startedAt = account.now;
  report.users = [...account.users.values()].map((user) => reported(account, user));
  delete report.content;
  return { State: 'STARTED', Description: 'Starting a new report generation task' };
}

export function getCredentialReport(account: Account): Answer<iam.GetCredentialReportCommandOutput> {
  const { report } = account;
  const { startedAt } = report;
  if (startedAt === undefined) throw errors.reportNotPresent();
  if (inProgress(account)) throw errors.reportInProgress();
  if (expired(account)) throw errors.reportExpired();
  // Most reports are read by nobody but the quick scan of a simulation, which needs no text.
  report.content ??= new TextEncoder().encode(csv(account));
  return { Content: report.content, ReportFormat: 'text/csv', GeneratedTime: new Date(startedAt) };
}

function reported(account: Account, user: User): ReportedUser {
  const { name, createdAt, keys, console } = user;
  return {
    name,
    arn: userArn(account, user),
    createdAt,
    keys: keys.map((key) => ({ ...key })),
    ...(console && { console }),
  };
}

function age({ now, report }: Account): number {
  return now - (report.startedAt ?? Number.NEGATIVE_INFINITY);
}

function inProgress(account: Account): boolean {
  return age(account) < account.options.reportGenerationMs;
}

function expired(account: Account): boolean {
  return age(account) >= REPORT_LIFETIME;
}

const HEADER = [
  'user',
  'arn',
  'user_creation_time',
  ...['password_enabled', 'password_last_used', 'password_last_changed', 'password_next_rotation', 'mfa_active'],
  ...keyColumns(1),
  ...keyColumns(2),
  ...['cert_1_active', 'cert_1_last_rotated', 'cert_2_active', 'cert_2_last_rotated'],
];

function keyColumns(slot: number): string[] {
  return ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
    (column) => `access_key_${slot}_${column}`,
  );
}

const NO_KEY: readonly string[] = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
const NO_CERTIFICATES = ['false', 'N/A', 'false', 'N/A'];

function csv(account: Account): string {
  const rows = [HEADER, rootRow(account)];
  for (const user of account.report.users ?? []) rows.push(userRow(account, user));
  return rows.map((row) => row.map(quoted).join(',')).join('\n');
}

/** A user name may hold a comma. */
function quoted(field: string): string {
  return field.includes(',') ? `"${field}"` : field;
}

const time = (at: Date | undefined, otherwise: string) => (at ? isoTime(at.getTime()) : otherwise);

const rootKey = (madeAt: Date | undefined) => (madeAt ? ['true', time(madeAt, ''), 'N/A', 'N/A', 'N/A'] : NO_KEY);

function rootRow(account: Account): string[] {
  const { root } = account.settings;
  return [
    '<root_account>',
    `arn:aws:iam::${account.id}:root`,
    '2020-01-01T00:00:00+00:00',
    ...['not_supported', time(root.passwordUsedAt, 'no_information'), 'not_supported', 'not_supported'],
    String(root.hasMfa ?? false),
    ...rootKey(root.keys?.[0]),
    ...rootKey(root.keys?.[1]),
    ...NO_CERTIFICATES,
  ];
}

function userRow(account: Account, user: ReportedUser): string[] {
  return [
    user.name,
    user.arn,
    isoTime(user.createdAt),
    ...consoleFields(user),
    ...keyFields(account, user.keys[0]),
    ...keyFields(account, user.keys[1]),
    ...NO_CERTIFICATES,
  ];
}

function consoleFields({ console, createdAt }: ReportedUser): string[] {
  if (!console) return ['false', 'N/A', 'N/A', 'N/A', 'false'];
  const { usedAt, changedAt = new Date(createdAt), hasMfa = false } = console;
  return ['true', time(usedAt, 'no_information'), time(changedAt, ''), 'N/A', String(hasMfa)];
}

function keyFields({ options }: Account, key: Key | undefined): readonly string[] {
  if (!key) return NO_KEY;
  const isActive = key.status === 'Active';
  const use = key.lastUse;
  return [
    String(isActive),
    isActive || !options.reportHidesInactiveKeys ? isoTime(reportedDate(options, key)) : 'N/A',
    ...(use ? [isoTime(use.at), use.region, use.service] : ['N/A', 'N/A', 'N/A']),
  ];
}

/** "Created or last changed". */
export const reportedDate = ({ reportCountsStatusChanges }: WorldOptions, key: Key): number =>
  reportCountsStatusChanges ? Math.max(key.createdAt, key.statusChangedAt) : key.createdAt;

/** The report's own way to write a time: whole seconds and a numeric offset. */
function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
}
