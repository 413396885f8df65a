/** What a rotation that never finished has left behind. Pure. */

import { accessKeyIdOf, isPlaceholder } from '../names';
import { latest } from '../time';
import { HORIZON_MS } from './horizon';
import type { AccessKey, LastUse } from './keys';
import type { Observation } from './observation';
import { isRevoked } from './revoked';
import { type Intent, isMadeBy, isSince, type SecretState } from './secret-state';

export interface Leftover {
  readonly key: AccessKey;
  readonly role: 'orphan' | 'pending';
  /** When it was made, or its rotation's intent was written, whichever is later: an intent may be old, and clocks differ. */
  readonly since: Date;
}

/**
 * The intent of a rotation that never finished: AWSCURRENT names no key yet, or one that is provably older than the intent. A current
 * key that is gone from IAM has no date any more; then the note of its announcement, or of its revocation, is the proof.
 */
export function openIntent(secret: SecretState, current: AccessKey | undefined): Intent | undefined {
  const { intent, notices, labels } = secret;
  if (intent?.kind !== 'rotate') return undefined;
  const currentId = accessKeyIdOf(labels.current);
  if (currentId === undefined) return intent;
  const announced = notices.rotated?.accessKeyId === currentId ? notices.rotated.at : undefined;
  if (current) return isMadeBy(intent, current, notices) ? undefined : intent;
  if (announced && announced < intent.at) return intent;
  // It was there before the intent was written, or in the same moment.
  const reportedAt = revokedAt(secret, currentId);
  return reportedAt && reportedAt <= intent.at ? intent : undefined;
}

function revokedAt({ notices, revoked = [] }: SecretState, accessKeyId: string): Date | undefined {
  const notes = [...revoked, notices.revoking, notices.revoked, notices.deleting, notices.deleted];
  return notes.find((note) => note?.accessKeyId === accessKeyId)?.at;
}

/**
 * - Pending: AWSPENDING names it, so a rotation stored it, and it never came to be handed out; also when an overlapping run has promoted
 *   another key since, and not when a person has written AWSCURRENT since.
 * - Orphan: stored nowhere. It takes all five signs: no label, an intent to rotate, created within the horizon after it, never used, and
 *   no current key that this rotation could have made. Here two clocks get no tolerance: a key that was there before must not be deleted.
 */
export function leftoverAmong(
  keys: readonly AccessKey[],
  { secret, lastUse }: Observation,
  current: AccessKey | undefined,
): Leftover | undefined {
  const intent = secret && intentToRotate(secret);
  if (!secret || !intent) return undefined;
  const after = (key: AccessKey) => key.createdAt.getTime() - intent.at.getTime();
  const candidates = keys.filter((key) => (key.active || isRevoked(secret, key.id)) && isSince(intent, key.createdAt));
  // AWSPENDING stays on a key that was promoted; that it was announced tells it from one that never was.
  const pendingId = accessKeyIdOf(secret.labels.pending);
  const pending = candidates.find((key) => key.id === pendingId && key.id !== secret.notices.rotated?.accessKeyId);
  if (pending && isStillAsAtIntent(secret) && isUnusedButForVerification(pending, lastUse.get(pending.id)))
    return { key: pending, role: 'pending', since: latest([pending.createdAt, intent.at]) };
  if (!openIntent({ ...secret, intent }, current)) return undefined;
  const orphan = candidates.find(
    (key) =>
      key.id !== pendingId && after(key) >= 0 && after(key) <= HORIZON_MS && lastUse.get(key.id)?.kind === 'never',
  );
  return orphan && { key: orphan, role: 'orphan', since: orphan.createdAt };
}

/** A rollback may have written its intent over that of a revocation at the same time, whose report stays. */
function intentToRotate({ intent, revoked = [] }: SecretState): Intent | undefined {
  if (intent?.kind !== 'rollback') return intent;
  const report = revoked.find(({ at }) => Math.abs(at.getTime() - intent.at.getTime()) <= HORIZON_MS);
  return report && { kind: 'rotate', at: report.at };
}

/** Over what a person has written since, a key may have been handed out, and no label tells it any more. */
function isStillAsAtIntent({ labels: { current }, adoptedVersion }: SecretState): boolean {
  return (
    current === undefined ||
    isPlaceholder(current) ||
    accessKeyIdOf(current) !== undefined ||
    current === adoptedVersion
  );
}

/** Keyturn verifies a new key with sts:GetCallerIdentity within the horizon of its creation; that is nobody's use. */
export function isOwnVerification(use: LastUse & { kind: 'used' }, key: AccessKey): boolean {
  return use.service === 'sts' && use.at.getTime() < key.createdAt.getTime() + HORIZON_MS;
}

const isUnusedButForVerification = (key: AccessKey, use: LastUse | undefined) =>
  use?.kind === 'never' || (use?.kind === 'used' && isOwnVerification(use, key));
