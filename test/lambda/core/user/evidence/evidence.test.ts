/** Has everybody moved on from an old key (promise 1)? What is seen, what is missing, and from when it is complete. */

import {
  evidenceDate,
  evidenceOf,
  needsNoReminder,
  type Uses,
  usesOf,
} from '../../../../../lambda/core/user/evidence/evidence';
import { useInWords } from '../../../../../lambda/core/user/evidence/use';
import type { AccessKey } from '../../../../../lambda/core/user/keys';
import type { Observation } from '../../../../../lambda/core/user/observation';
import { situationOf } from '../../../../../lambda/core/user/situation';
import {
  afterRotation,
  aUser,
  daysAgo,
  hoursAgo,
  inDays,
  later,
  minutesAgo,
  NEVER,
  NEW,
  NOW,
  OLD,
  type Rotated,
  UNKNOWN,
  used,
  withKeyNames,
} from '../../../../support/builders';
import { DAY, MINUTE } from '../../../../support/simulation/harness';

const POLICY = aUser().settings.policy;

function evidence(given: Observation) {
  const situation = situationOf(given, NOW);
  const found = evidenceOf(situation, situation.retiring as AccessKey, situation.current as AccessKey);
  return { ...found, because: withKeyNames(found.because) };
}

const rotated = (days: number, lastUse: Rotated['lastUse'], secret: Rotated['secret'] = {}) =>
  afterRotation({ days, lastUse: lastUse ?? {}, secret });

describe('in a sentence', () => {
  test('a key that is in use since the rotation: others may hold it, until the end of the window', () => {
    expect(evidence(rotated(15, { [OLD]: used(daysAgo(10)) }))).toEqual({
      moved: false,
      unproven: false,
      missing: 'still-in-use',
      because:
        'it was last used on 2026-05-22 12:00 UTC (s3, us-east-1), which is after the rotation, so that other programs may hold it until 2026-06-08',
      completeAt: inDays(7),
    });
  });

  test('the same where it counts as quiet at the very end of the window', () => {
    // The window ends 22 days after the rotation.
    const usedAt = later(daysAgo(14.5), 14 * DAY - 15 * MINUTE);
    expect(evidence(rotated(14.5, { [OLD]: used(usedAt) })).because).toContain('other programs may hold it until');
    expect(evidence(rotated(14.5, { [OLD]: used(later(usedAt, 1)) })).because).toContain('has to be quiet until');
  });

  test('a key that is not quiet for long enough', () => {
    expect(evidence(rotated(15, { [OLD]: used(daysAgo(16)) }))).toMatchObject({
      moved: true,
      because:
        'the retiring key was last used on 2026-05-16 12:00 UTC (s3, us-east-1), and the new key has been in use since',
    });
    const pause = (longestMs: number) =>
      evidence(rotated(15, { [OLD]: used(daysAgo(16)) }, { pauses: new Map([[OLD, { longestMs }]]) }));
    expect(pause(20 * DAY)).toMatchObject({
      moved: false,
      missing: 'successor-unused',
      because:
        'it was last used on 2026-05-16 12:00 UTC (s3, us-east-1), and has to be quiet until 2026-06-08 (it was once quiet for 20 days and then used again)',
    });
  });

  test('no pause is told where none exceeds idleDays', () => {
    const usedAt = later(daysAgo(22), 20 * DAY);
    const quiet = (longestMs: number) =>
      evidence(rotated(22, { [OLD]: used(usedAt) }, { pauses: new Map([[OLD, { longestMs }]]) })).because;
    expect(quiet(0)).toMatch(/, and has to be quiet until 2026-06-07$/);
    expect(quiet(8 * DAY)).toMatch(/, and has to be quiet until 2026-06-08$/);
    expect(quiet(8 * DAY + 1)).toMatch(/ \(it was once quiet for 8 days and then used again\)$/);
  });

  test('a key whose successor nobody uses', () => {
    expect(
      evidence(rotated(15, { [OLD]: used(daysAgo(16)), [NEW]: used(minutesAgo(15 * 1440 - 5), 'sts') })),
    ).toMatchObject({
      moved: false,
      missing: 'successor-unused',
      because:
        'it was last used on 2026-05-16 12:00 UTC (s3, us-east-1), and nobody but Keyturn has used the new key since',
    });
  });

  test('a key that Keyturn alone has ever used, when it was made', () => {
    const own = afterRotation({
      days: 15,
      lastUse: { [OLD]: used(later(daysAgo(83), MINUTE), 'sts') },
    });
    expect(evidence(own)).toMatchObject({
      moved: true,
      because: 'the retiring key was never used, and the new key has been in use since',
    });
  });

  test('a key that nobody ever used, and whose successor nobody uses', () => {
    expect(evidence(rotated(30, { [OLD]: NEVER, [NEW]: used(later(daysAgo(30), MINUTE), 'sts') }))).toMatchObject({
      moved: true,
      because: 'the retiring key was never used, and nobody has used it for 98 days',
    });
  });

  test('promise 7: what cannot be read counts as use', () => {
    expect(evidence(rotated(30, { [OLD]: UNKNOWN }))).toEqual({
      moved: false,
      unproven: false,
      missing: 'still-in-use',
      because: 'when it was last used cannot be read (Throttling: Rate exceeded), which counts as in use',
    });
  });

  test.each([
    [NEVER, 'the current key was never tested with STS'],
    [UNKNOWN, 'whether the current key works cannot be read (Throttling: Rate exceeded)'],
  ])('promise 1: a current key that is not proven: %j', (use, because) => {
    expect(evidence(rotated(30, { [NEW]: use }))).toEqual({
      moved: false,
      unproven: true,
      missing: 'still-in-use',
      because,
    });
  });
});

