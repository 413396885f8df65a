/** `keyturn plan`: a summary, who needs attention, and what would be done. Result in, lines out. */

import type { Result, ResultOutcome } from '../../lambda/core/report/result-schema';
import { deployedDryLines, failureLines } from '../outcomes/failures';
import { outcomeLines } from '../outcomes/steps';
import { managedInWords } from '../outcomes/words';
import { needsAttention } from '../session/result';
import { count } from '../terminal/dates';
import { firstOf, moreUsers, paragraph, sections, share, type View } from '../terminal/layout';
import { type Line, line, span } from '../terminal/line';

export function renderPlan(result: Result, view: View): Line[] {
  const summary = paragraph(planSummary(result), view.columns, 0, 'bold');
  const more = 'npx keyturn plan --all';
  const failures = failureLines(result, view, share(view, summary.length, 0.3), more);
  const moved = result.outcomes.filter(({ steps }) => steps.length > 0);
  const attention = moved.filter(needsAttention);
  const rest = moved.filter((outcome) => !needsAttention(outcome));
  const held = part('Needs attention', attention, view, share(view, summary.length + failures.length, 0.5), more);
  const used = summary.length + failures.length + held.length + 4;
  const steps = part('Would be done', rest, view, share(view, used, 1), more);
  return sections(deployedDryLines(result, view), summary, failures, held, steps, waiting(result, view));
}

function planSummary({ users, outcomes, remaining }: Result): string {
  const kinds = new Map<string, number>();
  for (const { kind, result } of outcomes.flatMap(({ steps }) => steps))
    if (kind !== 'notify' && result !== 'withheld') kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const order = Object.keys(KINDS);
  const deeds = [...kinds].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([kind, n]) => countOf(kind, n));
  const left = remaining > 0 ? ` ${count(remaining, 'user')} due, left for later runs (maxRotationsPerRun).` : '';
  return `${managedInWords(users)}. The next run would ${deeds.length > 0 ? list(deeds) : 'do nothing'}.${left}`;
}

const list = (parts: readonly string[]) =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  'issue-key': ['issue', 'new key'],
  'deactivate-key': ['deactivate', 'key'],
  'delete-key': ['delete', 'key'],
  'record-inactive': ['note', 'inactive key'],
  'renew-grace': ['renew', 'grace'],
  hold: ['hold', 'user'],
};

function countOf(kind: string, n: number): string {
  const [verb, noun] = KINDS[kind] ?? [kind, 'time'];
  return `${verb} ${count(n, noun)}`;
}

function part(
  title: string,
  outcomes: readonly ResultOutcome[],
  view: View,
  room: number | undefined,
  more: string,
): Line[] {
  if (outcomes.length === 0) return [];
  const entries = outcomes.map((outcome) => outcomeLines(outcome, view));
  return [
    line(span(`${title}: ${count(outcomes.length, 'user')}`, 'bold')),
    ...firstOf(entries, room, moreUsers(more)),
  ];
}

function waiting({ outcomes, users }: Result, { columns }: View): Line[] {
  const idle = outcomes.filter(({ steps }) => steps.length === 0).length;
  const untouched = users.managed - users.examined;
  const parts = [
    ...(idle > 0 ? [`${count(idle, 'user')} looked at, with nothing to do`] : []),
    ...(untouched > 0 ? [`${count(untouched, 'user')} not due`] : []),
  ];
  return parts.length === 0
    ? []
    : paragraph(`${parts.join('; ')}. When each is next due: npx keyturn status.`, columns, 0, 'dim');
}
