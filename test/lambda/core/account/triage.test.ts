/** Whom a run looks at: everybody who may need a step, and in a steady account nobody. */
import * as fc from 'fast-check';
import type { ReportKey } from '../../../../lambda/core/account/credential-report';
import { triage } from '../../../../lambda/core/account/triage';
import type { UserRow } from '../../../../lambda/core/account/user-row';
import { isManaged } from '../../../../lambda/core/account/user-row';
import { plan } from '../../../../lambda/core/rules/plan';
import type { Config } from '../../../../lambda/core/settings/config';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import { observe } from '../../../../lambda/run/read/observe';
import { scan } from '../../../../lambda/run/read/scan';
import {
  aRow,
  aSecret,
  daysAgo,
  FOREIGN_VERSION,
  hoursAgo,
  inDays,
  inWords,
  labels,
  later,
  NEW,
  NOW,
  OLD,
  OTHER_USER_ID,
  PLACEHOLDER,
  THIRD,
} from '../../../support/builders';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, reconcileIn } from '../../../support/simulation/harness';
import { World } from '../../../support/world';

const active = (changedAt: Date) => ({ active: true, changedAt });
const inactive = (changedAt?: Date) => ({ active: false, changedAt });

function candidates(rows: readonly UserRow[], config: Partial<Config> = {}, reportedAt = NOW) {
  return triage({ users: rows, reportedAt }, aConfig(config), NOW).candidates;
}

describe('who is managed', () => {
  const rows: Record<string, [row: Partial<UserRow>, manage: Config['manage'], managed: boolean]> = {
    'by tag: a user with the tag': [{ tags: MANAGED }, { by: 'tag', key: 'keyturn:managed', value: 'true' }, true],
    'by tag: not one without it': [{ tags: {} }, { by: 'tag', key: 'keyturn:managed', value: 'true' }, false],
    'by tag: not one with another value': [
      { tags: { 'keyturn:managed': 'yes' } },
      { by: 'tag', key: 'keyturn:managed', value: 'true' },
      false,
    ],
    'by path: a user below it': [{ path: '/service/eu/', tags: {} }, { by: 'path', path: '/service/' }, true],
    'by path: not one elsewhere': [{ path: '/people/', tags: {} }, { by: 'path', path: '/service/' }, false],
    'by path: not one that is tagged out': [
      { path: '/service/', tags: { 'keyturn:managed': 'false' } },
      { by: 'path', path: '/service/' },
      false,
    ],
    'all: everybody': [{ tags: {} }, { by: 'all' }, true],
    'all: but who is tagged out': [{ tags: { 'keyturn:managed': 'false' } }, { by: 'all' }, false],
  };

  it.each(Object.entries(rows))('%s', (_sentence, [row, manage, managed]) => {
    expect(isManaged(aRow(row), manage)).toBe(managed);
  });

  it('counts the managed and looks at no other', () => {
    const old = { keys: [active(daysAgo(100))] };
    const rows = [aRow({ name: 'alice', ...old }), aRow({ name: 'bob', tags: {}, ...old })];
    const { managed, candidates: chosen } = triage({ users: rows, reportedAt: NOW }, aConfig(), NOW);
    expect(managed).toBe(1);
    expect(chosen.map(({ row }) => row.name)).toEqual(['alice']);
  });
});

/** NEW replaced the old key some days ago, everybody was told, and the report shows what is left of it. */
function rotatedRow(days: number, secret: Parameters<typeof aSecret>[0] = {}, row: Partial<UserRow> = {}): UserRow {
  const at = daysAgo(days);
  return aRow({
    keys: [active(at)],
    secrets: [
      aSecret({
        labels: labels({ current: NEW, previous: OLD }),
        intent: { kind: 'rotate', at },
        notices: { rotated: { accessKeyId: NEW, at } },
        ...secret,
      }),
    ],
    ...row,
  });
}

