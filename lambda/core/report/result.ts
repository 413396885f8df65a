/** The function's result, as text and numbers. Pure. */

import type { Standing } from '../account/standing';
import { cleaned } from '../text';
import { DAY_MS, isoSeconds } from '../time';
import type { Outcome } from './outcome';
import type { Result, ResultStep } from './result-schema';
import type { RunResult } from './run-result';

export function resultOf({ users, outcomes, remaining, stopped }: RunResult, now: Date, dryRun: boolean): Result {
  // Names, tags and errors come from outside: here they all pass, on their way to the answer and to the log.
  return cleaned({
    time: isoSeconds(now),
    dryRun,
    users,
    outcomes: outcomes.map(({ userName, plan, steps, standing }) => ({
      userName,
      ...(plan && { rule: plan.rule, because: plan.because }),
      ...(plan?.nextAt && { nextAt: isoSeconds(plan.nextAt) }),
      ...(standing && resultStanding(standing, now)),
      steps: steps.map(resultStep),
    })),
    failures: outcomes.flatMap(({ userName, error }) => (error === undefined ? [] : [{ userName, error }])),
    remaining,
    ...(stopped && { stopped }),
  });
}

function resultStanding({ since, nextAt, keys, ...same }: Standing, now: Date) {
  return {
    ...same,
    ...(since && { since: isoSeconds(since) }),
    ...(nextAt && { nextAt: isoSeconds(nextAt) }),
    keys: keys.map(({ createdAt, ...key }) => ({
      ...key,
      ...(createdAt && { createdAt: isoSeconds(createdAt), ageDays: ageInDays(createdAt, now) }),
    })),
  };
}

const ageInDays = (createdAt: Date, now: Date) => Math.floor((now.getTime() - createdAt.getTime()) / DAY_MS);

function resultStep(step: Outcome['steps'][number]): ResultStep {
  const { kind, because, result } = step;
  const accessKeyId = 'accessKeyId' in step ? step.accessKeyId : undefined;
  return {
    kind,
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...('reason' in step && { reason: step.reason }),
    ...('event' in step && { event: step.event }),
    because,
    result,
  };
}
