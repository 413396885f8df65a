/** How a slot for a new key comes to be free, and whose keys are in the way. */

import { plan } from '../../../../lambda/core/rules/plan';
import type { Observation } from '../../../../lambda/core/user/observation';
import {
  afterRotation,
  aKey,
  anObservation,
  daysAgo,
  hoursAgo,
  NEW,
  NOW,
  OLD,
  THIRD,
  used,
} from '../../../support/builders';
import { rules } from '../../../support/plan-rows';

const holdOf = (given: Observation) => plan(given, NOW).steps.find((step) => step.kind === 'hold');

describe('the keys in the way are named to the owner', () => {
  test('two of which nothing shows which one is meant to stay', () => {
    const two = anObservation({ keys: [aKey({ ageDays: 90 }), aKey({ id: THIRD, ageDays: 80 })] });
    expect(holdOf(two)).toMatchObject({ reason: 'two-active-keys', keyIds: [OLD, THIRD] });
  });

  test('the one beside the current key', () => {
    const besides = afterRotation({
      days: 80,
      besides: aKey({ id: THIRD, ageDays: 30 }),
      lastUse: { [THIRD]: used(hoursAgo(2)) },
    });
    expect(holdOf(besides)).toMatchObject({ reason: 'foreign-key', accessKeyId: THIRD, keyIds: [THIRD] });
  });
});

/** NEW is current and due, or it is gone and OLD works; and THIRD is Inactive since two days ago. */
const withSpare = (current: Partial<ReturnType<typeof aKey>> | 'gone', revoked: boolean): Observation => {
  const rotated = afterRotation({ days: 80, besides: aKey({ id: THIRD, active: false, ageDays: 90 }), current });
  const keys = current === 'gone' ? [aKey({ ageDays: 148 }), ...rotated.keys] : rotated.keys;
  const { secret } = rotated;
  const notices = {
    rotated: { accessKeyId: NEW, at: daysAgo(80) },
    deactivated: { accessKeyId: THIRD, at: daysAgo(2) },
    ...(revoked && { revoked: { accessKeyId: THIRD, at: daysAgo(2) } }),
  };
  return {
    ...rotated,
    keys,
    secret: secret && { ...secret, deactivated: { accessKeyId: THIRD, at: daysAgo(2) }, notices },
  };
};

rules({
  'promise 2: a revoked spare makes room at once where programs hold no key that works': {
    given: withSpare('gone', true),
    rule: 'current-gone',
    steps: ['delete-key revoked THIRD', 'issue-key for nobody'],
  },
  'a spare that was not revoked has its quarantine, whoever waits': {
    given: withSpare('gone', false),
    rule: 'current-gone',
    steps: ['hold no-free-slot THIRD', 'notify user-blocked no-free-slot THIRD'],
  },
  'and so has a revoked one where programs have a key that works': {
    given: withSpare({}, true),
    rule: 'rotate',
    steps: ['hold spare-in-quarantine THIRD', 'notify user-blocked spare-in-quarantine THIRD'],
  },
});
