/**
 * The report's date of a key is "created or last changed", so a key may be older than it looks: somebody deactivated it for a day. With
 * Keyturn's first rotation the tags know better; until then CreateDate decides, which takes a read for each user, once a day. Pure.
 */

import { accessKeyIdOf } from '../names';
import type { Config } from '../settings/config';
import { userSettingsFrom } from '../settings/user-settings';
import { isItsTimeOfDay } from '../turn';
import type { AccessKey } from '../user/keys';
import { dueDate } from '../user/timetable';
import { isManaged, type Scan, type UserRow } from './user-row';

/** Whose keys are to be read in this run: those that may be due, and do not look it. A key is not older than its user. */
export const withUncertainAge = ({ users }: Scan, config: Config, now: Date): readonly UserRow[] =>
  users.filter(
    (row) => isManaged(row, config.manage) && mayBeDue(row, config, now) && isItsTimeOfDay(row.id, now, config),
  );

function mayBeDue({ keys = [], secrets: [secret], tags, createdAt }: UserRow, config: Config, now: Date): boolean {
  if (accessKeyIdOf(secret?.labels.current) !== undefined) return false;
  const { policy } = userSettingsFrom(tags, config);
  const active = keys.flatMap((key) => (key.active && key.changedAt ? [key.changedAt] : []));
  const looksDue = active.some((changedAt) => dueDate(policy, changedAt) <= now);
  return active.length > 0 && !looksDue && dueDate(policy, createdAt) <= now;
}

/** The row with the dates that IAM gave. */
export const datedBy = (row: UserRow, keys: readonly AccessKey[]): UserRow => ({
  ...row,
  keys: keys.map(({ active, createdAt }) => ({ active, changedAt: createdAt })),
});
