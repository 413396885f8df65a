/** `keyturn status`: a summary, who needs attention, and what comes next. Result in, lines out. */

import type { Result, ResultKey, ResultOutcome } from '../../lambda/core/report/result-schema';
import { failureLines } from '../outcomes/failures';
import { attentionLines, oldestLines, othersTable, phaseCounts } from '../outcomes/users';
import { managedInWords } from '../outcomes/words';
import { isUrgent } from '../session/result';
import { paragraph, sections, share, type View } from '../terminal/layout';
import type { Line } from '../terminal/line';

export function renderStatus(result: Result, view: View): Line[] {
  const summary = summaryLines(result, view);
  const more = 'keyturn status --all';
  const failures = failureLines(result, view, share(view, summary.length, 0.3), more);
  const attention = attentionLines(result, view, share(view, summary.length + failures.length, 0.6), more);
  const used = summary.length + failures.length + attention.length + 4;
  return sections(summary, failures, attention, othersTable(result, view, share(view, used, 1), more));
}

function summaryLines(result: Result, view: View): Line[] {
  const { users, outcomes } = result;
  const counts = outcomes.length > 0 ? `: ${phaseCounts(outcomes)}` : '. Tag users in: keyturn adopt <user>';
  return [...paragraph(`${managedInWords(users)}${counts}.`, view.columns, 0, 'bold'), ...oldestLines(outcomes, view)];
}

/** `status --user`: everything that is known of one. */
export function renderOne(result: Result, view: View): Line[] {
  return sections(
    failureLines(result, view, undefined, ''),
    attentionLines(result, view, undefined, ''),
    othersTable(result, view, undefined, ''),
    ...result.outcomes.map((outcome) => detailLines(outcome, view)),
  );
}

function detailLines(outcome: ResultOutcome, { columns }: View): Line[] {
  const { because, keys = [], secretName, owner, phase } = outcome;
  const isTold = isUrgent(phase);
  const facts = [
    ...(because === undefined || isTold ? [] : [because]),
    ...(isTold ? [] : keys.map((key) => `key ${keyText(key)}`)),
    ...(secretName === undefined ? [] : [`secret ${secretName}`]),
    ...(owner === undefined || isTold ? [] : [`owner ${owner}`]),
  ];
  return facts.flatMap((fact) => paragraph(fact, columns, 2));
}

const keyText = ({ accessKeyId, role, active, createdAt, ageDays }: ResultKey) =>
  [
    accessKeyId,
    role,
    active ? 'active' : 'inactive',
    createdAt === undefined ? undefined : `made ${createdAt.slice(0, 10)}`,
    ageDays === undefined ? undefined : `${Math.floor(ageDays)} days old`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
