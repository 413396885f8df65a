/** Invokes the deployed function and waits for what it answers. */

import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { oneLine } from '../../lambda/core/text';
import { Problem } from '../terminal/problem';
import { type Answer, parseAnswer } from './answer';
import { problemFrom } from './aws-errors';
import type { ClientConfig } from './connection';

/** The function may take its 15 minutes; whoever hangs up earlier does not know what was done. */
const ANSWER_LIMIT_MS = 16 * 60 * 1000;

const CONNECT_LIMIT_MS = 10_000;

export interface Invocation {
  readonly command: string;
  readonly userName?: string;
  readonly accessKeyId?: string;
  readonly until?: string;
  readonly dryRun?: boolean;
}

/** @throws Problem when the function cannot be invoked, fails, or answers something else than a result */
export async function invoke(config: ClientConfig, functionName: string, event: Invocation): Promise<Answer> {
  const changes = !['plan', 'status'].includes(event.command) && event.dryRun !== true;
  const answer = await send(config, functionName, event, changes);
  const payload = parsed(answer.Payload);
  if (answer.FunctionError !== undefined) throw functionFailed(functionName, event, payload, changes);
  const result = parseAnswer(payload);
  if (!result)
    throw new Problem(
      `${functionName} answered something that is no result of Keyturn's.`,
      'Check --function and --stack. If it is Keyturn, deploy it again with the version of this command line.',
    );
  return result;
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
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'ResourceNotFoundException')
    return new Problem(
      `There is no function ${functionName} here.`,
      'Check --function, --stack and --region. If Keyturn is not deployed yet: npx cdk deploy; before that: keyturn plan --local.',
    );
  // The request was sent, and the answer is missing.
  if (changes && (name === 'TimeoutError' || code === 'ECONNRESET' || code === 'EPIPE'))
    return new Problem(
      'The connection broke before the answer came, so it is not known what was done.',
      'The function goes on by itself. See how things stand with keyturn status; then repeat the command if need be, which is safe.',
    );
  return problemFrom(error, { what: `invoke the function ${functionName}`, endpoint: config.endpoint });
}

function functionFailed(functionName: string, event: Invocation, payload: unknown, changes: boolean): Problem {
  const { errorType = 'Error', errorMessage = '' } = (payload ?? {}) as { errorType?: string; errorMessage?: string };
  const text = oneLine(String(errorMessage)).slice(0, 600);
  if (/event's command is|event's field \w+ is not known/.test(text))
    return new Problem(
      `The deployed function does not know this: ${text}.`,
      'It is older than this command line. Deploy it again: npx cdk deploy.',
    );
  if (/Timedout|timed out/i.test(`${errorType} ${text}`))
    return new Problem(
      `The function ran out of time at ${event.command}.`,
      changes
        ? 'See what was done with keyturn status; then repeat the command, which is safe.'
        : 'AWS may be throttling it. Try again in a few minutes.',
    );
  if (/ResponseSizeTooLarge|payload size exceeded/i.test(`${errorType} ${text}`))
    return new Problem(
      'There are more users than fit into one answer of the function.',
      'Look at them with your own credentials: keyturn plan --local --managed-only.',
    );
  if (/^Runtime\.|OutOfMemory|signal: killed/i.test(`${errorType} ${text}`))
    return new Problem(
      `The function ${functionName} ended by itself at ${event.command} (${errorType}: ${text}).`,
      'Its log says more: keyturn doctor names the log group.',
    );
  return new Problem(`The function could not do this: ${text || errorType}`);
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
