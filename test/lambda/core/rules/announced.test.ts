/** What was announced, what a new note makes obsolete, and which announcement is still owed, with all that it says (promise 8). */

import { noting, notingNoHold, owedSteps } from '../../../../lambda/core/rules/announced';
import type { Notices } from '../../../../lambda/core/user/notices';
import type { Observation } from '../../../../lambda/core/user/observation';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import { situationOf } from '../../../../lambda/core/user/situation';
import {
  afterRotation,
  anObservation,
  daysAgo,
  hoursAgo,
  inDays,
  labels,
  NEW,
  NOW,
  OLD,
  PLACEHOLDER,
  THIRD,
} from '../../../support/builders';

const about = (accessKeyId: string, at = daysAgo(1)) => ({ accessKeyId, at });
const held = (reason: string, at = daysAgo(1)) => ({ reason, at });

describe('a new note', () => {
  test.each<[what: string, before: Notices, kind: keyof Notices, kept: readonly (keyof Notices)[]]>([
    [
      'of a rotation ends all that was said of the key before',
      {
        upcoming: about(OLD),
        reminded: about(OLD),
        held: held('reactivated'),
        heldBefore: held('foreign-key'),
        moved: about(OLD),
      },
      'rotated',
      ['rotated'],
    ],
    [
      'of a rotation leaves a rollback, by which the old key of a first one is known',
      { rolledBack: about(OLD), rotated: about(OLD) },
      'rotated',
      ['rolledBack', 'rotated'],
    ],
    [
      'of a rollback leaves the rotation',
      { rotated: about(OLD), deactivated: about(OLD) },
      'rolledBack',
      ['rotated', 'rolledBack'],
    ],
    [
      'of a deactivation ends the reminder',
      { rotated: about(NEW), reminded: about(OLD) },
      'deactivated',
      ['rotated', 'deactivated'],
    ],
    [
      'of a deletion ends what was said of the same key',
      { rotated: about(OLD), deactivated: about(NEW), deleting: about(NEW) },
      'deleted',
      ['rotated', 'deleted'],
    ],
    [
      'of a deletion leaves what was said of another key',
      { deactivated: about(OLD), revoked: about(THIRD), deleting: about(NEW) },
      'deleted',
      ['deactivated', 'revoked', 'deleted'],
    ],
    [
      'of a reminder ends nothing',
      { rotated: about(NEW), deactivated: about(NEW) },
      'reminded',
      ['rotated', 'deactivated', 'reminded'],
    ],
  ])('%s', (_what, before, kind, kept) => {
    const after = noting(before, kind, about(NEW, NOW));
    expect(Object.keys(after).sort()).toEqual([...kept].sort());
    expect(after[kind]).toEqual(about(NEW, NOW));
  });

  test('of a hold for another reason keeps the one before it in memory', () => {
    const first = held('reactivated');
    expect(noting({ held: first }, 'held', held('still-in-use', NOW))).toEqual({
      held: held('still-in-use', NOW),
      heldBefore: first,
    });
  });

  test('of the same hold again leaves the one before it as it was', () => {
    const before = held('foreign-key', daysAgo(3));
    expect(noting({ held: held('reactivated'), heldBefore: before }, 'held', held('reactivated', NOW))).toEqual({
      held: held('reactivated', NOW),
      heldBefore: before,
    });
    expect(noting({}, 'held', held('reactivated', NOW))).toEqual({ held: held('reactivated', NOW) });
  });

  test('of anything else is no other hold', () => {
    expect(noting({ held: held('reactivated') }, 'format', held('json', NOW))).toEqual({
      held: held('reactivated'),
      format: held('json', NOW),
    });
  });
});

test('once a hold is over, the same one is news again', () => {
  const notices = { rotated: about(NEW), held: held('reactivated'), heldBefore: held('foreign-key') };
  expect(notingNoHold(notices)).toEqual({ rotated: about(NEW) });
});

