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

/** Invokes a deployed function through the Lambda API and waits for its end. */
export async function invoke(aws: LocalAws, functionName: string, payload: unknown = {}): Promise<Invocation> {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const response = await lambdaApi(aws, path, payload, { 'X-Amz-Log-Type': 'Tail' });
  const text = await response.text();
  if (!response.ok) throw new Error(`Lambda answered ${response.status} to the invocation of ${functionName}: ${text}`);
  const functionError = response.headers.get('x-amz-function-error');
  return {
    result: text ? JSON.parse(text) : null,
    ...(functionError ? { functionError } : {}),
    log: Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString(),
  };
}

/** As the schedule invokes: Lambda runs it again after a failure as often as it is configured, and then keeps the event in the queue for failures. Ends when all that is done. */
export async function invokeAsynchronously(aws: LocalAws, functionName: string, payload: unknown): Promise<void> {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const response = await lambdaApi(aws, path, payload, { 'X-Amz-Invocation-Type': 'Event' });
  if (response.status !== 202)
    throw new Error(`Lambda answered ${response.status} to the event: ${await response.text()}`);
}

/** Lambda's API without its SDK client, which nothing else needs. The signature only routes: made-up keys pass. */
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