/** Somebody uses it. */
const inUse = (changedAt: Date): ReportKey => ({ ...active(changedAt), usedAt: hoursAgo(1) });

/** Both keys are Active, the new one is in use, and the report says when the old one was used. */
function inGrace(
  days: number,
  { usedAt }: Pick<ReportKey, 'usedAt'>,
  keys: readonly ReportKey[] = [inUse(daysAgo(days)), { ...active(daysAgo(days + 68)), usedAt }],
  reminded?: { readonly accessKeyId: string; readonly at: Date },
): UserRow {
  const notices = { rotated: { accessKeyId: NEW, at: daysAgo(days) }, ...(reminded && { reminded }) };
  return rotatedRow(days, { notices }, { keys });
}

/** The old key was deleted after its grace and quarantine. */
const deleted = (days: number) => ({
  notices: {
    rotated: { accessKeyId: NEW, at: daysAgo(days) },
    deleted: { accessKeyId: OLD, at: later(daysAgo(days), 21 * DAY) },
  },
});

const quarantined = (at: Date) => ({
  deactivated: { accessKeyId: OLD, at },
  notices: { rotated: { accessKeyId: NEW, at: daysAgo(20) }, deactivated: { accessKeyId: OLD, at } },
});

const rolledBack = (at: Date) => ({
  labels: labels({ current: OLD, previous: NEW }),
  intent: { kind: 'rollback' as const, at },
  notices: { rolledBack: { accessKeyId: OLD, at } },
});

const revoked = (accessKeyId: string, at: Date) => ({
  deactivated: { accessKeyId, at },
  notices: { rotated: { accessKeyId: NEW, at: daysAgo(5) }, revoked: { accessKeyId: accessKeyId, at } },
});

interface Row {
  readonly row: UserRow;
  readonly why: string | undefined;
  readonly rotationOnly?: boolean;
  readonly reportedAt?: Date;
  readonly config?: Partial<Config>;
}

function looks(rows: Readonly<Record<string, Row>>) {
  it.each(Object.entries(rows))('%s', (_sentence, { row, why, rotationOnly, reportedAt, config }) => {
    const [candidate] = candidates([row], config, reportedAt);
    expect(candidate?.why).toBe(why);
    if (rotationOnly !== undefined) expect(candidate?.rotationOnly).toBe(rotationOnly);
  });
}

describe('a user whose tags or secret are in trouble', () => {
  looks({
    'is looked at when a tag of it does not parse': {
      row: aRow({ tags: { ...MANAGED, 'keyturn:max-key-age-days': 'soon' } }),
      why: 'user tags',
      rotationOnly: false,
    },
    'is looked at when two secrets are tagged with its id': {
      row: aRow({ secrets: [aSecret(), aSecret({ name: 'keyturn/other' })] }),
      why: 'identity',
    },
    'is looked at when a secret of its name is another user’s': {
      row: aRow({ namesake: aSecret({ userId: OTHER_USER_ID }) }),
      why: 'identity',
    },
    'is looked at when it names a secret that nobody has tagged': {
      row: aRow({ tags: { ...MANAGED, 'keyturn:secret-name': 'prod/db' } }),
      why: 'identity',
    },
    'is looked at when its secret is scheduled for deletion': {
      row: rotatedRow(20, { deletedAt: daysAgo(1) }),
      why: 'secret',
    },
    'is looked at when a tag of its secret does not parse': {
      row: rotatedRow(20, { problems: ['the secret’s tag keyturn:intent is bad'] }),
      why: 'secret',
    },
  });
});

