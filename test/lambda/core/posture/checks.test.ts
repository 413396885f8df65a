/** Each check: what it finds, and what it does not. */
import type { AccountView, ViewedUser } from '../../../../lambda/core/posture/account-view';
import { checkAccount } from '../../../../lambda/core/posture/check-account';
import { checkUser } from '../../../../lambda/core/posture/check-user';
import type { CredentialRow } from '../../../../lambda/core/user/credential-row';
import { aKey, aRow, aUser, aView, daysAgo, NOW, ROOT_ROW } from '../../../support/posture';

const found = (row: Partial<CredentialRow>, user: Partial<ViewedUser> = {}) =>
  (checkUser(aUser(user, row), NOW) ?? []).map(({ id, because }) => `${id}: ${because}`);

const grants = (more: Partial<ViewedUser['grants']>) => ({
  grants: { attached: [], inline: [], administratorBy: undefined, ...more },
});
const PERSON: Partial<CredentialRow> = { hasPassword: true, hasMfa: true, passwordUsedAt: daysAgo(2), keys: [] };
const AWS = 'arn:aws:iam::aws:policy';

describe('a user', () => {
  test.each<[what: string, row: Partial<CredentialRow>, user: Partial<ViewedUser>, findings: readonly string[]]>([
    ['in order', {}, {}, []],
    ['a key of 90 days', { keys: [aKey({ changedAt: daysAgo(90.9) })] }, {}, []],
    ['a key of 91 days', { keys: [aKey({ changedAt: daysAgo(91) })] }, {}, ['key-old: key 1 is 91 days old']],
    [
      'an inactive key, however old',
      { keys: [aKey({ active: false, changedAt: daysAgo(900), usedAt: daysAgo(800) })] },
      {},
      [],
    ],
    ['a key used 45 days ago', { keys: [aKey({ usedAt: daysAgo(45.9), changedAt: daysAgo(60) })] }, {}, []],
    [
      'a key used 46 days ago',
      { keys: [aKey({ slot: 2, usedAt: daysAgo(46), changedAt: daysAgo(60) })] },
      {},
      ['key-unused: key 2 was last used on 2026-10-11, 46 days ago'],
    ],
    ['a young key that was never used', { keys: [aKey({ usedAt: 'never', changedAt: daysAgo(45) })] }, {}, []],
    [
      'a key that was never used',
      { keys: [aKey({ usedAt: 'never', changedAt: daysAgo(46) })] },
      {},
      ['key-unused: key 1 was never used in the 46 days since it was made'],
    ],
    ['a key of whose use the report says nothing', { keys: [aKey({ usedAt: undefined })] }, {}, []],
    ['two active keys', { keys: [aKey(), aKey({ slot: 2 })] }, {}, ['two-active-keys: two active keys']],
    [
      'two active keys of a managed user',
      { keys: [aKey(), aKey({ slot: 2 })] },
      { isManaged: true, hasSecret: true },
      ['two-active-keys: two active keys, one of which Keyturn retires after the grace'],
    ],
    ['an active and an inactive key', { keys: [aKey(), aKey({ slot: 2, active: false })] }, {}, []],
    ['a person with MFA', PERSON, {}, []],
    [
      'a person without MFA',
      { ...PERSON, hasMfa: false },
      {},
      ['console-without-mfa: a console password and no MFA device'],
    ],
    ['a person of whose MFA nothing is known', { ...PERSON, hasMfa: undefined }, {}, []],
    ['a password used 45 days ago', { ...PERSON, passwordUsedAt: daysAgo(45.5) }, {}, []],
    [
      'a password used 46 days ago',
      { ...PERSON, passwordUsedAt: daysAgo(46) },
      {},
      ['password-unused: the password was last used on 2026-10-11'],
    ],
    [
      'a password that was never used',
      { ...PERSON, passwordUsedAt: 'never', passwordChangedAt: daysAgo(50) },
      {},
      ['password-unused: the password was never used since 2026-10-07'],
    ],
    [
      'a young password that was never used',
      { ...PERSON, passwordUsedAt: 'never', passwordChangedAt: daysAgo(5) },
      {},
      [],
    ],
    [
      'a person with a key',
      { ...PERSON, keys: [aKey()] },
      {},
      ['password-and-key: a console password and an active key'],
    ],
    [
      'a person with a key that was never used',
      { ...PERSON, keys: [aKey({ usedAt: 'never' })] },
      {},
      [
        'key-never-used: key 1 was never used since it was made',
        'password-and-key: a console password and an active key',
      ],
    ],
    [
      'an administrator with a key',
      {},
      grants({ attached: [`${AWS}/AdministratorAccess`], administratorBy: 'the policy AdministratorAccess' }),
      [
        'administrator: administrator by the policy AdministratorAccess',
        'policies-on-user: attached to the user: AdministratorAccess',
      ],
    ],
    ['an administrator without key and password', { keys: [] }, grants({ administratorBy: 'the group admins' }), []],
    [
      'a user under quarantine',
      {},
      grants({ attached: [`${AWS}/AWSCompromisedKeyQuarantineV3`] }),
      ['quarantined: AWS has attached AWSCompromisedKeyQuarantineV3'],
    ],
    [
      "Keyturn's own policy",
      {},
      grants({ attached: ['arn:aws:iam::123456789012:policy/keyturn/Keyturn-ReadOwnSecret-EXAMPLE'] }),
      [],
    ],
    [
      'policies of its own',
      {},
      grants({ attached: [`${AWS}/ReadOnlyAccess`, `${AWS}/A`], inline: ['b', 'c'] }),
      ['policies-on-user: attached to the user: ReadOnlyAccess, A, b and 1 more'],
    ],
  ])('%s', (_, row, user, findings) => expect(found(row, user)).toEqual(findings));

  test('of whom the report says nothing is neither in order nor wrong', () => {
    expect(checkUser(aUser({ credentials: undefined }), NOW)).toBeUndefined();
    expect(checkUser(aUser({}, { keys: undefined }), NOW)).toBeUndefined();
  });
});

