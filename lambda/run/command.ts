/** What a person asks of one user: look at it alone, decide, act. Answers in the form of a run; what cannot be done is a failure in it. */

import { errorText } from '../aws/errors/errors';
import { within } from '../aws/limit';
import { notesOn } from '../core/account/notes';
import type { UserRow } from '../core/account/user-row';
import { aftermath, aftermathUnread } from '../core/commands/aftermath';
import { planCommand, type Wish } from '../core/commands/plan-command';
import { versionIdOf } from '../core/names';
import type { Outcome } from '../core/report/outcome';
import type { RunResult } from '../core/report/run-result';
import { plan } from '../core/rules/plan';
import { restrict } from '../core/rules/restrict';
import { isHeldByConsumers } from '../core/rules/revocation';
import type { Decision } from '../core/rules/step';
import { REFUSED } from '../core/rules/verdict';
import { workEndsAt } from '../core/user/at-work';
import type { Observation } from '../core/user/observation';
import { situationOf } from '../core/user/situation';
import { observe } from './read/observe';
import { RefusedError, userNamed } from './read/one-user';
import { type Reported, reportedKey } from './revocation/reported';
import { revokeUnseen, workUnseen } from './revocation/unseen';
import { executeAll } from './steps/execute';
import { withMessages } from './steps/preview';
import { readSecretAgain } from './steps/secret';
import { programsOf } from './steps/seen';
import { type Asked, type Run, type Work, workOn } from './steps/work';
import { lookAt } from './survey';

export interface CommandRun extends Run {
  readonly dryRun: boolean;
}

/** What the next run would do to this user, due or not. Changes nothing. */
export const planOneUser = (run: CommandRun, userName: string): Promise<RunResult> =>
  answering(userName, async () =>
    serveOne(
      run,
      await userNamed(run.clients, userName, run.config),
      (observation) => plan(observation, run.now),
      true,
    ),
  );

/** Where this user stands, from fresh reads. */
export const statusOfOneUser = (run: CommandRun, userName: string): Promise<RunResult> =>
  answering(userName, async () =>
    lookAt(await userNamed(run.clients, userName, run.config), run.now, { ...run, withPrograms: true }),
  );

export type Request = Wish & Omit<Asked, 'command'> & { readonly userName?: string };

/** In tags and in the log, in place of a command that a person gave. */
export const LEAK = 'leak';

export function obey(given: CommandRun, request: Request): Promise<RunResult> {
  const { reason, requestedBy, leak, userName = '' } = request;
  const command = leak ? LEAK : request.command;
  const asked = { command, ...(reason && { reason }), ...(requestedBy && { requestedBy }), ...(leak && { leak }) };
  const { beganAtMs = given.clients.elapsedMs() } = given;
  const run = { ...given, beganAtMs, request: asked };
  return answering(userName, async () => {
    const { row, work, outcome } = await serveAsked(run, request);
    if (outcome.plan?.rule === REFUSED || run.dryRun) return outcome;
    const failure = outcome.error ?? missingSuccessor(work, request, outcome);
    if (failure === undefined) return outcome;
    return { ...outcome, error: `${ended(failure)} ${await whatIsLeft(run, row, request, work)}` };
  });
}

/** The key is off, and nobody could give programs another one: that is no success, whatever else went well. */
function missingSuccessor({ isBlind, observation, now }: Work, request: Request, outcome: Outcome): string | undefined {
  const { plan: decided, steps } = outcome;
  if (request.command !== 'revoke' || !steps.some(({ kind }) => kind === 'deactivate-key')) return undefined;
  if (isBlind) return decided?.because;
  const situation = situationOf(observation, now);
  const isServed = steps.some(({ kind }) => kind === 'issue-key') || workEndsAt(situation) !== undefined;
  return !isServed && isHeldByConsumers(situation, request.accessKeyId) ? decided?.because : undefined;
}

interface Served {
  readonly row: UserRow;
  readonly work: Work;
  readonly outcome: Outcome;
}

