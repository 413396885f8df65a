/**
 * The whole loop:
 * - scan: bulk reads, one row per user
 * - triage: whom to look at, the stalest first
 * - for each of them, side by side: observe, plan, restrict, execute
 * - what could not be served for want of time or allowance is counted, for the next run
 * - when users fail one after the other at the same step, the rest get no new key in this run
 */

import { errorText } from '../aws/errors/errors';
import { presentHold } from '../core/account/held';
import { type Candidate, triage } from '../core/account/triage';
import { keyAges } from '../core/report/key-ages';
import type { Outcome } from '../core/report/outcome';
import type { RunResult } from '../core/report/run-result';
import { plan } from '../core/rules/plan';
import { restrict } from '../core/rules/restrict';
import { Allowance } from './allowance';
import { observe } from './read/observe';
import { scan } from './read/scan';
import { SideBySide } from './side-by-side';
import { executeAll } from './steps/execute';
import { type Run, workOn } from './steps/work';

/** One call of the function. */
export interface Reconciliation extends Run {
  readonly dryRun: boolean;
  /** Milliseconds until the function is stopped. */
  readonly remainingMs: () => number;
  /** How many users are served at a time. @default - few at first, more while it goes well */
  readonly sideBySide?: SideBySide;
}

/** A user is taken up only if there is time for the longest that serving one can take: 80 seconds of polling, and throttled calls. */
const TIME_FOR_ONE_USER_MS = 180_000;

/** Reads that take longer are waiting for IAM's limits. */
const SLOW_READ_MS = 5_000;

/** @throws when the bulk reads fail */
export async function reconcile(run: Reconciliation): Promise<RunResult> {
  const view = await scan(run.clients, run.config);
  const { managed, candidates } = triage(view, run.config, run.now);
  const served = await serveAll(run, candidates, view.reportedAt);
  return {
    users: { scanned: view.users.length, managed, examined: served.outcomes.length },
    ...served,
    ages: keyAges(view, served.outcomes, run.config, run.now),
  };
}

/**
 * Those with more than a rotation due come first. Then rotations, in batches of what the run may still issue, so that nobody is looked
 * at in vain and the same world always gives the same choice. Last come those whose rotation failed before: were they first, a few whom
 * every run fails would open the circuit breaker, and take the turns, of everybody else (promise 10).
 */
async function serveAll(
  run: Reconciliation,
  candidates: readonly Candidate[],
  reportedAt: Date,
): Promise<Omit<RunResult, 'users'>> {
  const allowance = new Allowance(run.config.maxRotationsPerRun);
  const { sideBySide = new SideBySide() } = run;
  const outcomes: (Outcome | undefined)[] = [];
  const serveBatch = async (batch: readonly Candidate[]) => {
    outcomes.push(
      ...(await sideBySide.map(batch, (candidate) => serve(run, { ...candidate, reportedAt }, allowance, sideBySide))),
    );
  };
  await serveBatch(candidates.filter(({ rotationOnly, isRetry }) => !rotationOnly && !isRetry));
  const rotations = candidates.filter((candidate) => candidate.rotationOnly);
  while (rotations.length > 0 && allowance.left > 0) await serveBatch(rotations.splice(0, allowance.left));
  await serveBatch(candidates.filter(({ isRetry }) => isRetry));

  const served = outcomes.filter((outcome) => outcome !== undefined);
  const withheld = served.filter(({ steps }) => steps.some(({ result }) => result === 'withheld'));
  return {
    outcomes: served,
    remaining: candidates.length - served.length + withheld.length,
    stopped: allowance.stopped,
  };
}

/** Undefined when there was no time, or no more sense, to begin. One user's trouble stays that user's (promise 10): this never throws. */
async function serve(
  run: Reconciliation,
  { row, rotationOnly, reportedAt }: Candidate & { readonly reportedAt: Date },
  allowance: Allowance,
  sideBySide: SideBySide,
): Promise<Outcome | undefined> {
  const { clients } = run;
  const turn = allowance.takeTurn();
  // A dry run risks nothing, so its plan does not depend on who was finished first (promise 11).
  const breaker = run.dryRun ? undefined : allowance;
  const isTooLate = () => run.remainingMs() < TIME_FOR_ONE_USER_MS;
  try {
    if (isTooLate() || (rotationOnly && allowance.stopped)) return undefined;
    const observation = { ...(await observe(clients, row, run.config)), reportedAt };
    const isSlow = clients.elapsedMs() - observation.readAtMs > SLOW_READ_MS;
    // Throttled reads can take long. Nothing has been touched yet.
    if (isSlow && isTooLate()) return undefined;
    const decided = plan(observation, run.now);
    const mayIssue = decided.steps.some(({ kind }) => kind === 'issue-key') && (await turn.mayIssue());
    turn.pass();
    const steps = restrict(decided.steps, { dryRun: run.dryRun, mayIssue });
    const { failedAt, ...executed } = await executeAll(workOn(observation, run), steps);
    const issue = executed.steps.find(({ kind }) => kind === 'issue-key');
    if (issue?.result === 'done') breaker?.succeeded();
    if (issue?.result === 'failed' && failedAt !== undefined) breaker?.failed(failedAt);
    if (failedAt !== undefined) sideBySide.failed();
    else if (isSlow) sideBySide.wentSlowly();
    else sideBySide.wentWell();
    return { userName: row.name, plan: decided, ...executed, heldSince: presentHold(observation, decided)?.since };
  } catch (error) {
    sideBySide.failed();
    return { userName: row.name, plan: undefined, steps: [], error: errorText(error) };
  } finally {
    turn.pass();
  }
}
