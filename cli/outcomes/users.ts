/** Users with their phases: what `status` shows, and most of `plan --local`. Result in, lines out. */

import type { Result, ResultKey, ResultOutcome } from '../../lambda/core/report/result-schema';
import { PHASES } from '../../lambda/core/rules/phase';
import { needsAttention } from '../session/result';
import { count, dayOf, duration, number } from '../terminal/dates';
import { firstOf, moreUsers, paragraph, table, type View } from '../terminal/layout';
import { type Line, line, span } from '../terminal/line';
import { ageInWords, agesInBrief, keysInWords, nextInWords, phaseStyle } from './words';

/** `12 steady, 1 held`: in the order of urgency. */
export function phaseCounts(outcomes: readonly ResultOutcome[]): string {
  const counts = new Map<string, number>();
  for (const { phase = 'unknown' } of outcomes) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  const known = PHASES.filter((phase) => counts.has(phase));
  const strange = [...counts.keys()].filter((phase) => !(PHASES as readonly string[]).includes(phase));
  return [...known, ...strange].map((phase) => `${number(counts.get(phase) ?? 0)} ${phase}`).join(', ');
}

/** The key that an auditor would ask for. */
function oldestActiveKey(
  outcomes: readonly ResultOutcome[],
): { readonly userName: string; readonly key: ResultKey; readonly ageDays: number } | undefined {
  let oldest: { userName: string; key: ResultKey; ageDays: number } | undefined;
  for (const { userName, keys = [] } of outcomes)
    for (const key of keys)
      if (key.active && key.ageDays !== undefined && key.ageDays > (oldest?.ageDays ?? -1))
        oldest = { userName, key, ageDays: key.ageDays };
  return oldest;
}

export function oldestLines(outcomes: readonly ResultOutcome[], { columns }: View): Line[] {
  const oldest = oldestActiveKey(outcomes);
  if (!oldest) return [];
  const id = oldest.key.accessKeyId === undefined ? '' : ` (${oldest.key.accessKeyId})`;
  return paragraph(`Oldest active key: ${ageInWords(oldest.ageDays)}, of ${oldest.userName}${id}`, columns);
}

/** Those that need somebody: the name, since when, why, and the keys. */
export function attentionLines(result: Result, view: View, room: number | undefined, more: string): Line[] {
  const now = new Date(result.time);
  const entries = result.outcomes.filter(needsAttention).map((outcome) => attentionEntry(outcome, now, view));
  if (entries.length === 0) return [];
  return [
    line(span(`Needs attention: ${count(entries.length, 'user')}`, 'bold')),
    ...firstOf(entries, room, moreUsers(more)),
  ];
}

function attentionEntry(outcome: ResultOutcome, now: Date, { columns, all }: View): Line[] {
  const { userName, phase = 'held', reason, because, keys = [], owner } = outcome;
  const state = [phase, ...sinceInWords(outcome, now)].join(' ');
  const whose = owner === undefined ? '' : `, owner ${owner}`;
  const title = paragraph(
    `${userName}: ${state}${reason === undefined ? '' : ` (${reason})`}${whose}`,
    columns,
    2,
    phaseStyle(phase),
  );
  const held = keysInWords(keys);
  // On one page, the reason says enough of the keys.
  const rest = [because, all && held && `keys: ${held}`].filter((text) => !!text) as string[];
  return [...title, ...rest.flatMap((text) => paragraph(text, columns, 4))];
}

function sinceInWords({ since }: ResultOutcome, now: Date): string[] {
  if (since === undefined) return [];
  const ms = now.getTime() - new Date(since).getTime();
  return Number.isNaN(ms) ? [`since ${since}`] : [`since ${dayOf(since)}, for ${duration(ms)}`];
}

/** All others, in the order of their next step. */
export function othersTable(result: Result, view: View, room: number | undefined, more: string): Line[] {
  const now = new Date(result.time);
  const others = result.outcomes.filter((outcome) => !needsAttention(outcome)).sort(byNextStep);
  if (others.length === 0) return [];
  const rows = others.map((outcome) => [
    span(outcome.userName),
    span(outcome.phase ?? '', phaseStyle(outcome.phase)),
    span(agesInBrief(outcome.keys)),
    span(nextInWords(outcome, now)),
  ]);
  const shown = table(
    // A name or an age can be shortened; a date that is cut off says something else.
    [{ head: 'USER', min: 6 }, { head: 'PHASE' }, { head: 'KEYS', min: 4 }, { head: 'NEXT' }],
    rows.slice(0, room === undefined || rows.length <= room ? undefined : Math.max(room - 1, 1)),
    view.columns,
  );
  const left = rows.length - (shown.length - 1);
  return left > 0 ? [...shown, line(span(`… and ${moreUsers(more)(left)}`, 'dim'))] : shown;
}

function byNextStep(a: ResultOutcome, b: ResultOutcome): number {
  // Whoever has no date comes last. Times of one form compare as text.
  const [first, second] = [a.nextAt ?? '9999', b.nextAt ?? '9999'];
  if (first !== second) return first < second ? -1 : 1;
  // As a run takes them: the stalest first.
  return oldestAge(b) - oldestAge(a) || (a.userName < b.userName ? -1 : 1);
}

const oldestAge = ({ keys = [] }: ResultOutcome) =>
  Math.max(0, ...keys.map(({ active, ageDays = 0 }) => (active ? ageDays : 0)));
