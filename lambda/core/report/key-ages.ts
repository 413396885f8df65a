/** How old the managed users' active keys are, from the bulk reads and what this run has done since. Pure. */

import { isManaged, type Scan, type UserRow } from '../account/user-row';
import type { Config } from '../settings/config';
import { userSettingsFrom } from '../settings/user-settings';
import { later } from '../time';
import { HORIZON_MS } from '../user/horizon';
import { isSince } from '../user/secret-state';
import { ageInDays } from '../user/timetable';
import type { Outcome } from './outcome';

export interface KeyAges {
  /** Whole days, as everywhere; 0 when there is no active key. */
  readonly oldestDays: number;
  /** Active keys that are older than their own policy allows, by a whole day: a deactivation may be as late as the schedule's next run. */
  readonly pastMaxAge: number;
}

export function keyAges({ users, reportedAt }: Scan, outcomes: readonly Outcome[], config: Config, now: Date): KeyAges {
  const cutNow = new Set(outcomes.filter(hasCut).map(({ userName }) => userName));
  const keys = users
    .filter((row) => isManaged(row, config.manage))
    .flatMap((row) => {
      const { maxKeyAgeDays } = userSettingsFrom(row.tags, config).policy;
      return activeSince(row, reportedAt, cutNow.has(row.name)).map((since) => {
        const days = ageInDays(since, now);
        return { days, isPast: days > maxKeyAgeDays };
      });
    });
  return {
    oldestDays: keys.reduce((oldest, { days }) => Math.max(oldest, days), 0),
    pastMaxAge: keys.filter(({ isPast }) => isPast).length,
  };
}

const hasCut = ({ steps }: Outcome) => steps.some(({ kind, result }) => kind === 'deactivate-key' && result === 'done');

/** The report is up to 4 hours old and may still show a key as active that Keyturn has deactivated since: the one from before the rotation. */
function activeSince({ keys = [], secrets }: UserRow, reportedAt: Date, cutNow: boolean): Date[] {
  const { intent, deactivated } = secrets[0] ?? {};
  // The run that deactivated it had read its report a moment before.
  const isCut = cutNow || (deactivated !== undefined && later(deactivated.at, HORIZON_MS) >= reportedAt);
  return keys.flatMap(({ active, changedAt }) => {
    const isOld = intent?.kind === 'rotate' && changedAt !== undefined && !isSince(intent, changedAt);
    return active && changedAt && !(isCut && isOld) ? [changedAt] : [];
  });
}
