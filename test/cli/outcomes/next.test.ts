/** The column NEXT: a verb and a date, which no width of a terminal cuts off. */
import { othersTable } from '../../../cli/outcomes/users';
import { nextInWords } from '../../../cli/outcomes/words';
import type { Result, ResultOutcome } from '../../../lambda/core/report/result-schema';
import { PHASES } from '../../../lambda/core/rules/phase';

const NOW = new Date('2026-11-22T06:00:00Z');
const STEPS = [undefined, 'issue-key', 'deactivate-key', 'delete-key'];
const DATES = [undefined, '2026-11-23T06:30:00Z', '2027-01-31T06:30:00Z'];

const outcome = (phase: string, nextStep?: string, nextAt?: string): ResultOutcome => ({
  userName: `svc-${phase}-of-a-long-name`,
  steps: [],
  phase,
  keys: [
    { active: true, ageDays: 76 },
    { active: false, ageDays: 166 },
  ],
  ...(nextStep && { nextStep }),
  ...(nextAt && { nextAt }),
});

const ALL = PHASES.flatMap((phase) => STEPS.flatMap((step) => DATES.map((date) => outcome(phase, step, date))));

test('every NEXT begins with a verb', () => {
  for (const each of ALL)
    expect(nextInWords(each, NOW)).toMatch(/^(rotate|deactivate|delete|go on|finish|look again|do nothing)\b/);
});

test.each([60, 80, 200])('on %d columns no date is cut off, and no line is longer', (columns) => {
  const result = { time: NOW.toISOString(), outcomes: ALL } as unknown as Result;
  const lines = othersTable(result, { columns, rows: 40, all: true }, undefined, 'all').map((line) =>
    line.map(({ text }) => text).join(''),
  );
  expect(lines.length).toBeGreaterThan(40);
  for (const line of lines.slice(1)) {
    expect(line).toMatch(
      /(rotate|deactivate|delete|go on|finish|look again|do nothing)( \d{4}-\d\d-\d\d( \d\d:\d\d UTC)?)?$/,
    );
    expect(line.length).toBeLessThanOrEqual(columns);
  }
});
