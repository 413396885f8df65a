/** `keyturn doctor`: findings in, lines out. */

import { isoSeconds } from '../../lambda/core/time';
import { count } from '../terminal/dates';
import { type View, widthOf, wrap } from '../terminal/layout';
import { EMPTY, type Line, line, type Style, span } from '../terminal/line';
import type { Finding, Level } from './finding';

const LABELS: Readonly<Record<Level, readonly [label: string, style: Style]>> = {
  ok: ['ok', 'green'],
  note: ['note', 'cyan'],
  problem: ['PROBLEM', 'red'],
  unknown: ['UNKNOWN', 'yellow'],
};

const LABEL_COLUMNS = 9;

export function renderDoctor(findings: readonly Finding[], view: View): Line[] {
  const lines = findings.flatMap((finding, n) => findingLines(saidOnce(finding, findings[n + 1]), view));
  return [...lines, EMPTY, summary(findings)];
}

/** Findings in a row that have the same remedy have it after the last of them. */
function saidOnce(finding: Finding, next: Finding | undefined): Finding {
  const { remedy, run, ...rest } = finding;
  return next?.check === finding.check && next.remedy === remedy && next.run === run ? rest : finding;
}

function findingLines({ check, level, message, remedy, run }: Finding, { columns }: View): Line[] {
  const [label, style] = LABELS[level];
  const room = columns - LABEL_COLUMNS;
  const [first = '', ...rest] = wrap(`${check}: ${message}`, room);
  const margin = ' '.repeat(LABEL_COLUMNS);
  return [
    line(span(label, style), ' '.repeat(LABEL_COLUMNS - widthOf(label)), first),
    ...rest.map((text) => line(margin, text)),
    ...(remedy === undefined ? [] : wrap(`→ ${remedy}`, room).map((text) => line(margin, span(text, 'dim')))),
    ...(run === undefined ? [] : [line(margin, span(run, 'cyan'))]),
  ];
}

function summary(findings: readonly Finding[]): Line {
  const of = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [problems, unknown] = [of('problem'), of('unknown')];
  if (problems + unknown === 0) return line(span('Everything is in order.', 'green'));
  const parts = [
    ...(problems > 0 ? [count(problems, 'problem')] : []),
    ...(unknown > 0 ? [`${count(unknown, 'check')} that could not be made`] : []),
  ];
  return line(span(`${parts.join(', ')}.`, problems > 0 ? 'red' : 'yellow'));
}

export const doctorJson = (findings: readonly Finding[], now: Date) => ({ time: isoSeconds(now), findings });