describe('a user whose last change is not settled', () => {
  looks({
    'is looked at while a deletion is noted ahead': {
      row: rotatedRow(30, { notices: { ...deleted(30).notices, deleting: { accessKeyId: OLD, at: hoursAgo(1) } } }),
      why: 'unsettled',
    },
    'is looked at while a revocation is under way, although a tag says to wait': {
      row: rotatedRow(30, {
        notices: { ...deleted(30).notices, revoking: { accessKeyId: NEW, at: hoursAgo(1) } },
        holdUntil: inDays(1),
      }),
      why: 'unsettled',
    },
    'is looked at while a revocation of a key that is not current is under way': {
      row: rotatedRow(30, {
        notices: { ...deleted(30).notices, revoking: { accessKeyId: OLD, at: hoursAgo(1) } },
        holdUntil: inDays(1),
      }),
      why: 'unsettled',
    },
    'is looked at while a deactivation was not told': {
      row: rotatedRow(20, { deactivated: { accessKeyId: OLD, at: hoursAgo(1) } }),
      why: 'unsettled',
    },
    'is looked at while its first rotation is open': {
      row: aRow({ secrets: [aSecret({ intent: { kind: 'rotate', at: hoursAgo(1) } })] }),
      why: 'unsettled',
    },
    'is looked at while a later rotation is open': {
      row: rotatedRow(80, { intent: { kind: 'rotate', at: hoursAgo(1) } }),
      why: 'unsettled',
    },
    'is looked at while a rotation was not told': { row: rotatedRow(1, { notices: {} }), why: 'unsettled' },
    'is looked at while a rollback was not told, although a tag says to wait': {
      row: rotatedRow(5, { ...rolledBack(daysAgo(1)), notices: {}, holdUntil: inDays(13) }),
      why: 'unsettled',
    },
    'is looked at while the rollback that was told is an earlier one': {
      row: rotatedRow(5, {
        ...rolledBack(daysAgo(1)),
        notices: { rolledBack: { accessKeyId: OLD, at: later(daysAgo(1), -1000) } },
      }),
      why: 'unsettled',
    },
    'is passed over after a rollback while a tag says to wait': {
      row: rotatedRow(5, { ...rolledBack(daysAgo(1)), holdUntil: inDays(13) }),
      why: undefined,
    },
    'is looked at while consumers read a key that was revoked, although a tag says to wait': {
      row: rotatedRow(5, { ...revoked(NEW, hoursAgo(1)), holdUntil: inDays(1) }),
      why: 'unsettled',
    },
    'is passed over in the quarantine of a revoked key that consumers do not read': {
      row: rotatedRow(5, revoked(OLD, daysAgo(2)), { keys: [active(daysAgo(5)), inactive(daysAgo(81))] }),
      why: undefined,
    },
    'is looked at when AWSCURRENT was moved to another key': {
      row: rotatedRow(5, { labels: labels({ current: OLD, previous: NEW }) }),
      why: 'unsettled',
    },
    'is looked at when somebody wrote over AWSCURRENT': {
      row: rotatedRow(5, { labels: { current: FOREIGN_VERSION } }),
      why: 'unsettled',
    },
    'is looked at when its secret holds a key and its intent was emptied': {
      row: rotatedRow(5, { intent: undefined }),
      why: 'unsettled',
    },
    'is looked at although a tag says to wait, for the message that is owed': {
      row: rotatedRow(1, { notices: {}, holdUntil: inDays(3) }),
      why: 'unsettled',
    },
  });
});

describe('a user that is told to wait', () => {
  const due = { keys: [active(daysAgo(100))] };
  looks({
    'is passed over until hold-until': {
      row: aRow({ ...due, secrets: [aSecret({ holdUntil: inDays(1) })] }),
      why: undefined,
    },
    'is passed over until exempt-until': {
      row: aRow({ ...due, tags: { ...MANAGED, 'keyturn:exempt-until': '2026-06-02' } }),
      why: undefined,
    },
    'is looked at when hold-until is exactly now': {
      row: aRow({ ...due, secrets: [aSecret({ holdUntil: NOW })] }),
      why: 'due',
    },
  });
});

