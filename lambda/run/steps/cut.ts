/** IAM calls that must not be sent twice or late: each is sent again only when IAM has said that it did not take it. */

import { paceOf } from '../../aws/pace';
import type { Work } from './work';

/**
 * How old a decision to deactivate a key may be when it is carried out, in milliseconds. A run that was stopped for longer could deactivate
 * the key that a rollback has made current since. With the time limit of a call (clients.ts) it is what a rollback waits for.
 */
export const DECISION_LIMIT_MS = 60_000;

/** Sends a call once, and again only where IAM throttled it: a throttled call has had no effect. */
export function sendOnce<T>({ clients }: Pick<Work, 'clients'>, send: () => Promise<T>, operation = ''): Promise<T> {
  return paceOf(clients.iamWithoutRetries, operation, clients).send(send);
}

/** @throws when the decision is too old: the next run decides again */
export function sendWhileDecided<T>(work: Work, send: () => Promise<T>, operation?: string): Promise<T> {
  // Asked again whenever it is this call's turn.
  const sendIfDecided = () => {
    if (work.clients.elapsedMs() - work.observation.readAtMs > DECISION_LIMIT_MS)
      throw new Error('it was decided more than a minute ago and may be void by now; the next run decides again');
    return send();
  };
  return sendOnce(work, sendIfDecided, operation);
}
