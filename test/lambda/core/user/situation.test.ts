/** Which role each key plays, by labels, dates and notes; and what time is written where clocks differ. */

import { HORIZON_MS } from '../../../../lambda/core/user/horizon';
import type { Observation } from '../../../../lambda/core/user/observation';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import {
  broughtBack,
  keyToRotate,
  lastUseOf,
  situationOf,
  without,
  writtenAtOf,
} from '../../../../lambda/core/user/situation';
import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  daysAgo,
  FOREIGN_VERSION,
  hoursAgo,
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
import { SECOND } from '../../../support/simulation/harness';

const retiring = (given: Observation) => situationOf(given, NOW).retiring?.id;
const foreign = (given: Observation) => situationOf(given, NOW).foreign.map(({ id }) => id);

/** NEW is the first key that was stored, ten days ago, and OLD was there before. */
const firstRotation = (
  old: Date,
  {
    intent = daysAgo(10),
    current = daysAgo(10),
    ...secret
  }: {
    readonly intent?: Date;
    readonly current?: Date;
  } & Partial<Omit<SecretState, 'intent'>> = {},
) =>
  anObservation({
    keys: [aKey({ createdAt: old }), aKey({ id: NEW, createdAt: current })],
    secret: aSecret({
      labels: labels({ current: NEW, previous: PLACEHOLDER }),
      intent: { kind: 'rotate', at: intent },
      ...secret,
    }),
  });

test('promise 11: two keys of the same second are in one order, however IAM lists them', () => {
  const keys = [aKey({ id: NEW }), aKey({ id: OLD })];
  for (const listed of [keys, [...keys].reverse()])
    expect(situationOf(anObservation({ keys: listed }), NOW).keys.map(({ id }) => id)).toEqual([OLD, NEW]);
});

describe('the old key of a first rotation, which no label names', () => {
  test('is the one that is older than the intent', () => {
    expect(retiring(firstRotation(later(daysAgo(10), -1)))).toBe(OLD);
    expect(foreign(firstRotation(later(daysAgo(10), -1)))).toEqual([]);
  });

  test('is none that was made between the intent and the key that it made', () => {
    const between = firstRotation(later(daysAgo(10), SECOND), { current: later(daysAgo(10), 5 * SECOND) });
    expect(retiring(between)).toBeUndefined();
    expect(foreign(between)).toEqual([OLD]);
  });

  test('nor one that is younger than the current key, where the function’s clock is ahead of IAM’s', () => {
    expect(
      retiring(firstRotation(later(daysAgo(10), 10 * SECOND), { intent: later(daysAgo(10), 30 * SECOND) })),
    ).toBeUndefined();
    expect(retiring(firstRotation(later(daysAgo(10), -SECOND), { intent: later(daysAgo(10), 30 * SECOND) }))).toBe(OLD);
  });

  test('is none while another rotation is open: the current key is older than that', () => {
    const open = firstRotation(daysAgo(80), { intent: hoursAgo(1) });
    expect(retiring(open)).toBeUndefined();
    expect(foreign(open)).toEqual([OLD]);
  });

  test('after a rollback it is judged by the current key alone', () => {
    const given = firstRotation(later(daysAgo(10), -SECOND));
    const secret = given.secret && {
      ...given.secret,
      intent: { kind: 'rollback', at: later(daysAgo(10), -5 * SECOND) } as const,
    };
    expect(retiring({ ...given, secret })).toBe(OLD);
  });

  test('is none where the current key is gone', () => {
    const { keys, ...given } = firstRotation(daysAgo(80));
    expect(retiring({ ...given, keys: keys.filter(({ id }) => id !== NEW) })).toBeUndefined();
  });
});

describe('a key that a rollback brought back, and that no label names any more', () => {
  const at = daysAgo(2);
  const afterwards = (createdAt: Date, about: string = OLD) =>
    anObservation({
      keys: [aKey({ createdAt }), aKey({ id: NEW, createdAt: daysAgo(10) })],
      secret: aSecret({
        labels: labels({ current: NEW, previous: THIRD }),
        intent: { kind: 'rotate', at: daysAgo(10) },
        notices: { rolledBack: { accessKeyId: about, at } },
      }),
    });

  test('retires in favour of a current key that is newer', () => {
    expect(retiring(afterwards(daysAgo(80)))).toBe(OLD);
  });

  test.each([
    ['not of one of the same second', afterwards(daysAgo(10))],
    ['not of an older one', afterwards(daysAgo(3))],
    ['and not where another key was brought back', afterwards(daysAgo(80), THIRD)],
  ])('%s', (_what, given) => {
    expect(retiring(given)).toBeUndefined();
    expect(foreign(given)).toEqual([OLD]);
  });
});

