/** The key that programs read from the secret is Inactive or gone: whose doing it was decides what follows. */

import { plan } from '../../../../lambda/core/rules/plan';
import type { Rotated } from '../../../support/builders';
import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  daysAgo,
  hoursAgo,
  labels,
  minutesAgo,
  NEW,
  NOW,
  OLD,
  THIRD,
} from '../../../support/builders';
import { rules } from '../../../support/plan-rows';

const rotated = { accessKeyId: NEW, at: daysAgo(30) };
const current = (what: NonNullable<Rotated['current']>, secret: NonNullable<Rotated['secret']> = {}) =>
  afterRotation({ days: 30, old: 'gone', current: what, secret: { notices: { rotated }, ...secret } });

rules({
  'promise 3: one that Keyturn deactivated is replaced, whatever a tag says to wait for': {
    given: current(
      { active: false },
      { deactivated: { accessKeyId: NEW, at: hoursAgo(2) }, holdUntil: new Date('2026-07-01') },
    ),
    rule: 'current-retired',
    steps: ['notify key-deactivated NEW', 'issue-key for nobody'],
    sentence: 'the key NEW that consumers read from the secret was deactivated by Keyturn',
  },
  'promise 3: so is one that Keyturn deleted': {
    given: current('gone', { notices: { rotated, deleted: { accessKeyId: NEW, at: hoursAgo(2) } } }),
    rule: 'current-retired',
    steps: ['issue-key for nobody'],
    sentence: 'the key NEW that consumers read from the secret was deleted by Keyturn',
  },
  'promise 3: and one whose deletion Keyturn had only begun': {
    given: current('gone', { notices: { rotated, deleting: { accessKeyId: NEW, at: hoursAgo(2) } } }),
    rule: 'current-retired',
    steps: ['notify key-deleted NEW', 'issue-key for nobody'],
  },
  'one that a person deleted is replaced by another rule': {
    given: current('gone'),
    rule: 'current-gone',
    steps: ['issue-key for nobody'],
  },
  'one that a person deactivated may be part of an incident': {
    given: current({ active: false }),
    rule: 'current-inactive',
    steps: ['hold current-inactive NEW', 'notify key-held current-inactive NEW'],
  },
  'nothing is replaced while a run may still be at work': {
    given: current('gone', {
      notices: { rotated, deleted: { accessKeyId: NEW, at: minutesAgo(5) } },
      intent: { kind: 'rotate', at: minutesAgo(5) },
    }),
    rule: 'horizon',
    steps: [],
  },
  'nor where a person moved AWSCURRENT back to it': {
    given: afterRotation({
      days: 20,
      old: { active: false },
      secret: {
        labels: labels({ current: OLD, previous: NEW }),
        deactivated: { accessKeyId: OLD, at: daysAgo(5) },
        notices: { rotated: { accessKeyId: NEW, at: daysAgo(20) }, deactivated: { accessKeyId: OLD, at: daysAgo(5) } },
      },
    }),
    rule: 'labels-moved',
    steps: ['hold labels-moved NEW', 'notify key-held labels-moved NEW', 'renew-grace NEW'],
  },
  'nor while run after run fails for this user': {
    given: current('gone', {
      notices: { rotated, deleted: { accessKeyId: NEW, at: hoursAgo(3) } },
      failing: { step: 'store the new key', count: 3, since: hoursAgo(3) },
    }),
    rule: 'keeps-failing',
    steps: ['hold keeps-failing'],
  },
});

describe('before a first rotation', () => {
  const notes = { revoked: [{ accessKeyId: OLD, at: hoursAgo(2), isNotified: true }] };

  rules({
    'promise 12: a revoked key is replaced where it was the only one that worked': {
      given: anObservation({ keys: [aKey({ active: false })], secret: aSecret(notes) }),
      rule: 'current-revoked',
      steps: ['issue-key for nobody'],
    },
    'but not where another one works: then nobody waits for a new one': {
      given: anObservation({ keys: [aKey({ active: false }), aKey({ id: THIRD })], secret: aSecret(notes) }),
      rule: 'record-spare',
      steps: ['record-inactive spare OLD'],
    },
  });
});

test('a revoked key that is found Inactive is announced as revoked, with the key that programs get', () => {
  const found = afterRotation({
    days: 3,
    old: { active: false },
    secret: { revoked: [{ accessKeyId: OLD, at: hoursAgo(2), isNotified: true }] },
  });
  expect(plan(found, NOW).steps[0]).toMatchObject({
    kind: 'record-inactive',
    tells: { event: 'key-revoked', accessKeyId: OLD, currentKeyId: NEW },
  });
});

test('a hold for a label that was moved says to which key, and ends the hold that hid it', () => {
  const moved = afterRotation({
    days: 10,
    secret: {
      labels: { current: afterRotation({ days: 1 }).secret?.labels.current as string },
      notices: { rotated: { accessKeyId: OLD, at: daysAgo(5) } },
    },
  });
  const steps = plan(moved, NOW).steps.filter(({ kind }) => kind === 'renew-grace');
  expect(steps).toMatchObject([{ movedTo: NEW, endsHold: true }]);
});
