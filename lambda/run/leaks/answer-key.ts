/** The answer to a signal about one key of a managed user: by the commands that people have, so that nothing is decided in another way. */

import { leakedAnnouncement, reportOf } from '../../core/leaks/announce';
import { type LeaksBoard, mayTellLimit, spend } from '../../core/leaks/board';
import { decideOnLeak, type LeakDecision } from '../../core/leaks/decide';
import type { Signal } from '../../core/leaks/signal';
import { limitMessage } from '../../core/report/leak-message';
import type { Outcome } from '../../core/report/outcome';
import { type LeakDone, NEW_KEY } from '../../core/rules/announcement';
import { restrict } from '../../core/rules/restrict';
import type { Decision, Step } from '../../core/rules/step';
import { type CommandRun, LEAK, obey, type Request } from '../command';
import { observe } from '../read/observe';
import type { Reported } from '../revocation/reported';
import { workUnseen } from '../revocation/unseen';
import { executeAll } from '../steps/execute';
import { withMessages } from '../steps/preview';
import { publishToPlatform } from '../steps/publish';
import { type Asked, type Work, workOn } from '../steps/work';
import { changeLeaksBoard } from './board';
import { tracesOf } from './traces-of';
import { whereOf } from './where';

export interface LeakRun extends CommandRun {
  readonly remainingMs: () => number;
}

/** Never throws: what went wrong is in the outcome, and has the signal delivered once more. */
export async function answerKey(
  run: LeakRun,
  signal: Signal,
  accessKeyId: string,
  reported: Reported,
): Promise<Outcome> {
  const { leakResponse: response } = run.config;
  if (response === 'off') return nothing(reported, 'leakResponse is off');
  const { observation, unread } = reported;
  const { certainty } = signal;
  const decided = decideOnLeak(observation, accessKeyId, {
    certainty,
    response,
    isUnread: unread !== undefined,
    now: run.now,
  });
  if (decided.answer === 'known') return nothing(reported, decided.because);
  const { quarantine } = reported.row;
  const leak = { ...reportOf(signal, run.now), accessKeyId, ...(quarantine !== undefined && { quarantine }) };
  const answering = { run: { ...run, request: { command: LEAK, leak } }, accessKeyId, leak, reported };
  const allowed = await withinLimit(run, decided, accessKeyId);
  const outcome = await carryOut(answering, allowed);
  const traces = outcome.error === undefined ? await tracesOf(answering.run, accessKeyId, certainty) : undefined;
  if (!traces) return outcome;
  // Nothing depends on it: what fails here is left out.
  const told = await tell(answering, traces, decided.because);
  return { ...outcome, steps: [...outcome.steps, ...told.steps] };
}

const nothing = ({ row }: Reported, because: string): Outcome => ({
  userName: row.name,
  plan: { rule: LEAK, because, steps: [], nextAt: undefined },
  steps: [],
  error: undefined,
});

interface Answering {
  readonly run: LeakRun & { readonly request: Asked };
  readonly accessKeyId: string;
  readonly leak: NonNullable<Asked['leak']>;
  readonly reported: Reported;
}

/** Few in an hour: above that a new key is all that is done, and the platform team is notified once. */
async function withinLimit(run: LeakRun, decided: LeakDecision, accessKeyId: string): Promise<LeakDecision> {
  if (!decided.isCounted || run.dryRun) return decided;
  const isNewsOfLimit = await changeLeaksBoard(run, (board) => {
    const next = spend(board, accessKeyId, run.now);
    if (next) return { next: next === board ? undefined : next, value: undefined };
    const isNews = mayTellLimit(board, run.now);
    return { next: isNews ? { ...board, limitToldAt: run.now } : undefined, value: isNews };
  });
  if (isNewsOfLimit === undefined) return decided;
  // Its owner is notified in any case.
  if (isNewsOfLimit)
    await publishToPlatform(run, limitMessage(whereOf(run))).catch(() => changeLeaksBoard(run, limitUntold));
  return { ...decided, answer: decided.isCurrent ? 'replace' : 'notify', why: LIMIT };
}

