/** The old key in its grace, its window and its quarantine: what is told of it, and what stays in the way of the next rotation. */

import { plan } from '../../../../lambda/core/rules/plan';
import type { Step } from '../../../../lambda/core/rules/step';
import type { Observation } from '../../../../lambda/core/user/observation';
import {
  afterRotation,
  daysAgo,
  hoursAgo,
  inDays,
  later,
  NEW,
  NOW,
  OLD,
  UNKNOWN,
  used,
  withKeyNames,
} from '../../../support/builders';
import { rules } from '../../../support/plan-rows';
import { MINUTE } from '../../../support/simulation/harness';

const stepsOf = (given: Observation): readonly Step[] => plan(given, NOW).steps;
const IN_THE_WAY = ['hold predecessor-in-the-way OLD', 'notify user-blocked predecessor-in-the-way OLD'];

describe('promise 9: past the current key’s maximum age, what else is due is done, too', () => {
  rules({
    'the quarantine of a key begins that no record knows': {
      given: afterRotation({ days: 95, old: { active: false } }),
      rule: 'quarantine',
      steps: ['record-inactive retiring OLD', ...IN_THE_WAY],
      because: 'the key NEW has reached 90 days and cannot be replaced before the retiring key OLD is deleted',
      nextAt: inDays(7),
    },
    'the owner is reminded in a grace that a message had promised': {
      given: afterRotation({
        days: 95,
        secret: { promisedUntil: inDays(2) },
        lastUse: { [OLD]: used(daysAgo(1)) },
      }),
      rule: 'grace',
      steps: ['notify key-reminder OLD', ...IN_THE_WAY],
      because: 'both keys work until 2026-06-03',
      nextAt: inDays(2),
    },
    'one hold is enough: the reason why it waits is in the sentence': {
      given: afterRotation({ days: 95, lastUse: { [OLD]: used(hoursAgo(3)) } }),
      rule: 'retire',
      steps: IN_THE_WAY,
      because: 'the retiring key OLD stays active past its grace',
    },
    'a day before, the quarantine is all that is told': {
      given: afterRotation({ days: 89, old: { active: false } }),
      rule: 'quarantine',
      steps: ['record-inactive retiring OLD'],
    },
  });
});

describe('the reminder', () => {
  const reminder = (lastUse: Parameters<typeof afterRotation>[0]['lastUse']) => {
    const [step] = stepsOf(afterRotation({ days: 12, lastUse: lastUse ?? {} }));
    return step && { ...step, because: withKeyNames(step.because) };
  };

  test('says when the old key was used, until when it works, and asks who uses it', () => {
    expect(reminder({ [OLD]: used(daysAgo(1)) })).toMatchObject({
      kind: 'notify',
      because:
        'the retiring key OLD may still be in use (last used on 2026-05-31 12:00 UTC (s3, us-east-1)), and its grace ends on 2026-06-03',
      tells: { event: 'key-reminder', accessKeyId: OLD, graceEndsAt: inDays(2), windowEndsAt: inDays(10) },
      names: { since: daysAgo(12), oldKeyId: OLD, newKeyId: NEW },
    });
  });

  test('says that nobody uses the new key', () => {
    const verified = used(later(daysAgo(12), MINUTE), 'sts');
    expect(reminder({ [OLD]: used(daysAgo(20)), [NEW]: verified })?.because).toBe(
      'nobody has used the new key yet (the retiring key OLD: last used on 2026-05-12 12:00 UTC (s3, us-east-1)), and its grace ends on 2026-06-03',
    );
  });

  test('promise 7: is sent where the last use of the old key cannot be read', () => {
    expect(reminder({ [OLD]: UNKNOWN })).toMatchObject({ tells: { event: 'key-reminder' } });
  });

  test('is not sent twice, and that of another key was another one', () => {
    const given = (accessKeyId: string) =>
      afterRotation({
        days: 12,
        lastUse: { [OLD]: used(daysAgo(1)) },
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(12) }, reminded: { accessKeyId, at: daysAgo(1) } },
        },
      });
    expect(stepsOf(given(OLD))).toEqual([]);
    expect(stepsOf(given(NEW))).toHaveLength(1);
  });
});

describe('in the window', () => {
  const given = (days: number, usedAt: Date) => afterRotation({ days, lastUse: { [OLD]: used(usedAt) } });

  test('a run looks again when the evidence can be complete, and at the end of the window at the latest', () => {
    // Used before the rotation, but not long enough ago at the end of the grace.
    const quiet = afterRotation({
      days: 15,
      lastUse: { [OLD]: used(daysAgo(16)) },
      secret: { pauses: new Map([[OLD, { longestMs: 16 * 24 * 60 * MINUTE }]]) },
    });
    expect(plan(quiet, NOW)).toMatchObject({ rule: 'retire', steps: [], nextAt: later(inDays(2), 15 * MINUTE) });
    expect(plan(given(15, daysAgo(2)), NOW)).toMatchObject({ rule: 'retire', steps: [], nextAt: inDays(7) });
    const nobody = afterRotation({
      days: 15,
      lastUse: { [OLD]: used(daysAgo(16)), [NEW]: used(later(daysAgo(15), MINUTE), 'sts') },
    });
    expect(plan(nobody, NOW)).toMatchObject({ rule: 'retire', steps: [], nextAt: inDays(7) });
    const smtp = afterRotation({
      days: 15,
      user: { tags: { 'keyturn:ses-smtp-region': 'eu-central-1' } },
      lastUse: { [OLD]: used(daysAgo(16)), [NEW]: used(later(daysAgo(15), MINUTE), 'sts') },
    });
    expect(plan(smtp, NOW)).toMatchObject({ rule: 'retire', nextAt: inDays(7) });
  });
});