describe('a user before its first rotation', () => {
  const young = active(daysAgo(10));
  looks({
    'is passed over while its key is not due, and its owner is not to be notified of that': {
      row: aRow({ keys: [active(later(daysAgo(61), 1000))] }),
      why: undefined,
    },
    'is looked at a week before its key is due': {
      row: aRow({ keys: [active(daysAgo(61))] }),
      why: 'heads-up',
    },
    'is looked at for that until the key is due': {
      row: aRow({ keys: [active(later(daysAgo(68), 1000))] }),
      why: 'heads-up',
    },
    'is passed over once the owner was notified of that': {
      row: aRow({
        keys: [active(daysAgo(65))],
        secrets: [aSecret({ notices: { upcoming: { accessKeyId: OLD, at: daysAgo(4) } } })],
      }),
      why: undefined,
    },
    'is passed over with a second Active key, of which a block will say more': {
      row: aRow({ keys: [active(daysAgo(65)), young] }),
      why: undefined,
    },
    'is looked at when its key is exactly due': {
      row: aRow({ keys: [active(daysAgo(68))] }),
      why: 'due',
      rotationOnly: true,
    },
    'is looked at with two keys for more than a rotation': {
      row: aRow({ keys: [active(daysAgo(68)), young] }),
      why: 'due',
      rotationOnly: false,
    },
    'is looked at by its own maximum age': {
      row: aRow({ keys: [active(daysAgo(8))], tags: { ...MANAGED, 'keyturn:max-key-age-days': '30' } }),
      why: 'due',
    },
    'is passed over with no key': { row: aRow({ keys: [] }), why: undefined },
    'is passed over with an Inactive key alone': { row: aRow({ keys: [inactive(daysAgo(100))] }), why: undefined },
    'is looked at with no Active key after a revocation that was cut': {
      row: aRow({
        keys: [inactive(daysAgo(100))],
        secrets: [aSecret({ ...revoked(OLD, hoursAgo(1)), labels: labels({ current: PLACEHOLDER }) })],
      }),
      why: 'unsettled',
    },
    'is looked at with a spare Inactive key that is not recorded': {
      row: aRow({ keys: [young, inactive(daysAgo(100))] }),
      why: 'inactive key',
    },
    'is passed over once the spare key is recorded': {
      row: aRow({
        keys: [young, inactive(daysAgo(100))],
        secrets: [
          aSecret({
            deactivated: { accessKeyId: OLD, at: daysAgo(40) },
            notices: { deactivated: { accessKeyId: OLD, at: daysAgo(40) } },
          }),
        ],
      }),
      why: undefined,
    },
    'is looked at when the report has no row for it': { row: aRow({ keys: undefined }), why: 'no report' },
    'is passed over with two young keys: the second one needs no record': {
      row: aRow({ keys: [young, active(daysAgo(20))] }),
      why: undefined,
    },
    'is looked at when a key could be due that a report of 4 hours ago cannot know': {
      row: aRow({ keys: [] }),
      config: { maxKeyAgeDays: 0.5, graceDays: 0.4 - 4 / 24, idleDays: 0.1 },
      why: 'report too old for the policy',
    },
    'is looked at when the policy is shorter than the report is old': {
      row: aRow({ keys: [] }),
      reportedAt: hoursAgo(2),
      config: { maxKeyAgeDays: 0.1, graceDays: 0.05, idleDays: 0.01 },
      why: 'report too old for the policy',
    },
  });
});

