/** `keyturn status`: every managed user, those that need attention first. */

import type { Result } from '../../lambda/core/report/result-schema';
import { isRefused, refusalLines } from '../outcomes/failures';
import { checkUserName } from '../session/check-input';
import { needsAttention } from '../session/result';
import { askAbout, deploymentOf, type Session, show, viewOf } from '../session/session';
import type { View } from '../terminal/layout';
import type { ExitCode } from '../terminal/problem';
import { renderOne, renderStatus } from './render';

export interface StatusOptions {
  readonly user?: string;
  readonly all?: boolean;
  readonly organization?: boolean;
  readonly ou?: string;
}

export async function status(session: Session, options: StatusOptions): Promise<ExitCode> {
  const userName = options.user === undefined ? undefined : checkUserName(options.user);
  const deployment = await deploymentOf(session);
  const event = { command: 'status', ...(userName !== undefined && { userName }) };
  const result = await askAbout(session, deployment, event, 'Asking the function');
  const view = viewOf(session, options.all || userName !== undefined);
  show(session, result, () => (userName === undefined ? renderStatus(result, view) : renderUser(result, view)));
  return result.failures.length > 0 || result.outcomes.some(needsAttention) ? 1 : 0;
}

const renderUser = (result: Result, view: View) =>
  isRefused(result) ? refusalLines(result, view) : renderOne(result, view);
