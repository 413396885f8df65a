/** `keyturn status`: every managed user, those that need attention first. */

import { isRefused, refusalLines } from '../outcomes/failures';
import { type Answer, needsAttention } from '../session/answer';
import { checkUserName } from '../session/check-input';
import { askAbout, deploymentOf, type Session, show, viewOf } from '../session/session';
import type { View } from '../terminal/layout';
import type { ExitCode } from '../terminal/problem';
import { renderOne, renderStatus } from './render';

export interface StatusOptions {
  readonly user?: string;
  readonly all?: boolean;
}

export async function status(session: Session, options: StatusOptions): Promise<ExitCode> {
  const userName = options.user === undefined ? undefined : checkUserName(options.user);
  const deployment = await deploymentOf(session);
  const event = { command: 'status', ...(userName !== undefined && { userName }) };
  const answer = await askAbout(session, deployment, event, 'Asking the function');
  const view = viewOf(session, options.all || userName !== undefined);
  show(session, answer, () => (userName === undefined ? renderStatus(answer, view) : renderUser(answer, view)));
  return answer.failures.length > 0 || answer.outcomes.some(needsAttention) ? 1 : 0;
}

const renderUser = (answer: Answer, view: View) =>
  isRefused(answer) ? refusalLines(answer, view) : renderOne(answer, view);
