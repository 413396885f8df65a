/** `keyturn plan`: what the next run would do. */
import { needsAttention } from './answer';
import { checkUserName } from './check-input';
import { EMPTY, line } from './line';
import { type ExitCode, UsageProblem } from './problem';
import { failureLines, isRefused, refusalLines, sections } from './render-outlook';
import { outcomeLines, renderPlan } from './render-plan';
import { askAbout, deploymentOf, type Session, show, viewOf } from './session';

export interface PlanOptions {
  readonly user?: string;
  readonly local?: boolean;
  readonly all?: boolean;
  readonly managedOnly?: boolean;
  readonly showPolicy?: boolean;
  readonly context?: readonly string[];
}

export async function plan(session: Session, options: PlanOptions): Promise<ExitCode> {
  if (options.local || options.showPolicy) return (await import('./plan-local')).planLocal(session, options);
  if (options.managedOnly || options.context !== undefined)
    throw new UsageProblem(
      `${options.managedOnly ? '--managed-only' : '--context'} goes with --local.`,
      'The deployed function has its own settings; keyturn doctor shows them.',
    );
  const userName = options.user === undefined ? undefined : checkUserName(options.user);
  const event = { command: 'plan', ...(userName !== undefined && { userName }) };
  const answer = await askAbout(session, await deploymentOf(session), event, 'Asking the function for its plan');
  const view = viewOf(session, options.all);
  show(session, answer, () => {
    if (userName === undefined) return renderPlan(answer, view);
    return isRefused(answer)
      ? refusalLines(answer, view)
      : sections(
          failureLines(answer, view, undefined, ''),
          answer.outcomes.flatMap((outcome) => outcomeLines(outcome, view)),
        );
  });
  if (!session.options.json && answer.failures.length === 0)
    session.terminal.print([EMPTY, line('Nothing was changed.')]);
  return answer.failures.length > 0 || answer.outcomes.some(needsAttention) ? 1 : 0;
}
