/** How far two runs may lie apart, for every form of an expression that EventBridge Scheduler takes. */
import { longestGapMs } from '../../../lambda/core/schedule';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lambda/core/time';

const MINUTE = MINUTE_MS;
const HOUR = HOUR_MS;
const DAY = DAY_MS;

test.each<[expression: string, gapMs: number | undefined]>([
  ['rate(1 hour)', HOUR],
  ['rate(90 minutes)', 90 * MINUTE],
  ['rate(2 days)', 48 * HOUR],
  ['cron(0 * * * ? *)', HOUR],
  ['cron(0/15 * * * ? *)', 15 * MINUTE],
  ['cron(0 6 * * ? *)', 24 * HOUR],
  ['cron(0 6,18 * * ? *)', 12 * HOUR],
  ['cron(30 6-8 * * ? *)', 22 * HOUR],
  ['cron(0 6 ? * MON *)', 7 * DAY],
  ['cron(0 6 ? * MON-FRI *)', 72 * HOUR],
  ['cron(0 6 ? * FRI-MON *)', 96 * HOUR],
  ['cron(0 6 1 * ? *)', 31 * DAY],
  ['cron(0 6 1,15 * ? *)', 17 * DAY],
  ['cron(0 6 1 JAN ? *)', 366 * DAY],
  // The last day, the last weekday, and the weekday nearest to a date: at most from a Friday or Saturday to a Monday later than the date.
  ['cron(0 6 L * ? *)', 31 * DAY],
  ['cron(0 6 1,L * ? *)', 30 * DAY],
  ['cron(0 6 LW * ? *)', 33 * DAY],
  ['cron(0 6 1W * ? *)', 33 * DAY],
  ['cron(0 6 15W * ? *)', 32 * DAY],
  ['cron(0 6 31W * ? *)', 63 * DAY],
  // Saturday, the last Friday, the second Friday: four or five weeks.
  ['cron(0 6 ? * L *)', 7 * DAY],
  ['cron(0 6 ? * 6L *)', 35 * DAY],
  ['cron(0 6 ? * FRI#2 *)', 35 * DAY],
  ['cron(0 6 ? * MON#1,MON#3 *)', 21 * DAY],
  // Not every month has a fifth Friday.
  ['cron(0 6 ? * 6#5 *)', 119 * DAY],
  ['at(2027-01-31T06:00:00)', undefined],
  ['cron(0 6 X * ? *)', undefined],
  ['cron(0 6 ? * 6#6 *)', undefined],
  ['cron(0 6 30 FEB ? *)', undefined],
])('%s', (expression, gapMs) => {
  expect(longestGapMs(expression)).toBe(gapMs);
});

describe('in a time zone', () => {
  test.each<[expression: string, timeZone: string, gapMs: number, why: string]>([
    ['cron(0 6 * * ? *)', 'UTC', DAY, 'it has no summer time'],
    ['cron(0 6 * * ? *)', 'Asia/Tokyo', DAY, 'it has no summer time'],
    ['cron(0 6 * * ? *)', 'Europe/Berlin', 25 * HOUR, 'a day in October is an hour longer'],
    ['cron(0 6 ? * MON *)', 'America/New_York', 7 * DAY + HOUR, 'a week in November is an hour longer'],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', 47 * HOUR, 'a day in March has no 02:30'],
    ['cron(0 * * * ? *)', 'Europe/Berlin', 2 * HOUR, 'an hour in October comes twice, and is run once'],
    ['cron(0 0/12 * * ? *)', 'Australia/Lord_Howe', 12.5 * HOUR, 'its clocks change by half an hour'],
    ['rate(1 hour)', 'Europe/Berlin', HOUR, 'a rate has no time of day'],
  ])('%s in %s', (expression, timeZone, gapMs) => {
    expect(longestGapMs(expression, timeZone)).toBe(gapMs);
  });

  test('of a name that nobody knows is an error', () => {
    expect(() => longestGapMs('cron(0 6 * * ? *)', 'Mars/Olympus')).toThrow('Mars/Olympus');
  });
});
