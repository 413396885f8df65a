import { day } from '../time';
import { fetchKey, keepLonger, lastUse } from './commands';
import type { NotificationOf, Text } from './message';

export function rotated(notification: NotificationOf<'key-rotated'>): Text {
  const { accessKeyId, oldKeyId, graceEndsAt, secretName, at } = notification;
  const happened = `The new access key ${accessKeyId} is in the secret ${secretName}. It was seen to authenticate.`;
  const readers = 'Programs that read the secret: nothing. They pick the new key up by themselves.';
  if (oldKeyId === undefined)
    return {
      headline: `new key, ${day(at)}`,
      happened,
      toDo: [readers, 'Programs with a copy of an older key: give them the new one.'],
      commands: [fetchKey(notification)],
      undo: 'Nothing to undo.',
    };
  return {
    headline: `new key, switch by ${day(graceEndsAt)}`,
    happened,
    toDo: [
      readers,
      `Programs with a copy of the old key ${oldKeyId}: give them the new one. Both keys work at least until then.`,
    ],
    by: ['By when', graceEndsAt],
    commands: [fetchKey(notification), lastUse(oldKeyId), keepLonger(notification, graceEndsAt)],
    undo: 'Nothing to undo: the old key works as before. If the new one does not do, your platform team can roll back.',
  };
}
