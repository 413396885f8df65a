/** What a run notes about pauses, from the bulk reads alone. */
import { lessonsOf } from '../../../../lambda/core/account/pauses-learnt';
import type { UserRow } from '../../../../lambda/core/account/user-row';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import { aRow, aSecret, daysAgo, inDays, labels, later, NEW, NOW, OLD } from '../../../support/builders';
import { aConfig, MANAGED, MINUTE } from '../../../support/simulation/harness';

const active = (days: number, usedAt: Date | 'never') => ({ active: true, changedAt: daysAgo(days), usedAt });

/** NEW replaced OLD that many days ago. */
const rotated = (days: number, keys: UserRow['keys'], secret: Partial<SecretState> = {}, row: Partial<UserRow> = {}) =>
  aRow({
    keys,
    secrets: [
      aSecret({
        labels: labels({ current: NEW, previous: OLD }),
        intent: { kind: 'rotate', at: daysAgo(days) },
        ...secret,
      }),
    ],
    ...row,
  });
const noted = (...users: UserRow[]) =>
  lessonsOf({ users, reportedAt: NOW }, aConfig(), NOW).map(({ pauses }) => Object.fromEntries(pauses));

const quiet = { longestMs: 0, quietSince: daysAgo(9) };

test('a key that has been quiet for longer than idleDays, current or retiring', () => {
  expect(noted(rotated(30, [active(30, daysAgo(9))]))).toEqual([{ [NEW]: quiet }]);
  expect(noted(rotated(10, [active(10, daysAgo(1)), active(78, daysAgo(9))]))).toEqual([{ [OLD]: quiet }]);
});

test('the old key of a first rotation by the tag, as no label names it', () => {
  const first = { labels: labels({ current: NEW, previous: 'keyturn-no-key-yet-AIDACKCEVSQ6C2EXAMPLE' }) };
  const keys = [active(10, daysAgo(1)), active(78, daysAgo(9))];
  expect(noted(rotated(10, keys, { ...first, pauses: new Map([[OLD, { longestMs: 0 }]]) }))).toEqual([
    { [OLD]: quiet },
  ]);
  expect(noted(rotated(10, keys, first))).toEqual([]);
});

test('what is known of one key stays when the other teaches something, and goes with its key', () => {
  const pauses = new Map([
    [NEW, { longestMs: 1 }],
    [OLD, { longestMs: 2 }],
  ]);
  const both = rotated(10, [active(10, daysAgo(1)), active(78, daysAgo(9))], { pauses });
  expect(noted(both)).toEqual([{ [OLD]: { ...quiet, longestMs: 2 }, [NEW]: { longestMs: 1 } }]);
  expect(noted(rotated(30, [active(30, daysAgo(9))], { pauses }))).toEqual([{ [NEW]: { ...quiet, longestMs: 1 } }]);
});

test('Keyturn’s own verification is no use, and never used is no pause', () => {
  expect(noted(rotated(30, [active(30, later(daysAgo(30), MINUTE))]))).toEqual([]);
  expect(noted(rotated(30, [active(30, 'never')]))).toEqual([]);
});

test.each<[string, UserRow]>([
  ['is not managed', rotated(30, [active(30, daysAgo(9))], {}, { tags: {} })],
  [
    'has a tag that does not parse',
    rotated(30, [active(30, daysAgo(9))], {}, { tags: { ...MANAGED, 'keyturn:grace-days': 'x' } }),
  ],
  [
    'is exempt',
    rotated(30, [active(30, daysAgo(9))], {}, { tags: { ...MANAGED, 'keyturn:exempt-until': '2026-12-31' } }),
  ],
  ['is held until a date', rotated(30, [active(30, daysAgo(9))], { holdUntil: inDays(1) })],
  ['has a secret that is about to go', rotated(30, [active(30, daysAgo(9))], { deletedAt: NOW })],
  ['has a secret with a tag that does not parse', rotated(30, [active(30, daysAgo(9))], { problems: ['x'] })],
  ['was rolled back', rotated(30, [active(30, daysAgo(9))], { intent: { kind: 'rollback', at: daysAgo(2) } })],
  ['has a report that does not tell', rotated(30, undefined)],
])('nothing of a user that %s', (_what, row) => expect(noted(row)).toEqual([]));

test('a hundred in a run, and others in the next one', () => {
  const users = Array.from({ length: 250 }, (_, index) =>
    rotated(30, [active(30, daysAgo(9))], {}, { name: `user-${index}` }),
  );
  const names = (at: Date) => lessonsOf({ users, reportedAt: NOW }, aConfig(), at).map(({ row }) => row.name);
  expect(names(NOW)).toHaveLength(100);
  expect(names(later(NOW, MINUTE))[0]).not.toBe(names(NOW)[0]);
});
