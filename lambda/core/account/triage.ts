/**
 * Which managed users may need a step now, from the bulk reads alone. Pure. A user is passed over only when the bulk reads, however stale
 * the design allows them to be, prove that nothing is due: dates come from the secret's tags (up to 5 minutes old), and the credential
 * report (up to 4 hours old) can only add a reason to look.
 */

import { accessKeyIdOf } from '../names';
import type { Config } from '../settings/config';
import type { Policy } from '../settings/policy';
import { type UserSettings, userSettingsFrom } from '../settings/user-settings';
import { isAfter, later } from '../time';
import { HORIZON_MS, REPEAT_MS, REPEAT_WAIT_MS } from '../user/horizon';
import { formatChange, formatProblem, nextFormat } from '../user/next-format';
import { holdThatHidesLabels } from '../user/notices';
import type { SecretState } from '../user/secret-state';
import { dueDate, headsUpDate, maxAgeDate, quarantineEndDate, sensibleEndDate } from '../user/timetable';
import { isRotationOpen } from '../user/unfinished';
import { REPORT_AGE_MS, type ReportKey } from './credential-report';
import { oldKeyIsDue } from './old-key-due';
import { isBornWith } from './reported-keys';
import { isUnsettled, mayBeBack } from './unsettled';
import { isManaged, type Scan, type UserRow } from './user-row';

/** A user to look at. */
export interface Candidate {
  readonly row: UserRow;
  /** Why, in a word for the log. */
  readonly why: string;
  /** A rotation is the only thing that can be due, so that looking is wasted once the run may issue no more keys. */
  readonly rotationOnly: boolean;
  /** The last run failed for it, or its rotation did not finish. It comes after all others: one whom every run fails must not stand in their way. */
  readonly isRetry: boolean;
  /** Looked at run after run, mostly without a change. */
  readonly standsStill: boolean;
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
    if (!reason) return [];
    const isRetry = row.secrets.some((secret) => isRotationOpen(secret) || secret.failing !== undefined);
    return [{ row, ...reason, isRetry, standsStill: standsStill(row, reason), staleSince: staleSince(row) }];
  });
  candidates.sort((a, b) => a.staleSince.getTime() - b.staleSince.getTime() || (a.row.name < b.row.name ? -1 : 1));
  return { managed: managed.length, candidates };
}

/** Held users are: the hold lasts until somebody acts. So are those whose tags or secret are in trouble, of which the bulk reads show no note. */
const standsStill = ({ secrets }: UserRow, { why }: Reason) =>
  secrets.some(({ notices }) => notices.held) || STANDING.includes(why);

/** The bulk reads say all else about such a user. */
export const HEADS_UP = 'heads-up';

const STANDING = ['user tags', 'identity', 'secret', 'rolled back', 'wait without end'];

const staleSince = (row: UserRow) => oldestActive(row) ?? row.createdAt;