const owed = (given: Observation) => owedSteps(situationOf(given, NOW));
const told = (given: Observation) => owed(given).map(({ tells }) => tells);
const LATE = 'the message about it was not confirmed as sent, so it is sent now';
const rotated = { rotated: about(NEW, daysAgo(5)) };
const inGrace = (secret: Partial<SecretState> = {}, overrides: Partial<Parameters<typeof afterRotation>[0]> = {}) =>
  afterRotation({ days: 5, secret, ...overrides });

test('nothing is owed where all was announced, nor to a user in trouble, whose secret may be somebody else’s', () => {
  expect(owed(inGrace())).toEqual([]);
  expect(owed(anObservation())).toEqual([]);
  const trouble = { reason: 'secret-deleted', because: 'a reason' } as const;
  expect(owed({ ...inGrace({ notices: {} }), trouble })).toEqual([]);
});

describe('a rotation', () => {
  test('with the old key, and until when that works', () => {
    const because = `a new key was issued; ${LATE}`;
    const tells = {
      event: 'key-rotated',
      accessKeyId: NEW,
      oldKeyId: OLD,
      graceEndsAt: inDays(9),
      windowEndsAt: inDays(17),
      because,
    };
    expect(owed(inGrace({ notices: {} }))).toEqual([
      {
        kind: 'notify',
        because,
        tells: { ...tells, format: 'credential-process', reads: expect.stringContaining('JSON with the fields') },
      },
    ]);
  });

  test.each<[what: string, given: Observation]>([
    ['that is deleted', inGrace({ notices: {} }, { old: 'gone' })],
    ['that is Inactive', inGrace({ notices: {} }, { old: { active: false } })],
  ])('names no old key %s', (_what, given) => {
    expect(told(given)).toMatchObject([{ event: 'key-rotated', accessKeyId: NEW }]);
    expect(told(given)[0]).not.toHaveProperty('oldKeyId');
  });

  test('also where it is the one before that was announced', () => {
    expect(told(inGrace({ notices: { rotated: about(OLD, daysAgo(90)) } }))).toMatchObject([{ event: 'key-rotated' }]);
  });

  test.each<[what: string, given: Observation]>([
    ['whose key is gone', inGrace({ notices: {} }, { current: 'gone' })],
    ['that is still open', inGrace({ notices: {}, intent: { kind: 'rotate', at: hoursAgo(1) } })],
    ['that no tag tells of', inGrace({ notices: {}, intent: undefined })],
  ])('is none %s', (_what, given) => expect(told(given)).toEqual([]));
});

describe('a rollback', () => {
  const at = daysAgo(1);
  const back = (secret: Partial<SecretState> = {}) =>
    inGrace({
      labels: labels({ current: OLD, previous: NEW }),
      intent: { kind: 'rollback', at },
      notices: rotated,
      ...secret,
    });
  const tells = {
    event: 'key-rolled-back',
    accessKeyId: OLD,
    until: inDays(13),
    isCurrent: true,
    because: `the rotation was rolled back; ${LATE}`,
  };

  test('with the key that works again, and until when both are kept', () => {
    expect(told(back())).toEqual([tells]);
    expect(told(back({ holdUntil: inDays(20) }))).toEqual([{ ...tells, until: inDays(20) }]);
  });

  test('after a first rotation it says that the secret stays as it is', () => {
    const first = back({ labels: labels({ current: NEW, previous: PLACEHOLDER }) });
    expect(told(first)).toEqual([{ ...tells, isCurrent: false }]);
  });

  test('also where an earlier one was announced, or one of another key', () => {
    expect(told(back({ notices: { rolledBack: about(OLD, daysAgo(2)) } }))).toEqual([tells]);
    expect(told(back({ notices: { rolledBack: about(THIRD, NOW) } }))).toEqual([tells]);
  });

  test('once: it was announced when it was done, or later', () => {
    expect(told(back({ notices: { rolledBack: about(OLD, at) } }))).toEqual([]);
    expect(told(back({ notices: { rolledBack: about(OLD, NOW) } }))).toEqual([]);
  });
});

