/**
 * AWS attaches a policy to a user when it finds one of its keys in public, and does not say which. A quarantine is one incident: it is
 * answered when it is first seen, and over when the policy is gone. Pure.
 */

import { later } from '../time';
import { FIRST_DAY_MS, REPEAT_MS } from '../user/horizon';
import { type Observation, stateOf } from '../user/observation';
import { hasRecentIncident, NOTHING_LEAKED } from '../user/reported/leaked';
import { isRevokedIn } from '../user/revoked';
import { situationOf } from '../user/situation';
import type { Signal } from './signal';

/**
 * Undefined where there is nothing to answer: no key works, or a leak of the same days explains the policy. Only a user's sole key is
 * taken for the leaked one, and not in its first day: next to a second key, even one that is Inactive, a person decides.
 * @param isNew runs have looked for the policy before, and it was not there
 */
export function quarantineSignal(observation: Observation, isNew: boolean, now: Date): Signal | undefined {
  const { user, keys } = observation;
  const { quarantine } = user;
  const active = keys.filter((key) => key.active);
  if (quarantine === undefined || active.length === 0 || isExplained(observation, now)) return undefined;
  const { current } = situationOf(observation, now);
  const [key] = [current?.active ? current : undefined, ...active].flatMap((each) => each ?? []);
  if (!key) return undefined;
  const isSole = keys.length === 1 && current === key && later(key.createdAt, FIRST_DAY_MS) < now;
  return {
    source: 'quarantine',
    id: `${quarantine} ${user.id}`,
    type: quarantine,
    certainty: isNew && isSole ? 'confirmed' : 'other',
    accountIds: [],
    accessKeyIds: [key.id],
    leftOut: 0,
    words: isSole
      ? `AWS has found an access key of ${user.name} in public`
      : `AWS has found an access key of ${user.name} in public, and does not say which: ${keys.map(inWords).join(', ')}`,
    isOver: false,
  };
}

const inWords = ({ id, active }: Observation['keys'][number]) => `${id} (${active ? 'Active' : 'Inactive'})`;

/** A key that was reported lately, or revoked and is still there, is the one that AWS means: not the one that took its place. */
function isExplained(observation: Observation, now: Date): boolean {
  const { leaked = NOTHING_LEAKED, revoked = [] } = stateOf(observation) ?? {};
  const isReported = revoked.some(({ at }) => later(at, REPEAT_MS) > now);
  return (
    isReported || hasRecentIncident(leaked, now) || observation.keys.some(({ id }) => isRevokedIn(observation, id))
  );
}
