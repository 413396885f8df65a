import { day, minute } from '../time';
import { fetchKey, lastUse, listKeys } from './commands';
import type { NotificationOf, Text } from './message';

export function revoked(notification: NotificationOf<'key-revoked'>): Text {
  const { accessKeyId, deletedFrom, currentKeyId } = notification;
  return {
    headline: `URGENT: key revoked ${day(notification.at)}`,
    happened: `The access key ${accessKeyId} was reported as compromised and is switched off. It is deleted from ${minute(deletedFrom)} on, or as soon as a new key needs its slot.`,
    toDo: [
      currentKeyId === undefined
        ? 'Programs that read the secret: nothing. If one fails, a message about a new key follows, and it picks that up by itself.'
        : `Programs that read the secret: nothing. They get the access key ${currentKeyId}.`,
      `Programs with a copy of ${accessKeyId} fail now: let them read the secret.`,
      'Find out how the key got out, and what was done with it (CloudTrail).',
    ],
    commands: [fetchKey(notification), lastUse(accessKeyId), listKeys(notification)],
    undo: 'Do not bring a compromised key back: Keyturn deactivates it again. If it was a mistake, ask your platform team.',
  };
}
