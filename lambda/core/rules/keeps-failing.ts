import { day, minute } from '../time';
import { nextTryAt } from '../user/failing';
import { stateOf } from '../user/observation';
import type { Situation } from '../user/situation';
import { hold, isOver, type Verdict } from './verdict';

export const KEEPS_FAILING = 'keeps-failing';

/** Three runs in a row could not serve this user: one a day tries. A command is not bound by it. */
export function keepsFailing(situation: Situation): Verdict | undefined {
  const failing = stateOf(situation.observation)?.failing;
  const nextAt = failing && nextTryAt(failing);
  if (!nextAt || isOver(nextAt, situation)) return undefined;
  const because = `run after run has failed since ${day(failing.since)}, last at the step "${failing.step}"; the next try is on ${minute(nextAt)}`;
  return hold('keeps-failing', because, undefined, nextAt);
}
