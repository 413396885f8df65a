/** `keyturn plan --local`: what would Keyturn do to this account? Decides here, reads only, needs nothing deployed. */

import { failureOf } from '../../lambda/aws/errors/errors';
import { didYouMean } from '../../lambda/core/nearest';
import { resultOf } from '../../lambda/core/report/result';
import type { Result } from '../../lambda/core/report/result-schema';
import type { Config } from '../../lambda/core/settings/config';
import { survey } from '../../lambda/run/survey';
import { problemFrom } from '../session/aws-errors';
import { checkUserName } from '../session/check-input';
import { localPolicy } from '../session/local-policy';
import { READ_ONLY_POLICY, readOnlyClients } from '../session/read-only';
import { needsAttention } from '../session/result';
import { type Session, show, viewOf } from '../session/session';
import { number } from '../terminal/dates';
import { type ExitCode, Problem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { renderLocalPlan } from './render-local';

export async function planLocal(session: Session, options: PlanOptions): Promise<ExitCode> {
  if (options.showPolicy) {
    session.terminal.printJson(READ_ONLY_POLICY);
    return 0;
  }
  const userName = options.user === undefined ? undefined : checkUserName(options.user);
  const policy = localPolicy(options.context ?? []);
  const everybody = await lookAtAccount(session, policy, options.managedOnly !== true);
  const result = userName === undefined ? everybody : onlyThat(userName, everybody);
  const view = viewOf(session, options.all || userName !== undefined);
  show(session, result, () => renderLocalPlan(result, policy, options.managedOnly !== true, view));
  return result.failures.length > 0 || result.outcomes.some(needsAttention) ? 1 : 0;
}

async function lookAtAccount(session: Session, config: Config, everybody: boolean): Promise<Result> {
  const { now } = session;
  const clients = await readOnlyClients(session.config);
  const surveyed = await withProgress(
    session.terminal,
    'Reading the credential report, users and secrets',
    (progress) =>
      survey({
        clients,
        config,
        now,
        everybody,
        onProgress: (looked, of) => progress.now(`Looking at users one by one (${number(looked)} of ${number(of)})`),
      }).catch((error: unknown) => {
        throw lookFailed(error, session.config.endpoint);
      }),
  );
  return resultOf(surveyed, now, true);
}

function lookFailed(error: unknown, endpoint: string | undefined): Problem {
  const problem = problemFrom(error, { what: 'read this account', endpoint });
  return failureOf(error).kind === 'denied'
    ? new Problem(
        problem.message,
        'All rights that it needs, every one to read: npx keyturn plan --local --show-policy.',
      )
    : problem;
}

function onlyThat(userName: string, everybody: Result): Result {
  const outcomes = everybody.outcomes.filter((outcome) => outcome.userName === userName);
  if (outcomes.length > 0)
    return { ...everybody, outcomes, failures: everybody.failures.filter((failure) => failure.userName === userName) };
  throw new Problem(
    `There is no IAM user ${userName} with an access key here.`,
    didYouMean(
      userName,
      everybody.outcomes.map((outcome) => outcome.userName),
    ),
  );
}

export interface PlanOptions {
  readonly user?: string;
  readonly local?: boolean;
  readonly all?: boolean;
  readonly managedOnly?: boolean;
  readonly showPolicy?: boolean;
  readonly context?: readonly string[];
}
