/** `status --organization`: report in, lines out. */

import { isTroubled } from '../../lambda/core/organization/news';
import type { Report, ReportedAccount } from '../../lambda/core/organization/report-schema';
import { totalsOf } from '../../lambda/core/organization/totals';
import { count, number, when } from '../terminal/dates';
import { firstOf, paragraph, sections, share, table, type View } from '../terminal/layout';
import { type Line, line, span } from '../terminal/line';

export function renderOrganization(report: Report, view: View, now: Date): Line[] {
  const summary = summaryLines(report, view, now);
  const units = unitsTable(report.accounts, view);
  const room = share(view, summary.length + Math.min(units.length, view.rows / 2) + HEADING, 1);
  return sections(summary, troubleLines(report.accounts, view, room), units);
}

/** Of the accounts in trouble, with an empty line above and one below. */
const HEADING = 3;

const STANDINGS = [
  ['served', 'served'],
  ['failing', 'failing'],
  ['unreached', 'not reached'],
  ['not-deployed', 'not deployed'],
  ['joining', 'joining'],
  ['suspended', 'suspended'],
  ['in-no-wave', 'in no wave'],
] as const;

function summaryLines({ accounts, waves, endedAt, isGood }: Report, { columns }: View, now: Date): Line[] {
  const { standings } = totalsOf(accounts);
  const parts = STANDINGS.flatMap(([standing, what]) =>
    standings[standing] > 0 ? [`${number(standings[standing])} ${what}`] : [],
  );
  const bad = waves.filter(({ isBeyond }) => isBeyond);
  const judged =
    bad.length === 0
      ? []
      : paragraph(
          `Above what is tolerated: ${bad.map(({ name, failed, accounts: of }) => `wave ${name}, ${number(failed)} of ${count(of, 'account')}`).join('; ')}.`,
          columns,
          0,
          'red',
        );
  const title = `Run of ${when(endedAt, now)}: ${count(accounts.length, 'account')}, ${parts.join(', ')}.`;
  return [...paragraph(title, columns, 0, isGood ? 'bold' : 'yellow'), ...judged];
}

function troubleLines(accounts: readonly ReportedAccount[], view: View, room: number | undefined): Line[] {
  const troubled = accounts.filter(isTroubled);
  if (troubled.length === 0) return [];
  const entries = troubled.map(({ accountId, name, ou, standing, since, because }) => [
    ...paragraph(
      `${accountId} ${name}${ou ? ` (${ou})` : ''}: ${standing} since ${since.slice(0, 10)}`,
      view.columns,
      2,
      'red',
    ),
    ...(because === undefined ? [] : paragraph(because, view.columns, 4)),
  ]);
  return [
    line(span(`Not served: ${count(troubled.length, 'account')}`, 'bold')),
    ...firstOf(entries, room, (left) => `${number(left)} more: npx keyturn status --organization --all`),
  ];
}

const COLUMNS = [
  { head: 'OU', min: 12 },
  { head: 'accounts', align: 'right' },
  { head: 'users', align: 'right' },
  { head: 'in policy', align: 'right' },
  { head: 'rotating', align: 'right' },
  { head: 'held', align: 'right' },
  { head: 'blocked', align: 'right' },
  { head: 'oldest key', align: 'right' },
] as const;

/** Without accounts that no wave reaches, of which nothing is known. */
function unitsTable(accounts: readonly ReportedAccount[], { columns }: View): Line[] {
  const units = new Map<string, ReportedAccount[]>();
  for (const account of accounts.filter(({ standing }) => standing !== 'in-no-wave' && standing !== 'suspended'))
    units.set(account.ou, [...(units.get(account.ou) ?? []), account]);
  if (units.size === 0) return [];
  const rows = [...units].sort(([a], [b]) => (a < b ? -1 : 1)).map(([ou, members]) => rowOf(ou, members));
  return table(COLUMNS, rows, columns);
}

function rowOf(ou: string, accounts: readonly ReportedAccount[]) {
  const totals = totalsOf(accounts);
  const { users, keysPastMaxAge, rotating, held, blocked, oldestKeyDays } = totals;
  const oldest = oldestKeyDays === undefined || users === 0 ? '-' : count(Math.floor(oldestKeyDays), 'day');
  // A user has one key that is past it, or both.
  const inPolicy = Math.max(0, users - keysPastMaxAge);
  const numbers = [accounts.length, users, inPolicy, rotating, held, blocked].map((value) => span(number(value)));
  return [span(ou || '(root)'), ...numbers, span(oldest)];
}
