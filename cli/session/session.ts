/** One run of the command line: the terminal, the options that every command takes, and the function that it talks to. */

import type { View } from '../terminal/layout';
import type { Line } from '../terminal/line';
import { didYouMean } from '../terminal/nearest';
import { Problem, UsageProblem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import type { Terminal } from '../terminal/terminal';
import type { Answer } from './answer';
import type { ClientConfig, ConnectionOptions } from './connection';
import { type Deployment, findDeployment } from './deployment';
import { type Invocation, invoke } from './invoke';

/** @throws UsageProblem where nobody can answer the question */
export function mustBeInteractive({ terminal }: Session, command: string): void {
  if (terminal.isInteractive) return;
  throw new UsageProblem(
    `${command} asks before it changes anything, and there is no terminal to ask on.`,
    'Pass --yes to go on without being asked, or --dry-run to see what would happen.',
  );
}

export interface Session {
  readonly terminal: Terminal;
  readonly options: ConnectionOptions & { readonly json?: boolean };
  readonly config: ClientConfig;
  /** This machine's clock when the command began. */
  readonly now: Date;
}

export const viewOf = ({ terminal }: Session, all = false): View => ({
  columns: terminal.columns,
  rows: terminal.rows,
  all,
});

/** The same answer for people or for programs. */
export function show(session: Session, document: unknown, lines: () => readonly Line[]): void {
  if (session.options.json) session.terminal.printJson(document);
  else session.terminal.print(lines());
}

export const deploymentOf = (session: Session): Promise<Deployment> =>
  withProgress(session.terminal, 'Looking for the function', () => findDeployment(session.config, session.options));

/** @throws Problem */
async function ask(session: Session, { functionName }: Deployment, event: Invocation, what: string): Promise<Answer> {
  return withProgress(session.terminal, what, () => invoke(session.config, functionName, event));
}

const UNKNOWN = /no IAM user|no such user|not managed|cannot be found/i;

/**
 * Adds to a refusal the name that was probably meant. It takes another call, so it is made only where it can help, and must not fail.
 */
async function suggestName(session: Session, deployment: Deployment, userName: string): Promise<string | undefined> {
  try {
    const { outcomes } = await ask(session, deployment, { command: 'status' }, 'Looking for a similar name');
    return didYouMean(
      userName,
      outcomes.map((outcome) => outcome.userName),
    );
  } catch {
    return undefined;
  }
}

/** What is refused comes as a failure in the result, and a function of an older version throws it: both are one refusal here. */
async function refusalsOf(
  session: Session,
  deployment: Deployment,
  answer: Answer,
  userName: string | undefined,
): Promise<Answer> {
  const failure = answer.failures.find(({ error }) => UNKNOWN.test(error));
  if (!failure || userName === undefined) return answer;
  const suggestion = await suggestName(session, deployment, userName);
  if (suggestion === undefined) return answer;
  const failures = answer.failures.map((each) =>
    each === failure ? { ...each, error: `${each.error.replace(/\.?$/, '.')} ${suggestion}` } : each,
  );
  return { ...answer, failures };
}

/** Asks about one user by name; the function's refusal becomes a sentence with the name that was probably meant. */
export async function askAbout(
  session: Session,
  deployment: Deployment,
  event: Invocation,
  what: string,
): Promise<Answer> {
  try {
    return await refusalsOf(session, deployment, await ask(session, deployment, event, what), event.userName);
  } catch (error) {
    if (!(error instanceof Problem) || event.userName === undefined || !UNKNOWN.test(error.message)) throw error;
    throw new Problem(error.message, await suggestName(session, deployment, event.userName));
  }
}
