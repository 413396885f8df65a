/** What could not be done or read. Result in, lines out. */

import type { Result } from '../../lambda/core/report/result-schema';
import { number } from '../terminal/dates';
import { firstOf, moreUsers, paragraph, type View } from '../terminal/layout';
import { type Line, line, span } from '../terminal/line';

/** What could not be served or read, user by user, bar those that are notified of as users in need of attention. */
export function failureLines(result: Result, view: View, room: number | undefined, more: string): Line[] {
  const told = new Set(result.outcomes.filter(({ phase }) => phase === 'failed').map(({ userName }) => userName));
  const failures = result.failures.filter(({ userName }) => !told.has(userName));
  if (failures.length === 0) return [];
  const entries = failures.map(({ userName, error }) =>
    paragraph(userName === '' ? error : `${userName}: ${error}`, view.columns, 2, 'red'),
  );
  return [line(span(`Failed: ${number(failures.length)}`, 'bold')), ...firstOf(entries, room, moreUsers(more))];
}

/** What was asked of one user and cannot be done. */
export const refusalLines = ({ failures }: Result, { columns }: View): Line[] => [
  line(span('Refused', 'red')),
  ...failures.flatMap(({ userName, error }) =>
    paragraph(userName === '' ? error : `${userName}: ${error}`, columns, 2),
  ),
];

/** Whether nothing was even begun. */
export const isRefused = ({ failures, outcomes }: Result) =>
  failures.length > 0 && outcomes.every(({ steps }) => steps.length === 0);

/** First of all: whoever reads what the next run would do must know that it will not. */
export const deployedDryLines = ({ deployedDryRun }: Result, { columns }: View): Line[] =>
  deployedDryRun
    ? paragraph(
        'Keyturn is deployed with dryRun=true: no run changes anything. To go live, deploy it as before, but without that.',
        columns,
        0,
        'yellow',
      )
    : [];
