/** A user whom run after run could not serve is tried once a day. */

import { plan } from '../../../../lambda/core/rules/plan';
import { afterRotation, daysAgo, hoursAgo, inDays, NEW, NOW, OLD } from '../../../support/builders';
import { rules } from '../../../support/plan-rows';

/** In quarantine for longer than it takes, so that a deletion is due. */
const failing = (count: number, since: Date, notified = true) =>
  afterRotation({
    days: 40,
    old: { active: false },
    secret: {
      deactivated: { accessKeyId: OLD, at: daysAgo(8) },
      notices: {
        rotated: { accessKeyId: NEW, at: daysAgo(40) },
        ...(notified && { deactivated: { accessKeyId: OLD, at: daysAgo(8) } }),
      },
      failing: { step: 'store the new key', count, since },
    },
  });

rules({
  'waits for the next day after three failures': {
    given: failing(3, hoursAgo(5)),
    rule: 'keeps-failing',
    steps: ['hold keeps-failing'],
    nextAt: inDays(19 / 24),
    sentence:
      'run after run has failed since 2026-06-01, last at the step "store the new key"; the next try is on 2026-06-02 07:00 UTC',
  },
  'sends nothing that is owed in between: that is a try like any other': {
    given: failing(3, hoursAgo(5), false),
    rule: 'keeps-failing',
    steps: ['hold keeps-failing'],
  },
  'sends it when that day has come': {
    given: failing(3, daysAgo(1), false),
    rule: 'quarantine',
    steps: ['notify key-deactivated OLD', 'delete-key retiring OLD'],
  },
  'is tried when that day has come': {
    given: failing(3, daysAgo(1)),
    rule: 'quarantine',
    steps: ['delete-key retiring OLD'],
  },
  'is tried by every run after two failures': {
    given: failing(2, hoursAgo(1)),
    rule: 'quarantine',
    steps: ['delete-key retiring OLD'],
  },
});

test('a user that nothing ever failed for is not asked about', () => {
  expect(plan(afterRotation({ days: 1 }), NOW).rule).toBe('grace');
});
