/** `keyturn drill-leak`: a leak that has not happened, decided by the deployed function, and the way on which AWS would report it. */

import { deployedDryLines, failureLines, isRefused, refusalLines } from '../outcomes/failures';
import { outcomeWithMessages } from '../outcomes/steps';
import { checkUserName } from '../session/check-input';
import { askAbout, deploymentOf, type Session, show, viewOf } from '../session/session';
import { paragraph, sections } from '../terminal/layout';
import { EMPTY, type Line, line } from '../terminal/line';
import type { ExitCode } from '../terminal/problem';
import type { Gap } from './gap';
import { gapsInTheWay } from './way';

export async function drill(session: Session, name: string): Promise<ExitCode> {
  const userName = checkUserName(name);
  const deployment = await deploymentOf(session);
  const result = await askAbout(session, deployment, { command: 'drill-leak', userName }, 'Asking what would be done');
  const gaps = await gapsInTheWay(session);
  const view = viewOf(session, true);
  show(session, { ...result, gaps }, () =>
    isRefused(result)
      ? refusalLines(result, view)
      : sections(
          deployedDryLines(result, view),
          failureLines(result, view, undefined, ''),
          result.outcomes.flatMap((outcome) => outcomeWithMessages(outcome, view)),
          gaps.flatMap((gap) => gapLines(gap, view.columns)),
        ),
  );
  if (!session.options.json && result.failures.length === 0)
    session.terminal.print([EMPTY, line('Nothing was changed.')]);
  return result.failures.length > 0 || gaps.length > 0 ? 1 : 0;
}

/** The command on a line of its own, never broken, so that it can be copied. */
const gapLines = ({ message, remedy, run }: Gap, columns: number): Line[] => [
  ...paragraph(`On the way from AWS to the function: ${message}. ${remedy}`, columns, 0, 'yellow'),
  ...(run === undefined ? [] : [line(`  ${run}`)]),
];
