/**
 * A signal of AWS about keys. IAM says whose each key is: nothing of the event is believed. What is about no managed user's key of this
 * account changes nothing, and the platform team is notified.
 */

import { createHash } from 'node:crypto';
import pMap from 'p-map';
import { attempt, errorText } from '../../aws/errors/errors';
import { report } from '../../core/leaks/board';
import type { Signal } from '../../core/leaks/signal';
import { unansweredMessage } from '../../core/report/leak-message';
import type { Outcome } from '../../core/report/outcome';
import type { RunResult } from '../../core/report/run-result';
import { RefusedError } from '../read/one-user';
import { type Reported, reportedKey } from '../revocation/reported';
import { publishToPlatform } from '../steps/publish';
import { answerKey, type LeakRun } from './answer-key';
import { changeLeaksBoard } from './board';
import { whereOf } from './where';

/** Users that are served side by side: each takes some twenty seconds, and a signal names twenty keys at most. */
const CONCURRENCY = 10;

/** One after the other. */
export async function answerSignals(run: LeakRun, signals: readonly Signal[]): Promise<RunResult> {
  const results: RunResult[] = [];
  for (const signal of signals) results.push(await answerSignal(run, signal));
  const sum = (count: (users: RunResult['users']) => number) =>
    results.reduce((total, { users }) => total + count(users), 0);
  return {
    users: { scanned: sum((u) => u.scanned), managed: sum((u) => u.managed), examined: sum((u) => u.examined) },
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    remaining: 0,
  };
}

async function answerSignal(given: LeakRun, signal: Signal): Promise<RunResult> {
  const run = { ...given, beganAtMs: given.clients.elapsedMs() };
  const outcomes = run.config.leakResponse === 'off' || signal.isOver ? [] : await outcomesOf(run, signal);
  const examined = outcomes.filter(({ plan }) => plan).length;
  return { users: { scanned: outcomes.length, managed: examined, examined }, outcomes, remaining: 0 };
}

async function outcomesOf(run: LeakRun, signal: Signal): Promise<Outcome[]> {
  const { accountId } = whereOf(run);
  if (signal.accountIds.some((each) => each !== accountId))
    return [await unanswered(run, signal, undefined, 'it is about another AWS account.')];
  if (signal.accessKeyIds.length === 0)
    return [await unanswered(run, signal, undefined, "it names no IAM user's access key.")];
  const found = await pMap(signal.accessKeyIds, (id) => lookUp(run, id), { concurrency: CONCURRENCY });
  // One user's keys one after the other: what is done about the first decides what is left to do about the second.
  const byUser = new Map<string, Found[]>();
  for (const each of found) byUser.set(each.userName, [...(byUser.get(each.userName) ?? []), each]);
  const outcomes = await pMap([...byUser.values()], (ofUser) => inTurn(run, signal, ofUser), {
    concurrency: CONCURRENCY,
  });
  return outcomes.flat();
}

const NOBODY = '';

interface Found {
  readonly accessKeyId: string;
  /** `NOBODY` where Keyturn manages none that has the key. */
  readonly userName: string;
  readonly reported?: Reported;
  readonly refusal?: string;
  readonly error?: string;
}

async function lookUp(run: LeakRun, accessKeyId: string): Promise<Found> {
  try {
    const reported = await reportedKey(run, accessKeyId);
    return { accessKeyId, userName: reported.row.name, reported };
  } catch (error) {
    if (error instanceof RefusedError)
      return {
        accessKeyId,
        userName: NOBODY,
        refusal: 'it is no key of an IAM user that Keyturn manages in this account.',
      };
    return { accessKeyId, userName: NOBODY, error: errorText(error) };
  }
}

async function inTurn(run: LeakRun, signal: Signal, ofUser: readonly Found[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { accessKeyId, reported, refusal, error } of ofUser) {
    if (error !== undefined)
      outcomes.push({ userName: '', plan: undefined, steps: [], error: `${accessKeyId}: ${error}` });
    else if (refusal !== undefined || !reported)
      outcomes.push(await unanswered(run, signal, accessKeyId, refusal ?? ''));
    else {
      const fresh = outcomes.length === 0 ? reported : await reportedKey(run, accessKeyId).catch(() => reported);
      outcomes.push(await answerKey(run, signal, accessKeyId, fresh));
    }
  }
  return outcomes;
}

/** Once for each signal and key, and so many in an hour: a flood is no reason to send a thousand messages. */
async function unanswered(
  run: LeakRun,
  signal: Signal,
  accessKeyId: string | undefined,
  why: string,
): Promise<Outcome> {
  const none: Outcome = { userName: '', plan: undefined, steps: [], error: undefined };
  if (run.dryRun) return none;
  const mark = createHash('sha256').update(`${signal.source} ${signal.id} ${accessKeyId}`).digest('hex').slice(0, 4);
  try {
    const { isNews, isLast } = await changeLeaksBoard(run, (board) => ({
      next: undefined,
      value: report(board, mark, run.now),
    }));
    if (!isNews) return none;
    const message = unansweredMessage(signal, { accessKeyId, why, isLast }, whereOf(run));
    await attempt('send the message', () => publishToPlatform(run, message));
    // Announced before it is noted: twice is better than never.
    await changeLeaksBoard(run, (board) => ({ next: report(board, mark, run.now).next, value: undefined }));
    return none;
  } catch (error) {
    return { ...none, error: errorText(error) };
  }
}
