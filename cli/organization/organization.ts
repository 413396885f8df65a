/** `keyturn organization prepare | pause | resume`. */

import { problemFrom } from '../session/aws-errors';
import { mustBeInteractive, type Session, show } from '../session/session';
import { paragraph } from '../terminal/layout';
import { type Line, line, span } from '../terminal/line';
import type { ExitCode } from '../terminal/problem';
import type { Action, Change, OrganizationOptions } from './change';
import { findHub } from './hub';
import { pausing, resuming } from './pause';
import { preparing } from './prepare';

export async function organization(session: Session, action: Action, options: OrganizationOptions): Promise<ExitCode> {
  const { yes, dryRun, print } = options;
  if (!yes && !dryRun && !print) mustBeInteractive(session, `organization ${action}`);
  const changes = await changesOf(session, action, options);
  if (print) {
    session.terminal.print(changes.map(({ command }) => line(command)));
    return 0;
  }
  const list = changes.map(({ says }) => says);
  if (changes.length === 0 || dryRun) return told(session, list, changes.length === 0 ? NOTHING : 'This would happen');
  if (!yes) {
    session.terminal.say(linesOf(list, 'This will happen', session.terminal.columns));
    if (!(await session.terminal.confirm('Go on?'))) return told(session, [], 'Nothing was changed.');
  }
  for (const { says, carryOut } of changes)
    await carryOut().catch((error: unknown) => {
      throw problemFrom(error, { what: says, endpoint: session.config.endpoint });
    });
  return told(session, list, 'Done');
}

const NOTHING = 'Nothing to do: it is so already.';

async function changesOf(
  session: Session,
  action: Action,
  { delegate }: OrganizationOptions,
): Promise<readonly Change[]> {
  switch (action) {
    case 'prepare':
      return preparing(session, delegate);
    case 'pause':
      return pausing(session, await findHub(session));
    case 'resume':
      return resuming(session, await findHub(session));
  }
}

function told(session: Session, changes: readonly string[], title: string): ExitCode {
  show(session, { result: title, changes }, () => linesOf(changes, title, session.terminal.columns));
  return 0;
}

const linesOf = (changes: readonly string[], title: string, columns: number): Line[] => [
  line(span(title, 'bold')),
  ...changes.flatMap((change) => paragraph(change, columns, 2)),
];