describe('the account', () => {
  const DENIED = { notLookedAt: 'iam:GetAccountSummary is not allowed' };
  const root = (more: Partial<CredentialRow>) => ({ root: { ...ROOT_ROW, ...more } });
  const weak = {
    minimumLength: 8,
    symbols: false,
    numbers: true,
    uppercase: true,
    lowercase: true,
    maxAgeDays: undefined,
    remembered: 0,
  };

  test.each<[what: string, view: Partial<AccountView>, findings: readonly string[], open: readonly string[]]>([
    ['in order', {}, [], []],
    ['a key of root', root({ keys: [aKey({ usedAt: 'never' })] }), ['root-key: root has an active key'], []],
    ['an inactive key of root', { ...root({ keys: [aKey({ active: false, usedAt: 'never' })] }) }, [], []],
    [
      'a key of root, by the summary alone',
      { root: undefined, summary: { value: { rootHasMfa: true, rootHasKeys: true } } },
      ['root-key: root has an access key, by the account summary'],
      ['root-used'],
    ],
    [
      'no row for root, and no summary',
      { root: undefined, summary: DENIED },
      [],
      ['root-key', 'root-without-mfa', 'root-mfa-virtual', 'root-used'],
    ],
    ['no MFA', root({ hasMfa: false }), ['root-without-mfa: root has no MFA device'], []],
    [
      'a virtual MFA device',
      { rootMfaIsVirtual: { value: true } },
      ['root-mfa-virtual: root has a virtual MFA device'],
      [],
    ],
    ['a device that may not be looked at', { rootMfaIsVirtual: DENIED }, [], ['root-mfa-virtual']],
    [
      'root signed in yesterday',
      root({ passwordUsedAt: daysAgo(1.5) }),
      ['root-used: root was used on 2026-11-25'],
      [],
    ],
    ['root signed in two days ago', root({ passwordUsedAt: daysAgo(2) }), [], []],
    [
      "root's key used today, its password long ago",
      root({ passwordUsedAt: daysAgo(500), keys: [aKey({ active: false, usedAt: NOW })] }),
      ['root-used: root was used on 2026-11-26'],
      [],
    ],
    [
      'a weak password policy',
      { passwordPolicy: { value: weak } },
      [
        'password-policy: the password policy does not ask for at least 14 characters, a symbol, none of the last 24 passwords, a new password every 90 days',
      ],
      [],
    ],
    [
      'no password policy',
      { passwordPolicy: { value: 'none' } },
      ['password-policy: the account has no password policy of its own'],
      [],
    ],
    ['a password policy that may not be read', { passwordPolicy: DENIED }, [], ['password-policy']],
  ])('%s', (_, view, findings, open) => {
    const checked = checkAccount(aView(view), NOW);
    expect(checked.findings.map(({ id, because }) => `${id}: ${because}`)).toEqual(findings);
    expect(checked.notLookedAt.flatMap(({ checks }) => checks)).toEqual(open);
  });
});

test('a row of the report that belongs to nobody is no finding', () => {
  expect(checkUser(aUser({}, aRow({ keys: [] })), NOW)).toEqual([]);
});
