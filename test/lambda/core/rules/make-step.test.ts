/** A step carries all that its execution announces, so that a plan shows it word for word. */

import { NEW_KEY } from '../../../../lambda/core/rules/announcement';
import {
  deactivateStep,
  deleteStep,
  issueStep,
  recordInactiveStep,
  revokeStep,
  whatReadersGet,
} from '../../../../lambda/core/rules/make-step';
import { situationOf } from '../../../../lambda/core/user/situation';
import { afterRotation, aKey, hoursAgo, inDays, NEW, NOW, OLD, type Rotated, THIRD } from '../../../support/builders';

const situation = (overrides: Partial<Rotated> = {}) => situationOf(afterRotation({ days: 5, ...overrides }), NOW);
const because = 'a reason';
const deletedFrom = inDays(7);

test('a new key is announced with the old one, if there is one, and until when that works', () => {
  const tells = {
    event: 'key-rotated',
    accessKeyId: NEW_KEY,
    graceEndsAt: inDays(14),
    windowEndsAt: inDays(22),
    format: 'credential-process',
    reads: expect.stringContaining('JSON with the fields'),
    because,
  };
  const old = aKey();
  expect(issueStep(situation(), old, because)).toEqual({
    kind: 'issue-key',
    replaces: old,
    because,
    tells: { ...tells, oldKeyId: OLD },
  });
  expect(issueStep(situation(), undefined, because)).toEqual({
    kind: 'issue-key',
    replaces: undefined,
    because,
    tells,
  });
});

test('a deactivation is announced with the date from which the key may be deleted', () => {
  expect(deactivateStep(situation(), OLD, because)).toEqual({
    kind: 'deactivate-key',
    accessKeyId: OLD,
    because,
    tells: { event: 'key-deactivated', accessKeyId: OLD, role: 'retiring', deletedFrom, because },
  });
});

describe('a revocation is announced', () => {
  const tells = { event: 'key-revoked', accessKeyId: OLD, deletedFrom, because };
  const step = { kind: 'deactivate-key', accessKeyId: OLD, revoked: true, because };

  test('with the key that programs get', () => {
    expect(revokeStep(situation(), OLD, because)).toEqual({ ...step, tells: { ...tells, currentKeyId: NEW } });
  });

  test('with the one that follows, where that is another', () => {
    expect(revokeStep(situation(), OLD, because, { currentKeyId: NEW_KEY })).toEqual({
      ...step,
      tells: { ...tells, currentKeyId: NEW_KEY },
    });
  });

  test('without any, where none works', () => {
    expect(revokeStep(situation({ current: { active: false } }), OLD, because)).toEqual({ ...step, tells });
  });
});

test('in the place of a revoked key programs get the current one, if it is another and works', () => {
  expect(whatReadersGet(situation(), OLD)).toEqual({ currentKeyId: NEW });
  expect(whatReadersGet(situation(), NEW)).toEqual({});
  expect(whatReadersGet(situation({ current: { active: false } }), OLD)).toEqual({});
  expect(whatReadersGet(situation({ current: 'gone' }), OLD)).toEqual({});
});

describe('a key that was found Inactive is announced', () => {
  const step = { kind: 'record-inactive', accessKeyId: OLD, role: 'spare', because };

  test('as deactivated', () => {
    expect(recordInactiveStep(situation(), OLD, 'spare', because)).toEqual({
      ...step,
      tells: { event: 'key-deactivated', accessKeyId: OLD, role: 'spare', deletedFrom, because },
    });
  });

  test('promise 12: as revoked, where it was reported: nobody is told how to bring it back', () => {
    const report = (accessKeyId: string) => ({ revoked: [{ accessKeyId, at: hoursAgo(1), isNotified: true }] });
    expect(recordInactiveStep(situation({ secret: report(OLD) }), OLD, 'spare', because)).toEqual({
      ...step,
      tells: { event: 'key-revoked', accessKeyId: OLD, deletedFrom, currentKeyId: NEW, because },
    });
    expect(recordInactiveStep(situation({ secret: report(THIRD) }), OLD, 'spare', because)).toMatchObject({
      tells: { event: 'key-deactivated' },
    });
  });
});

test('a deletion is announced with the role that the key had', () => {
  expect(deleteStep(OLD, 'orphan', because)).toEqual({
    kind: 'delete-key',
    accessKeyId: OLD,
    role: 'orphan',
    because,
    tells: { event: 'key-deleted', accessKeyId: OLD, role: 'orphan', because },
  });
});
