/** What an observation means: which role each key plays, and what the owner was not notified of yet. Pure. */

import { accessKeyIdOf } from '../names';
import type { Policy } from '../settings/policy';
import { earliest, latest } from '../time';
import { HORIZON_MS } from './horizon';
import type { AccessKey, LastUse } from './keys';
import { type Leftover, leftoverAmong } from './leftover';
import type { Observation } from './observation';
import { isMadeBy, type SecretState } from './secret-state';

/** The user's keys by role (docs/design.md, "State"). A key has exactly one. */
export interface Situation {
  readonly now: Date;
  /** The time to write into tags: `now`, unless AWS has shown a much later one. */
  readonly writtenAt: Date;
  readonly policy: Policy;
  readonly observation: Observation;
  readonly keys: readonly AccessKey[];
  readonly secret: SecretState | undefined;
  /** The key id that AWSCURRENT names, whether or not IAM still has that key. */
  readonly currentId: string | undefined;
  readonly current: AccessKey | undefined;
  readonly retiring: AccessKey | undefined;
  /** What a rotation left behind that was interrupted before its promotion. */
  readonly leftover: Leftover | undefined;
  /** Keys that neither the secret nor an open intent knows. */
  readonly foreign: readonly AccessKey[];
}

export function situationOf(observation: Observation, now: Date): Situation {
  const { secret } = observation;
  // Oldest first, in whatever order AWS lists them: the same world gives the same plan.
  const keys = [...observation.keys].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const currentId = accessKeyIdOf(secret?.labels.current);
  const current = keys.find((key) => key.id === currentId);
  const others = keys.filter((key) => key !== current);
  const previousId = accessKeyIdOf(secret?.labels.previous);
  // Without a current key there is nothing that a key could be retiring in favour of.
  const retiring =
    currentId === undefined
      ? undefined
      : (others.find((key) => key.id === previousId) ??
        predecessorOfFirstRotation(secret, current, others) ??
        onceBroughtBack(secret, current, others));
  const strangers = others.filter((key) => key !== retiring);
  // What AWSPREVIOUS names was handed out once, whatever AWSCURRENT names now.
  const leftover = leftoverAmong(
    strangers.filter((key) => key.id !== previousId),
    observation,
    current,
  );
  return {
    now,
    writtenAt: writtenAtOf(observation, now),
    policy: observation.user.settings.policy,
    observation,
    keys,
    secret,
    currentId,
    current,
    retiring,
    leftover,
    foreign: strangers.filter((key) => key !== leftover?.key),
  };
}

/**
 * The time to write into a tag: the run's own. Where AWS has shown a later one than the horizon allows (an old event was replayed), that
 * one counts, so that no quarantine that begins now is recorded as half over. The credential report alone shows the time to 4 hours.
 */
export function writtenAtOf({ reportedAt, keys, lastUse }: Observation, now: Date): Date {
  const uses = [...lastUse.values()].flatMap((use) => (use.kind === 'used' ? [use.at] : []));
  const shown = [reportedAt ?? now, ...keys.map((key) => key.createdAt), ...uses];
  const newest = latest(shown);
  return newest.getTime() - now.getTime() > HORIZON_MS ? newest : now;
}

/** The same situation once a leftover is gone. */
export function without(situation: Situation, gone: AccessKey): Situation {
  return { ...situation, keys: situation.keys.filter((key) => key !== gone), leftover: undefined };
}

/**
 * After a first rotation no label names the old key: it is the one that is older than the intent or, when the intent is that of a later
 * rollback, than the current key. A first rotation begins with a free slot, so there is no more than one such key.
 */
function predecessorOfFirstRotation(
  secret: SecretState | undefined,
  current: AccessKey | undefined,
  others: readonly AccessKey[],
): AccessKey | undefined {
  const { intent, labels = {}, notices = {} } = secret ?? {};
  if (!intent || !current) return undefined;
  if (intent.kind === 'rotate' && !isMadeBy(intent, current, notices)) return undefined;
  // A placeholder, or what a person wrote: before the first rotation, or over Keyturn's version until the label was put back.
  const first = accessKeyIdOf(labels.previous) === undefined;
  const since = intent.kind === 'rotate' ? earliest([intent.at, current.createdAt]) : current.createdAt;
  return first ? others.find((key) => key.createdAt < since) : undefined;
}

/**
 * A rollback brought it back, and its successor was revoked since: no label names it any more, and it is no stranger for that. A current
 * key that took over later is what it retires in favour of.
 */
function onceBroughtBack(
  secret: SecretState | undefined,
  current: AccessKey | undefined,
  others: readonly AccessKey[],
): AccessKey | undefined {
  const { rolledBack } = secret?.notices ?? {};
  return current && others.find((key) => key.id === rolledBack?.accessKeyId && key.createdAt < current.createdAt);
}

/** The key that a rollback has brought back; undefined when there was none, or when it was interrupted before it came to that. */
export function broughtBack({ secret, current, retiring }: Situation): AccessKey | undefined {
  if (secret?.intent?.kind !== 'rollback') return undefined;
  const previousId = accessKeyIdOf(secret.labels.previous);
  // After a first rotation the labels stay, and the old key works again.
  if (previousId === undefined) return retiring?.active ? retiring : undefined;
  if (!current) return undefined;
  // One that is gone from IAM has no date any more; that it was the last to be announced says as much.
  const isNewer = retiring
    ? retiring.createdAt > current.createdAt
    : secret.notices.rotated?.accessKeyId === previousId;
  return isNewer ? current : undefined;
}

/** Unread counts as unknown. */
export function lastUseOf({ observation }: Situation, key: AccessKey): LastUse {
  return observation.lastUse.get(key.id) ?? { kind: 'unknown', why: 'it was not read' };
}

/** The key whose age decides: the current one or, with nothing stored yet, the only Active one (the older of two). */
export function keyToRotate({ current, currentId, keys }: Situation): AccessKey | undefined {
  if (currentId !== undefined) return current;
  return keys.find((key) => key.active);
}
