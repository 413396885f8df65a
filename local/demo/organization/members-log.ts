/** What the members' functions have done, from their logs: the hub gets numbers only. */
import type { FunctionLogLine } from '../../aws';
import type { Done } from '../telling/tale';

interface StepLine {
  readonly message: 'step';
  readonly userName: string;
}

/** @param who what the tale calls a user of an account */
export const doneIn = (log: readonly FunctionLogLine[], who: (accountId: string, userName: string) => string): Done[] =>
  log.flatMap(({ accountId, line }) => {
    const step = stepIn(line);
    return step ? [{ userName: who(accountId, step.userName), steps: [step] }] : [];
  });

function stepIn(line: string): (StepLine & Done['steps'][number]) | undefined {
  if (!line.includes('"message":"step"')) return undefined;
  return JSON.parse(line) as StepLine & Done['steps'][number];
}