describe('which key a rollback has brought back', () => {
  const rollback = { kind: 'rollback', at: daysAgo(1) } as const;
  const back = (given: Observation) => broughtBack(situationOf(given, NOW))?.id;
  /** AWSCURRENT is on OLD again, which NEW had replaced. */
  const moved = { labels: labels({ current: OLD, previous: NEW }), intent: rollback };

  test.each<[what: string, given: Observation, expected: string | undefined]>([
    ['the one that is current again', afterRotation({ days: 5, secret: moved }), OLD],
    [
      'none, where the label was moved without one',
      afterRotation({ days: 5, secret: { labels: moved.labels } }),
      undefined,
    ],
    [
      'none, where it was cut before the label moved',
      afterRotation({ days: 5, secret: { intent: rollback } }),
      undefined,
    ],
    [
      'none, of two keys of the same second',
      afterRotation({ days: 5, old: { createdAt: daysAgo(5) }, secret: moved }),
      undefined,
    ],
    [
      'the current one though the newer key is gone, because that one was the last to be announced',
      afterRotation({ days: 5, current: 'gone', secret: moved }),
      OLD,
    ],
    [
      'none, where another one was the last',
      afterRotation({
        days: 5,
        current: 'gone',
        secret: { ...moved, notices: { rotated: { accessKeyId: THIRD, at: daysAgo(5) } } },
      }),
      undefined,
    ],
    [
      'none, where nothing was announced',
      afterRotation({ days: 5, current: 'gone', secret: { ...moved, notices: {} } }),
      undefined,
    ],
    [
      'none, where the key that is current again is gone',
      afterRotation({ days: 5, old: 'gone', secret: moved }),
      undefined,
    ],
    [
      'after a first rotation the old one, once it works',
      afterRotation({ days: 5, secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }), intent: rollback } }),
      OLD,
    ],
    [
      'and none before that',
      afterRotation({
        days: 5,
        old: { active: false },
        secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }), intent: rollback },
      }),
      undefined,
    ],
    [
      'nor where it is deleted',
      afterRotation({ days: 5, old: 'gone', secret: { labels: labels({ current: NEW }), intent: rollback } }),
      undefined,
    ],
    ['none, where there is no secret', anObservation(), undefined],
  ])('%s', (_what, given, expected) => expect(back(given)).toBe(expected));
});

describe('the time that is written into tags', () => {
  const beyond = later(NOW, HORIZON_MS + 1);
  test.each<[what: string, given: Observation, expected: Date]>([
    ['is the run’s own', anObservation(), NOW],
    ['where the report is older, too', anObservation({ reportedAt: hoursAgo(4) }), NOW],
    [
      'though AWS shows a later one, as far as a run may be behind',
      anObservation({ reportedAt: later(NOW, HORIZON_MS) }),
      NOW,
    ],
    ['is the report’s, where an old event was replayed', anObservation({ reportedAt: beyond }), beyond],
    ['or that of a key', anObservation({ keys: [aKey(), aKey({ id: NEW, createdAt: beyond })] }), beyond],
    ['or that of a use', anObservation({ lastUse: { [OLD]: used(beyond), [NEW]: NEVER, [THIRD]: UNKNOWN } }), beyond],
    [
      'the latest of them counts',
      anObservation({
        reportedAt: beyond,
        lastUse: { [OLD]: used(later(beyond, SECOND)), [NEW]: used(minutesAgo(1)) },
      }),
      later(beyond, SECOND),
    ],
  ])('%s', (_what, given, expected) => {
    expect(writtenAtOf(given, NOW)).toEqual(expected);
    expect(situationOf(given, NOW).writtenAt).toEqual(expected);
  });
});

test('what a label named before AWSCURRENT was overwritten is no leftover', () => {
  const overwritten = anObservation({
    keys: [aKey({ id: NEW, createdAt: hoursAgo(2) })],
    secret: aSecret({
      labels: labels({ current: FOREIGN_VERSION, previous: NEW }),
      intent: { kind: 'rotate', at: hoursAgo(2) },
    }),
    lastUse: { [NEW]: NEVER },
  });
  expect(situationOf(overwritten, NOW).leftover).toBeUndefined();
  expect(foreign(overwritten)).toEqual([NEW]);
});

test('without a leftover, the other key is all that the user has', () => {
  const cut = anObservation({
    keys: [aKey({ ageDays: 80 }), aKey({ id: NEW, createdAt: hoursAgo(1) })],
    secret: aSecret({ intent: { kind: 'rotate', at: hoursAgo(1) } }),
    lastUse: { [NEW]: NEVER },
  });
  const situation = situationOf(cut, NOW);
  const gone = situation.leftover?.key;
  expect(gone?.id).toBe(NEW);
  expect(situation.foreign.map(({ id }) => id)).toEqual([OLD]);
  const rest = gone && without(situation, gone);
  expect(rest?.keys.map(({ id }) => id)).toEqual([OLD]);
  expect(rest?.leftover).toBeUndefined();
});

test('promise 7: a last use that was not read is unknown, and says why', () => {
  const situation = situationOf(anObservation(), NOW);
  expect(lastUseOf(situation, aKey())).toEqual({ kind: 'unknown', why: 'it was not read' });
});

test('the key whose age decides is the stored one, and no other in its place when it is gone', () => {
  const keyOf = (given: Observation) => keyToRotate(situationOf(given, NOW))?.id;
  expect(keyOf(afterRotation({ days: 5 }))).toBe(NEW);
  expect(keyOf(afterRotation({ days: 5, current: 'gone' }))).toBeUndefined();
  expect(keyOf(anObservation({ keys: [aKey({ active: false, ageDays: 9 }), aKey({ id: NEW })] }))).toBe(NEW);
});
