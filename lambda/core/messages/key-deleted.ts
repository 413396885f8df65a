import type { DeletedRole } from '../rules/announcement';
import { day } from '../time';
import { listKeys } from './commands';
import { type NotificationOf, type Text, yourUser } from './message';

/** How each came to be deleted, after "your user no longer has the key". */
const HOW: Readonly<Record<DeletedRole, string>> = {
  retiring: 'it was deleted after its quarantine',
  spare: 'it was deleted after its quarantine, because a rotation needed its slot',
  revoked: 'it was deleted, because it was reported as compromised and a new key needed its slot',
  orphan: 'a rotation that was interrupted had made it, nobody ever got it, and it was deleted',
  pending: 'a rotation that was interrupted had made it, nobody ever got it, and it was deleted',
};

export function deleted(notification: NotificationOf<'key-deleted'>): Text {
  const { accessKeyId, role, at, secretName } = notification;
  const isUnfinished = role === 'orphan' || role === 'pending';
  return {
    headline: isUnfinished ? `unfinished key removed ${day(at)}` : `key deleted ${day(at)}`,
    happened: `${yourUser(notification)} no longer has the access key ${accessKeyId}: ${role ? HOW[role] : 'it was deleted'}.`,
    toDo: [
      isUnfinished
        ? 'Nothing: no program ever had this key.'
        : `Nothing, if your program reads the secret ${secretName}.`,
    ],
    commands: [listKeys(notification)],
    undo: 'A deleted key cannot be brought back.',
  };
}
