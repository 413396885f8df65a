/** The function's result, as text and numbers. Pure. */

import type { Standing } from '../account/standing';
import { cleaned } from '../text';
import { isoSeconds } from '../time';
import { ageInDays } from '../user/timetable';
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

function resultStep(step: Outcome['steps'][number]): ResultStep {
  const { kind, because, result } = step;
  const about = step.kind === 'notify' ? step.tells : step;
  const accessKeyId = 'accessKeyId' in about ? about.accessKeyId : undefined;
  return {
    kind,
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...('reason' in about && { reason: about.reason }),
    ...(step.kind === 'notify' && { event: step.tells.event }),
    because,
    result,
    ...(step.message && { message: step.message }),
  };
}
