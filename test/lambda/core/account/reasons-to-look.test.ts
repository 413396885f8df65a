/** Whom a run looks at for what stands still: formats, waits without an end, held and failing users; and in which order. */

import type { ReportKey } from '../../../../lambda/core/account/credential-report';
import { triage } from '../../../../lambda/core/account/triage';
import type { UserRow } from '../../../../lambda/core/account/user-row';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import {
  aRow,
  aSecret,
  daysAgo,
  FOREIGN_VERSION,
  hoursAgo,
  inDays,
  labels,
  later,
  NEW,
  NOW,
  OLD,
  PLACEHOLDER,
  rotatedSecret,
  THIRD,
} from '../../../support/builders';
import { aConfig, DAY, MANAGED, MINUTE } from '../../../support/simulation/harness';

const active = (changedAt: Date): ReportKey => ({ active: true, changedAt });
const candidatesOf = (rows: readonly UserRow[]) => triage({ users: rows, reportedAt: NOW }, aConfig(), NOW).candidates;
const candidateOf = (row: UserRow) => candidatesOf([row])[0];

/** NEW replaced OLD that many days ago, and everybody was told. */
function rotated(days: number, secret: Partial<SecretState> = {}, row: Partial<UserRow> = {}): UserRow {
  const at = daysAgo(days);
  return aRow({ keys: [active(at)], secrets: [rotatedSecret(at, secret)], ...row });
}

const rotatedNote = { rotated: { accessKeyId: NEW, at: daysAgo(5) } };
const withTags = (tags: Readonly<Record<string, string>>) => ({ tags: { ...MANAGED, ...tags } });

function looks(rows: Readonly<Record<string, readonly [row: UserRow, why: string | undefined]>>) {
  test.each(Object.entries(rows))('%s', (_what, [row, why]) => expect(candidateOf(row)?.why).toBe(why));
}

describe('what programs read', () => {
  const format = { valueFormat: { name: 'env' } };
  const asksAnother = withTags({ 'keyturn:secret-format': 'credential-process' });
  const noted = { ...rotatedNote, format: { reason: 'credential-process', at: daysAgo(1) } };
  looks({
    'a format that a tag newly names is announced': [rotated(5, format, asksAnother), 'format'],
    once: [rotated(5, { ...format, notices: noted }, asksAnother), undefined],
    'the format that it has is none': [rotated(5, format, withTags({ 'keyturn:secret-format': 'env' })), undefined],
    'a format that nobody declares is held': [rotated(5, { format: 'toml' }), 'format'],
    'and so is an adopted secret whose format nobody has named': [
      aRow({ secrets: [aSecret({ labels: { current: FOREIGN_VERSION } })] }),
      'format',
    ],
  });
});

describe('a secret that somebody else has to do with', () => {
  looks({
    'a copy of one elsewhere': [rotated(5, { elsewhere: { primaryRegion: 'eu-west-1' } }), 'secret'],
    'one that a service manages, with a key of the customer’s': [
      rotated(5, { elsewhere: { kmsKeyId: 'alias/mine', owningService: 'rds' } }),
      'secret',
    ],
    'not one that a customer’s key encrypts': [rotated(5, { elsewhere: { kmsKeyId: 'alias/mine' } }), undefined],
    'one without room for tags': [rotated(5, { tagsTooMany: 1 }), 'secret'],
  });

  looks({
    'the secret that a tag names, and no other': [
      rotated(
        5,
        { name: 'prod/db', valueFormat: { name: 'credential-process' } },
        withTags({ 'keyturn:secret-name': 'prod/db' }),
      ),
      undefined,
    ],
    'another one than the tag names': [rotated(5, {}, withTags({ 'keyturn:secret-name': 'prod/db' })), 'identity'],
  });
});

