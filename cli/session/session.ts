/** One run of the command line: the terminal, the options that every command takes, and the function that it talks to. */

import { didYouMean } from '../../lambda/core/nearest';
import { allInAccount } from '../../lambda/core/organization/in-account';
import type { Result } from '../../lambda/core/report/result-schema';
import type { View } from '../terminal/layout';
import type { Line } from '../terminal/line';
import { UsageProblem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import type { Terminal } from '../terminal/terminal';
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

/** The same document for people or for programs. */
export function show(session: Session, document: unknown, lines: () => readonly Line[]): void {
  if (session.options.json) session.terminal.printJson(document);
  else session.terminal.print(lines());
}

export const deploymentOf = (session: Session): Promise<Deployment> =>
  withProgress(session.terminal, 'Looking for the function', () => findDeployment(session.config, session.options));

/** @throws Problem */
async function ask(session: Session, { functionName }: Deployment, event: Invocation, what: string): Promise<Result> {
  const result = await withProgress(session.terminal, what, () => invoke(session.config, functionName, event));
  const { account } = session.options;
  return account === undefined ? result : allInAccount(result, account);
}

/** Asks about one user. Where the function finds nobody of that name, its refusal gets the name that was probably meant. */
export async function askAbout(
  session: Session,
  deployment: Deployment,
  event: Invocation,
  what: string,
): Promise<Result> {
  const result = await ask(session, deployment, event, what);
  const { userName } = event;
  // Without a user that it manages, the function has looked at nobody.
  if (userName === undefined || result.failures.length === 0 || result.users.managed > 0) return result;
  const suggestion = await suggestName(session, deployment, userName);
  if (suggestion === undefined) return result;
  const failures = result.failures.map(({ error, ...failure }) => ({
    ...failure,
    error: `${error.replace(/\.?$/, '.')} ${suggestion}`,
  }));
  return { ...result, failures };
}

/** It takes another call, so it is made only where it can help, and must not fail. */
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
