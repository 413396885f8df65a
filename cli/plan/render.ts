/** `keyturn plan`, and the steps that a command will do or has done. Result in, lines out. */

import type { Result, ResultOutcome, ResultStep } from '../../lambda/core/report/result-schema';
import { needsAttention } from '../session/result';
import { count, number } from '../terminal/dates';
import { firstOf, moreUsers, paragraph, sections, share, type View } from '../terminal/layout';
import { EMPTY, type Line, line, span } from '../terminal/line';
import { failureLines } from './outlook';
import { programsInWords, resultInWords, stepInWords, stepStyle } from './words';

export function renderPlan(result: Result, view: View): Line[] {
  const summary = paragraph(planSummary(result), view.columns, 0, 'bold');
  const more = 'keyturn plan --all';
  const failures = failureLines(result, view, share(view, summary.length, 0.3), more);
  const [attention, rest] = partition(
    result.outcomes.filter(({ steps }) => steps.length > 0),
    needsAttention,
  );
  const held = part('Needs attention', attention, view, share(view, summary.length + failures.length, 0.5), more);
  const used = summary.length + failures.length + held.length + 4;
  const steps = part('Would be done', rest, view, share(view, used, 1), more);
  return sections(summary, failures, held, steps, waiting(result, view));
}

function planSummary({ users, outcomes, remaining }: Result): string {
  const kinds = new Map<string, number>();
  for (const { kind, result } of outcomes.flatMap(({ steps }) => steps))
    if (kind !== 'notify' && result !== 'withheld') kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const managed = `${number(users.managed)} of ${count(users.scanned, 'user')} ${users.managed === 1 ? 'is' : 'are'} managed`;
  const order = Object.keys(KINDS);
  const deeds = [...kinds].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([kind, n]) => countOf(kind, n));
  const left = remaining > 0 ? ` ${count(remaining, 'user')} due, left for later runs (maxRotationsPerRun).` : '';
  return `${managed}. The next run would ${deeds.length > 0 ? list(deeds) : 'do nothing'}.${left}`;
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

/** A user's name, and its steps with their reasons. */
export function outcomeLines({ userName, steps, because, nextAt }: ResultOutcome, view: View): Line[] {
  const none =
    steps.length === 0 ? [because, nextAt && `next due ${nextAt.slice(0, 10)}`].filter((text) => !!text) : [];
  return [
    ...paragraph(userName, view.columns, 2, 'bold'),
    ...none.flatMap((text) => paragraph(text as string, view.columns, 4)),
    ...steps.flatMap((step, n) => stepLines(step, steps[n - 1], view)),
  ];
}

/** As `outcomeLines`, and under each step the e-mail that it would send. */
export const outcomeWithMessages = (outcome: ResultOutcome, view: View): Line[] => [
  ...outcomeLines(outcome, view),
  ...programsInWords(outcome.programs).flatMap((text) => paragraph(text, view.columns, 4)),
  ...outcome.steps.flatMap(({ message }) => messageLines(message, view)),
];

function messageLines(message: ResultStep['message'], { columns }: View): Line[] {
  if (!message) return [];
  return [
    EMPTY,
    ...paragraph('The owner would be notified:', columns, 4, 'bold'),
    ...paragraph(`Subject: ${message.subject}`, columns, 6),
    ...message.lines.flatMap((text) => (text === '' ? [EMPTY] : paragraph(text, columns, 6 + text.search(/\S|$/)))),
  ];
}

/** The reason is said once for steps that share it, as a hold and its message do. */
function stepLines(step: ResultStep, before: ResultStep | undefined, { columns }: View): Line[] {
  const how = resultInWords(step.result);
  const words = `${stepInWords(step)}${how ? ` (${how})` : ''}`;
  return [
    ...paragraph(words, columns, 4, stepStyle(step)),
    ...(before?.because === step.because ? [] : paragraph(step.because, columns, 6)),
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
    : paragraph(`${parts.join('; ')}. When each is next due: keyturn status.`, columns, 0, 'dim');
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
