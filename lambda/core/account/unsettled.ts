/** What a secret's tags alone say to be unfinished, hold or no hold. Pure. */

import { accessKeyIdOf } from '../names';
import { later } from '../time';
import { isRevoked } from '../user/revoked';
import { isOverwritten, type SecretState } from '../user/secret-state';
import { isRotationOpen } from '../user/unfinished';
import { REPORT_AGE_MS } from './credential-report';
import type { UserRow } from './user-row';

/** A rotation that is open, a message that is owed, or an AWSCURRENT that somebody else wrote. */
export function isUnsettled(secret: SecretState): boolean {
  const { labels, intent, notices, deactivated, revoked = [] } = secret;
  if (notices.deleting || notices.revoking || revoked.some(({ isNotified }) => !isNotified)) return true;
  if (
    deactivated &&
    ![notices.deactivated, notices.recovered].some((note) => note?.accessKeyId === deactivated.accessKeyId) &&
    !isRevoked(secret, deactivated.accessKeyId)
  )
    return true;
  // Keyturn deactivated or deleted it, and was interrupted before consumers had another key.
  const currentId = accessKeyIdOf(labels.current);
  if (currentId !== undefined && isOff(secret, currentId)) return true;
  if (currentId === undefined) return intent !== undefined || isOverwritten({ labels, notices });
  if (!intent) return true;
  if (intent.kind === 'rollback') return !notices.rolledBack || notices.rolledBack.at < intent.at;
  return isRotationOpen({ labels, intent, notices });
}

const isOff = (secret: SecretState, currentId: string) =>
  isRevoked(secret, currentId) ||
  [secret.deactivated, secret.notices.deleted].some((note) => note?.accessKeyId === currentId);

/** A compromised key may work again: the report shows another key that does, or is too old to know. */
export function mayBeBack({ keys }: UserRow, secret: SecretState | undefined, reportedAt: Date): boolean {
  const { revoked = [], notices = {} } = secret ?? {};
  const left = revoked.filter(({ accessKeyId }) => accessKeyId !== notices.deleted?.accessKeyId);
  const isUnknown = left.some(({ at }) => reportedAt < later(at, REPORT_AGE_MS));
  return left.length > 0 && (isUnknown || !keys || keys.filter(({ active }) => active).length > 1);
}
