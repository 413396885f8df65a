/** Which of a user's keys the credential report shows where: it knows no key ids, so dates and tags tell. Pure. */

import { accessKeyIdOf } from '../names';
import { later } from '../time';
import { HORIZON_MS } from '../user/horizon';
import { isSince, type SecretState } from '../user/secret-state';
import { REPORT_AGE_MS, type ReportKey } from './credential-report';
import type { UserRow } from './user-row';

/** Made by the rotation of that intent. */
export const isBornWith = (intent: SecretState['intent'], { changedAt }: ReportKey, withinMs = HORIZON_MS): boolean =>
  intent !== undefined &&
  changedAt !== undefined &&
  isSince(intent, changedAt) &&
  changedAt <= later(intent.at, withinMs);

/**
 * The Active keys of a user whose last rotation is done; undefined where there is none, or more than one that could be it. A late event's
 * intent is behind by the age of the credential report at most, to whose time it is kept.
 */
export function keysByAge({ keys = [] }: UserRow, { intent }: SecretState) {
  const active = keys.filter((key) => key.active);
  const only = (some: readonly ReportKey[]) => (some.length === 1 ? some[0] : undefined);
  const born = active.filter((key) => isBornWith(intent, key));
  const current = only(born.length > 0 ? born : active.filter((key) => isBornWith(intent, key, REPORT_AGE_MS)));
  return { current, old: only(active.filter((key) => key !== current && !born.includes(key))) };
}

/** After a first rotation no label names the old key; the tag of the pauses does. */
export function oldKeyIdOf({ labels, pauses }: SecretState): string | undefined {
  const currentId = accessKeyIdOf(labels.current);
  return accessKeyIdOf(labels.previous) ?? [...(pauses?.keys() ?? [])].find((id) => id !== currentId);
}

/** When somebody last used it; undefined when nobody did. Keyturn verifies a key within the horizon of its creation, which is no use. */
export function usedByOthers({ usedAt, changedAt }: ReportKey): Date | undefined {
  if (!(usedAt instanceof Date)) return undefined;
  return changedAt && usedAt < later(changedAt, HORIZON_MS) ? undefined : usedAt;
}
