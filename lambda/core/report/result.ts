import type { Standing, StandingKey } from '../account/standing';
import type { Step, StepResult } from '../rules/step';
import { cleaned } from '../text';
import { isoSeconds } from '../time';
import { ageInDays } from '../user/timetable';
import type { Outcome } from './outcome';
import type { Reconciled, Stopped } from './reconciled';

/** What the function answers (design: fixed). */
export interface Result {
  readonly time: string;
  readonly dryRun: boolean;
  readonly users: Reconciled['users'];
  readonly outcomes: readonly ({
    readonly userName: string;
    /** The rule that decided, and its sentence. */
    readonly rule?: string;
    readonly because?: string;
    /** When something is next due, where that is known. */
    readonly nextAt?: string;
    readonly steps: readonly ResultStep[];
  } & Partial<ResultStanding>)[];
  readonly failures: readonly { readonly userName: string; readonly error: string }[];
  readonly remaining: number;
  /** Set when the circuit breaker opened: no further key was issued. */
  readonly stopped?: Stopped;
}

/** What `status` adds to an outcome. */
interface ResultStanding extends Pick<Standing, 'phase' | 'reason' | 'nextStep' | 'owner' | 'secretName'> {
  /** Since when the user is held or blocked. */
  readonly since?: string;
  readonly keys: readonly (Omit<StandingKey, 'createdAt'> & {
    readonly createdAt?: string;
    readonly ageDays?: number;
  })[];
}

interface ResultStep {
  readonly kind: Step['kind'];
  readonly accessKeyId?: string;
  readonly because: string;
  readonly result: StepResult;
  readonly reason?: string;
  readonly event?: string;
}

export function resultOf(reconciled: Reconciled, now: Date, dryRun: boolean): Result {
  const { users, outcomes, remaining, stopped } = reconciled;
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
  };
}
