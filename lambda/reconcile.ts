/**
 * The whole loop:
 * - scan: bulk reads, one row per user
 * - triage: whom to look at, the stalest first
 * - for each of them, side by side: observe, plan, restrict, execute
 * - what could not be served for want of time or allowance is counted, for the next run
 */
import pMap from 'p-map';
import { errorText } from './errors';
import { execute } from './execute';
import type { Outcome, StepResult } from './model';
import { observe } from './observe';
import { plan } from './plan';
import { type RestrictedStep, restrict } from './restrict';
import { scan } from './scan';
import { type Candidate, isManaged, triage } from './triage';
import { type Run, workOn } from './work';

/** One call of the function. */
export interface Reconciliation extends Run {
  readonly dryRun: boolean;
  /** Look at this user only, whether or not anything seems due. */
  readonly userName?: string | undefined;
  /** Milliseconds until the function is stopped. */
  readonly remainingMs: () => number;
}

export interface Reconciled {
  readonly users: { readonly scanned: number; readonly managed: number; readonly examined: number };
  /** One for each user that was looked at, in the order in which they were taken up. */
  readonly outcomes: readonly Outcome[];
  /** Users with a step due that was left for the next run. */
  readonly remaining: number;
}

/** Users served side by side. Most of a rotation is waiting for IAM to know the new key. */
const CONCURRENCY = 10;

/** A user is taken up only if there is time for the longest that serving one can take: 69 seconds of polling, and throttled calls. */
const TIME_FOR_ONE_USER_MS = 180_000;

/** @throws when the bulk reads fail, or when `userName` names nobody that Keyturn manages */
export async function reconcile(run: Reconciliation): Promise<Reconciled> {
  const view = await scan(run.clients, run.config);
  const { managed, candidates } = triage(view, run.config, run.now);
  const chosen = run.userName === undefined ? candidates : [theOne(run.userName, view.users, run)];
  const served = await serveAll({ ...run, reportedAt: view.reportedAt }, chosen);
  return {
    users: { scanned: view.users.length, managed, examined: served.outcomes.length },
    ...served,
  };
}

function theOne(userName: string, users: readonly Candidate['row'][], { config }: Run): Candidate {
  const row = users.find((user) => user.name === userName);
  if (!row) throw new Error(`there is no IAM user ${JSON.stringify(userName)} in this account`);
  if (!isManaged(row, config.manage))
    throw new Error(`the IAM user ${JSON.stringify(userName)} is not managed by Keyturn`);
  return { row, why: 'asked for', rotationOnly: false, staleSince: row.createdAt };
}

/**
 * Those with more than a rotation due come first. Then rotations, in batches of what the run may still issue, so that nobody is looked
 * at in vain and the same world always gives the same choice.
 */
async function serveAll(run: Reconciliation, candidates: readonly Candidate[]): Promise<Omit<Reconciled, 'users'>> {
  const allowance = new Allowance(run.config.maxRotationsPerRun);
  const outcomes: (Outcome | undefined)[] = [];
  const serveBatch = async (batch: readonly Candidate[]) => {
    const answers = pMap(batch, (candidate) => serve(run, candidate, allowance), {
      concurrency: CONCURRENCY,
    });
    outcomes.push(...(await answers));
  };
  await serveBatch(candidates.filter((candidate) => !candidate.rotationOnly));
  const rotations = candidates.filter((candidate) => candidate.rotationOnly);
  while (rotations.length > 0 && allowance.left > 0) await serveBatch(rotations.splice(0, allowance.left));

  const served = outcomes.filter((outcome) => outcome !== undefined);
  const withheld = served.filter(({ steps }) => steps.some(({ result }) => result === 'withheld'));
  return { outcomes: served, remaining: candidates.length - served.length + withheld.length };
}

/** Undefined when there was no time to begin. One user's trouble stays that user's (promise 10): this never throws. */
async function serve(run: Reconciliation, { row }: Candidate, allowance: Allowance): Promise<Outcome | undefined> {
  const turn = allowance.takeTurn();
  try {
    if (run.remainingMs() < TIME_FOR_ONE_USER_MS) return undefined;
    const observation = await observe(run.clients, row, run.config);
    const decided = plan(observation, run.now);
    const mayIssue = decided.steps.some(({ kind }) => kind === 'issue-key') && (await turn.mayIssue());
    turn.pass();
    const steps = restrict(decided.steps, { dryRun: run.dryRun, mayIssue });
    return { userName: row.name, plan: decided, ...(await executeAll(workOn(observation, run), steps)) };
  } catch (error) {
    return { userName: row.name, plan: undefined, steps: [], error: errorText(error) };
  } finally {
    turn.pass();
  }
}

/** In order; after a failure the rest of this user's steps wait for the next run. */
async function executeAll(
  work: ReturnType<typeof workOn>,
  steps: readonly RestrictedStep[],
): Promise<Pick<Outcome, 'steps' | 'error'>> {
  let error: string | undefined;
  const results: Outcome['steps'][number][] = [];
  for (const { step, verdict } of steps) {
    let result: StepResult = verdict === 'run' ? 'done' : verdict;
    if (verdict === 'run' && error !== undefined) result = 'skipped';
    else if (verdict === 'run')
      await execute(work, step).catch((failure: unknown) => {
        result = 'failed';
        error = errorText(failure);
      });
    results.push({ ...step, result });
  }
  return { steps: results, error };
}

/**
 * How many keys the run may still issue. Turns are granted in the order in which users were taken up, however long each was looked at, so
 * that the same world gives the same plan.
 */
class Allowance {
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(private remaining: number) {}

  get left(): number {
    return this.remaining;
  }

  takeTurn() {
    const before = this.#lastTurn;
    let pass = () => {};
    const passed = new Promise<void>((resolve) => {
      pass = resolve;
    });
    this.#lastTurn = before.then(() => passed);
    return {
      pass,
      mayIssue: async () => {
        await before;
        return this.remaining > 0 && this.remaining-- > 0;
      },
    };
  }
}
