/** What Lambda says of a function that failed. */

import { functionFailed } from '../../../cli/session/function-error';

test.each([
  [
    'StepError',
    'read the users: TimeoutError: Connection timed out after 3000 ms',
    'could not do this: read the users',
  ],
  ['ConfigError', "the event's command is no text of Lambda's", "could not do this: the event's command"],
  ['Sandbox.Timedout', 'RequestId: 1 Error: Task timed out after 900.00 seconds', 'ran out of time at status'],
  [undefined, '2027-01-01T00:00:00Z 1 Task timed out after 900.00 seconds', 'ran out of time at status'],
  ['Runtime.OutOfMemory', 'signal: killed', 'ended by itself at status'],
])(
  'an error that is a %s is judged by that name, not by a sentence of the function',
  (errorType, errorMessage, said) => {
    expect(functionFailed('Keyturn', 'status', { errorType, errorMessage }, false).message).toContain(said);
  },
);
