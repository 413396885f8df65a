/** Who has moved and who has not, by what CloudTrail shows of both keys. */

import { programsFrom } from '../../../../../lambda/core/user/evidence/programs';
import type { KeyUse } from '../../../../../lambda/core/user/keys';
import { daysAgo } from '../../../../support/builders';

const use = (client: string, days: number): KeyUse => ({
  at: daysAgo(days),
  client,
  service: 's3',
  eventName: 'ListBuckets',
  sourceIpAddress: '203.0.113.7',
  userAgent: `${client}/1.0`,
});
const whole = (...uses: KeyUse[]) => ({ uses, isWhole: true });
const at = { sourceIpAddress: '203.0.113.7' };

test('a program has moved on the day of its first call with the new key, if none with the old one followed', () => {
  expect(programsFrom(whole(use('cli', 5)), whole(use('cli', 1), use('cli', 3)))).toEqual([
    { ...at, client: 'cli', hasMoved: true, movedAt: daysAgo(3), oldSeenAt: daysAgo(5), seenAt: daysAgo(1) },
  ]);
});

test('one that goes on with both has not: several may look alike', () => {
  expect(programsFrom(whole(use('cli', 2)), whole(use('cli', 1), use('cli', 3)))).toEqual([
    { ...at, client: 'cli', hasMoved: false, oldSeenAt: daysAgo(2), seenAt: daysAgo(1) },
  ]);
});

test('when it moved is not said where older pages were not read', () => {
  const [program] = programsFrom(whole(), { uses: [use('cli', 1)], isWhole: false });
  expect(program).toEqual({ ...at, client: 'cli', hasMoved: true, seenAt: daysAgo(1) });
});

test('those that have not moved come first, the latest first', () => {
  const programs = programsFrom(whole(use('a', 4), use('b', 2)), whole(use('c', 1), use('d', 3)));
  expect(programs.map(({ client }) => client)).toEqual(['b', 'a', 'c', 'd']);
});

test('a call of the same second does not speak against it: CloudTrail’s times are that coarse', () => {
  const [program] = programsFrom(whole(use('cli', 3)), whole(use('cli', 3)));
  expect(program).toMatchObject({ hasMoved: true, movedAt: daysAgo(3), oldSeenAt: daysAgo(3) });
});

test('one that has moved comes after one that has not, whichever was found first', () => {
  const found = (...order: readonly [string, string]) =>
    programsFrom(whole(...order.map((client, at) => use(client, 4 + at))), whole(use('moved', 1))).map(
      ({ client, hasMoved }) => [client, hasMoved],
    );
  const expected = [
    ['stayed', false],
    ['moved', true],
  ];
  expect(found('moved', 'stayed')).toEqual(expected);
  expect(found('stayed', 'moved')).toEqual(expected);
});

test('of those that have moved the latest comes first', () => {
  const programs = programsFrom(whole(), whole(use('a', 5), use('b', 2), use('c', 9), use('d', 1)));
  expect(programs.map(({ client }) => client)).toEqual(['d', 'b', 'a', 'c']);
});
