/** A user's steps, one after the other. */
import { errorText, stepOf } from './errors';
import { execute } from './execute';
import type { Outcome, StepResult } from './model';
import type { RestrictedStep } from './restrict';
import type { Work } from './work';

export interface Executed extends Pick<Outcome, 'steps' | 'error'> {
  /** What was being attempted when a step failed. */
  readonly failedAt: string | undefined;
}

/** In order; after a failure the rest of this user's steps wait for the next run. Never throws. */
export async function executeAll(work: Work, steps: readonly RestrictedStep[]): Promise<Executed> {
  let error: string | undefined;
  let failedAt: string | undefined;
  const results: Outcome['steps'][number][] = [];
  for (const { step, verdict } of steps) {
    let result: StepResult = verdict === 'run' ? 'done' : verdict;
    if (verdict === 'run' && error !== undefined) result = 'skipped';
    else if (verdict === 'run')
      await execute(work, step).catch((failure: unknown) => {
        result = 'failed';
        error = errorText(failure);
        failedAt = stepOf(failure);
      });
    results.push({ ...step, result });
  }
  return { steps: results, error, failedAt };
}
