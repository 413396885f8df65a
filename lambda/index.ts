/** The Lambda function: reads its event and environment, runs the loop, logs, answers. */

import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { ownAccountClients } from './aws/clients';
import { bare, errorText } from './aws/errors/errors';
import { UsageCounter } from './aws/usage';
import { checkEntry } from './core/commands/through-hub';
import { resultOf } from './core/report/result';
import type { Result } from './core/report/result-schema';
import type { RunResult } from './core/report/run-result';
import { type Summary, summaryOf } from './core/report/summary';
import { fromEnvironment, metricsFrom } from './core/settings/environment';
import { measured } from './emit';
import { parseEvent, type Request } from './event';
import { type LogLine, logLines, RunFailedError, settingsLine, signalLines } from './log';
import { tellAccountNews } from './run/account-news';
import { obey, planOneUser, statusOfOneUser } from './run/command';
import { answerSignals } from './run/leaks/answer-signal';
import { drillLeak } from './run/leaks/drill';
import { reconcile } from './run/reconcile';
import type { Reconciliation } from './run/reconciliation';
import { survey } from './run/survey';

const logger = new Logger({ serviceName: 'keyturn' });

const counter = new UsageCounter();

/** Made once: a warm environment keeps its connections. */
const clients = ownAccountClients(counter);

/**
 * @throws RunFailedError when a scheduled run could not serve every user, after all others were served and everything was reported; where a
 * summary is asked for, it says so
 */
export async function handler(event: unknown, context: Context): Promise<Result | Summary> {
  logger.addContext(context);
  try {
    return await serve(event, context);
  } catch (error) {
    // The runtime logs what is thrown; this line has the same form as all others.
    logger.error('run failed', { error: errorText(error) });
    throw bare(error);
  }
}

async function serve(event: unknown, context: Context): Promise<Result | Summary> {
  const request = parseEvent(event, new Date());
  checkEntry(request.command, context.invokedFunctionArn);
  const config = fromEnvironment(process.env);
  const { command, now, account } = request;
  const isLook = command === 'plan' || command === 'status' || command === 'drill-leak';
  const dryRun = config.dryRun || request.dryRun || isLook;
  if (command === 'run') log(settingsLine(config, now));
  if (command === 'leak') for (const line of signalLines(request.signals)) log(line);
  const remainingMs = () => context.getRemainingTimeInMillis();
  const withPhases = request.answer === 'summary';
  const publishes = metricsFrom(process.env);
  const [, , , , accountId] = context.invokedFunctionArn.split(':');
  const run = { clients, config, now, dryRun, remainingMs, withPhases, ...(accountId && { accountId }) };
  const done = await measured({ isRun: command === 'run', now, counter, publishes }, () =>
    carryOut(request, { ...run, startedMs: clients.elapsedMs(), ...(account && { account }) }),
  );
  const result = { ...resultOf(done, now, dryRun), ...(config.dryRun && { deployedDryRun: true }) };
  for (const line of logLines(result, request)) log(line);
  // An answer has the failures; the schedule has nobody to answer to, and a queue delivers once more.
  if (request.answer === 'summary') return summaryOf(result, done, now);
  if (isUnattended(command) && (result.failures.length > 0 || result.accountError !== undefined))
    throw new RunFailedError(result);
  return result;
}

const isUnattended = (command: string) => command === 'run' || command === 'leak';

async function carryOut(request: Request, run: Reconciliation): Promise<RunResult> {
  switch (request.command) {
    case 'run':
      return tellAccountNews(run, await reconcile(run));
    case 'plan':
      return request.userName === undefined ? reconcile(run) : planOneUser(run, request.userName);
    case 'status':
      return request.userName === undefined ? survey(run) : statusOfOneUser(run, request.userName);
    case 'rotate':
    case 'rollback':
    case 'revoke':
    case 'confirm':
    case 'hold':
      return obey(run, request);
    case 'drill-leak':
      return drillLeak(run, request.userName);
    case 'leak':
      return answerSignals(run, request.signals);
  }
}

function log({ level, message, fields }: LogLine): void {
  if (level === 'ERROR') logger.error(message, fields);
  else if (level === 'WARN') logger.warn(message, fields);
  else logger.info(message, fields);
}
