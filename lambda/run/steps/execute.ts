/** A user's steps, one after the other. */

import { errorText, stepOf } from '../../aws/errors/errors';
import type { Outcome } from '../../core/report/outcome';
import type { RestrictedStep } from '../../core/rules/restrict';
import type { Step, StepOf, StepResult } from '../../core/rules/step';
import { deactivateKey, recordInactive } from './deactivate-key';
import { deleteKey } from './delete-key';
import { issueKey } from './issue-key';
import { notify } from './notify';
import { renewGrace } from './renew-grace';
import { makeCurrent, rollBack } from './roll-back';
import { setHold } from './set-hold';
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
  for (const { step, disposition } of steps) {
    let result: StepResult = disposition === 'run' ? 'done' : disposition;
    if (disposition === 'run' && error !== undefined) result = 'skipped';
    else if (disposition === 'run')
      await execute(work, step).catch((failure: unknown) => {
        result = 'failed';
        error = errorText(failure);
        failedAt = stepOf(failure);
      });
    results.push({ ...step, result });
  }
  return { steps: results, error, failedAt };
}

/**
 * @throws when the step fails; what it has left behind, the next run recognises and mends (promise 6)
 * @internal tests execute single steps
 */
export function execute<Kind extends Step['kind']>(work: Work, step: StepOf<Kind>): Promise<void> {
  const executor: Executor<Kind> = EXECUTORS[step.kind as Kind];
  return executor(work, step);
}

type Executor<Kind extends Step['kind']> = (work: Work, step: StepOf<Kind>) => Promise<void>;

const EXECUTORS: { readonly [Kind in Step['kind']]: Executor<Kind> } = {
  'issue-key': issueKey,
  'deactivate-key': deactivateKey,
  'delete-key': deleteKey,
  'record-inactive': (work, { tells }) => recordInactive(work, tells),
  'renew-grace': renewGrace,
  'roll-back': rollBack,
  'make-current': makeCurrent,
  'set-hold': setHold,
  notify,
  // Announced by a step of its own, when that is due.
  hold: async () => {},
};