describe('a wait without a sensible end', () => {
  // A maximum age of 90 days, and 30 more.
  const end = inDays(120);
  const told = (days: number, reason = 'hold-without-end') => ({ reason, at: daysAgo(days) });
  const waits = (notices: SecretState['notices']) =>
    rotated(5, { holdUntil: later(end, 1), notices: { ...rotatedNote, ...notices } });
  looks({
    'is announced': [waits({}), 'wait without end'],
    'on the user, too': [rotated(5, {}, withTags({ 'keyturn:exempt-until': '2027-06-01' })), 'wait without end'],
    'before there is a secret, too': [aRow(withTags({ 'keyturn:exempt-until': '2027-06-01' })), 'wait without end'],
    'has none before that day is over': [rotated(5, { holdUntil: end }), undefined],
    'is not announced again for 90 days': [waits({ held: told(89.9) }), undefined],
    'but then': [waits({ held: told(90) }), 'wait without end'],
    'another hold between changes nothing of that': [
      waits({ held: told(1, 'reactivated'), heldBefore: told(10) }),
      undefined,
    ],
    'and is no announcement of it': [waits({ held: told(1, 'reactivated') }), 'wait without end'],
    'a short wait is nothing to look at, whatever was held before': [
      rotated(5, { holdUntil: inDays(1), notices: { ...rotatedNote, held: told(100) } }),
      undefined,
    ],
  });
});

describe('before a first rotation', () => {
  const one = [active(daysAgo(10))];
  const held = (days: number) => aSecret({ notices: { held: { reason: 'two-active-keys', at: daysAgo(days) } } });
  looks({
    'who was held goes on to be looked at': [aRow({ keys: one, secrets: [held(13.9)] }), 'held'],
    'and not for longer than two weeks': [aRow({ keys: one, secrets: [held(14)] }), undefined],
    'a revocation that was interrupted goes on': [
      aRow({
        keys: [{ active: false, changedAt: daysAgo(100) }],
        secrets: [aSecret({ revoked: [{ accessKeyId: OLD, at: daysAgo(2), isNotified: true }] })],
      }),
      'unsettled',
    ],
    'by the note of its announcement, too': [
      aRow({
        keys: [{ active: false, changedAt: daysAgo(100) }],
        secrets: [aSecret({ notices: { revoked: { accessKeyId: OLD, at: daysAgo(2) } } })],
      }),
      'unsettled',
    ],
    'but not where another key works': [
      aRow({
        keys: [{ active: false, changedAt: daysAgo(100) }, active(daysAgo(10))],
        secrets: [
          aSecret({
            notices: { revoked: { accessKeyId: OLD, at: daysAgo(2) } },
            deactivated: { accessKeyId: OLD, at: daysAgo(2) },
          }),
        ],
      }),
      undefined,
    ],
    'a reported key that may work again is looked at': [
      aRow({
        keys: [active(daysAgo(10)), active(daysAgo(20))],
        secrets: [aSecret({ revoked: [{ accessKeyId: OLD, at: daysAgo(2), isNotified: true }] })],
      }),
      'revoked',
    ],
    'the owner is notified of a rotation that follows, whatever was noted of the key before': [
      aRow({
        keys: [active(daysAgo(65))],
        secrets: [aSecret({ notices: { upcoming: { accessKeyId: OLD, at: daysAgo(65) } } })],
      }),
      'heads-up',
    ],
    'an Inactive key beside it changes nothing of that': [
      aRow({ keys: [active(daysAgo(65)), { active: false, changedAt: daysAgo(100) }] }),
      'heads-up',
    ],
    'an Inactive key of which the report has no date is recorded': [
      aRow({ keys: [...one, { active: false, changedAt: undefined }] }),
      'inactive key',
    ],
  });
});

