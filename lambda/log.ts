/** What a run tells: its result, and its log lines. Pure. Nothing of AWS's answers passes but ids, dates and names. */

import type { Signal } from './core/leaks/signal';
import type { Result } from './core/report/result-schema';
import type { Config } from './core/settings/config';
import { settingsAsText } from './core/settings/environment';
import { cleaned } from './core/text';
import { isoSeconds } from './core/time';
import { VERSION } from './core/version';

/** A line for the log: a message that is the same each time, and its fields. */
export interface LogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What was asked of the function, as far as the log has it: who, why, and about whom. */
export interface AskedOf {
  readonly command: string;
  readonly userName?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly reason?: string | undefined;
  readonly requestedBy?: string | undefined;
}

/** By which settings a run decides: one line a run, so that each change of them stands in the log. */
export const settingsLine = (config: Config, now: Date): LogLine => ({
  level: 'INFO',
  message: 'settings',
  fields: cleaned({ time: isoSeconds(now), version: VERSION, settings: settingsAsText(config) }),
});

/** What AWS has said, which a person may have to find again: one line for each signal, of which only words and ids are kept. */
export const signalLines = (signals: readonly Signal[]): LogLine[] =>
  signals.map(({ source, id, type, certainty, accountIds, accessKeyIds, leftOut, isOver }) => ({
    level: 'WARN',
    message: 'signal',
    fields: cleaned({ source, id, type, certainty, accountIds, accessKeyIds, leftOut, isOver }),
  }));

/** One line for each step, each failure and each user without an outcome, one for a circuit breaker that opened, and one for the run, or for the command that a person gave. */
export function logLines(result: Result, asked: AskedOf = { command: 'run' }): LogLine[] {
  const { command } = asked;
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
    population,
  } = result;
  const steps = outcomes.flatMap(({ userName, steps }) =>
    // A message that a plan only shows is for whoever asked.
    steps.map(({ message: _, facts, ...step }): LogLine => {
      const level = step.kind === 'hold' ? 'WARN' : 'INFO';
      return {
        level: step.result === 'failed' ? 'ERROR' : level,
        message: 'step',
        fields: { time, userName, ...step, ...facts },
      };
    }),
  );
  const failed = failures.map(
    (failure): LogLine => ({ level: 'ERROR', message: 'user failed', fields: { time, ...failure } }),
  );
  const left = unfinished.map(
    (user): LogLine => ({ level: 'WARN', message: 'user unfinished', fields: { time, ...user } }),
  );
  const breaker: LogLine[] = stopped
    ? [{ level: 'ERROR', message: 'circuit breaker', fields: { ...stopped, remaining } }]
    : [];
  const counted = outcomes.flatMap((outcome) => outcome.steps).filter(({ result: how }) => how !== 'skipped');
  const run: LogLine = {
    level: failures.length > 0 || accountError !== undefined ? 'ERROR' : unfinished.length > 0 ? 'WARN' : 'INFO',
    // What a person asks must not look like a run: `keyturn doctor` tells from these lines when the schedule last worked.
    message: command === 'run' ? 'run' : 'command',
    fields: {
      ...(command !== 'run' && aboutCommand(asked)),
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
  return [...steps, ...failed, ...left, ...breaker, ...populationLines(population, time), run];
}

function populationLines(population: Result['population'], time: string): LogLine[] {
  if (!population) return [];
  const { exemptions, ...counts } = population;
  const line = (message: string, fields: object): LogLine => ({ level: 'INFO', message, fields: { time, ...fields } });
  return [line('population', counts), ...exemptions.map((each) => line('exemption', each))];
}

/** Text that a person has typed passes here on its way to the log. */
function aboutCommand({ command, userName, accessKeyId, reason, requestedBy }: AskedOf): object {
  const said = { userName, accessKeyId, reason, requestedBy };
  return cleaned({ command, ...Object.fromEntries(Object.entries(said).filter(([, text]) => text)) });
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
    const account = accountError === undefined ? '' : `the news about the account could not be sent: ${accountError}`;
    super(`${breaker}${failures.length === 0 ? account : [users, account].filter(Boolean).join('; ')}`);
  }
}
