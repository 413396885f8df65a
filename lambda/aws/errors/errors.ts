/** Errors as the log, the result and the messages may show them: a name and one line, never a request, a response or a stack. */

import { errorLine, errorWords, oneLine } from '../../core/text';
import { classify, type Failure } from './failure';
import type { Operation } from './operation';
import { remedyFor } from './remedies';

const errorName = (error: unknown) => (error instanceof Error ? error.name : 'Error');

/** What an error means, whether or not Keyturn has put it into a sentence since. */
export const failureOf = (error: unknown): Failure => (error instanceof StepError ? error.failure : classify(error));

/** An error whose text must not be shown. Its name counts only where it is a class's, and was not itself read from an answer. */
export function withoutText(error: unknown): Error {
  const isClass = /^[A-Z][A-Za-z]{0,40}(Error|Exception)$/.test(errorName(error));
  return named(isClass ? errorName(error) : 'Error', '');
}

/** An error in the same words, but for what `clean` takes out of them. */
export function reworded(error: unknown, clean: (text: string) => string): Error {
  const { name, text } = errorWords(error);
  return named(clean(name), clean(text));
}

const named = (name: string, message: string): Error =>
  Object.defineProperty(new Error(message), 'name', { value: name });

/**
 * What may leave the process in place of an error: its name, its line and its stack. Whatever else hangs on it (AWS's answer, a cause) the
 * runtime would log.
 */
export function bare(error: unknown): Error {
  const line = error instanceof Error ? oneLine(error.message) : errorText(error);
  return named(errorName(error), line.slice(0, LONGEST_ERROR));
}

/** How much of AWS's own text is notified, and of everything together: an ARN in it may have 600 characters, and a remedy comes after. */
const LONGEST_TEXT = 500;

const LONGEST_ERROR = 2000;

/** One line, bounded. The SDK's errors carry the answer they came from; only their name and message leave this function. */
export const errorText = (error: unknown) =>
  error instanceof StepError ? error.message : errorLine(error).slice(0, LONGEST_TEXT);

/** A call to AWS that failed, by what Keyturn wanted of it. Holds the name and one line of the original and nothing else of it, on purpose. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly failure: Failure;
  /** In a command's answer: without what "the next run" does of it, which may do nothing of the kind. */
  readonly forCommand: string;

  /**
   * @param step what was being attempted
   * @param error what AWS said
   * @param left what is still there because of it, as the end of a sentence
   */
  constructor(
    readonly step: Operation,
    error: unknown,
    left = '',
  ) {
    super(sentences(step, error, left).slice(0, LONGEST_ERROR));
    this.failure = failureOf(error);
    this.forCommand = sentences(step, error, left, isForCommand).slice(0, LONGEST_ERROR);
  }
}

/** What AWS said comes first, so that a search for it finds this line; what it means and what to do come after. */
function sentences(
  step: Operation,
  error: unknown,
  left: string,
  fits: (remedy: string) => boolean = () => true,
): string {
  const failure = `${step}: ${errorText(error)}${left}`;
  // One that was named before has its remedy already.
  const found = error instanceof StepError ? undefined : remedyFor(classify(error), step);
  const remedy = found !== undefined && fits(found) ? found : undefined;
  return remedy === undefined ? failure : `${failure.replace(/\.$/, '')}. ${remedy}`;
}

const isForCommand = (remedy: string) => !remedy.includes('next run');

/** As `errorText`, for whoever gave a command and reads its answer. */
export const errorTextForCommand = (error: unknown) =>
  error instanceof StepError ? error.forCommand : errorText(error);

/** The step that failed, for comparing one failure with the next. */
export const stepOf = (error: unknown) => (error instanceof StepError ? error.step : 'decide what to do');

/** Names what was being attempted when a call fails. */
export async function attempt<T>(what: Operation, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new StepError(what, error);
  }
}