/** A rotation ten days ago; the grace ends in four days, the window eight later. Somebody uses the new key. */
const uses = ({
  old = {},
  ...overrides
}: Partial<Omit<Uses, 'old'>> & { readonly old?: Partial<Uses['old']> } = {}): Uses => ({
  policy: POLICY,
  rotatedAt: daysAgo(10),
  graceEndsAt: inDays(4),
  windowEndsAt: inDays(12),
  newUsedAt: hoursAgo(1),
  isSmtp: false,
  ...overrides,
  old: { createdAt: daysAgo(78), usedAt: daysAgo(11), longestPauseMs: 0, ...old },
});

describe('the date from which it is complete', () => {
  test.each<[what: string, of: Uses, at: Date | undefined]>([
    ['is the end of the grace, where the old key was not used since', uses(), inDays(4)],
    [
      'and where it was last used in the very moment of the rotation',
      uses({ old: { usedAt: daysAgo(10) } }),
      inDays(4),
    ],
    ['is the end of the window, where it was', uses({ old: { usedAt: later(daysAgo(10), 1) } }), inDays(12)],
    [
      'is later, where it was once quiet for longer',
      uses({ old: { longestPauseMs: 16 * DAY } }),
      later(inDays(7), 15 * MINUTE),
    ],
    ['counts from its creation, where nobody ever used it', uses({ old: { usedAt: undefined } }), inDays(4)],
    ['is years away, where nobody uses the new key', uses({ newUsedAt: undefined }), later(daysAgo(11), 98 * DAY)],
    [
      'also where it was used no later than the old one',
      uses({ newUsedAt: daysAgo(11) }),
      later(daysAgo(11), 98 * DAY),
    ],
    ['is none then, where AWS may not see a use', uses({ newUsedAt: undefined, isSmtp: true }), undefined],
    ['but a use of the new key counts there, too', uses({ isSmtp: true }), inDays(4)],
    [
      'is the end of the grace for a key that nobody has used for its whole age',
      uses({ newUsedAt: undefined, old: { createdAt: daysAgo(100), usedAt: undefined } }),
      inDays(4),
    ],
  ])('%s', (_what, of, at) => expect(evidenceDate(of)).toEqual(at));
});

describe('a reminder', () => {
  test.each<[what: string, of: Uses, isNeedless: boolean]>([
    ['is needless, where the old key is quiet and the new one in use', uses(), true],
    ['as soon as it is quiet for half of idleDays', uses({ old: { usedAt: daysAgo(4) } }), true],
    ['and not earlier', uses({ old: { usedAt: later(daysAgo(4), 1) } }), false],
    ['nor while nobody uses the new one', uses({ newUsedAt: undefined }), false],
    [
      'but for a key that nobody has used for its whole age at the end of the grace',
      uses({ newUsedAt: undefined, old: { createdAt: daysAgo(86), usedAt: undefined } }),
      true,
    ],
    [
      'and not a moment less',
      uses({ newUsedAt: undefined, old: { createdAt: later(daysAgo(86), 1), usedAt: undefined } }),
      false,
    ],
    [
      'nor where AWS may not see a use',
      uses({ newUsedAt: undefined, isSmtp: true, old: { createdAt: daysAgo(400), usedAt: undefined } }),
      false,
    ],
  ])('%s', (_what, of, isNeedless) => expect(needsNoReminder(of, NOW)).toBe(isNeedless));
});

describe('what is known of the uses of both keys', () => {
  const of = (given: Observation) => {
    const situation = situationOf(given, NOW);
    return usesOf(situation, situation.retiring as AccessKey);
  };

  test('the dates of the rotation, and the last use of each', () => {
    expect(of(rotated(10, { [OLD]: used(daysAgo(3)) }))).toEqual({
      policy: POLICY,
      rotatedAt: daysAgo(10),
      graceEndsAt: inDays(4),
      windowEndsAt: inDays(12),
      newUsedAt: hoursAgo(1),
      isSmtp: false,
      old: { createdAt: daysAgo(78), usedAt: daysAgo(3), longestPauseMs: 0 },
    });
  });

  test('the pause that a use has just ended counts', () => {
    const pauses = new Map([[OLD, { longestMs: 5 * DAY, quietSince: daysAgo(30) }]]);
    expect(of(rotated(10, { [OLD]: used(daysAgo(3)) }, { pauses })).old.longestPauseMs).toBe(27 * DAY);
    expect(of(rotated(10, { [OLD]: NEVER }, { pauses })).old.longestPauseMs).toBe(5 * DAY);
  });

  test('Keyturn’s own verification is nobody’s use, and neither is what is not known', () => {
    const { newUsedAt, old } = of(rotated(10, { [OLD]: UNKNOWN, [NEW]: used(later(daysAgo(10), MINUTE), 'sts') }));
    expect([newUsedAt, old.usedAt]).toEqual([undefined, undefined]);
  });

  test('a user of SES logs in where AWS may not see it', () => {
    const user = { tags: { 'keyturn:ses-smtp-region': 'eu-central-1' } };
    expect(of(afterRotation({ days: 10, user })).isSmtp).toBe(true);
  });
});

test.each([
  [NEVER, 'never used'],
  [used(hoursAgo(1)), 'last used on 2026-06-01 11:00 UTC (s3, us-east-1)'],
  [UNKNOWN, 'last use unknown: Throttling: Rate exceeded'],
])('a last use in words: %j', (use, words) => {
  const situation = situationOf(rotated(10, { [OLD]: use }), NOW);
  expect(useInWords(situation, situation.retiring as AccessKey)).toBe(words);
});
