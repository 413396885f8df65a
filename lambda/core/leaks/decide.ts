/** What is done about one reported key of a managed user. Pure: the observation and the clock come in. */

import { whatReadersGet } from '../rules/make-step';
import { isHeldByConsumers } from '../rules/revocation';
import type { LeakResponse } from '../settings/leaks';
import { type Observation, stateOf } from '../user/observation';
import { NOTHING_LEAKED, recentIncident } from '../user/reported/leaked';
import { isRevokedIn } from '../user/revoked';
import { situationOf } from '../user/situation';
import { type Answer, answerTo } from './answer';
import { CERTAINTIES, type Certainty } from './signal';

export interface LeakDecision {
  /** `known`: it was announced, and nothing is due that runs do not do. */
  readonly answer: Answer | 'known';
  readonly because: string;
  /** Why it is less than may be done. */
  readonly why?: string;
  /** It takes one of the few deactivations of an hour. */
  readonly isCounted: boolean;
  readonly isInactive: boolean;
  readonly isCurrent: boolean;
  /** What programs that read the secret get already, where it is another key that works. */
  readonly currentKeyId?: string;
}

/** @param isUnread the keys could not be read: IAM has only said whose key it is */
export function decideOnLeak(
  observation: Observation,
  accessKeyId: string,
  { certainty, response, isUnread, now }: LeakInput,
): LeakDecision {
  const situation = situationOf(observation, now);
  const key = situation.keys.find(({ id }) => id === accessKeyId);
  const isInactive = !isUnread && !key?.active;
  const isCurrent = isHeldByConsumers(situation, accessKeyId);
  const about = { isInactive, isCurrent, isCounted: false, ...whatReadersGet(situation, accessKeyId) };
  if (isKnown(observation, accessKeyId, certainty, now) || (isInactive && isRevokedIn(observation, accessKeyId)))
    return { ...about, answer: 'known', because: `${accessKeyId} was reported before, and its owner was notified` };
  const answer = answerTo(certainty, response, observation.user.settings.onLeak);
  const because = `${accessKeyId} was reported as leaked (${certainty}); the most that may be done is to ${answer}`;
  if (answer !== 'replace') return { ...about, answer, because, isCounted: answer === 'deactivate' && !isInactive };
  if (isInactive) return { ...about, answer: 'notify', because };
  // With a new key, programs that hold this one would be no nearer to leaving it.
  return isCurrent ? { ...about, answer, because } : { ...about, answer: 'notify', because, why: NOT_CURRENT };
}

interface LeakInput {
  readonly certainty: Certainty;
  readonly response: Exclude<LeakResponse, 'off'>;
  readonly isUnread: boolean;
  readonly now: Date;
}

const NOT_CURRENT = 'No new key was issued, because the secret does not name the reported one';

/** The same, or less, was announced within a week. */
function isKnown(observation: Observation, accessKeyId: string, certainty: Certainty, now: Date): boolean {
  const rank = (name: string) => (CERTAINTIES as readonly string[]).indexOf(name);
  const incident = recentIncident(stateOf(observation)?.leaked ?? NOTHING_LEAKED, accessKeyId, now);
  return incident !== undefined && rank(incident.certainty) >= rank(certainty);
}
