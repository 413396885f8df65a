/** What a run tells: its result, and its log lines. Pure. Nothing of AWS's answers passes but ids, dates and names. */
import type { Outcome, Step, StepResult } from './model';
import type { Reconciled } from './reconcile';
import { isoSeconds } from './tags';

/** What the function answers (design: fixed). */
export interface Result {
  readonly time: string;
  readonly dryRun: boolean;
  readonly users: Reconciled['users'];
  readonly outcomes: readonly {
    readonly userName: string;
    /** The rule that decided, and its sentence. */
    readonly rule?: string;
    readonly because?: string;
    /** When something is next due, where that is known. */
    readonly nextAt?: string;
    readonly steps: readonly ResultStep[];
  }[];
  readonly failures: readonly { readonly userName: string; readonly error: string }[];
  readonly remaining: number;
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
  const { users, outcomes, remaining } = reconciled;
  return {
    time: isoSeconds(now),
    dryRun,
    users,
    outcomes: outcomes.map(({ userName, plan, steps }) => ({
      userName,
      ...(plan && { rule: plan.rule, because: plan.because }),
      ...(plan?.nextAt && { nextAt: isoSeconds(plan.nextAt) }),
      steps: steps.map(resultStep),
    })),
    failures: outcomes.flatMap(({ userName, error }) => (error === undefined ? [] : [{ userName, error }])),
    remaining,
  };
}

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

/** A line for the log: a message that is the same each time, and its fields. */
export interface LogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One line for each step and each failure, and one for the run. */
export function logLines(result: Result): LogLine[] {
  const { outcomes, failures, users, remaining, dryRun, time } = result;
  const steps = outcomes.flatMap(({ userName, steps }) =>
    steps.map((step): LogLine => {
      const level = step.kind === 'hold' ? 'WARN' : 'INFO';
      return { level: step.result === 'failed' ? 'ERROR' : level, message: 'step', fields: { userName, ...step } };
    }),
  );
  const failed = failures.map(
    (failure): LogLine => ({ level: 'ERROR', message: 'user failed', fields: { ...failure } }),
  );
  const counted = outcomes.flatMap((outcome) => outcome.steps).filter(({ result: how }) => how !== 'skipped');
  const run: LogLine = {
    level: failures.length > 0 ? 'ERROR' : 'INFO',
    message: 'run',
    fields: { time, dryRun, users, steps: counted.length, failures: failures.length, remaining },
  };
  return [...steps, ...failed, run];
}

/** The error that a scheduled run ends with when any user failed, so that the alarm and Lambda's retry see it. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
  constructor({ failures }: Result) {
    const first = failures.slice(0, 5).map(({ userName, error }) => `${userName}: ${error}`);
    const more = failures.length > first.length ? `; and ${failures.length - first.length} more, in the log` : '';
    super(
      `${failures.length} ${failures.length === 1 ? 'user' : 'users'} could not be served: ${first.join('; ')}${more}`,
    );
  }
}
