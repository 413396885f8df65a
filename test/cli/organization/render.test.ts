/** `status --organization`, as people see it. */
import { renderOrganization } from '../../../cli/organization/render';
import type { Line } from '../../../cli/terminal/line';
import { aMemberSummary, aReport, aReportedAccount } from '../../support/organization/reports';

const NOW = new Date('2026-11-26T08:20:00Z');
const text = (lines: readonly Line[]) =>
  lines
    .map((spans) =>
      spans
        .map((each) => each.text)
        .join('')
        .trimEnd(),
    )
    .join('\n');

const REPORT = aReport(
  [
    aReportedAccount('222233334441'),
    aReportedAccount('222233334442', { summary: aMemberSummary({ held: 0, oldestKeyDays: 92.1, keysPastMaxAge: 1 }) }),
    aReportedAccount('222233334443', { ou: 'dev' }),
    aReportedAccount('222233334444', {
      name: 'billing',
      standing: 'unreached',
      because: 'Lambda.AccessDeniedException: explicit deny in a service control policy',
    }),
    aReportedAccount('222233334445', {
      name: 'late',
      ou: '',
      standing: 'not-deployed',
      because: 'FAILED: keyturn-function already exists',
    }),
    aReportedAccount('222233334446', { standing: 'suspended' }),
    aReportedAccount('222233334447', { ou: '', standing: 'in-no-wave' }),
  ],
  { isGood: false, waves: [{ name: 'all', accounts: 5, failed: 2, isBeyond: true }] },
);

test('the run, who is not served and why, and each OU in numbers', () => {
  expect(text(renderOrganization(REPORT, { columns: 100, rows: 50, all: false }, NOW))).toMatchSnapshot();
});

test('a small terminal shows what fits, and how to see the rest; --all shows everything', () => {
  const many = aReport(
    Array.from({ length: 40 }, (_, n) => aReportedAccount(String(222233330000 + n), { standing: 'unreached' })),
  );
  const small = text(renderOrganization(many, { columns: 80, rows: 20, all: false }, NOW));
  expect(small.split('\n').length).toBeLessThanOrEqual(20);
  expect(small).toMatch(/\d+ more: npx keyturn status --organization --all/);
  const all = text(renderOrganization(many, { columns: 80, rows: 20, all: true }, NOW));
  expect(all.match(/unreached since/g)).toHaveLength(40);
});

test('no line is wider than the terminal', () => {
  for (const columns of [80, 100, 120])
    for (const each of text(renderOrganization(REPORT, { columns, rows: 50, all: true }, NOW)).split('\n'))
      expect(each.length).toBeLessThanOrEqual(columns);
});
