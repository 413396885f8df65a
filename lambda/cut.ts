/** IAM calls that must not be sent twice or late: each is sent again only when IAM has said that it did not take it. */
import { errorName } from './errors';
import type { Work } from './work';

/**
 * How old a decision to cut a key may be when it is carried out, in milliseconds. A run that was stopped for longer could cut the key that
 * a rollback has made current since. With the time limit of a call (clients.ts) it is what a rollback waits for.
 */
export const DECISION_LIMIT_MS = 60_000;

const THROTTLED = ['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException'];
const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000];

/** Sends a call once, and again after a pause while IAM throttles it: a throttled call has had no effect. */
export async function sendOnce<T>({ clients }: Pick<Work, 'clients'>, send: () => Promise<T>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await send();
    } catch (error) {
      if (!THROTTLED.includes(errorName(error))) throw error;
      await clients.wait(pauseMs);
    }
  }
  return send();
}

/** @throws when the decision is too old: the next run decides anew */
export function sendWhileDecided<T>(work: Work, send: () => Promise<T>): Promise<T> {
  return sendOnce(work, () => {
    if (work.clients.elapsedMs() - work.observation.readAtMs > DECISION_LIMIT_MS)
      throw new Error('it was decided more than a minute ago and may be void by now; the next run decides anew');
    return send();
  });
}
