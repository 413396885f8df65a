/** `keyturn status`: every managed user, those that need attention first. */
import { needsAttention } from './answer';
import { checkUserName } from './check-input';
import { didYouMean } from './nearest';
import { type ExitCode, Problem } from './problem';
import { renderOne, renderStatus } from './render-status';
import { ask, deploymentOf, type Session, show, viewOf } from './session';

export interface StatusOptions {
  readonly user?: string;
  readonly all?: boolean;
}

export async function status(session: Session, options: StatusOptions): Promise<ExitCode> {
  const userName = options.user === undefined ? undefined : checkUserName(options.user);
  const everybody = await ask(session, await deploymentOf(session), { command: 'status' }, 'Asking the function');
  const answer =
    userName === undefined
      ? everybody
      : {
          ...everybody,
          outcomes: everybody.outcomes.filter((outcome) => outcome.userName === userName),
          failures: everybody.failures.filter((failure) => failure.userName === userName),
        };
  if (userName !== undefined && answer.outcomes.length + answer.failures.length === 0)
    throw new Problem(
      `${userName} is not managed by Keyturn.`,
      didYouMean(
        userName,
        everybody.outcomes.map((outcome) => outcome.userName),
      ) ?? `To tag it in: keyturn adopt ${userName}.`,
    );
  const view = viewOf(session, options.all || userName !== undefined);
  show(session, answer, () => (userName === undefined ? renderStatus(answer, view) : renderOne(answer, view)));
  return answer.failures.length > 0 || answer.outcomes.some(needsAttention) ? 1 : 0;
}