describe('a revocation', () => {
  const tells = {
    event: 'key-revoked',
    accessKeyId: OLD,
    deletedFrom: inDays(7),
    currentKeyId: NEW,
    because: `the key was revoked; ${LATE}`,
  };
  const revoked = (isNotified: boolean, accessKeyId = OLD) => ({
    revoked: [{ ...about(accessKeyId), isNotified }],
  });
  const off = { old: { active: false } };

  test.each<[what: string, given: Observation]>([
    ['that was noted ahead', inGrace({ notices: { ...rotated, revoking: about(OLD) } }, off)],
    ['that was reported, and not yet announced', inGrace(revoked(false), off)],
  ])('%s: the key, and which one programs get', (_what, given) => expect(told(given)).toEqual([tells]));

  test.each<[what: string, given: Observation]>([
    [
      'while the key still works: the revocation comes first',
      inGrace({ notices: { ...rotated, revoking: about(OLD) } }),
    ],
    ['of a key that is gone', inGrace({ notices: { ...rotated, revoking: about(THIRD) } }, off)],
    ['that was announced', inGrace(revoked(true), off)],
  ])('is not owed %s', (_what, given) => expect(told(given)).toEqual([]));

  test('no other key is named where the current one was revoked', () => {
    const given = inGrace({ notices: { ...rotated, revoking: about(NEW) } }, { current: { active: false } });
    expect(told(given)).toMatchObject([{ event: 'key-revoked', accessKeyId: NEW }]);
    expect(told(given)[0]).not.toHaveProperty('currentKeyId');
  });
});

describe('a deactivation', () => {
  const deactivated = { deactivated: about(OLD, daysAgo(2)), notices: rotated };
  const off = { old: { active: false } };
  const tells = {
    event: 'key-deactivated',
    accessKeyId: OLD,
    deletedFrom: inDays(5),
    role: 'retiring',
    because: `the key was deactivated; ${LATE}`,
  };

  test('of the retiring key, with the date from which it may be deleted', () => {
    expect(told(inGrace(deactivated, off))).toEqual([tells]);
  });

  test('of another one, as a spare', () => {
    const spare = { ...deactivated, labels: labels({ current: NEW, previous: THIRD }) };
    expect(told(inGrace(spare, off))).toEqual([{ ...tells, role: 'spare' }]);
  });

  test('also where another key’s was announced', () => {
    const notices = { ...rotated, deactivated: about(THIRD), recovered: about(THIRD) };
    expect(told(inGrace({ ...deactivated, notices }, off))).toEqual([tells]);
  });

  test.each<[what: string, given: Observation]>([
    ['of a key that works', inGrace(deactivated)],
    ['of a key that is gone', inGrace(deactivated, { old: 'gone' })],
    ['of an Inactive key that no record names', inGrace({ deactivated: about(THIRD) }, off)],
    ['where there is no record', inGrace({}, off)],
    ['that was announced', inGrace({ ...deactivated, notices: { ...rotated, deactivated: about(OLD) } }, off)],
    [
      'of which the loss of the state told',
      inGrace({ ...deactivated, notices: { ...rotated, recovered: about(OLD) } }, off),
    ],
    [
      'of a compromised key, which was announced as revoked',
      inGrace({ ...deactivated, notices: { ...rotated, revoked: about(OLD) } }, off),
    ],
  ])('is not owed %s', (_what, given) => expect(told(given)).toEqual([]));
});

describe('a deletion', () => {
  const deleting = { notices: { ...rotated, deleting: about(OLD) } };

  test('of a key that is gone', () => {
    expect(told(inGrace(deleting, { old: 'gone' }))).toEqual([
      { event: 'key-deleted', accessKeyId: OLD, because: `the key was deleted; ${LATE}` },
    ]);
  });

  test('is not owed of one that is still there', () => expect(told(inGrace(deleting))).toEqual([]));
});

test('two that are owed come in one order', () => {
  const both = inGrace({ notices: { deleting: about(OLD) } }, { old: 'gone' });
  expect(told(both).map(({ event }) => event)).toEqual(['key-rotated', 'key-deleted']);
});
