/** A user's steps, one after the other. */

import { errorText, errorTextForCommand, failureOf, stepOf } from '../../aws/errors/errors';
import type { Failure } from '../../aws/errors/failure';
import type { Outcome } from '../../core/report/outcome';
import { factsOfStep, type Moments } from '../../core/report/step-facts';
import type { RestrictedStep } from '../../core/rules/restrict';
import type { Step, StepOf, StepResult } from '../../core/rules/step';
import { carryOut, isRevocation } from '../revocation/carry-out';
import { noteRevocation } from '../revocation/note';
import { deactivateKey, recordInactive } from './deactivate-key';
import { deleteKey } from './delete-key';
import { issueKey } from './issue/issue-key';
import { proveNotable } from './noted';
import { notify } from './notify';
import { renewGrace } from './renew-grace';
import { restoreState } from './restore-state';
import { makeCurrent, rollBack } from './roll-back';
import { setHold } from './set-hold';
import type { Executed, Work } from './work';

/** In order; after a failure the rest of this user's steps wait for the next run. Never throws. */
export async function executeAll(work: Work, steps: readonly RestrictedStep[]): Promise<Executed> {
  if (isRevocation(steps)) return carryOut(work, steps, execute);
  let error: string | undefined;
  let failedAt: string | undefined;
  let failed: Failure | undefined;
  const results: Outcome['steps'][number][] = [];
  for (const { step, disposition } of steps) {
    let result: StepResult = disposition === 'run' ? 'done' : disposition;
    work.moments = {};
    if (disposition === 'run' && error !== undefined) result = 'skipped';
    else if (disposition === 'run')
      await execute(work, step).catch((failure: unknown) => {
        result = 'failed';
        error = work.request ? errorTextForCommand(failure) : errorText(failure);
        failedAt = stepOf(failure);
        failed = failureOf(failure);
      });
    results.push({
      ...step,
      result,
      ...(disposition === 'run' && wasTried(result) && factsIn(work, step, work.moments)),
    });
  }
  return { steps: results, error, failedAt, failure: failed };
}

const wasTried = (result: StepResult) => result === 'done' || result === 'failed';

const factsIn = (
  { observation, issued }: Work,
  step: Step,
  moments: Moments,
): Pick<Outcome['steps'][number], 'facts'> => ({
  facts: factsOfStep(step, observation, moments, issued?.accessKeyId),
});

/**
 * @throws when the step fails; what it has left behind, the next run recognises and fixes (promise 6)
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
  'record-inactive': async (work, { tells }) => {
    await proveNotable(work);
    await recordInactive(work, tells);
  },
  'renew-grace': renewGrace,
  'restore-state': restoreState,
  'roll-back': rollBack,
  'make-current': makeCurrent,
  'note-revocation': noteRevocation,
  'set-hold': setHold,
  notify,
  // Announced by a step of its own, when that is due.
  hold: async () => {},
};