/** The next report that meets the limit announces it. */
const limitUntold = ({ limitToldAt: _, ...next }: LeaksBoard) => ({ next, value: undefined });

const LIMIT =
  'It was not deactivated, because Keyturn had deactivated as many reported keys within the hour as it may by itself';

async function carryOut(answering: Answering, decided: LeakDecision): Promise<Outcome> {
  if (decided.answer === 'deactivate') return revoke(answering);
  const replaced = decided.answer === 'replace' ? await rotate(answering) : undefined;
  const error = replaced?.error;
  const why =
    error === undefined ? decided.why : [decided.why, `No new key was issued: ${error}`].filter(Boolean).join('. ');
  const done: LeakDone = {
    answer: replaced && error === undefined ? 'replace' : 'notify',
    isInactive: decided.isInactive,
    isCurrent: decided.isCurrent,
    ...(why !== undefined && { why }),
    currentKeyId: replaced && answering.run.dryRun ? NEW_KEY : decided.currentKeyId,
    ...(replaced?.issued && { currentKeyId: replaced.issued.accessKeyId, currentSince: replaced.at }),
  };
  const told = await tell(answering, leakedAnnouncement(answering.leak, done), decided.because);
  return {
    ...told,
    steps: [...(replaced?.steps ?? []), ...told.steps],
    ...(replaced?.issued && { issued: replaced.issued }),
  };
}

const asked = ({ leak, accessKeyId, reported }: Answering) => ({
  reason: `${leak.source} ${leak.signal}`,
  leak,
  accessKeyId,
  userName: reported.row.name,
});

/** Promise 12. Its announcement says what AWS has reported (publish.ts). */
async function revoke(answering: Answering): Promise<Outcome> {
  const request: Request = { command: 'revoke', ...asked(answering) };
  const first = onlyOf((await obey(answering.run, request)).outcomes);
  if (isOff(first) || answering.run.dryRun) return first;
  // The queue delivers once more, but not within the minute: a refusal that passes is over by now.
  const second = onlyOf((await obey(answering.run, request)).outcomes);
  return { ...second, steps: [...first.steps, ...second.steps] };
}

/** Nothing was wrong, or not with the deactivation itself. */
const isOff = ({ error, steps }: Outcome) =>
  error === undefined || steps.some(({ kind, result }) => kind === 'deactivate-key' && result === 'done');

async function rotate(answering: Answering): Promise<Outcome & { readonly at: Date }> {
  const { run } = answering;
  const startedMs = run.clients.elapsedMs();
  const { outcomes } = await obey(run, { command: 'rotate', ...asked(answering) });
  const outcome = onlyOf(outcomes);
  const facts = outcome.steps.find(({ kind }) => kind === 'issue-key')?.facts;
  return { ...outcome, at: facts?.promotedAt ?? new Date(run.now.getTime() + run.clients.elapsedMs() - startedMs) };
}

function onlyOf(outcomes: readonly Outcome[]): Outcome {
  const [outcome] = outcomes;
  if (!outcome) throw new Error('a command about one user has no outcome');
  return outcome;
}

/** From a fresh look, because the user's secret may have been made meanwhile. */
async function tell(
  answering: Answering,
  tells: Extract<Step, { kind: 'notify' }>['tells'],
  because: string,
): Promise<Outcome> {
  const { run, reported } = answering;
  const step: Step = { kind: 'notify', because, tells };
  const plan: Decision = { rule: LEAK, because, steps: [step], nextAt: undefined };
  const work = await workNow(run, reported);
  const { steps, error } = await executeAll(work, restrict([step], { dryRun: run.dryRun, mayIssue: true }));
  return {
    userName: reported.row.name,
    plan,
    steps: run.dryRun ? await withMessages(work, steps) : steps,
    error,
  };
}

/** Where it cannot be read, its owner is notified all the same. */
async function workNow(run: Answering['run'], { row, observation, unread }: Reported): Promise<Work> {
  if (run.dryRun) return workOn(observation, run);
  try {
    return workOn(await observe(run.clients, row, run.config), run);
  } catch {
    return unread === undefined ? workOn(observation, run) : workUnseen(observation, run);
  }
}
