/** What a person asks of one user: look at it alone, decide, act. Answers in the form of a run; what cannot be done is a failure in it. */
import { planCommand, type Wish } from './command-plan';
import { executeAll } from './execute-all';
import type { Observation, Outcome, Plan } from './model';
import { observe } from './observe';
import { RefusedError, userNamed, userWithKey } from './one-user';
import { plan } from './plan';
import type { Reconciled } from './reconcile';
import { restrict } from './restrict';
import type { UserRow } from './scan';
import { REFUSED } from './verdict';
import { type Run, workOn } from './work';

export interface CommandRun extends Run {
  readonly dryRun: boolean;
}

/** What the next run would do to this user, due or not. Changes nothing. */
export const planOneUser = (run: CommandRun, userName: string): Promise<Reconciled> =>
  answering(
    () => userNamed(run.clients, userName, run.config),
    run,
    (observation) => plan(observation, run.now),
  );

/** @throws when AWS cannot be read */
export function obey(run: CommandRun, wish: Wish & { readonly userName?: string }): Promise<Reconciled> {
  const { clients, config, now } = run;
  const find = () =>
    wish.command === 'revoke'
      ? userWithKey(clients, wish.accessKeyId, config)
      : userNamed(clients, wish.userName ?? '', config);
  return answering(find, run, (observation) => planCommand(observation, wish, now));
}

async function answering(
  find: () => Promise<UserRow>,
  run: CommandRun,
  decide: (observation: Observation) => Plan,
): Promise<Reconciled> {
  try {
    const outcome = await serveOne(run, await find(), decide);
    return { users: { scanned: 1, managed: 1, examined: 1 }, outcomes: [outcome], remaining: 0 };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const refused = { userName: error.userName, plan: undefined, steps: [], error: error.message };
    return { users: { scanned: 0, managed: 0, examined: 0 }, outcomes: [refused], remaining: 0 };
  }
}

/** @throws when the user cannot be read */
export async function serveOne(
  run: CommandRun,
  row: UserRow,
  decide: (observation: Observation) => Plan,
): Promise<Outcome> {
  const observation = await observe(run.clients, row, run.config);
  const decided = decide(observation);
  const steps = restrict(decided.steps, { dryRun: run.dryRun, mayIssue: true });
  const { failedAt: _, ...executed } = await executeAll(workOn(observation, run), steps);
  const error = decided.rule === REFUSED ? decided.because : executed.error;
  return { userName: row.name, plan: decided, ...executed, error };
}
