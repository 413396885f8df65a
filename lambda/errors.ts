/** Errors as the log, the result and the messages may show them: a name and one line, never a request, a response or a stack. */

import { oneLine } from './text';

export const errorName = (error: unknown) => (error instanceof Error ? error.name : 'Error');

/** One line, bounded. The SDK's errors carry the answer they came from; only their name and message leave this function. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return oneLine(text).slice(0, 500);
}

/** A call to AWS that failed, by what Keyturn wanted of it. Holds one line of the original and nothing else of it, on purpose. */
export class StepError extends Error {
  override readonly name = 'StepError';
  constructor(attempt: string, error: unknown) {
    super(`${attempt}: ${errorText(error)}`);
  }
}

/** Names what was being attempted when a call fails. */
export async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new StepError(what, error);
  }
}
