import { accessKeyIdOf, secretNameOf } from '../names';
import type { Phase } from '../rules/phase';
import { waitOf } from '../rules/wait';
import type { Config } from '../settings/config';
import { userSettingsFrom } from '../settings/user-settings';
import { day, later } from '../time';
import { HORIZON_MS } from '../user/horizon';
import { isSince, type SecretState } from '../user/secret-state';
import { ageInDays, dueDate, graceEndDate, promised, quarantineEndDate, windowEndDate } from '../user/timetable';
import { holdSince } from './held';
import { isBornWith } from './reported-keys';
import { type LeakStanding, leakStanding, type Standing, type StandingKey } from './standing';
import { isManaged, type Scan, type UserRow } from './user-row';

/** From the bulk reads: right for a user of whom triage says that nothing or a rotation alone can be due, an estimate for others. */
export function outlookOf(row: UserRow, config: Config, now: Date, reportedAt: Date): Standing {
  const settings = userSettingsFrom(row.tags, config);
  const secret = row.secrets[0];
  const base = {
    ...(settings.owner && { owner: settings.owner }),
    ...(secret?.requested && { requested: secret.requested }),
    ...leakStanding(row.quarantine, secret?.leaked, now),
    secretName: secret?.name ?? settings.secretName ?? secretNameOf(config.secretPrefix, row.name),
    keys: keysOf(row, secret),
  };
  const [problem] = settings.problems;
  if (problem !== undefined)
    return { ...base, phase: 'held', because: settings.problems.join('; '), ...holdSince('tags-invalid', secret) };
  const wait = waitOf(secret, settings.exemptUntil, now);
  if (wait) return { ...base, phase: 'waiting', because: wait.because, nextAt: wait.until };
  return { ...base, ...dateOf(row, secret, settings.policy, now, reportedAt) };
}

/** The phase of every managed user, by its name. */
export const phasesOf = ({ users, reportedAt }: Scan, config: Config, now: Date): ReadonlyMap<string, Phase> =>
  new Map(
    users
      .filter((row) => isManaged(row, config.manage))
      .map((row) => [row.name, outlookOf(row, config, now, reportedAt).phase]),
  );

/** Of every managed user, by its name: what AWS has reported lately. */
export const leaksOf = ({ users }: Scan, config: Config, now: Date): ReadonlyMap<string, LeakStanding> =>
  new Map(
    users
      .filter((row) => isManaged(row, config.manage))
      .map(({ name, quarantine, secrets: [secret] }) => [name, leakStanding(quarantine, secret?.leaked, now)]),
  );

type Outlook = Pick<Standing, 'phase' | 'because' | 'nextStep' | 'nextAt'>;

function dateOf(
  row: UserRow,
  secret: SecretState | undefined,
  policy: ReturnType<typeof userSettingsFrom>['policy'],
  now: Date,
  reportedAt: Date,
): Outlook {
  const { intent, deactivated, notices } = secret ?? {};
  const isRotated = accessKeyIdOf(secret?.labels.current) !== undefined && intent?.kind === 'rotate';
  if (isRotated && deactivated) {
    const nextAt = promised(secret, quarantineEndDate(policy, deactivated.at));
    const because = `the key ${deactivated.accessKeyId} is Inactive and in quarantine until ${day(nextAt)}`;
    return { phase: 'quarantine', because, nextStep: 'delete-key', nextAt };
  }
  // A report from before the rotation does not know its key.
  const isReported = intent !== undefined && reportedAt > later(intent.at, HORIZON_MS);
  const isAlone =
    (isReported && row.keys?.length === 1) || (notices?.deleted && intent && notices.deleted.at > intent.at);
  if (isRotated && intent && !isAlone) {
    const graceEndsAt = promised(secret, graceEndDate(policy, intent.at));
    const windowEndsAt = windowEndDate(policy, graceEndsAt);
    const isInGrace = graceEndsAt > now;
    const because = isInGrace
      ? `both keys work until ${day(graceEndsAt)}`
      : `the grace is over, and the retiring key waits until ${day(windowEndsAt)} at most`;
    const nextAt = isInGrace ? graceEndsAt : windowEndsAt;
    return { phase: 'grace', because, nextStep: 'deactivate-key', nextAt };
  }
  const active = (row.keys ?? []).flatMap((key) => (key.active && key.changedAt ? [key.changedAt.getTime()] : []));
  const since = isRotated ? intent?.at : active.length > 0 ? new Date(Math.min(...active)) : undefined;
  if (!since)
    return { phase: 'dormant', because: 'the user has no Active key and nothing stored, so it gets no new one' };
  const nextAt = dueDate(policy, since);
  return nextAt <= now
    ? {
        phase: 'due',
        because: `the key is ${ageInDays(since, now)} days old and must not exceed ${policy.maxKeyAgeDays} days`,
        nextStep: 'issue-key',
        nextAt: now,
      }
    : { phase: 'steady', because: `the key is next due on ${day(nextAt)}`, nextStep: 'issue-key', nextAt };
}

/** The report's keys, with the ids that the labels and the dates tell. */
function keysOf({ keys = [] }: UserRow, secret: SecretState | undefined): StandingKey[] {
  return keys.map(({ active, changedAt }) => ({
    ...(changedAt && idAndRole(changedAt, secret)),
    active,
    ...(changedAt && { createdAt: changedAt }),
  }));
}

/** A rotation begins with a free slot, so what was there before it is the predecessor. */
function idAndRole(changedAt: Date, secret: SecretState | undefined): Pick<StandingKey, 'accessKeyId' | 'role'> {
  const { intent, labels } = secret ?? {};
  const currentId = accessKeyIdOf(labels?.current);
  if (intent?.kind !== 'rotate' || currentId === undefined) return {};
  if (isBornWith(intent, { active: true, changedAt })) return { accessKeyId: currentId, role: 'current' };
  if (isSince(intent, changedAt)) return {};
  const previousId = accessKeyIdOf(labels?.previous);
  return { ...(previousId !== undefined && { accessKeyId: previousId }), role: 'retiring' };
}
