/** What Keyturn may do by itself about a reported key: the least of what the signal, the deployment and the user's tag allow. */

import type { LeakResponse, OnLeak } from '../settings/leaks';
import type { Certainty } from './signal';

/**
 * The least first. `replace` can lock nobody out; `deactivate` is promise 12.
 * @internal a test tries all of them
 */
export const ANSWERS = ['notify', 'replace', 'deactivate'] as const;

export type Answer = (typeof ANSWERS)[number];

const MOST_FOR: Readonly<Record<Certainty, Answer>> = {
  other: 'notify',
  suspected: 'replace',
  confirmed: 'deactivate',
};

export const answerTo = (
  certainty: Certainty,
  deployed: Exclude<LeakResponse, 'off'>,
  ofUser: OnLeak | undefined,
): Answer => {
  const limits = [MOST_FOR[certainty], deployed, ofUser ?? 'deactivate'] as const;
  return ANSWERS[Math.min(...limits.map((limit) => ANSWERS.indexOf(limit)))] ?? 'notify';
};
