/** Who is managed and who is not, so that it adds up; and who is left alone because a tag says so. From the bulk reads alone. Pure. */

import { USER_TAG } from '../names';
import type { Config } from '../settings/config';
import { userSettingsFrom } from '../settings/user-settings';
import { isManaged, type Scan, type UserRow } from './user-row';

/** A user that Keyturn leaves alone for a while, or altogether. */
export interface Exemption {
  readonly userName: string;
  readonly userId: string;
  readonly kind: 'exempt' | 'hold' | 'opted-out';
  readonly owner?: string;
  /** Undefined for one without an end. */
  readonly until?: Date;
}

export interface Population {
  /** IAM users of the account. */
  readonly users: number;
  /** Of them, those with an access key, active or not: managed + optedOut + notSelected. */
  readonly withKeys: number;
  readonly managed: number;
  readonly optedOut: number;
  readonly notSelected: number;
  /** Users of whom the credential report says nothing that can be read: they may have keys. */
  readonly unread: number;
  readonly exemptions: readonly Exemption[];
}

export function populationOf({ users }: Scan, config: Config, now: Date): Population {
  const withKeys = users.filter(({ keys }) => keys !== undefined && keys.length > 0);
  const count = (standing: ReturnType<typeof selectionOf>) =>
    withKeys.filter((row) => selectionOf(row, config) === standing).length;
  return {
    users: users.length,
    withKeys: withKeys.length,
    managed: count('managed'),
    optedOut: count('opted-out'),
    notSelected: count('not-selected'),
    unread: users.filter(({ keys }) => keys === undefined).length,
    exemptions: users.flatMap((row) => exemptionsOf(row, config, now)),
  };
}

/** A user that is tagged out has been looked at by somebody; one that is not selected may not have been. */
function selectionOf(row: Pick<UserRow, 'tags' | 'path'>, config: Config): 'managed' | 'opted-out' | 'not-selected' {
  if (isManaged(row, config.manage)) return 'managed';
  return row.tags[USER_TAG.managed] === 'false' ? 'opted-out' : 'not-selected';
}

function exemptionsOf(row: UserRow, config: Config, now: Date): Exemption[] {
  const { exemptUntil, owner } = userSettingsFrom(row.tags, config);
  const whose = { userName: row.name, userId: row.id, ...(owner !== undefined && { owner }) };
  const selection = selectionOf(row, config);
  if (selection === 'opted-out') return [{ ...whose, kind: 'opted-out' }];
  if (selection === 'not-selected') return [];
  const holdUntil = row.secrets[0]?.holdUntil;
  return [
    ...(exemptUntil && exemptUntil > now ? [{ ...whose, kind: 'exempt', until: exemptUntil } as const] : []),
    ...(holdUntil && holdUntil > now ? [{ ...whose, kind: 'hold', until: holdUntil } as const] : []),
  ];
}