async function serveAsked(run: CommandRun, request: Request, isAgain = false): Promise<Served> {
  const { row, observation, unread } = await lookFor(run, request);
  if (unread !== undefined && request.command === 'revoke') {
    const work = workUnseen(observation, run);
    const decided = revokeUnseen(observation, request.accessKeyId, unread, run.now);
    return { row, work, outcome: await carryOut(run, work, decided) };
  }
  const work = workOn(observation, run);
  const outcome = await carryOut(run, work, planCommand(observation, request, run.now));
  const served = { row, work, outcome };
  if (isAgain || run.dryRun || !(await becameCurrent(work, request))) return served;
  const { outcome: rest, ...last } = await serveAsked(run, request, true);
  return { ...last, outcome: { ...rest, steps: [...outcome.steps, ...rest.steps] } };
}

/** A rollback was faster than the note of the report: programs that read the secret get the compromised key, which is off. */
async function becameCurrent(work: Work, request: Request): Promise<boolean> {
  if (request.command !== 'revoke' || work.isReportNoted === undefined) return false;
  const version = versionIdOf(request.accessKeyId);
  const { secret } = work.observation;
  if (!secret || secret.labels.current === version) return false;
  return readSecretAgain(work).then(
    ({ labels }) => labels.current === version,
    () => false,
  );
}

const lookFor = async (run: CommandRun, request: Request): Promise<Reported> => {
  if (request.command === 'revoke') return reportedKey(run, request.accessKeyId);
  const row = await userNamed(run.clients, request.userName ?? '', run.config);
  return { row, observation: await observe(run.clients, row, run.config) };
};

/** From fresh reads, so that it is true. */
async function whatIsLeft(run: CommandRun, row: UserRow, request: Request, work: Work): Promise<string> {
  try {
    const observation = await within(LOOKING_LIMIT_MS, () => observe(run.clients, row, run.config));
    if (work.isBlind) throw new Error('its secret was not found');
    return aftermath(observation, request, run.now);
  } catch {
    const { isReportedOff: isOff = false, isReportNoted: isNoted = false } = work;
    return aftermathUnread(request, row.name, { isOff, isNoted });
  }
}

const LOOKING_LIMIT_MS = 10_000;

const ended = (text = '') => text.replace(/\.?$/, '.');

/** Never throws: whoever asks is there to read the failure. */
async function answering(userName: string, act: () => Promise<Outcome>): Promise<RunResult> {
  try {
    return { users: { scanned: 1, managed: 1, examined: 1 }, outcomes: [await act()], remaining: 0 };
  } catch (error) {
    const failure =
      error instanceof RefusedError
        ? { userName: error.userName, error: error.message }
        : { userName, error: errorText(error) };
    const users = { scanned: 0, managed: 0, examined: 0 };
    return { users, outcomes: [{ plan: undefined, steps: [], ...failure }], remaining: 0 };
  }
}

/**
 * @throws when the user cannot be read
 * @internal tests serve a user by a plan of their own
 */
export async function serveOne(
  run: CommandRun,
  row: UserRow,
  decide: (observation: Observation) => Decision,
  withPrograms = false,
): Promise<Outcome> {
  const observation = await observe(run.clients, row, run.config);
  return carryOut(run, workOn(observation, run), decide(observation), withPrograms);
}

async function carryOut(run: CommandRun, work: Work, decided: Decision, withPrograms = false): Promise<Outcome> {
  const steps = restrict(decided.steps, { dryRun: run.dryRun, mayIssue: true });
  const executed = await executeAll(work, steps);
  const shown = run.dryRun ? await withMessages(work, executed.steps) : executed.steps;
  const error = decided.rule === REFUSED ? decided.because : executed.error;
  // Where a message is due, that names them.
  const asks = withPrograms && !steps.some(({ step }) => step.kind === 'notify' && step.names);
  const programs = asks ? await programsOf(run, work.observation) : undefined;
  const notes = run.dryRun && { notes: notesOn(work.observation, run.config) };
  const userName = work.observation.user.name;
  return { userName, plan: decided, steps: shown, error, ...issuedBy(work), ...programs, ...notes };
}

function issuedBy({ issued, secret }: Work): Pick<Outcome, 'issued'> {
  return issued ? { issued: { ...issued, secretName: secret.name } } : {};
}
