/** `keyturn plan --local`: what Keyturn would do to an account, user by user. Result in, lines out. */

import type { Result } from '../../lambda/core/report/result-schema';
import type { AppConfig } from '../../lambda/core/settings/config';
import { formatManage } from '../../lambda/core/settings/manage';
import { leadDays } from '../../lambda/core/user/timetable';
import { attentionLines, oldestLines, othersTable, phaseCounts } from '../outcomes/users';
import { needsAttention } from '../session/result';
import { count, number } from '../terminal/dates';
import { paragraph, sections, share, type View } from '../terminal/layout';
import type { Line } from '../terminal/line';

export function renderLocalPlan(result: Result, policy: AppConfig, everybody: boolean, view: View): Line[] {
  const summary = [...summaryLines(result, policy, everybody, view), ...oldestLines(result.outcomes, view)];
  const more = `npx keyturn plan --local --all${everybody ? '' : ' --managed-only'}`;
  const closing = closingLines(result, view);
  const used = summary.length + closing.length + 4;
  const attention = attentionLines(result, view, share(view, used, 0.55), more);
  const others = othersTable(result, view, share(view, used + attention.length, 1), more);
  return sections(summary, attention, others, closing);
}

function summaryLines(result: Result, policy: AppConfig, everybody: boolean, { columns }: View): Line[] {
  const { users, outcomes } = result;
  const who = everybody
    ? `${number(users.managed)} of ${count(users.scanned, 'user')} have an access key`
    : `${number(users.managed)} of ${count(users.scanned, 'user')} are managed by ${formatManage(policy.manage)}`;
  const due = outcomes.filter(({ phase }) => phase === 'due').length;
  const runs = Math.ceil(due / policy.maxRotationsPerRun);
  const pace = runs > 1 ? `, ${policy.maxRotationsPerRun} in each of the first ${number(runs)} runs` : '';
  const now = due === 0 ? 'None would get a new key now.' : `${number(due)} would get a new key now${pace}.`;
  const condition = everybody ? ' If all of these were managed:' : '';
  return [
    ...paragraph(
      `${who}.${condition} ${outcomes.length > 0 ? `${phaseCounts(outcomes)}. ${now}` : ''}`.trim(),
      columns,
      0,
      'bold',
    ),
    ...paragraph(
      `Policy: a key lives ${policy.maxKeyAgeDays} days at most, a rotation starts ${leadDays(policy)} days before, quarantine ${policy.quarantineDays} days.`,
      columns,
    ),
  ];
}

function closingLines({ outcomes }: Result, { columns }: View): Line[] {
  const unchanged = 'Nothing was changed.';
  // A key in a secret of Keyturn's: this account has got beyond the start.
  if (outcomes.some(({ keys = [] }) => keys.some(({ role }) => role === 'current')))
    return paragraph(unchanged, columns, 0, 'dim');
  const first = outcomes.find((outcome) => !needsAttention(outcome))?.userName ?? '<user>';
  return [
    ...paragraph(
      `${unchanged} A careful start: npx cdk deploy, then npx keyturn adopt ${first}, then npx keyturn plan.`,
      columns,
      0,
      'dim',
    ),
    ...paragraph('Many accounts: this with --profile <name> for each; docs/organization.md.', columns, 0, 'dim'),
  ];
}
