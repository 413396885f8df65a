/** What a run tells: its result, and its log lines. Pure. Nothing of AWS's answers passes but ids, dates and names. */

import type { Result } from './core/report/result-schema';

/** A line for the log: a message that is the same each time, and its fields. */
export interface LogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One line for each step, each failure and each user without an outcome, one for a circuit breaker that opened, and one for the run, or for the command that a person gave. */
export function logLines(result: Result, command = 'run'): LogLine[] {
  const {
    outcomes,
    failures,
    users,
    remaining,
    stopped,
    unfinished = [],
    dryRun,
    time,
    posture,
    accountError,
  } = result;
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
  const left = unfinished.map((user): LogLine => ({ level: 'WARN', message: 'user unfinished', fields: { ...user } }));
  const breaker: LogLine[] = stopped
    ? [{ level: 'ERROR', message: 'circuit breaker', fields: { ...stopped, remaining } }]
    : [];
  const counted = outcomes.flatMap((outcome) => outcome.steps).filter(({ result: how }) => how !== 'skipped');
  const run: LogLine = {
    level: failures.length > 0 || accountError !== undefined ? 'ERROR' : unfinished.length > 0 ? 'WARN' : 'INFO',
    // What a person asks must not look like a run: `keyturn doctor` tells from these lines when the schedule last worked.
    message: command === 'run' ? 'run' : 'command',
    fields: {
      ...(command !== 'run' && { command }),
      version: result.version,
      time,
      dryRun,
      users,
      steps: counted.length,
      failures: failures.length,
      ...(unfinished.length > 0 && { unfinished: unfinished.length }),
      remaining,
      ...(posture && { posture }),
      ...(accountError !== undefined && { accountError }),
    },
  };
  return [...steps, ...failed, ...left, ...breaker, run];
}

/** The error that a scheduled run ends with when any user failed, so that the alarm and the dead-letter queue see it. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
  constructor({ failures, stopped, accountError }: Result) {
    // First, because it explains the rest, and a dead-letter queue keeps the first 1,024 characters.
    const breaker = stopped ? `circuit breaker: ${stopped.because}; ` : '';
    const first = failures.slice(0, 5).map(({ userName, error }) => `${userName}: ${error}`);
    const more = failures.length > first.length ? `; and ${failures.length - first.length} more, in the log` : '';
    const users = `${failures.length} ${failures.length === 1 ? 'user' : 'users'} could not be served: ${first.join('; ')}${more}`;
    const account = accountError === undefined ? '' : `the account's news could not be told: ${accountError}`;
    super(`${breaker}${failures.length === 0 ? account : [users, account].filter(Boolean).join('; ')}`);
  }
}
