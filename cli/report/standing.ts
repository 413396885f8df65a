import { isManaged, type Scan, type UserRow } from '../../lambda/core/account/user-row';
import type { StandingKey } from '../../lambda/core/audit/key-lives';
import { accessKeyIdOf } from '../../lambda/core/names';
import type { Config } from '../../lambda/core/settings/config';
import { userSettingsFrom } from '../../lambda/core/settings/user-settings';

/** The active keys of managed users, as the bulk reads show them. */
export const standingKeys = ({ users }: Scan, config: Config): StandingKey[] =>
  users.filter((row) => isManaged(row, config.manage)).flatMap((row) => keysOf(row, config));

function keysOf(row: UserRow, config: Config): StandingKey[] {
  const { policy, owner = '' } = userSettingsFrom(row.tags, config);
  const active = (row.keys ?? []).filter((key) => key.active);
  const current = accessKeyIdOf(row.secrets[0]?.labels.current);
  const isKnown = active.length === 1 && current !== undefined;
  return active.flatMap(({ changedAt }) =>
    changedAt
      ? [
          {
            userName: row.name,
            userId: row.id,
            owner,
            changedAt,
            maxKeyAgeDays: policy.maxKeyAgeDays,
            ...(isKnown && { accessKeyId: current }),
          },
        ]
      : [],
  );
}
