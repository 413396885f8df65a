/** Differences that mutation testing showed no other test to see (stryker.config.mjs). */

import { plan } from '../../../../lambda/core/rules/plan';
import type { Observation } from '../../../../lambda/core/user/observation';
import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  daysAgo,
  hoursAgo,
  inDays,
  labels,
  later,
  minutesAgo,
  NEVER,
  NEW,
  NOW,
  OLD,
  PLACEHOLDER,
  THIRD,
  UNKNOWN,
  used,
} from '../../../support/builders';
import { rules } from '../../../support/plan-rows';
import { DAY, MINUTE } from '../../../support/simulation/harness';

rules({
  'names days, not moments': {
    given: anObservation({ keys: [aKey({ ageDays: 10 })] }),
    rule: 'steady',
    steps: [],
    sentence: `the key OLD is next due on ${later(daysAgo(10), 68 * DAY)
      .toISOString()
      .slice(0, 10)}`,
  },
  'says of a user without a key why it gets none': {
    given: anObservation({ keys: [] }),
    rule: 'dormant',
    steps: [],
    sentence: 'the user has no Active key and nothing stored, so it gets no new one',
  },
  'goes by the older of two Active keys, in whatever order IAM lists them': {
    given: anObservation({ keys: [aKey({ id: NEW, ageDays: 20 }), aKey({ ageDays: 68 })] }),
    rule: 'rotate',
    steps: ['hold two-active-keys', 'notify user-blocked two-active-keys'],
  },
  'does not take a key of the same second for a newer one': {
    given: afterRotation({ days: 1, old: { createdAt: daysAgo(1) } }),
    rule: 'grace',
    steps: [],
  },
  'says that no slot is free when the current key is gone and the spare one is in quarantine': {
    given: {
      ...afterRotation({
        days: 20,
        current: 'gone',
        secret: {
          deactivated: { accessKeyId: THIRD, at: daysAgo(2) },
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(20) },
            deactivated: { accessKeyId: THIRD, at: daysAgo(2) },
          },
        },
      }),
      keys: [aKey({ ageDays: 96 }), aKey({ id: THIRD, active: false, ageDays: 100 })],
    },
    rule: 'current-gone',
    steps: ['hold no-free-slot THIRD', 'notify user-blocked no-free-slot THIRD'],
  },
  'reminds of an old key in use though the new one was never seen to authenticate': {
    given: afterRotation({ days: 12, lastUse: { [OLD]: used(daysAgo(5)), [NEW]: NEVER } }),
    rule: 'grace',
    steps: ['notify key-reminder OLD'],
  },
  'reminds of an old key that was not used since, when the new one was never seen to authenticate': {
    given: afterRotation({ days: 12, lastUse: { [OLD]: used(daysAgo(13)), [NEW]: NEVER } }),
    rule: 'grace',
    steps: ['notify key-reminder OLD'],
  },
  'waits with an old key that was last used at the very moment of the rotation, while nobody uses the new one': {
    given: afterRotation({ days: 14, lastUse: { [OLD]: used(daysAgo(14)), [NEW]: used(daysAgo(14), 'sts') } }),
    rule: 'retire',
    steps: [],
  },
  'so it does when whether the new one works cannot be read': {
    given: afterRotation({ days: 12, lastUse: { [OLD]: used(daysAgo(5)), [NEW]: UNKNOWN } }),
    rule: 'grace',
    steps: ['notify key-reminder OLD'],
  },
  'keeps a quiet old key when the new one was used at the same moment, and not since': {
    given: afterRotation({ days: 24, lastUse: { [OLD]: used(daysAgo(9)), [NEW]: used(daysAgo(9)) } }),
    rule: 'retire',
    steps: ['hold still-in-use OLD', 'notify key-held still-in-use OLD'],
  },
  'takes a call to STS half an hour after the rotation for a consumer’s': {
    given: afterRotation({
      days: 22,
      lastUse: {
        [OLD]: used(later(daysAgo(22), 10 * MINUTE)),
        [NEW]: used(later(daysAgo(22), 30 * MINUTE), 'sts'),
      },
    }),
    rule: 'retire',
    steps: ['deactivate-key OLD'],
  },
  'promise 7: takes a last use that was not read for unknown': {
    given: { ...afterRotation({ days: 22 }), lastUse: new Map([[NEW, used(hoursAgo(1))]]) },
    rule: 'retire',
    steps: ['hold still-in-use OLD', 'notify key-held still-in-use OLD'],
    sentence: `the retiring key OLD stays active past its grace: when it was last used cannot be read (it was not read), which counts as in use`,
  },
  'takes an older key for no retiring one when the label went back to the placeholder': {
    given: anObservation({
      keys: [aKey({ ageDays: 40 })],
      secret: aSecret({
        labels: labels({ current: PLACEHOLDER, previous: OLD }),
        intent: { kind: 'rotate', at: daysAgo(20) },
      }),
      lastUse: { [OLD]: used(hoursAgo(1)) },
    }),
    rule: 'steady',
    steps: [],
  },
  'promise 2: deletes no current key that AWSPENDING still names and that nobody was told of': {
    given: afterRotation({
      days: 1,
      secret: { labels: labels({ current: NEW, pending: NEW, previous: OLD }), notices: {} },
      lastUse: { [NEW]: NEVER },
    }),
    rule: 'grace',
    steps: ['notify key-rotated NEW'],
  },
  'deletes an orphan that was created in the very second of the intent': {
    given: anObservation({
      keys: [aKey({ ageDays: 80 }), aKey({ id: NEW, createdAt: minutesAgo(60) })],
      secret: aSecret({ labels: labels({ current: PLACEHOLDER }), intent: { kind: 'rotate', at: minutesAgo(60) } }),
      lastUse: { [OLD]: used(hoursAgo(1)), [NEW]: NEVER },
    }),
    rule: 'rotate',
    steps: ['delete-key orphan NEW', 'issue-key for OLD'],
  },
  'forgets an orphan that it deletes, however old': {
    given: anObservation({
      keys: [aKey({ id: NEW, ageDays: 100 })],
      secret: aSecret({ labels: labels({ current: PLACEHOLDER }), intent: { kind: 'rotate', at: daysAgo(100) } }),
      lastUse: { [NEW]: NEVER },
    }),
    rule: 'dormant',
    steps: ['delete-key orphan NEW'],
  },
  'takes a key of the very second of the intent for no predecessor of a first rotation': {
    given: afterRotation({
      days: 20,
      old: { createdAt: daysAgo(20) },
      current: { createdAt: later(daysAgo(20), MINUTE) },
      secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }) },
    }),
    rule: 'steady',
    steps: [],
  },
});

/** A first rotation that was cut an hour ago. */
function cutRotation({ pending }: { readonly pending: boolean }): Observation {
  const at = minutesAgo(60);
  return anObservation({
    keys: [aKey({ ageDays: 80 }), aKey({ id: NEW, createdAt: later(at, MINUTE) })],
    secret: aSecret({
      labels: pending ? labels({ current: PLACEHOLDER, pending: NEW }) : labels({ current: PLACEHOLDER }),
      intent: { kind: 'rotate', at },
    }),
    lastUse: { [OLD]: used(hoursAgo(1)), [NEW]: NEVER },
  });
}

test.each([
  [{ pending: false }, 'before the key was stored anywhere, so nobody can hold it'],
  [{ pending: true }, 'before this key was tested with STS, so it was never handed out'],
])('says why a key of a cut rotation may go: %j', (what, because) => {
  const [deletion] = plan(cutRotation(what), NOW).steps;
  expect(deletion?.because).toContain(because);
});

test('holds a moved label for a whole grace', () => {
  const moved = afterRotation({ days: 20, secret: { labels: labels({ current: OLD, previous: NEW }) } });
  expect(plan(moved, NOW)).toMatchObject({ rule: 'labels-moved', nextAt: inDays(14) });
});
