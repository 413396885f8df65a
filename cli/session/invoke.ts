/** Invokes the deployed function and waits for what it answers. */

import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { failureOf } from '../../lambda/aws/errors/errors';
import type { Result } from '../../lambda/core/report/result-schema';
import { Problem } from '../terminal/problem';
import { problemFrom } from './aws-errors';
import type { ClientConfig } from './connection';
import { functionFailed } from './function-error';
import { isResult } from './result';

/** The function may take its 15 minutes; whoever hangs up earlier does not know what was done. */
const ANSWER_LIMIT_MS = 16 * 60 * 1000;

const CONNECT_LIMIT_MS = 10_000;

export interface Invocation {
  readonly command: string;
  readonly userName?: string;
  readonly accessKeyId?: string;
  readonly until?: string;
  readonly force?: boolean;
  readonly reason?: string;
  readonly requestedBy?: string;
  readonly dryRun?: boolean;
}

/** @throws Problem when the function cannot be invoked, fails, or answers something else than a result */
export async function invoke(config: ClientConfig, functionName: string, event: Invocation): Promise<Result> {
  const changes = !['plan', 'status', 'drill-leak'].includes(event.command) && event.dryRun !== true;
  const answer = await send(config, functionName, event, changes);
  const payload = parsed(answer.Payload);
  if (answer.FunctionError !== undefined) throw functionFailed(functionName, event.command, payload, changes);
  if (!isResult(payload))
    throw new Problem(
      `${functionName} answered something that is no result of Keyturn's.`,
      'Check --function and --stack. If it is Keyturn, deploy it again with the version of this command line.',
    );
  return payload;
}

async function send(
  config: ClientConfig,
  functionName: string,
  event: Invocation,
  changes: boolean,
): Promise<InvokeCommandOutput> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({
    ...config,
    // A second attempt after a lost answer would do it twice.
    maxAttempts: changes ? 1 : 3,
    requestHandler: {
      connectionTimeout: CONNECT_LIMIT_MS,
      requestTimeout: ANSWER_LIMIT_MS,
      throwOnRequestTimeout: true,
    },
  });
  try {
    return await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: new TextEncoder().encode(JSON.stringify(event)) }),
    );
  } catch (error) {
    throw invocationFailed(error, config, functionName, changes);
  }
}

function invocationFailed(error: unknown, config: ClientConfig, functionName: string, changes: boolean): Problem {
  const failure = failureOf(error);
  if (failure.kind === 'no-such-resource')
    return new Problem(
      `There is no function ${functionName} here.`,
      'Check --function, --stack and --region. If Keyturn is not deployed yet: npx cdk deploy; before that: npx keyturn plan --local.',
    );
  if (changes && failure.kind === 'network' && failure.wasSent)
    return new Problem(
      'The connection broke before the answer came, so it is not known what was done.',
      'The function goes on by itself. See how things stand with npx keyturn status; then repeat the command if need be, which is safe.',
    );
  return problemFrom(error, { what: `invoke the function ${functionName}`, endpoint: config.endpoint });
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
