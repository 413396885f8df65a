/** Steps that will be done or have been done, user by user. Result in, lines out. */

import type { ResultOutcome, ResultStep } from '../../lambda/core/report/result-schema';
import { paragraph, type View } from '../terminal/layout';
import { EMPTY, type Line } from '../terminal/line';
import { programsInWords, resultInWords, stepInWords, stepStyle } from './words';

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

/** As `outcomeLines`, and under them each e-mail that a step would send. */
export const outcomeWithMessages = (outcome: ResultOutcome, view: View): Line[] => [
  ...outcomeLines(outcome, view),
  ...programsInWords(outcome.programs).flatMap((text) => paragraph(text, view.columns, 4)),
  ...(outcome.notes ?? []).flatMap((note) => paragraph(note, view.columns, 4)),
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
  const outcome = resultInWords(step.result);
  const words = `${stepInWords(step)}${outcome ? ` (${outcome})` : ''}`;
  return [
    ...paragraph(words, columns, 4, stepStyle(step)),
    ...(before?.because === step.because ? [] : paragraph(step.because, columns, 6)),
  ];
}
