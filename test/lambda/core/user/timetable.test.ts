/** The dates of a rotation, and that no other file reckons with days. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import { situationOf } from '../../../../lambda/core/user/situation';
import {
  ageInDays,
  daysSince,
  dueDate,
  enforcementDate,
  extensionDate,
  graceEnd,
  graceEndDate,
  maxAgeDate,
  pastAgeDate,
  promised,
  quarantineEnd,
  quarantineEndDate,
  quietDate,
  reminderDate,
  seldomDate,
  succession,
  unusedDate,
  windowEnd,
  windowEndDate,
} from '../../../../lambda/core/user/timetable';
import {
  afterRotation,
  aSecret,
  daysAgo,
  hoursAgo,
  inDays,
  labels,
  minutesAgo,
  NEW,
  NOW,
  PLACEHOLDER,
  type Rotated,
} from '../../../support/builders';
import { DAY } from '../../../support/simulation/harness';

const POLICY = { maxKeyAgeDays: 90, graceDays: 14, quarantineDays: 7, idleDays: 8 };

describe('what the policy alone gives', () => {
  test.each<[string, Date, Date]>([
    ['a key is due a grace and a window before its maximum age', dueDate(POLICY, NOW), inDays(68)],
    ['a key is too old at its maximum age', maxAgeDate(POLICY, NOW), inDays(90)],
    ['a report counts it as too old a whole day later', pastAgeDate(POLICY, NOW), inDays(91)],
    ['an old key waits for idleDays after its grace', windowEndDate(POLICY, NOW), inDays(8)],
    ['a grace lasts graceDays', graceEndDate(POLICY, NOW), inDays(14)],
    ['the reminder comes 3 days before the end of the grace', reminderDate(POLICY, inDays(14)), inDays(11)],
    ['half-way through a short grace', reminderDate({ graceDays: 4 }, inDays(4)), inDays(2)],
    ['a quarantine lasts quarantineDays', quarantineEndDate(POLICY, NOW), inDays(7)],
    ['a use counts for idleDays, and as long as AWS may be behind', quietDate(POLICY, daysAgo(8)), minutesAgo(-15)],
    ['a pause within idleDays changes nothing', quietDate(POLICY, daysAgo(8), 7 * DAY), minutesAgo(-15)],
    ['a longer pause counts, and an eighth more', quietDate(POLICY, daysAgo(18), 16 * DAY), minutesAgo(-15)],
    ['half of idleDays spares a reminder', seldomDate(POLICY, daysAgo(4)), NOW],
    ['a key that nobody ever used is unused at its maximum age', unusedDate(POLICY, { createdAt: NOW }), inDays(90)],
    ['one that was used, idleDays later', unusedDate(POLICY, { createdAt: daysAgo(400), usedAt: NOW }), inDays(98)],
    ['an owner may have two weeks more', extensionDate(NOW), inDays(14)],
    ['days may be fractions', graceEndDate({ graceDays: 1 / 24 }, hoursAgo(1)), NOW],
  ])('%s', (_sentence, got, expected) => expect(got).toEqual(expected));

  test('an age is counted in whole days, a hold in parts of them', () => {
    expect(ageInDays(hoursAgo(47), NOW)).toBe(1);
    expect(ageInDays(hoursAgo(48), NOW)).toBe(2);
    expect(daysSince(hoursAgo(36), NOW)).toBe(1.5);
  });
});

describe('what was promised is kept (promise 8)', () => {
  test('the later of the two dates counts', () => {
    expect(promised(undefined, NOW)).toEqual(NOW);
    expect(promised(aSecret({ promisedUntil: inDays(1) }), NOW)).toEqual(inDays(1));
    expect(promised(aSecret({ promisedUntil: daysAgo(1) }), NOW)).toEqual(NOW);
  });

  test('the ends of grace and quarantine in a situation', () => {
    const situation = situationOf(afterRotation({ days: 3 }), NOW);
    expect(succession(situation)).toEqual(daysAgo(3));
    expect(graceEnd(situation)).toEqual(inDays(11));
    expect(windowEnd(situation)).toEqual(inDays(19));
    expect(enforcementDate(situation, daysAgo(71))).toEqual(inDays(19));
    expect(enforcementDate(situation, daysAgo(3))).toEqual(inDays(87));
    expect(enforcementDate(situation, daysAgo(300))).toEqual(inDays(19));
    expect(quarantineEnd(situation, daysAgo(1))).toEqual(inDays(6));
    const secret = aSecret({ ...situation.secret, promisedUntil: inDays(30) });
    expect(graceEnd({ ...situation, secret })).toEqual(inDays(30));
    expect(quarantineEnd({ ...situation, secret }, daysAgo(1))).toEqual(inDays(30));
  });
});

describe('when the current key took over, and when its predecessor’s grace began', () => {
  const at = daysAgo(10);
  const rollback = { kind: 'rollback', at: daysAgo(2) } as const;
  const first = { labels: labels({ current: NEW, previous: PLACEHOLDER }) };
  const dates = (secret: Partial<SecretState>, current: NonNullable<Rotated['current']> = { createdAt: at }) => {
    const situation = situationOf(afterRotation({ days: 10, current, secret }), NOW);
    return [succession(situation), graceEnd(situation)];
  };

  test.each<[what: string, given: Parameters<typeof dates>, succession: Date, graceEnd: Date]>([
    ['with its creation, after the intent', [{ intent: { kind: 'rotate', at: daysAgo(11) } }], at, inDays(4)],
    ['never before the intent', [{ intent: { kind: 'rotate', at: daysAgo(9) } }], daysAgo(9), inDays(5)],
    [
      'which is so of a first rotation, too',
      [{ ...first, intent: { kind: 'rotate', at: daysAgo(9) } }],
      daysAgo(9),
      inDays(5),
    ],
    ['with a rollback that moved the label', [{ intent: rollback }], daysAgo(2), inDays(12)],
    [
      'promise 1: one of a first rotation moves no label: a grace begins, and uses count from the rotation on',
      [{ ...first, intent: rollback }],
      at,
      inDays(12),
    ],
    ['where that key is gone, with the rollback', [{ ...first, intent: rollback }, 'gone'], daysAgo(2), inDays(12)],
  ])('%s', (_what, given, took, ends) => expect(dates(...given)).toEqual([took, ends]));
});

describe('no other file reckons with days', () => {
  const root = join(__dirname, '..', '..', '..', '..');
  const HOME = ['lambda/core/user/timetable.ts', 'lambda/core/time.ts'];
  /** Spans that are no date of a user's rotation. */
  const OTHER_SPANS: Readonly<Record<string, string>> = {
    'lambda/core/user/horizon.ts': 'how often a notification of the same hold is repeated',
    'lambda/core/schedule.ts': 'how far apart the runs of a schedule are',
    'lambda/core/organization/news.ts': 'how often the same trouble of an account is announced',
    'lambda/core/cron.ts': 'how far apart the runs of a schedule are',
    'lambda/core/time-zone.ts': 'how far a zone is from UTC',
    'lambda/aws/evidence.ts': 'how far back CloudTrail may be asked',
    'lambda/event.ts': 'how long a hold may be asked for',
    'lambda/core/turn.ts': 'the time of the day that is a user’s own',
    'lambda/core/user/failing.ts': 'a try a day for a user that keeps failing, which no message promises',
    'cli/posture/evidence.ts': 'how far back CloudTrail is asked',
    'lambda/core/audit/period.ts': 'the days of a calendar that a report is about',
    'cli/report/read-trail.ts': 'how far back CloudTrail is asked',
    'cli/doctor/runs.ts': 'how far back the log of runs is searched',
    'cli/terminal/dates.ts': 'how a span is written for people',
  };
  /** The check of a policy compares its days with each other, which gives no date. */
  const COMPARES = ['lambda/core/settings/policy.ts'];

  const sources = ['lambda', 'cli']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const codeOf = (file: string) =>
    readFileSync(join(root, file), 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
  const filesWith = (pattern: RegExp) => sources.filter((file) => pattern.test(codeOf(file)));

  test('it reads the sources', () => expect(sources).toEqual(expect.arrayContaining(HOME)));

  test('the length of a day is used by the timetable alone', () => {
    const found = filesWith(/\bDAY_MS\b|\b24 \* 60 \* 60\b|\b86_?400(_?000)?\b|24 \* HOUR_MS/);
    expect(found.filter((file) => OTHER_SPANS[file] === undefined)).toEqual([...HOME].sort());
  });

  test("a policy's days are added and subtracted by the timetable alone", () => {
    const days = '\\b(policy\\.)?(maxKeyAgeDays|graceDays|quarantineDays|idleDays)\\b';
    expect(filesWith(new RegExp(`[-+*/] ${days}|${days} [-+*/]`))).toEqual([HOME[0], ...COMPARES].sort());
  });
});
