/** What it means when Lambda answers that the function failed: by the error's name, which Lambda passes on. Pure. */

import { UNKNOWN_REQUEST } from '../../lambda/core/commands/unknown-request';
import { oneLine } from '../../lambda/core/text';
import { Problem } from '../terminal/problem';

/** @param changes whether the function may have changed something before it failed */
export function functionFailed(functionName: string, command: string, payload: unknown, changes: boolean): Problem {
  const { errorType = '', errorMessage = '' } = (payload ?? {}) as { errorType?: string; errorMessage?: string };
  const text = oneLine(String(errorMessage)).slice(0, 600);
  switch (howItFailed(errorType, text)) {
    case 'too-old':
      return new Problem(
        `The deployed function does not know this: ${text}.`,
        'It is older than this command line. Deploy it again: npx cdk deploy.',
      );
    case 'out-of-time':
      return new Problem(
        `The function ran out of time at ${command}.`,
        changes
          ? 'See what was done with npx keyturn status; then repeat the command, which is safe.'
          : 'AWS may be throttling it. Try again in a few minutes.',
      );
    case 'too-large':
      return new Problem(
        'There are more users than fit into one answer of the function.',
        'Look at them with your own credentials: npx keyturn plan --local --managed-only.',
      );
    case 'ended':
      return new Problem(
        `The function ${functionName} ended by itself at ${command} (${errorType || 'Error'}: ${text}).`,
        'Its log says more: npx keyturn doctor names the log group.',
      );
    case 'failed':
      return new Problem(`The function could not do this: ${text || errorType || 'Error'}`);
  }
}

/** Lambda's own types have a dot, as `Sandbox.Timedout`, or are missing; the rest are names of the function's errors. */
function howItFailed(errorType: string, text: string) {
  if (errorType === UNKNOWN_REQUEST) return 'too-old';
  if (errorType !== '' && !errorType.includes('.')) return 'failed';
  const said = `${errorType} ${text}`;
  if (/Timedout|timed out/i.test(said)) return 'out-of-time';
  if (/ResponseSizeTooLarge|payload size exceeded/i.test(said)) return 'too-large';
  return /^Runtime\.|OutOfMemory|signal: killed/i.test(said) ? 'ended' : 'failed';
}
