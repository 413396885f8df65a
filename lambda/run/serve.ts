/** One user in a run: observe, plan, restrict, execute. One user's trouble stays that user's (promise 10): nothing here throws. */

import { errorText, failureOf, stepOf } from '../aws/errors/errors';
import { presentHold } from '../core/account/held';
import type { Candidate } from '../core/account/triage';
import type { Outcome } from '../core/report/outcome';
import { KEEPS_FAILING } from '../core/rules/keeps-failing';
import { plan } from '../core/rules/plan';
import { restrict } from '../core/rules/restrict';
import type { Decision, Plan } from '../core/rules/step';
import { nextTryAt } from '../core/user/failing';
import { stateOf } from '../core/user/observation';
import { unfinishedSince } from '../core/user/unfinished';
import type { Allowance } from './allowance';
import { forgetFailure, isGone, listedWork, noteFailure } from './failing';
import { observe } from './read/observe';
import type { Reconciliation } from './reconciliation';
import type { SideBySide } from './side-by-side';
import { executeAll } from './steps/execute';
import { type Executed, type Work, workOn } from './steps/work';

/** A user is taken up only if there is time for the longest that serving one can take: 80 seconds of polling, and throttled calls. */
const TIME_FOR_ONE_USER_MS = 180_000;

/** Reads that take longer are waiting for IAM's limits. */
const SLOW_READ_MS = 5_000;

export interface Serving {
  readonly allowance: Allowance;
  readonly sideBySide: SideBySide;
  readonly reportedAt: Date;
}

/** Undefined when there was no time, or no more sense, to begin. */
export async function serve(
  run: Reconciliation,
  candidate: Candidate,
  { allowance, sideBySide, reportedAt }: Serving,
): Promise<Outcome | undefined> {
  const { clients } = run;
  const { row, rotationOnly } = candidate;
  const turn = allowance.takeTurn();
  const isTooLate = () => run.remainingMs() < TIME_FOR_ONE_USER_MS;
  try {
    if (isTooLate() || (rotationOnly && allowance.isClosed)) return undefined;
    const observation = { ...(await observe(clients, row, run.config)), reportedAt };
    const isSlow = clients.elapsedMs() - observation.readAtMs > SLOW_READ_MS;
    // Throttled reads can take long. Nothing has been touched yet.
    if (isSlow && isTooLate()) return undefined;
    const decided = plan(observation, run.now);
    const mayIssue = decided.steps.some(({ kind }) => kind === 'issue-key') && (await turn.mayIssue());
    turn.pass();
    const work = workOn(observation, run);
    const executed = await executeAll(work, restrict(decided.steps, { dryRun: run.dryRun, mayIssue }));
    if (mayIssue && !run.dryRun) settle(allowance, executed);
    if (allowance.stopped) sideBySide.oneAtATime();
    else if (executed.failedAt !== undefined) sideBySide.failed();
    else if (isSlow) sideBySide.wentSlowly();
    else sideBySide.wentWell();
    return await outcomeOf(run, work, decided, executed);
  } catch (error) {
    sideBySide.failed();
    return unread(run, candidate, error);
  } finally {
    turn.pass();
  }
}

/** What became of the turn for a new key. A dry run risks nothing, so its plan does not depend on who was finished first (promise 11). */
function settle(allowance: Allowance, { steps, failedAt }: Executed): void {
  const issue = steps.find(({ kind }) => kind === 'issue-key');
  if (issue?.result === 'done') allowance.succeeded();
  else if (issue?.result === 'failed' && failedAt !== undefined) allowance.failed(failedAt);
  else allowance.giveBack();
}

async function outcomeOf(run: Reconciliation, work: Work, decided: Plan, executed: Executed): Promise<Outcome> {
  const { steps, error, failedAt, failure } = executed;
  const base = { userName: work.observation.user.name, plan: decided };
  const failed = steps.find(({ result }) => result === 'failed');
  if (failure?.kind === 'no-such-entity' && (await isGone(work, failed)))
    return {
      ...base,
      steps: steps.map((step) => (step === failed ? { ...step, result: 'skipped' } : step)),
      error: undefined,
    };
  // A dry run notes nothing: what fails in it are reads.
  const noted = run.dryRun
    ? error
    : error === undefined || failedAt === undefined
      ? await forgetFailure(work, decided, steps)
      : `${error}${await noteFailure(work, failedAt, error)}`;
  const unfinished = run.dryRun || noted !== undefined ? undefined : unfinishedOf(work, decided, steps);
  const heldSince = presentHold(work.observation, decided)?.since;
  return { ...base, steps, error: noted, heldSince, ...(unfinished !== undefined && { unfinished }) };
}

/** Of a user whose wait is a person's wish, or who is held for a reason that was announced, nothing is missing. */
function unfinishedOf({ observation, now }: Work, { rule }: Decision, steps: Outcome['steps']): string | undefined {
  const isWaiting = ['horizon', KEEPS_FAILING].includes(rule) || steps.some(({ result }) => result === 'withheld');
  return isWaiting ? unfinishedSince(stateOf(observation), now) : undefined;
}

/** A user that could not be read: it went away since the list was made, or it is tried once a day, or it has failed. */
async function unread(run: Reconciliation, { row }: Candidate, error: unknown): Promise<Outcome> {
  const base = { userName: row.name, steps: [], plan: undefined };
  if (failureOf(error).kind === 'no-such-entity') return { ...base, error: undefined };
  const text = errorText(error);
  const work = listedWork(run, row);
  const failing = stateOf(work.observation)?.failing;
  const nextAt = failing && nextTryAt(failing);
  if (nextAt && nextAt > run.now)
    return {
      ...base,
      error: undefined,
      unfinished: `${text}; the next try that counts is due on ${nextAt.toISOString()}`,
    };
  return { ...base, error: run.dryRun ? text : `${text}${await noteFailure(work, stepOf(error), text)}` };
}
