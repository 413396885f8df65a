/** `keyturn plan`: what the next run would do. */

import { deployedDryLines, failureLines, isRefused, refusalLines } from '../outcomes/failures';
import { outcomeWithMessages } from '../outcomes/steps';
import { checkUserName } from '../session/check-input';
import { needsAttention } from '../session/result';
import { askAbout, deploymentOf, type Session, show, viewOf } from '../session/session';
import { sections } from '../terminal/layout';
import { EMPTY, line } from '../terminal/line';
import { type ExitCode, UsageProblem } from '../terminal/problem';
import type { PlanOptions } from './local';
import { renderPlan } from './render';

export async function plan(session: Session, options: PlanOptions): Promise<ExitCode> {
  if (options.local || options.showPolicy) return (await import('./local')).planLocal(session, options);
  if (options.managedOnly || options.context !== undefined)
    throw new UsageProblem(
      `${options.managedOnly ? '--managed-only' : '--context'} goes with --local.`,
      'The deployed function has its own settings; npx keyturn doctor shows them.',
    );
  const userName = options.user === undefined ? undefined : checkUserName(options.user);
  const event = { command: 'plan', ...(userName !== undefined && { userName }) };
  const result = await askAbout(session, await deploymentOf(session), event, 'Asking the function for its plan');
  const view = viewOf(session, options.all);
  show(session, result, () => {
    if (userName === undefined) return renderPlan(result, view);
    return isRefused(result)
      ? refusalLines(result, view)
      : sections(
          deployedDryLines(result, view),
          failureLines(result, view, undefined, ''),
          result.outcomes.flatMap((outcome) => outcomeWithMessages(outcome, view)),
        );
  });
  if (!session.options.json && result.failures.length === 0)
    session.terminal.print([EMPTY, line('Nothing was changed.')]);
  return result.failures.length > 0 || result.outcomes.some(needsAttention) ? 1 : 0;
}
