/**
 * Which managed users may need a step now, from the bulk reads alone. Pure. A user is passed over only when the bulk reads, however stale
 * the design allows them to be, prove that nothing is due: dates come from the secret's tags (up to 5 minutes old), and the credential
 * report (up to 4 hours old) can only add a reason to look.
 */

import { accessKeyIdOf } from '../names';
import type { Config } from '../settings/config';
import type { Policy } from '../settings/policy';
import { userSettingsFrom } from '../settings/user-settings';
import { HOUR_MS, later } from '../time';
import { HORIZON_MS } from '../user/horizon';
import type { SecretState } from '../user/secret-state';
import { dueDate, graceEndDate, maxAgeDate, quarantineEndDate, reminderDate } from '../user/timetable';
import type { ReportKey } from './credential-report';
import { isManaged, type Scan, type UserRow } from './user-row';

/** IAM makes a new credential report when the last one is older than this (IAM User Guide, "Get credential reports"). */
const REPORT_AGE_MS = 4 * HOUR_MS;

/** A user to look at. */
export interface Candidate {
  readonly row: UserRow;
  /** Why, in a word for the log. */
  readonly why: string;
  /** A rotation is the only thing that can be due, so that looking is in vain once the run may issue no more keys. */
  readonly rotationOnly: boolean;
  /** The last rotation did not finish. Such a user comes after all others: one whom every run fails must not stand in their way. */
  readonly isRetry: boolean;
  /** When the oldest active key was created or changed; the user's own creation where the report does not tell. */
  readonly staleSince: Date;
}

interface Triage {
  readonly managed: number;
  /** Managed users only, the stalest first. */
  readonly candidates: readonly Candidate[];
}

export function triage({ users, reportedAt }: Scan, config: Config, now: Date): Triage {
  const managed = users.filter((row) => isManaged(row, config.manage));
  const candidates = managed.flatMap((row): Candidate[] => {
    const reason = reasonToLook(row, reportedAt, config, now);
    return reason ? [{ row, ...reason, isRetry: row.secrets.some(isOpen), staleSince: staleSince(row) }] : [];
  });
  candidates.sort((a, b) => a.staleSince.getTime() - b.staleSince.getTime() || (a.row.name < b.row.name ? -1 : 1));
  return { managed: managed.length, candidates };
}

const staleSince = (row: UserRow) => oldestActive(row) ?? row.createdAt;

