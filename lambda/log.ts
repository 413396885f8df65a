/** What a run tells: its result, and its log lines. Pure. Nothing of AWS's answers passes but ids, dates and names. */

import type { Result } from './core/report/result-schema';

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
    // A message that a plan only shows is for whoever asked.
    steps.map(({ message: _, ...step }): LogLine => {
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