describe('a user after its first rotation', () => {
  looks({
    'is passed over in grace': {
      row: rotatedRow(5, {}, { keys: [active(daysAgo(5)), active(daysAgo(73))] }),
      why: undefined,
    },
    'is looked at from 3 days before the end of grace': { row: rotatedRow(11), why: 'grace' },
    'but not when the old key was not used since the rotation: nobody has to be reminded': {
      row: inGrace(11, { usedAt: later(daysAgo(11), -HOUR) }),
      why: undefined,
    },
    'nor when the retiring key was never used': { row: inGrace(13.9, { usedAt: 'never' }), why: undefined },
    'nor when it has been quiet for half of idleDays': { row: inGrace(13, { usedAt: daysAgo(4) }), why: undefined },
    'but when nobody uses the new key': {
      row: inGrace(11, { usedAt: daysAgo(12) }, [
        { ...active(daysAgo(11)), usedAt: later(daysAgo(11), MINUTE) },
        { ...active(daysAgo(79)), usedAt: daysAgo(12) },
      ]),
      why: 'grace',
    },
    'at the end of the grace when the evidence is complete': {
      row: inGrace(14, { usedAt: daysAgo(14.1) }),
      why: 'grace',
    },
    'not in the window while the old key was used after the rotation': {
      row: inGrace(21.9, { usedAt: daysAgo(10) }),
      why: undefined,
    },
    'not while a longer pause was seen': {
      row: {
        ...inGrace(15, { usedAt: daysAgo(15.5) }),
        secrets: [
          { ...(inGrace(15, {}).secrets[0] as SecretState), pauses: new Map([[OLD, { longestMs: 14 * DAY }]]) },
        ],
      },
      why: undefined,
    },
    'not while nobody uses the new key': {
      row: inGrace(20, { usedAt: daysAgo(25) }, [
        { ...active(daysAgo(20)), usedAt: later(daysAgo(20), MINUTE) },
        { ...active(daysAgo(88)), usedAt: daysAgo(25) },
      ]),
      why: undefined,
    },
    'at the end of the window in any case': { row: inGrace(22, { usedAt: hoursAgo(1) }), why: 'grace' },
    'in the window while the report does not tell': { row: rotatedRow(15), why: 'grace' },
    'when AWSCURRENT is not where it was seen last': {
      row: rotatedRow(5, {
        notices: {
          rotated: { accessKeyId: NEW, at: daysAgo(5) },
          moved: { accessKeyId: OLD, at: daysAgo(3) },
        },
      }),
      why: 'labels moved',
    },
    'but when it was used since': { row: inGrace(11, { usedAt: daysAgo(3) }), why: 'grace' },
    'and when the report does not say': { row: inGrace(11, { usedAt: undefined }), why: 'grace' },
    'and when the report does not show which key is the old one': {
      row: inGrace(11, { usedAt: 'never' }, [active(daysAgo(11))]),
      why: 'grace',
    },
    'not again once the owner was reminded': {
      row: inGrace(11.5, { usedAt: daysAgo(3) }, undefined, { accessKeyId: OLD, at: daysAgo(0.4) }),
      why: undefined,
    },
    'but when another key was meant by the reminder': {
      row: inGrace(11.5, { usedAt: daysAgo(3) }, undefined, { accessKeyId: THIRD, at: daysAgo(0.4) }),
      why: 'grace',
    },
    'or another rotation': {
      row: inGrace(11.5, { usedAt: daysAgo(3) }, undefined, { accessKeyId: OLD, at: daysAgo(70) }),
      why: 'grace',
    },
    'and not a second earlier': { row: rotatedRow(11 - 1000 / DAY), why: undefined },
    'is passed over in quarantine': {
      row: rotatedRow(20, quarantined(daysAgo(6)), { keys: [active(daysAgo(20)), inactive(daysAgo(96))] }),
      why: undefined,
    },
    'is looked at when the quarantine is over': {
      row: rotatedRow(20, quarantined(daysAgo(7))),
      why: 'quarantine over',
    },
    'is passed over between the deletion of the old key and the next rotation': {
      row: rotatedRow(60.9, deleted(60.9)),
      why: undefined,
    },
    'is looked at a week before its current key is due': {
      row: rotatedRow(61, deleted(61)),
      why: 'heads-up',
    },
    'is passed over once its owner was notified of that': {
      row: rotatedRow(65, {
        notices: { ...deleted(65).notices, upcoming: { accessKeyId: NEW, at: daysAgo(4) } },
      }),
      why: undefined,
    },
    'is looked at although its owner was notified of the rotation before': {
      row: rotatedRow(65, {
        notices: { ...deleted(65).notices, upcoming: { accessKeyId: OLD, at: daysAgo(72) } },
      }),
      why: 'heads-up',
    },
    'is looked at when its current key is due': { row: rotatedRow(68, deleted(68)), why: 'due', rotationOnly: true },
    'is looked at for more than a rotation when it is due and a second key is there': {
      row: rotatedRow(68, deleted(68), { keys: [active(daysAgo(68)), active(daysAgo(5))] }),
      why: 'due',
      rotationOnly: false,
    },
    'is looked at for more than a rotation when it is due and its old key is in quarantine': {
      row: rotatedRow(68, quarantined(daysAgo(1)), { keys: [active(daysAgo(68))] }),
      why: 'due',
      rotationOnly: false,
    },
    'is looked at half-way through a grace that is shorter than 6 days': {
      row: rotatedRow(1),
      config: { graceDays: 2 },
      why: 'grace',
    },
    'and not a second earlier than half-way': {
      row: rotatedRow(1 - 1000 / DAY),
      config: { graceDays: 2 },
      why: undefined,
    },
    'is looked at in grace although a leftover was deleted in the same run that began it': {
      row: rotatedRow(11, {
        notices: {
          rotated: { accessKeyId: NEW, at: daysAgo(11) },
          deleted: { accessKeyId: OLD, at: daysAgo(11) },
        },
      }),
      why: 'grace',
    },
    'is looked at with every run after a rollback: no tag bounds the age of that key': {
      row: rotatedRow(2, rolledBack(daysAgo(1))),
      why: 'rolled back',
    },
    'is looked at when its current key is not Active any more': {
      row: rotatedRow(5, {}, { keys: [active(daysAgo(81)), inactive(daysAgo(5))] }),
      why: 'current key changed manually',
    },
    'is looked at when its current key is gone': {
      row: rotatedRow(5, {}, { keys: [active(daysAgo(81))] }),
      why: 'current key changed manually',
    },
    'is looked at when its only active key was made later than the horizon after the intent': {
      row: rotatedRow(5, {}, { keys: [active(later(daysAgo(5), 30 * 60_000 + 1))] }),
      why: 'current key changed manually',
    },
    'is passed over when its key was made exactly at the end of the horizon': {
      row: rotatedRow(5, {}, { keys: [active(later(daysAgo(5), 30 * 60_000))] }),
      why: undefined,
    },
    'trusts no report’s own date: what AWS shows is 4 hours old at most': {
      row: rotatedRow(5, {}, { keys: [active(daysAgo(81)), inactive(daysAgo(5))] }),
      reportedAt: new Date('2015-02-02T20:02:02Z'),
      why: 'current key changed manually',
    },
    'is looked at when an unmanaged key is too old after the first predecessor is deleted': {
      row: rotatedRow(
        40,
        { ...deleted(40), labels: labels({ current: NEW }) },
        { keys: [active(daysAgo(40)), active(daysAgo(90))] },
      ),
      why: 'foreign key',
    },
    'is looked at when its old key was reactivated': {
      row: rotatedRow(20, quarantined(daysAgo(5)), { keys: [active(daysAgo(20)), active(daysAgo(96))] }),
      why: 'reactivated',
    },
    'is looked at when its old key was deactivated by hand': {
      row: rotatedRow(5, {}, { keys: [active(daysAgo(5)), inactive(daysAgo(81))] }),
      why: 'inactive key',
    },
    'is looked at when a key that a person made reached the maximum age': {
      row: rotatedRow(40, deleted(40), { keys: [active(daysAgo(40)), active(daysAgo(90))] }),
      why: 'foreign key',
    },
    'is looked at when a key that lost its label, as its successor was deleted by hand, reached the maximum age': {
      row: rotatedRow(
        3,
        { labels: labels({ current: NEW, previous: THIRD }) },
        { keys: [active(daysAgo(3)), active(daysAgo(91))] },
      ),
      why: 'foreign key',
    },
    'but not for an old key in the grace of a first rotation': {
      row: rotatedRow(
        3,
        { labels: labels({ current: NEW, previous: PLACEHOLDER }) },
        { keys: [active(daysAgo(3)), active(daysAgo(400))] },
      ),
      why: undefined,
    },
    'is not judged by a report from before Keyturn’s own last change': {
      row: rotatedRow(0.1, {}, { keys: [active(daysAgo(68.1))] }),
      reportedAt: later(daysAgo(0.1), 30 * 60_000),
      why: undefined,
    },
  });
});

