/** `rotate`, `rollback`, `revoke`, `confirm`, `hold`: say what will happen, ask, do it, say what was done. */

import type { Result } from '../../lambda/core/report/result-schema';
import { failureLines, isRefused, refusalLines } from '../outcomes/failures';
import { outcomeLines } from '../outcomes/steps';
import { callerOf } from '../session/caller';
import { checkReason } from '../session/check-input';
import type { Deployment } from '../session/deployment';
import type { Invocation } from '../session/invoke';
import { askAbout, deploymentOf, mustBeInteractive, type Session, show, viewOf } from '../session/session';
import { paragraph, sections, type View } from '../terminal/layout';
import { EMPTY, type Line, line, span } from '../terminal/line';
import type { ExitCode } from '../terminal/problem';
import type { ActOptions } from './asked';

/** @param deed in words that complete "Do it": `Rotate the key of orders` */
export async function act(
  session: Session,
  wanted: Omit<Invocation, 'dryRun'>,
  deed: string,
  { yes, dryRun, reason }: ActOptions,
): Promise<ExitCode> {
  if (!yes && !dryRun) mustBeInteractive(session, wanted.command);
  const said = reason === undefined ? {} : { reason: checkReason(reason) };
  const deployment = await deploymentOf(session);
  const requestedBy = await callerOf(session.config);
  const event = { ...wanted, ...said, ...(requestedBy !== undefined && { requestedBy }) };
  if (yes && !dryRun) return carryOut(session, deployment, event);

  const preview = await askAbout(session, deployment, { ...event, dryRun: true }, 'Asking what would happen');
  const refused = preview.failures.length > 0;
  if (dryRun || refused || isNothing(preview)) {
    show(session, preview, () => renderPreview(session, preview, deployment));
    return refused ? 1 : 0;
  }
  // With --json, standard output is for the one document.
  const { terminal, options } = session;
  const lines = renderPreview(session, preview, deployment);
  if (options.json) terminal.say(lines);
  else terminal.print(lines);
  if (await terminal.confirm(`${deed}?`)) return carryOut(session, deployment, event);
  show(session, preview, () => [line('Nothing was changed.')]);
  return 1;
}

const isNothing = ({ outcomes }: Result) => outcomes.every(({ steps }) => steps.length === 0);

function renderPreview(session: Session, preview: Result, { functionName, place }: Deployment): Line[] {
  const view = viewOf(session);
  if (isRefused(preview)) return refusalLines(preview, view);
  const title = isNothing(preview) ? 'Nothing would happen' : 'This would happen';
  // An operator has many accounts, and this is the moment to notice which one it is.
  const where = place === undefined ? `by ${functionName}` : `in account ${place}, by ${functionName}`;
  const outcomes = outcomeLinesOf(preview, view);
  return sections(
    failureLines(preview, view, undefined, ''),
    outcomes.length === 0 ? [] : [line(span(title, 'bold')), ...paragraph(where, view.columns, 2, 'dim'), ...outcomes],
  );
}

/** A refusal comes as a failure, and as an outcome in which nothing happens. */
function outcomeLinesOf({ outcomes, failures }: Result, view: View): Line[] {
  const refused = new Set(failures.map(({ userName }) => userName));
  return outcomes
    .filter(({ userName, steps }) => steps.length > 0 || !refused.has(userName))
    .flatMap((outcome) => outcomeLines(outcome, view));
}

async function carryOut(
  session: Session,
  deployment: Deployment,
  event: Omit<Invocation, 'dryRun'>,
): Promise<ExitCode> {
  const { terminal } = session;
  const interrupted = () => {
    terminal.progress('');
    terminal.say([line('keyturn: no longer waiting. The function goes on by itself: see npx keyturn status.')]);
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    const result = await askAbout(session, deployment, event, `Waiting for ${event.command}`);
    show(session, result, () => renderDone(session, result));
    return wasDone(result) ? 0 : 1;
  } finally {
    process.off('SIGINT', interrupted);
  }
}

/** A function that is deployed to change nothing does not do what was asked. */
function wasDone({ failures, outcomes, dryRun }: Result): boolean {
  const steps = outcomes.flatMap((outcome) => outcome.steps);
  const undone = steps.some(({ result }) => result !== 'done');
  return failures.length === 0 && !dryRun && !undone;
}

function renderDone(session: Session, result: Result): Line[] {
  const view = viewOf(session);
  if (isRefused(result)) return refusalLines(result, view);
  const outcomes = outcomeLinesOf(result, view);
  const advice =
    'Keyturn is deployed with dryRun=true, so nothing was done. To go live, deploy it as before, but without that.';
  const title = wasDone(result)
    ? [line(span('Done', 'bold'))]
    : result.dryRun
      ? paragraph(advice, view.columns, 0, 'yellow')
      : [line(span('Not all of it was done', 'bold'))];
  return [
    ...(outcomes.length > 0 || result.dryRun ? [...title, ...outcomes] : []),
    ...result.outcomes.flatMap(({ issued }) => issuedLines(issued, view)),
    ...(result.failures.length > 0 && outcomes.length > 0 ? [EMPTY] : []),
    ...failureLines(result, view, undefined, ''),
  ];
}

/** What whoever asked for a new key needs next. */
function issuedLines(issued: Result['outcomes'][number]['issued'], { columns }: View): Line[] {
  if (!issued) return [];
  const { accessKeyId, secretName, oldKeyId, oldKeyWorksUntil, next } = issued;
  const old =
    oldKeyId === undefined || oldKeyWorksUntil === undefined
      ? []
      : [`Retiring key:  ${oldKeyId}, works at least until ${oldKeyWorksUntil.slice(0, 10)}`];
  const facts = [`New key:  ${accessKeyId}`, `Secret:   ${secretName}`, ...old];
  const then = oldKeyId === undefined ? `See where it stands: ${next}` : `When everybody has moved: ${next}`;
  return [EMPTY, ...[...facts, then].flatMap((fact) => paragraph(fact, columns, 2))];
}