function oldestActive(row: UserRow): Date | undefined {
  const times = (row.keys ?? []).flatMap((key) => (key.active && key.changedAt ? [key.changedAt.getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}

type Reason = { readonly why: string; readonly rotationOnly: boolean };

const look = (why: string, rotationOnly = false): Reason => ({ why, rotationOnly });

function reasonToLook(row: UserRow, reportedAt: Date, config: Config, now: Date): Reason | undefined {
  const { policy, problems, exemptUntil, secretName } = userSettingsFrom(row.tags, config);
  const secret = row.secrets[0];
  if (problems.length > 0) return look('user tags');
  if (row.secrets.length > 1 || row.namesake || (secretName !== undefined && !secret)) return look('identity');
  if (secret?.deletedAt || (secret?.problems.length ?? 0) > 0) return look('secret');
  if (secret && isUnsettled(secret)) return look('unsettled');
  const waiting = [secret?.holdUntil, exemptUntil].some((until) => until && until > now);
  if (waiting) return undefined;
  if (!row.keys) return look('no report');
  return secret && accessKeyIdOf(secret.labels.current)
    ? reasonAfterFirstRotation(row, secret, reportedAt, policy, now)
    : reasonBeforeFirstRotation(row, secret, policy, now);
}

/** A rotation that is open, a message that is owed, or an AWSCURRENT that somebody else wrote. */
function isUnsettled({ labels, intent, notices, deactivated }: SecretState): boolean {
  if (notices.deleting || notices.revoking) return true;
  if (
    deactivated &&
    ![notices.deactivated?.accessKeyId, notices.revoked?.accessKeyId].includes(deactivated.accessKeyId)
  )
    return true;
  // A revocation that was cut before consumers had another key.
  const currentId = accessKeyIdOf(labels.current);
  if (currentId !== undefined && notices.revoked?.accessKeyId === currentId) return true;
  if (currentId === undefined) return intent !== undefined;
  if (!intent) return true;
  if (intent.kind === 'rollback') return !notices.rolledBack || notices.rolledBack.at < intent.at;
  return isOpen({ labels, intent, notices });
}

/** A rotation began, and nothing was told of its end. */
function isOpen({ labels, intent, notices }: Pick<SecretState, 'labels' | 'intent' | 'notices'>): boolean {
  if (intent?.kind !== 'rotate') return false;
  const { rotated } = notices;
  return rotated?.accessKeyId !== accessKeyIdOf(labels.current) || rotated === undefined || rotated.at < intent.at;
}

function reasonBeforeFirstRotation(
  row: UserRow,
  secret: SecretState | undefined,
  policy: Policy,
  now: Date,
): Reason | undefined {
  const keys = row.keys ?? [];
  const oldest = oldestActive(row);
  // A revocation that was cut before consumers had another key.
  if (!oldest && secret?.notices.revoked) return look('unsettled');
  if (oldest && dueDate(policy, oldest) <= now) return look('due', keys.length === 1);
  if (oldest && keys.some((key) => !key.active) && !secret?.deactivated) return look('inactive key');
  // A key that the report cannot know yet can be due only under a policy shorter than reports may be old.
  return dueDate(policy, later(now, -REPORT_AGE_MS)) <= now ? look('report too old for the policy') : undefined;
}

function reasonAfterFirstRotation(
  row: UserRow,
  secret: SecretState,
  reportedAt: Date,
  policy: Policy,
  now: Date,
): Reason | undefined {
  const { intent, deactivated, notices } = secret;
  // After a rollback the current key is the older one, and no tag bounds its age.
  if (intent?.kind !== 'rotate') return look('rolled back');
  const deleted = notices.deleted && notices.deleted.at > intent.at ? notices.deleted : undefined;
  if (deactivated) {
    if (quarantineEndDate(policy, deactivated.at) <= now) return look('quarantine over');
  } else if (!deleted) {
    const end = graceEndDate(policy, intent.at);
    const mayRemind = reminderDate(policy, end) <= now;
    if (end <= now || (mayRemind && mayOweReminder(row, secret))) return look('grace');
  }

  // The current key is not older than the intent that made it.
  if (dueDate(policy, intent.at) <= now) return look('due', deleted !== undefined && row.keys?.length === 1);

  const lastChange = Math.max(...[intent, deactivated, deleted].map((mark) => mark?.at.getTime() ?? 0));
  // A report from before our own last change says nothing about it.
  const reportedSince = Math.max(reportedAt.getTime(), now.getTime() - REPORT_AGE_MS);
  return reportedSince > lastChange + HORIZON_MS
    ? contradiction(row, secret, deleted !== undefined, policy, now)
    : undefined;
}

/** The reminder is sent once, and only if the old key was used since the rotation. What the report does not tell for sure, observe finds. */
function mayOweReminder(row: UserRow, { intent, notices, labels }: SecretState): boolean {
  const since = intent?.at ?? new Date(0);
  const previousId = accessKeyIdOf(labels.previous);
  const { reminded } = notices;
  if (reminded && reminded.at > since && [undefined, reminded.accessKeyId].includes(previousId)) return false;
  const old = (row.keys ?? []).filter((key) => key.active && !isBornWith(intent, key));
  const usedAt = old.length === 1 ? old[0]?.usedAt : undefined;
  return usedAt === undefined || (usedAt !== 'never' && usedAt > since);
}

function isBornWith(intent: SecretState['intent'], { changedAt }: ReportKey): boolean {
  const after = (changedAt?.getTime() ?? 0) - (intent?.at.getTime() ?? 0);
  return after >= 0 && after <= HORIZON_MS;
}

/** Signs in the report that somebody changed the user's keys by hand. */
function contradiction(
  row: UserRow,
  secret: SecretState,
  deleted: boolean,
  policy: Policy,
  now: Date,
): Reason | undefined {
  const { intent, deactivated } = secret;
  const active = (row.keys ?? []).filter((key) => key.active);
  if (!active.some((key) => isBornWith(intent, key))) return look('current key changed by hand');
  if (deactivated && active.length > 1) return look('reactivated');
  if (!deactivated && row.keys?.some((key) => !key.active)) return look('inactive key');
  const old = active.some(({ changedAt }) => changedAt && maxAgeDate(policy, changedAt) <= now);
  // In the grace of a first rotation, or a late one, the old key is past its age and need not be looked at; under a label that names a
  // key, no old one is expected.
  const expected = !deleted && accessKeyIdOf(secret.labels.previous) === undefined;
  return old && !expected ? look('foreign key') : undefined;
}
