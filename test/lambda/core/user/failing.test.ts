/** The count of failed runs, and the daily try that follows from it. */

import { isItsTimeOfDay } from '../../../../lambda/core/turn';
import { failedAgain, formatFailing, nextTryAt, parseFailing } from '../../../../lambda/core/user/failing';
import { later, NOW } from '../../../support/builders';
import { DAY, HOUR, MINUTE } from '../../../support/simulation/harness';

const after = (...hours: readonly number[]) =>
  hours.reduce<ReturnType<typeof parseFailing>>(
    (before, hour) => failedAgain(before, 'store the new key', later(NOW, hour * HOUR)),
    undefined,
  );

const nextIn = (...hours: readonly number[]) => {
  const failing = after(...hours);
  const at = failing && nextTryAt(failing);
  return at && (at.getTime() - NOW.getTime()) / HOUR;
};

test('the third failure in a row makes it one try a day, a day after the first', () => {
  expect([nextIn(0), nextIn(0, 1), nextIn(0, 1, 2), nextIn(0, 1, 2, 24)]).toEqual([undefined, undefined, 24, 48]);
});

test('tries that were missed are not caught up with', () => expect(nextIn(0, 1, 2, 24 * 5 + 1)).toBe(24 * 6));

test('the tag says it all, and one that does not parse says nothing', () => {
  const failing = after(0, 1, 2);
  expect(failing && parseFailing(formatFailing(failing))).toEqual(failing);
  expect(['', 'x', 'a:b@c', 'store:3@2026-02-30T00:00:00Z'].map(parseFailing)).toEqual(Array(4).fill(undefined));
});

test.each([
  ['rate(1 hour)', HOUR, 1],
  ['rate(15 minutes)', 15 * MINUTE, 1],
  ['rate(1 day)', DAY, 1],
  ['cron(0 9-17 * * ? *)', HOUR, 1],
])('by %s, a user’s own time of the day lies before one run a day', (schedule, stepMs, expected) => {
  for (const id of ['AIDA1', 'AIDA2', 'AIDA3', 'AIDA4', 'AIDA5']) {
    const runs = Array.from({ length: DAY / stepMs }, (_, index) =>
      later(new Date('2026-06-03T00:00:00Z'), index * stepMs),
    );
    const due = runs.filter((at) => !schedule.startsWith('cron') || (at.getUTCHours() >= 9 && at.getUTCHours() <= 17));
    expect(due.filter((at) => isItsTimeOfDay(id, at, { schedule, scheduleTimezone: 'Etc/UTC' }))).toHaveLength(
      expected,
    );
  }
});
