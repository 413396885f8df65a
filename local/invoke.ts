import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { signedFor } from './api';
import type { LocalAws } from './aws';

export interface Invocation {
  /** What the handler returned; the error's description when it failed. */
  readonly result: unknown;
  /** `Unhandled` when the function failed. */
  readonly functionError?: string;
  /** The last 4 KB of what the function logged. */
  readonly log: string;
}

/** Of each local AWS, so that its connections are kept. */
const clients = new WeakMap<LocalAws, LambdaClient>();

/** Invokes a deployed function through the Lambda API, once, and waits for its end. */
export async function invoke(aws: LocalAws, functionName: string, payload: unknown = {}): Promise<Invocation> {
  const lambda = clients.get(aws) ?? new LambdaClient({ ...aws.clientConfig, maxAttempts: 1 });
  clients.set(aws, lambda);
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload), LogType: 'Tail' }),
  );
  const text = new TextDecoder().decode(answer.Payload);
  return {
    result: text ? JSON.parse(text) : null,
    ...(answer.FunctionError ? { functionError: answer.FunctionError } : {}),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

/** As the schedule invokes: Lambda runs it again after a failure as often as it is configured, and then keeps the event in the queue for failures. Ends when all that is done. */
export async function invokeAsynchronously(aws: LocalAws, functionName: string, payload: unknown): Promise<void> {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const response = await lambdaApi(aws, path, payload, { 'X-Amz-Invocation-Type': 'Event' });
  if (response.status !== 202)
    throw new Error(`Lambda answered ${response.status} to the event: ${await response.text()}`);
}

/** The rest of Lambda's API, for moto: the signature only routes, and made-up keys pass. */
export function lambdaApi(
  aws: LocalAws,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  method: 'GET' | 'POST' | 'PUT' = 'POST',
): Promise<Response> {
  return fetch(aws.endpoint + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: {
      'Content-Type': 'application/json',
      ...signedFor(aws, 'lambda'),
      ...headers,
    },
  });
}