describe('after a rotation', () => {
  const usedByPrograms = (days: number): ReportKey => ({ ...active(daysAgo(days)), usedAt: hoursAgo(1) });
  const old = (days: number, usedAt: ReportKey['usedAt']): ReportKey => ({ ...active(daysAgo(days)), usedAt });
  const deleted = (days: number) => ({ accessKeyId: OLD, at: daysAgo(days) });
  looks({
    'a hold that hid the labels is over': [
      rotated(5, { notices: { ...rotatedNote, held: { reason: 'secret-deleted', at: daysAgo(1) } } }),
      'hold over',
    ],
    'where AWSCURRENT was last seen is where it is': [
      rotated(5, { notices: { ...rotatedNote, moved: { accessKeyId: NEW, at: daysAgo(3) } } }),
      undefined,
    ],
    'the report may not say when the new key was used': [
      rotated(15, {}, { keys: [active(daysAgo(15)), old(83, daysAgo(16))] }),
      'grace',
    ],
    'nor which key is the old one': [rotated(15, {}, { keys: [usedByPrograms(15)] }), 'grace'],
    'a reminder of the very second of the rotation was one of the rotation before': [
      rotated(
        11,
        {
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(11) },
            reminded: { accessKeyId: OLD, at: daysAgo(11) },
          },
        },
        { keys: [usedByPrograms(11), old(79, daysAgo(2))] },
      ),
      'grace',
    ],
    'nobody uses either key, and the old one for its whole age': [
      rotated(15, {}, { keys: [old(15, later(daysAgo(15), MINUTE)), old(200, 'never')] }),
      'grace',
    ],
    'but not where AWS may not see that somebody does': [
      rotated(
        15,
        { labels: labels({ current: NEW, previous: PLACEHOLDER }) },
        {
          keys: [old(15, later(daysAgo(15), MINUTE)), old(200, 'never')],
          ...withTags({ 'keyturn:ses-smtp-region': 'eu-central-1' }),
        },
      ),
      undefined,
    ],
    'a promised date is kept': [
      rotated(15, { promisedUntil: inDays(5) }, { keys: [usedByPrograms(15), old(83, daysAgo(16))] }),
      undefined,
    ],
    'a use of a key by Keyturn alone is none': [
      rotated(15, {}, { keys: [old(15, later(daysAgo(15), MINUTE)), old(83, daysAgo(16))] }),
      undefined,
    ],
    'an old key has its pauses by the label that names it': [
      rotated(
        15,
        { pauses: new Map([[THIRD, { longestMs: 20 * DAY }]]) },
        { keys: [usedByPrograms(15), old(83, daysAgo(16))] },
      ),
      'grace',
    ],
    'a pause that has just ended counts': [
      rotated(
        15,
        { pauses: new Map([[OLD, { longestMs: 0, quietSince: daysAgo(40) }]]) },
        { keys: [usedByPrograms(15), old(83, daysAgo(16))] },
      ),
      undefined,
    ],
    'a pause is long whether or not the key was ever used': [
      rotated(
        15,
        { pauses: new Map([[OLD, { longestMs: 80 * DAY }]]) },
        { keys: [usedByPrograms(15), old(60, 'never')] },
      ),
      undefined,
    ],
    'a deletion before the rotation says nothing of its old key': [
      rotated(11, {
        notices: { ...rotatedNote, rotated: { accessKeyId: NEW, at: daysAgo(11) }, deleted: deleted(30) },
      }),
      'grace',
    ],
    'a heads-up of the very second in which the key was made was one for the key before': [
      rotated(65, {
        notices: {
          rotated: { accessKeyId: NEW, at: daysAgo(65) },
          deleted: deleted(40),
          upcoming: { accessKeyId: OLD, at: daysAgo(65) },
        },
      }),
      'heads-up',
    ],
    'a key that is there since the intent may be a minute older, as clocks differ': [
      rotated(5, {}, { keys: [active(later(daysAgo(5), -MINUTE))] }),
      undefined,
    ],
    'a second key beside an old one that is gone is no sign by itself': [
      rotated(
        40,
        { notices: { rotated: { accessKeyId: NEW, at: daysAgo(40) }, deleted: deleted(19) } },
        { keys: [active(daysAgo(40)), active(daysAgo(89.9))] },
      ),
      undefined,
    ],
  });
});

describe('a user that the last run could not serve', () => {
  const due = { keys: [active(daysAgo(100))] };
  const failing = { step: 'store the new key', count: 1, since: hoursAgo(1) };
  test.each<[what: string, row: UserRow, isRetry: boolean]>([
    ['comes after the others', aRow({ ...due, secrets: [aSecret({ failing })] }), true],
    [
      'and so does one whose rotation did not finish',
      aRow({ ...due, secrets: [aSecret({ intent: { kind: 'rotate', at: hoursAgo(1) } })] }),
      true,
    ],
    ['if one of two secrets says so, too', aRow({ ...due, secrets: [aSecret(), aSecret({ failing })] }), true],
    ['another one does not', aRow({ ...due, secrets: [aSecret()] }), false],
    ['nor one that has no secret yet', aRow(due), false],
  ])('%s', (_what, row, isRetry) => expect(candidateOf(row)?.isRetry).toBe(isRetry));
});

