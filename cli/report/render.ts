/** `keyturn report` on a terminal: the verdict, its limits, and the numbers. The lists are in the files. */

import type { AuditReport } from '../../lambda/core/audit/audit-report';
import { secondsBetween } from '../../lambda/core/audit/incidents';
import { lastDay } from '../../lambda/core/audit/period';
import { type Verdict, verdictOf } from '../../lambda/core/audit/verdict';
import { day, minute } from '../../lambda/core/time';
import { count, number } from '../terminal/dates';
import { paragraph, sections, type View } from '../terminal/layout';
import { type Line, line, type Style, span } from '../terminal/line';

const STYLES: Readonly<Record<Verdict['level'], Style>> = { none: 'red', gaps: 'yellow', shown: 'bold' };

export function renderReport(report: AuditReport, { columns }: View): Line[] {
  const { cover } = report;
  const { level, sentence, limits } = verdictOf(report);
  const title = `Account ${cover.accountId}, ${day(cover.period.from)} to ${lastDay(cover.period)}`;
  return sections(
    [line(span(title, 'bold')), ...paragraph(sentence, columns, 0, STYLES[level])],
    numbersOf(report).flatMap((each) => paragraph(each, columns, 2)),
    incidentLines(report, columns),
    [line(span('What this does not show', 'bold')), ...limits.flatMap((each) => paragraph(each, columns, 2, 'dim'))],
  );
}

function numbersOf({ population, rotations, exceptions, continuity, reconciliation, settings }: AuditReport): string[] {
  const { now } = population;
  const { outside, unlogged, missing, matched, span: looked } = reconciliation;
  return [
    `Population: ${count(now.withKeys, 'user')} with keys = ${number(now.managed)} managed + ${number(now.optedOut)} opted out + ${number(now.notSelected)} not selected`,
    `Rotations: ${number(rotations.filter(({ promotedAt }) => promotedAt).length)} new keys, ${number(rotations.filter(({ oldDeactivatedAt }) => oldDeactivatedAt).length)} deactivated, ${number(rotations.filter(({ oldDeletedAt }) => oldDeletedAt).length)} deleted`,
    `Exceptions: ${number(exceptions.filter(({ kind }) => kind !== 'command').length)}, and ${count(exceptions.filter(({ kind }) => kind === 'command').length, 'command')}`,
    `Runs: ${number(continuity.runs.length)}, ${number(continuity.goodRuns)} of them good`,
    `Settings: ${count(settings.changes.length, 'change')}`,
    ...(looked
      ? [
          `CloudTrail since ${day(looked.from)}: ${count(matched, 'change')} confirmed, ${number(outside.length)} outside Keyturn, ${number(unlogged.length)} of its role without a line in the log, ${number(missing.length)} in the log only`,
        ]
      : []),
  ];
}

function incidentLines({ incidents }: AuditReport, columns: number): Line[] {
  if (incidents.length === 0) return [];
  const lines = incidents.map(({ accessKeyId, userName, reportedAt, deactivatedAt }) => {
    const seconds = secondsBetween(reportedAt, deactivatedAt);
    const end = seconds === undefined ? 'not deactivated in the log' : `deactivated ${count(seconds, 'second')} later`;
    return `${accessKeyId} of ${userName}, reported ${minute(reportedAt)}: ${end}`;
  });
  return [
    line(span(count(incidents.length, 'incident'), 'bold')),
    ...lines.flatMap((each) => paragraph(each, columns, 2)),
  ];
}
