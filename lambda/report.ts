/** What a run tells: its result, and its log lines. Pure. Nothing of AWS's answers passes but ids, dates and names. */
import type { Stopped } from './allowance';
import { DAY_MS } from './config';
import type { Outcome, Step, StepResult } from './model';
import type { Reconciled } from './reconcile';
import type { Standing, StandingKey } from './standing';
import { isoSeconds } from './tags';
import { cleaned } from './text';

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

/** A line for the log: a message that is the same each time, and its fields. */
export interface LogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One line for each step and each failure, one for a circuit breaker that opened, and one for the run, or for the command that a person gave. */
export function logLines(result: Result, command = 'run'): LogLine[] {
  const { outcomes, failures, users, remaining, stopped, dryRun, time } = result;
  const steps = outcomes.flatMap(({ userName, steps }) =>
    steps.map((step): LogLine => {
      const level = step.kind === 'hold' ? 'WARN' : 'INFO';
      return { level: step.result === 'failed' ? 'ERROR' : level, message: 'step', fields: { userName, ...step } };
    }),
  );
  const failed = failures.map(
    (failure): LogLine => ({ level: 'ERROR', message: 'user failed', fields: { ...failure } }),
  );
  const breaker: LogLine[] = stopped
    ? [{ level: 'ERROR', message: 'circuit breaker', fields: { ...stopped, remaining } }]
    : [];
  const counted = outcomes.flatMap((outcome) => outcome.steps).filter(({ result: how }) => how !== 'skipped');
  const run: LogLine = {
    level: failures.length > 0 ? 'ERROR' : 'INFO',
    // What a person asks must not look like a run: `keyturn doctor` tells from these lines when the schedule last worked.
    message: command === 'run' ? 'run' : 'command',
    fields: {
      ...(command !== 'run' && { command }),
      time,
      dryRun,
      users,
      steps: counted.length,
      failures: failures.length,
      remaining,
    },
  };
  return [...steps, ...failed, ...breaker, run];
}

/** The error that a scheduled run ends with when any user failed, so that the alarm and Lambda's retry see it. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
  constructor({ failures, stopped }: Result) {
    // First, because it explains the rest, and a dead-letter queue keeps the first 1,024 characters.
    const breaker = stopped ? `circuit breaker: ${stopped.because}; ` : '';
    const first = failures.slice(0, 5).map(({ userName, error }) => `${userName}: ${error}`);
    const more = failures.length > first.length ? `; and ${failures.length - first.length} more, in the log` : '';
    super(
      `${breaker}${failures.length} ${failures.length === 1 ? 'user' : 'users'} could not be served: ${first.join('; ')}${more}`,
    );
  }
}