function oldestActive(row: UserRow): Date | undefined {
  const times = (row.keys ?? []).flatMap((key) => (key.active && key.changedAt ? [key.changedAt.getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}

/** A user whom the credential report shows. */
type Reported = UserRow & { readonly keys: readonly ReportKey[] };

type Reason = { readonly why: string; readonly rotationOnly: boolean };

const look = (why: string, rotationOnly = false): Reason => ({ why, rotationOnly });

function reasonToLook(row: UserRow, reportedAt: Date, config: Config, now: Date): Reason | undefined {
  const settings = userSettingsFrom(row.tags, config);
  const { policy, problems, exemptUntil, secretName } = settings;
  const secret = row.secrets[0];
  if (problems.length > 0) return look('user tags');
  if (row.secrets.length > 1 || row.namesake || (secretName !== undefined && secret?.name !== secretName))
    return look('identity');
  if (secret?.deletedAt || (secret?.problems.length ?? 0) > 0) return look('secret');
  if (secret && isOwnedElsewhere(secret)) return look('secret');
  const whose = { user: { name: row.name, settings }, secret };
  if (formatProblem(whose) || nextFormat(whose) === undefined) return look('format');
  if (secret && formatChange(whose) && !secret.notices.format) return look('format');
  if (secret && isUnsettled(secret)) return look('unsettled');
  if (mayBeBack(row, secret, reportedAt)) return look('revoked');
  const waiting = [secret?.holdUntil, exemptUntil].some((until) => until && until > now);
  if (waiting) return owesWordOfWait(secret, exemptUntil, policy, now) ? look('wait without end') : undefined;
  const { keys } = row;
  if (!keys) return look('no report');
  return secret && accessKeyIdOf(secret.labels.current)
    ? reasonAfterFirstRotation({ ...row, keys }, secret, reportedAt, settings, now)
    : reasonBeforeFirstRotation({ ...row, keys }, secret, policy, now);
}

/** Somebody else has to do with it, or Keyturn's tags do not fit. */
const isOwnedElsewhere = ({ elsewhere = {}, tagsTooMany }: SecretState) =>
  tagsTooMany !== undefined || Object.keys(elsewhere).some((what) => what !== 'kmsKeyId');

/** An exemption or a hold without a sensible end is announced. The list may be 5 minutes old, which only looks once more. */
function owesWordOfWait(
  secret: SecretState | undefined,
  exemptUntil: Date | undefined,
  policy: Policy,
  now: Date,
): boolean {
  const { held, heldBefore } = secret?.notices ?? {};
  const told = [held, heldBefore].find((note) => note?.reason === 'hold-without-end');
  const isLong = [secret?.holdUntil, exemptUntil].some((until) => until && until > sensibleEndDate(policy, now));
  return isLong && (told === undefined || later(told.at, REPEAT_WAIT_MS) <= now);
}

/** Of a user with one Active key, which is about to be replaced: its owner was not notified of that since the key was made. */
function owesHeadsUp(
  { keys }: Reported,
  secret: SecretState | undefined,
  policy: Policy,
  createdAt: Date,
  now: Date,
): boolean {
  const from = headsUpDate(policy, createdAt);
  const noted = secret?.notices.upcoming;
  const isOneActive = keys.filter(({ active }) => active).length === 1;
  return (
    from !== undefined &&
    !isAfter(from, now) &&
    now < dueDate(policy, createdAt) &&
    isOneActive &&
    !(noted && noted.at > createdAt)
  );
}

function reasonBeforeFirstRotation(
  row: Reported,
  secret: SecretState | undefined,
  policy: Policy,
  now: Date,
): Reason | undefined {
  const { keys } = row;
  const oldest = oldestActive(row);
  // A revocation that was interrupted before consumers had another key.
  if (!oldest && (secret?.notices.revoked || secret?.revoked)) return look('unsettled');
  if (oldest && dueDate(policy, oldest) <= now) return look('due', keys.length === 1);
  if (oldest && owesHeadsUp(row, secret, policy, oldest, now)) return look(HEADS_UP);
  if (oldest && keys.some((key) => !key.active) && !secret?.deactivated) return look('inactive key');
  // What CreateDate has shown once a day (creation.ts) goes on until somebody acts.
  const held = secret?.notices.held;
  if (held && later(held.at, 2 * REPEAT_MS) > now) return look('held');
  // A key that the report cannot know yet can be due only under a policy shorter than reports may be old.
  return dueDate(policy, later(now, -REPORT_AGE_MS)) <= now ? look('report too old for the policy') : undefined;
}

function reasonAfterFirstRotation(
  row: Reported,
  secret: SecretState,
  reportedAt: Date,
  settings: UserSettings,
  now: Date,
): Reason | undefined {
  const { policy } = settings;
  const { intent, deactivated, notices, labels } = secret;
  if (notices.moved && notices.moved.accessKeyId !== accessKeyIdOf(labels.current)) return look('labels moved');
  // After a rollback the current key is the older one, and no tag bounds its age.
  if (intent?.kind !== 'rotate') return look('rolled back');
  const deleted = notices.deleted && notices.deleted.at > intent.at ? notices.deleted : undefined;
  if (deactivated) {
    if (quarantineEndDate(policy, deactivated.at) <= now) return look('quarantine over');
  } else if (!deleted) {
    if (holdThatHidesLabels(notices)) return look('hold over');
    if (oldKeyIsDue(row, { ...secret, intent }, settings, now)) return look('grace');
  }

  if (owesHeadsUp(row, secret, policy, intent.at, now)) return look(HEADS_UP);
  // The current key is not older than the intent that made it.
  if (dueDate(policy, intent.at) <= now) return look('due', deleted !== undefined && row.keys.length === 1);

  const lastChange = Math.max(...[intent, deactivated, deleted].map((mark) => mark?.at.getTime() ?? 0));
  // A report from before our own last change says nothing about it.
  const reportedSince = Math.max(reportedAt.getTime(), now.getTime() - REPORT_AGE_MS);
  return reportedSince > lastChange + HORIZON_MS
    ? contradiction(row, secret, deleted !== undefined, policy, now)
    : undefined;
}

/** Signs in the report that somebody changed the user's keys manually. */
function contradiction(
  row: Reported,
  secret: SecretState,
  deleted: boolean,
  policy: Policy,
  now: Date,
): Reason | undefined {
  const { intent, deactivated } = secret;
  const active = row.keys.filter((key) => key.active);
  if (!active.some((key) => isBornWith(intent, key))) return look('current key changed manually');
  if (deactivated && active.length > 1) return look('reactivated');
  if (!deactivated && row.keys.some((key) => !key.active)) return look('inactive key');
  const old = active.some(({ changedAt }) => changedAt && maxAgeDate(policy, changedAt) <= now);
  // In the grace of a first rotation, or a late one, the old key is past its age and need not be looked at; under a label that names a
  // key, no old one is expected.
  const expected = !deleted && accessKeyIdOf(secret.labels.previous) === undefined;
  return old && !expected ? look('foreign key') : undefined;
}
