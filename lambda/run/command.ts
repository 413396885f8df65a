/** What a person asks of one user: look at it alone, decide, act. Answers in the form of a run; what cannot be done is a failure in it. */

import { errorText } from '../aws/errors/errors';
import type { UserRow } from '../core/account/user-row';
import { planCommand, type Wish } from '../core/commands/plan-command';
import type { Outcome } from '../core/report/outcome';
import type { RunResult } from '../core/report/run-result';
import { plan } from '../core/rules/plan';
import { restrict } from '../core/rules/restrict';
import type { Decision } from '../core/rules/step';
import { REFUSED } from '../core/rules/verdict';
import type { Observation } from '../core/user/observation';
import { observe } from './read/observe';
import { RefusedError, userNamed, userWithKey } from './read/one-user';
import { executeAll } from './steps/execute';
import { withMessages } from './steps/preview';
import { type Run, workOn } from './steps/work';
import { lookAt } from './survey';

export interface CommandRun extends Run {
  readonly dryRun: boolean;
}

/** What the next run would do to this user, due or not. Changes nothing. */
export const planOneUser = (run: CommandRun, userName: string): Promise<RunResult> =>
  answering(userName, async () =>
    serveOne(run, await userNamed(run.clients, userName, run.config), (observation) => plan(observation, run.now)),
  );

/** Where this user stands, from fresh reads. */
export const statusOfOneUser = (run: CommandRun, userName: string): Promise<RunResult> =>
  answering(userName, async () => lookAt(await userNamed(run.clients, userName, run.config), run.now, run));

export function obey(run: CommandRun, wish: Wish & { readonly userName?: string }): Promise<RunResult> {
  const { clients, config, now } = run;
  const { userName = '' } = wish;
  return answering(userName, async () => {
    const row =
      wish.command === 'revoke'
        ? await userWithKey(clients, wish.accessKeyId, config)
        : await userNamed(clients, userName, config);
    return serveOne(run, row, (observation) => planCommand(observation, wish, now));
  });
}

/** Never throws: whoever asks is there to read the failure. */
async function answering(userName: string, act: () => Promise<Outcome>): Promise<RunResult> {
  try {
    return { users: { scanned: 1, managed: 1, examined: 1 }, outcomes: [await act()], remaining: 0 };
  } catch (error) {
    const failure =
      error instanceof RefusedError
        ? { userName: error.userName, error: error.message }
        : { userName, error: errorText(error) };
    const users = { scanned: 0, managed: 0, examined: 0 };
    return { users, outcomes: [{ plan: undefined, steps: [], ...failure }], remaining: 0 };
  }
}

/**
 * @throws when the user cannot be read
 * @internal tests serve a user by a plan of their own
 */
export async function serveOne(
  run: CommandRun,
  row: UserRow,
  decide: (observation: Observation) => Decision,
): Promise<Outcome> {
  const observation = await observe(run.clients, row, run.config);
  const decided = decide(observation);
  const steps = restrict(decided.steps, { dryRun: run.dryRun, mayIssue: true });
  const work = workOn(observation, run);
  const { failedAt: _, ...executed } = await executeAll(work, steps);
  const shown = run.dryRun ? await withMessages(work, executed.steps) : executed.steps;
  const error = decided.rule === REFUSED ? decided.because : executed.error;
  return { userName: row.name, plan: decided, steps: shown, error };
}