describe('a user that is looked at run after run, mostly without a change', () => {
  const held = { held: { reason: 'two-active-keys', at: daysAgo(1) } };
  const due = { keys: [active(daysAgo(100))] };
  test.each<[what: string, row: UserRow, standsStill: boolean]>([
    ['one that is held', aRow({ ...due, secrets: [aSecret({ notices: held })] }), true],
    ['by one of two secrets', aRow({ ...due, secrets: [aSecret(), aSecret({ notices: held })] }), true],
    ['one whose tags are wrong', aRow(withTags({ 'keyturn:max-key-age-days': 'soon' })), true],
    ['one that waits without an end', aRow(withTags({ 'keyturn:exempt-until': '2027-06-01' })), true],
    ['not one that is due', aRow({ ...due, secrets: [aSecret()] }), false],
    ['nor one that has no secret yet', aRow(due), false],
    ['nor one whose format is announced once', rotated(5, { format: 'toml' }), false],
  ])('%s', (_what, row, standsStill) => expect(candidateOf(row)?.standsStill).toBe(standsStill));
});

describe('the order', () => {
  const due = (name: string, keys: readonly ReportKey[] | undefined, createdAt = daysAgo(400)) =>
    aRow({ name, keys, createdAt });
  const names = (...rows: readonly UserRow[]) => candidatesOf(rows).map(({ row }) => row.name);

  test('is by name where all else is equal, in whatever order IAM lists them', () => {
    const [a, b, c] = ['alice', 'bob', 'carol'].map((name) => due(name, [active(daysAgo(80))])) as [
      UserRow,
      UserRow,
      UserRow,
    ];
    for (const listed of [
      [a, b, c],
      [c, b, a],
      [b, a, c],
      [b, c, a],
    ])
      expect(names(...listed)).toEqual(['alice', 'bob', 'carol']);
  });

  test('is by the oldest Active key, and not by an Inactive one', () => {
    const bob = due('bob', [active(daysAgo(90)), active(daysAgo(70))]);
    const alice = due('alice', [active(daysAgo(80)), { active: false, changedAt: daysAgo(300) }]);
    expect(names(alice, bob)).toEqual(['bob', 'alice']);
    expect(candidateOf(alice)?.staleSince).toEqual(daysAgo(80));
  });

  test('is by the user’s own age where the report tells of no key that works', () => {
    expect(candidateOf(due('alice', undefined))?.staleSince).toEqual(daysAgo(400));
    const undated = aRow({
      keys: [{ active: true, changedAt: undefined }],
      tags: { ...MANAGED, 'keyturn:grace-days': 'x' },
    });
    expect(candidateOf(undated)?.staleSince).toEqual(daysAgo(400));
  });
});

test('no heads-up is owed where the deployment sends none', () => {
  const row = aRow({ keys: [active(daysAgo(65))] });
  expect(triage({ users: [row], reportedAt: NOW }, aConfig({ headsUpDays: 0 }), NOW).candidates).toEqual([]);
});

test('what only a rotation can be due for says so', () => {
  const deleted = { rotated: { accessKeyId: NEW, at: daysAgo(70) }, deleted: { accessKeyId: OLD, at: daysAgo(40) } };
  const isOnly = (row: UserRow) => candidateOf(row)?.rotationOnly;
  expect(isOnly(rotated(70, { notices: deleted }))).toBe(true);
  expect(isOnly(rotated(70, { notices: deleted }, { keys: [active(daysAgo(70)), active(daysAgo(1))] }))).toBe(false);
  expect(isOnly(aRow({ keys: [active(daysAgo(70))] }))).toBe(true);
  expect(isOnly(aRow({ keys: [active(daysAgo(65))] }))).toBe(false);
  const first = rotated(5, { labels: labels({ current: PLACEHOLDER }), notices: {} });
  expect(isOnly(first)).toBe(false);
});
