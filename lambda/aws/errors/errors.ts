/** Errors as the log, the result and the messages may show them: a name and one line, never a request, a response or a stack. */

import { errorLine, oneLine } from '../../core/text';
import { remedyFor } from './remedies';

export const errorName = (error: unknown) => (error instanceof Error ? error.name : 'Error');

/** The names that AWS's services use for it. */
const THROTTLED = /throttl|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete/i;

/** AWS took no more calls just then, so this one has had no effect. */
export function isThrottled(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 429 || THROTTLED.test(errorName(error));
}

/** The kind of an error whose text must not be told. Its name counts only where it is a class's, and was not itself read from an answer. */
export const errorKind = (error: unknown) =>
  /^[A-Z][A-Za-z]{0,40}(Error|Exception)$/.test(errorName(error)) ? errorName(error) : 'Error';

/**
 * What may leave the process in place of an error: its name, its line and its stack. Whatever else hangs on it (AWS's answer, a cause) the
 * runtime would log.
 */
export function bare(error: unknown): Error {
  const line = error instanceof Error ? oneLine(error.message) : errorText(error);
  return Object.defineProperty(new Error(line.slice(0, LONGEST_ERROR)), 'name', { value: errorName(error) });
}

/** How much of AWS's own text is told, and of everything together: an ARN in it may have 600 characters, and a remedy comes after. */
const LONGEST_TEXT = 500;

const LONGEST_ERROR = 2000;

/** One line, bounded. The SDK's errors carry the answer they came from; only their name and message leave this function. */
export const errorText = (error: unknown) =>
  error instanceof StepError ? error.message : errorLine(error).slice(0, LONGEST_TEXT);

/** A call to AWS that failed, by what Keyturn wanted of it. Holds one line of the original and nothing else of it, on purpose. */
export class StepError extends Error {
  override readonly name = 'StepError';

  /**
   * @param step what was being attempted, the same words each time
   * @param error what AWS said
   * @param left what is still there because of it, as the end of a sentence
   */
  constructor(
    readonly step: string,
    error: unknown,
    left = '',
  ) {
    super(sentences(step, error, left).slice(0, LONGEST_ERROR));
  }
}

/** What AWS said comes first, so that a search for it finds this line; what it means and what to do come after. */
function sentences(step: string, error: unknown, left: string): string {
  const failure = `${step}: ${errorText(error)}${left}`;
  // One that was named before has its remedy already.
  const remedy = error instanceof StepError ? undefined : remedyFor(error, step);
  return remedy === undefined ? failure : `${failure.replace(/\.$/, '')}. ${remedy}`;
}

/** The step that failed, for comparing one failure with the next. */
export const stepOf = (error: unknown) => (error instanceof StepError ? error.step : 'decide what to do');

/** Names what was being attempted when a call fails. */
export async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new StepError(what, error);
  }
}
