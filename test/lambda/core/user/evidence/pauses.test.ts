/** The longest pause between two uses of a key, learnt from a last use that is read again and again. */
import * as fc from 'fast-check';
import {
  formatPauses,
  learnt,
  longestPauseMs,
  NO_PAUSE,
  type Pause,
  parsePauses,
} from '../../../../../lambda/core/user/evidence/pauses';
import { daysAgo, forAll, NEW, NOW, OLD } from '../../../../support/builders';
import { DAY, HOUR } from '../../../../support/simulation/harness';

const NORMAL = 8 * DAY;
const learn = (pause: Pause, usedDaysAgo: number) => learnt(pause, daysAgo(usedDaysAgo), NOW, NORMAL);

test('a pause up to idleDays is not worth a note', () => expect(learn(NO_PAUSE, 8)).toBeUndefined());

test('since when a longer one lasts is noted once', () => {
  const quiet = learn(NO_PAUSE, 8.1);
  expect(quiet).toEqual({ longestMs: 0, quietSince: daysAgo(8.1) });
  expect(learn(quiet as Pause, 8.1)).toBeUndefined();
});

test('its length is noted when it ends, and no shorter one after it', () => {
  const ended = learn({ longestMs: 0, quietSince: daysAgo(10) }, 0.5);
  expect(ended).toEqual({ longestMs: 9.5 * DAY });
  expect(learn(ended as Pause, 9.4)).toBeUndefined();
  expect(learn(ended as Pause, 9.6)).toEqual({ longestMs: 9.5 * DAY, quietSince: daysAgo(9.6) });
});

test('a shorter pause does not make the longest one shorter', () => {
  expect(longestPauseMs({ longestMs: 9 * DAY, quietSince: daysAgo(3) }, daysAgo(1))).toBe(9 * DAY);
});

test('the tag is read back as it was written, in hours and seconds', () => {
  expect(
    formatPauses(
      new Map([
        [OLD, { longestMs: 30 * HOUR, quietSince: NOW }],
        [NEW, NO_PAUSE],
      ]),
    ),
  ).toBe(`${OLD}:30h@2026-06-01T12:00:00Z ${NEW}:0h@`);
  const pause = fc.record(
    { longestMs: fc.nat(9999).map((hours) => hours * HOUR), quietSince: fc.nat(999).map((days) => daysAgo(days)) },
    { requiredKeys: ['longestMs'] },
  );
  forAll(
    fc.uniqueArray(fc.tuple(fc.constantFrom(OLD, NEW), pause), { minLength: 1, selector: ([id]) => id }),
    (entries) => {
      const pauses = new Map(entries);
      const text = formatPauses(pauses);
      expect(parsePauses(text)).toEqual(pauses);
      // What a tag may hold.
      expect(text).toMatch(/^[\w +=.:/@-]{1,256}$/);
    },
  );
});

test.each([
  'soon',
  `${OLD}:8d@`,
  `${OLD}:8h`,
  `${OLD}:8h@yesterday`,
  `:8h@`,
  `${OLD}:8h@ junk`,
  `=${OLD}:8h@`,
  `${OLD}:8h@\u2028junk`,
  `${OLD}:8h@\u2028`,
])('promise 7: %j is no such tag, and must not pass for "no pause"', (text) =>
  expect(parsePauses(text)).toBeUndefined(),
);
