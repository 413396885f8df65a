/** What would be done if AWS said now that this user's key has leaked: every step and every notification, and nothing is changed. */

import { errorText } from '../../aws/errors/errors';
import type { Signal } from '../../core/leaks/signal';
import type { RunResult } from '../../core/report/run-result';
import { situationOf } from '../../core/user/situation';
import { observe } from '../read/observe';
import { RefusedError, userNamed } from '../read/one-user';
import { answerKey, type LeakRun } from './answer-key';

export async function drillLeak(given: LeakRun, userName: string): Promise<RunResult> {
  const run = { ...given, dryRun: true };
  const users = { scanned: 1, managed: 1, examined: 1 };
  try {
    const row = await userNamed(run.clients, userName, run.config);
    const observation = await observe(run.clients, row, run.config);
    const { current, keys } = situationOf(observation, run.now);
    const key = current?.active ? current : keys.find(({ active }) => active);
    if (!key) throw new RefusedError(userName, `the IAM user ${userName} has no Active key that could leak`);
    const outcome = await answerKey(run, signalAbout(key.id), key.id, { row, observation });
    return { users, outcomes: [outcome], remaining: 0 };
  } catch (error) {
    const text = error instanceof RefusedError ? error.message : errorText(error);
    return { users, outcomes: [{ userName, plan: undefined, steps: [], error: text }], remaining: 0 };
  }
}

/** As AWS is at its surest. */
const signalAbout = (accessKeyId: string): Signal => ({
  source: 'drill',
  id: 'drill',
  type: 'AWS_RISK_CREDENTIALS_EXPOSED',
  certainty: 'confirmed',
  accountIds: [],
  accessKeyIds: [accessKeyId],
  leftOut: 0,
  isOver: false,
});
