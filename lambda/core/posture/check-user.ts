/** The checks of one user. Pure: its row of the credential report and its policies in, findings out. */

import { day } from '../time';
import type { CredentialKey, CredentialRow } from '../user/credential-row';
import { ageInDays } from '../user/timetable';
import type { ViewedUser } from './account-view';
import { type CheckId, type Finding, OLD_DAYS, UNUSED_DAYS } from './checks';
import { ownPolicies, quarantineOf } from './grants';

interface Facts {
  readonly user: ViewedUser;
  readonly row: CredentialRow;
  readonly active: readonly CredentialKey[];
  readonly now: Date;
}

type UserCheck = (facts: Facts) => readonly Omit<Finding, 'id'>[];

/** In the order in which they are shown. */
const USER_CHECKS: { readonly [Id in CheckId]?: UserCheck } = {
  quarantined: ({ user }) => {
    const policy = quarantineOf(user.grants);
    return policy === undefined ? [] : [{ because: `AWS has attached ${policy}` }];
  },
  administrator: ({ user, row, active }) => {
    const by = user.grants.administratorBy;
    return by !== undefined && (active.length > 0 || row.hasPassword === true)
      ? [{ because: `administrator by ${by}` }]
      : [];
  },
  'console-without-mfa': ({ row }) =>
    row.hasPassword === true && row.hasMfa === false ? [{ because: 'a console password and no MFA device' }] : [],
  'key-old': ({ active, now }) =>
    active.flatMap(({ slot, changedAt }) =>
      changedAt && ageInDays(changedAt, now) > OLD_DAYS
        ? [{ slot, because: `key ${slot} is ${ageInDays(changedAt, now)} days old` }]
        : [],
    ),
  'key-unused': ({ active, now }) =>
    active.flatMap((key) => {
      const because = unusedBecause(key, now);
      return because === undefined ? [] : [{ slot: key.slot, because: `key ${key.slot} ${because}` }];
    }),
  'key-never-used': ({ row, active }) =>
    row.hasPassword === true
      ? active.flatMap(({ slot, usedAt }) =>
          usedAt === 'never' ? [{ slot, because: `key ${slot} was never used since it was made` }] : [],
        )
      : [],
  'two-active-keys': ({ active, user }) =>
    active.length === 2
      ? [
          {
            because: `two active keys${user.isManaged && user.hasSecret ? ', one of which Keyturn retires after the grace' : ''}`,
          },
        ]
      : [],
  'password-unused': ({ row, now }) => {
    if (row.hasPassword !== true) return [];
    if (row.passwordUsedAt instanceof Date)
      return ageInDays(row.passwordUsedAt, now) > UNUSED_DAYS
        ? [{ because: `the password was last used on ${day(row.passwordUsedAt)}` }]
        : [];
    const since = row.passwordChangedAt ?? row.createdAt;
    return row.passwordUsedAt === 'never' && since && ageInDays(since, now) > UNUSED_DAYS
      ? [{ because: `the password was never used since ${day(since)}` }]
      : [];
  },
  'password-and-key': ({ row, active }) =>
    row.hasPassword === true && active.length > 0
      ? [{ because: `a console password and ${active.length === 1 ? 'an active key' : 'two active keys'}` }]
      : [],
  'policies-on-user': ({ user }) => {
    const policies = ownPolicies(user.grants);
    if (policies.length === 0) return [];
    const more = policies.length > 3 ? ` and ${policies.length - 3} more` : '';
    return [{ because: `attached to the user: ${policies.slice(0, 3).join(', ')}${more}` }];
  },
};

/** Undefined for a user of whom the report says nothing: then nothing is in order and nothing is wrong. */
export function checkUser(user: ViewedUser, now: Date): readonly Finding[] | undefined {
  const row = user.credentials;
  if (!row?.keys) return undefined;
  const facts: Facts = { user, row, active: row.keys.filter(({ active }) => active), now };
  return (Object.entries(USER_CHECKS) as [CheckId, UserCheck][]).flatMap(([id, check]) =>
    check(facts).map((found) => ({ id, ...found })),
  );
}

/** Why an active key counts as unused; undefined for one that does not. A young key that was never used may be about to be. */
export function unusedBecause({ usedAt, changedAt }: CredentialKey, now: Date): string | undefined {
  if (usedAt instanceof Date) {
    const days = ageInDays(usedAt, now);
    return days > UNUSED_DAYS ? `was last used on ${day(usedAt)}, ${days} days ago` : undefined;
  }
  if (usedAt !== 'never' || !changedAt) return undefined;
  const days = ageInDays(changedAt, now);
  return days > UNUSED_DAYS ? `was never used in the ${days} days since it was made` : undefined;
}
