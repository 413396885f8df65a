/**
 * The steps of a revocation (docs/design.md, "Revoking"). Whatever fails, or takes too long, the reported key is deactivated: what comes
 * before has a limit, and what is announced is announced at the end (promise 12).
 */

import { errorText, errorTextForCommand, failureOf, stepOf } from '../../aws/errors/errors';
import { clientsUntil } from '../../aws/limit';
import { factsOfStep, type Moments } from '../../core/report/step-facts';
import type { RestrictedStep } from '../../core/rules/restrict';
import type { Step, StepResult } from '../../core/rules/step';
import { takeBackIntent } from '../steps/issue/take-back';
import { readSecretAgain } from '../steps/secret';
import type { Executed, Work } from '../steps/work';
import { announceRefusal } from './refusal';

/** From when the command began: a new key is issued, stored, verified and handed out by then, or not before the deactivation. */
const SUCCESSOR_LIMIT_MS = 45_000;

type Execute = (work: Work, step: Step) => Promise<void>;

interface Progress {
  readonly results: (StepResult | undefined)[];
  readonly failures: { readonly index: number; readonly error: unknown }[];
  /** Of each step, also of what is announced at the end. */
  readonly moments: Moments[];
}

const isDeactivation = ({ step }: RestrictedStep) => step.kind === 'deactivate-key' && step.revoked === true;

export const isRevocation = (steps: readonly RestrictedStep[]) =>
  steps.some((each) => isDeactivation(each) && each.disposition === 'run');

/** Never throws. */
export async function carryOut(work: Work, steps: readonly RestrictedStep[], execute: Execute): Promise<Executed> {
  const { clients, observation } = work;
  const deadlineMs = (work.beganAtMs ?? observation.readAtMs) + SUCCESSOR_LIMIT_MS;
  const progress: Progress = { results: [], failures: [], moments: steps.map(() => ({})) };
  work.announcements = [];
  for (const [index, each] of steps.entries()) {
    if (each.disposition !== 'run') {
      progress.results[index] = each.disposition;
      continue;
    }
    const isAhead = steps.slice(index + 1).some(isDeactivation);
    if (!isDeactivation(each) && !mayFollow(progress, steps, isAhead)) {
      progress.results[index] = 'skipped';
      continue;
    }
    work.clients = isAhead ? clientsUntil(clients, deadlineMs) : clients;
    const from = work.announcements.length;
    work.moments = progress.moments[index] ?? {};
    await attemptStep(progress, index, () => execute(work, each.step));
    for (const announcement of work.announcements.slice(from)) announcement.index = index;
  }
  work.clients = clients;
  await giveUpIntent(work, steps, progress);
  if (progress.failures.length > 0)
    work.failedBefore = progress.failures.map(({ error }) => errorText(error)).join('; ');
  await announceAll(work, steps, progress);
  return executed(work, steps, progress);
}

/** A new key before the deactivation takes all of it; the rest after it, that the reported key is off, and that nobody else was first. */
function mayFollow({ failures, results }: Progress, steps: readonly RestrictedStep[], isAhead: boolean): boolean {
  if (isAhead) return failures.length === 0;
  const isOff = steps.every((each, index) => !isDeactivation(each) || results[index] === 'done');
  return (
    isOff && failures.every(({ error }) => failureOf(error).kind !== 'label-moved') && !lastFailed(failures, steps)
  );
}

/** After the deactivation, each step needs the one before it. */
function lastFailed(failures: Progress['failures'], steps: readonly RestrictedStep[]): boolean {
  const last = steps.findLastIndex(isDeactivation);
  return failures.some(({ index }) => index > last);
}

async function attemptStep({ results, failures }: Progress, index: number, act: () => Promise<void>): Promise<void> {
  try {
    await act();
    results[index] ??= 'done';
  } catch (error) {
    results[index] = 'failed';
    failures.push({ index, error });
  }
}

/** No key of ours was made, or it is deleted again: then nobody is at work, and the next run need not wait until nobody can be. */
async function giveUpIntent(work: Work, steps: readonly RestrictedStep[], { results }: Progress): Promise<void> {
  const issue = steps.findIndex(({ step }) => step.kind === 'issue-key');
  if (results[issue] !== 'failed' || work.mayHaveLeftAKey || !work.isReportNoted || work.isIntentTakenBack) return;
  await takeBackIntent(work);
}

async function announceAll(work: Work, steps: readonly RestrictedStep[], progress: Progress): Promise<void> {
  const { announcements = [] } = work;
  work.announcements = undefined;
  const refused = progress.failures.find(({ index }) => isDeactivation(steps[index] as RestrictedStep));
  const isStill = refused && stepOf(refused.error) === 'deactivate the key';
  if (isStill && failureOf(refused.error).kind !== 'no-such-entity')
    await attemptStep(progress, refused.index, () =>
      announceRefusal(work, (steps[refused.index] as RestrictedStep).step, errorText(refused.error)),
    );
  // Where it cannot be read, what is noted here may be written over what another command has noted meanwhile.
  if (!work.isBlind && work.secret.arn !== undefined) await readSecretAgain(work).catch(() => undefined);
  for (const { act, index } of announcements) {
    work.moments = progress.moments[index] ?? {};
    await attemptStep(progress, index, act);
  }
}

function executed(work: Work, steps: readonly RestrictedStep[], { results, failures, moments }: Progress): Executed {
  const { request, observation, issued } = work;
  const text = request ? errorTextForCommand : errorText;
  return {
    steps: steps.map(({ step }, index) => {
      const result = results[index] ?? 'skipped';
      const isTried = result === 'done' || result === 'failed';
      const facts = isTried && { facts: factsOfStep(step, observation, moments[index] ?? {}, issued?.accessKeyId) };
      return { ...step, result, ...facts };
    }),
    error: failures.length > 0 ? failures.map(({ error }) => text(error)).join('; ') : undefined,
    failedAt: failures[0] && stepOf(failures[0].error),
    failure: failures[0] && failureOf(failures[0].error),
  };
}