it('takes the stalest first, and those of one age by name', () => {
  const rows = [
    aRow({ name: 'bob', keys: [active(daysAgo(80))] }),
    aRow({ name: 'carol', keys: [active(daysAgo(200)), active(daysAgo(1))] }),
    aRow({ name: 'alice', keys: [active(daysAgo(80))] }),
    aRow({ name: 'dave', keys: undefined, createdAt: daysAgo(100) }),
  ];
  expect(candidates(rows).map(({ row }) => row.name)).toEqual(['carol', 'dave', 'alice', 'bob']);
});

it('looks at nobody in a steady account', async () => {
  const world = new World();
  for (const name of ['alice', 'bob', 'carol']) {
    world.addUser({ name, tags: MANAGED });
    world.createKey(name, { createdAt: later(world.now, -100 * DAY) });
  }
  // They are rotated, retired and deleted; after that, months pass in which nothing is due.
  for (let day = 0; day < 25; day++, world.advance(DAY)) await reconcileIn(world);
  for (let day = 25; day < 65; day += 5, world.advance(5 * DAY)) {
    expect((await reconcileIn(world)).users).toEqual({ scanned: 3, managed: 3, examined: 0 });
  }
});

describe('against what observe and plan say about everybody', () => {
  const NAMES = ['alice', 'bob', 'carol'];
  const key = fc.record({ ageDays: fc.integer({ min: 0, max: 120 }), active: fc.boolean() });
  const users = fc.tuple(...NAMES.map(() => fc.record({ keys: fc.array(key, { maxLength: 2 }), exempt: fc.nat(9) })));

  /** What people do to a user behind Keyturn's back. Each is tried, and AWS may refuse it. */
  const DEEDS = {
    nothing: () => {},
    useOld: (world: World, name: string) => world.useKey(world.keysOf(name)[0]?.id ?? ''),
    useNew: (world: World, name: string) => world.useKey(world.keysOf(name).at(-1)?.id ?? ''),
    deactivateFirst: (world: World, name: string) => world.setKeyStatus(world.keysOf(name)[0]?.id ?? '', 'Inactive'),
    deactivateLast: (world: World, name: string) => world.setKeyStatus(world.keysOf(name).at(-1)?.id ?? '', 'Inactive'),
    activateFirst: (world: World, name: string) => world.setKeyStatus(world.keysOf(name)[0]?.id ?? '', 'Active'),
    deleteLast: (world: World, name: string) => world.deleteKey(world.keysOf(name).at(-1)?.id ?? ''),
    createKey: (world: World, name: string) => void world.createKey(name),
    overwrite: (world: World, name: string) => world.overwriteSecret(`keyturn/${name}`, 'by hand'),
    deleteSecret: (world: World, name: string) => world.deleteSecret(`keyturn/${name}`),
    restoreSecret: (world: World, name: string) => world.restoreSecret(`keyturn/${name}`),
    moveBack: (world: World, name: string) =>
      world.moveLabel(
        `keyturn/${name}`,
        'AWSCURRENT',
        world.secrets.get(`keyturn/${name}`)?.labels.get('AWSPREVIOUS') ?? '',
      ),
    hold: (world: World, name: string) =>
      world.tagSecret(`keyturn/${name}`, { 'keyturn:hold-until': later(world.now, 9 * DAY).toISOString() }),
    badTag: (world: World, name: string) => world.tagUser(name, { 'keyturn:grace-days': 'long' }),
    goodTag: (world: World, name: string) => world.tagUser(name, { 'keyturn:grace-days': '3' }),
    emptyIntent: (world: World, name: string) => world.tagSecret(`keyturn/${name}`, { 'keyturn:intent': '' }),
    recreate: (world: World, name: string) => {
      world.deleteUser(name);
      world.addUser({ name, tags: MANAGED });
    },
  };
  type Deed = keyof typeof DEEDS;
  const move = fc.record({
    days: fc.constantFrom(0.2, 1, 3, 5, 7, 11, 14, 30),
    deed: fc.constantFrom(...(Object.keys(DEEDS) as Deed[])),
    name: fc.constantFrom(...NAMES),
    failing: fc.option(fc.constantFrom('PutSecretValue', 'Publish', 'UpdateSecretVersionStage', 'DeleteAccessKey'), {
      freq: 5,
    }),
  });
  const history = fc.record({ users, moves: fc.array(move, { minLength: 3, maxLength: 14 }) });

  /** A world with a past: runs, now and then with a fault, and people's deeds between them. */
  async function live(
    { users: people, moves }: typeof history extends fc.Arbitrary<infer T> ? T : never,
    hides: boolean,
  ) {
    const world = new World({ reportHidesInactiveKeys: hides, secretListLagMs: 0 });
    people.forEach(({ keys, exempt }, index) => {
      const name = NAMES[index] ?? '';
      const tags = exempt === 0 ? { ...MANAGED, 'keyturn:exempt-until': '2026-03-01' } : MANAGED;
      world.addUser({ name, tags, createdAt: later(world.now, -200 * DAY) });
      for (const { ageDays, active: isActive } of keys) {
        const { accessKeyId } = world.createKey(name, { createdAt: later(world.now, -ageDays * DAY) });
        if (!isActive) world.setKeyStatus(accessKeyId, 'Inactive');
      }
    });
    for (const { days, deed, name, failing } of moves) {
      try {
        DEEDS[deed](world, name);
      } catch {
        // AWS refused what the person tried.
      }
      world.intercept = ({ operation }) => (operation === failing ? 'throttle' : undefined);
      await reconcileIn(world);
      world.advance(days * DAY);
    }
    world.intercept = undefined;
    // Long enough that the report is made anew: without staleness, triage has to be exact.
    world.advance(5 * HOUR);
    return world;
  }

  async function missed(world: World) {
    const config = aConfig();
    const view = await scan(world.clients(), config);
    const chosen = new Set(triage(view, config, world.now).candidates.map(({ row }) => row.name));
    const overlooked: string[] = [];
    for (const row of view.users) {
      if (chosen.has(row.name)) continue;
      const { steps } = plan(await observe(world.clients(), row, config), world.now);
      if (steps.length > 0) overlooked.push(`${row.name}: ${steps.map(inWords).join(', ')}`);
    }
    return overlooked;
  }

  /** Runs enough for a daily check; with 1500 of them it was the same. */
  const overlooksOnly = async (allowed: RegExp, hides: boolean) => {
    const exact = fc.asyncProperty(history, async (past) => {
      const overlooked = await missed(await live(past, hides));
      expect(overlooked.filter((user) => !allowed.test(user))).toEqual([]);
    });
    await fc.assert(exact, { numRuns: 80, seed: 20260601 });
  };

  // The report has no key ids, so it cannot show that two keys have changed their parts. Whatever it hides, the next due step finds.
  it('promise 9: overlooks nobody for whom a step is due, but one whose recorded spare key was exchanged for another', () =>
    overlooksOnly(/: record-inactive spare \w+$/, false));

  it('overlooks an Inactive key besides where the report does not show it, and nothing else', () =>
    overlooksOnly(/: record-inactive (spare|retiring) \w+$/, true));
});
