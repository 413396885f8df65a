import { day } from '../time';
import { fetchKey, lastUse, listKeys } from './commands';
import type { NotificationOf, Text } from './message';

export function rolledBack(notification: NotificationOf<'key-rolled-back'>): Text {
  const { accessKeyId, until, isCurrent, secretName } = notification;
  const find = 'Find out what did not work with the new key. Nothing happens to either key until then.';
  const common = {
    headline: `old key back until ${day(until)}`,
    by: ['By when', until],
  } as const;
  if (isCurrent)
    return {
      ...common,
      happened: `The last rotation was undone: the secret ${secretName} holds the old access key ${accessKeyId} again.`,
      toDo: [
        'Programs that read the secret: nothing. They pick the old key up by themselves.',
        `Programs with a copy of the newer key: let them read the secret. It is retired after that date, and ${accessKeyId} is rotated again.`,
        find,
      ],
      commands: [fetchKey(notification), lastUse(accessKeyId), listKeys(notification)],
      undo: 'Ask your platform team.',
    };
  return {
    ...common,
    happened: `The old access key ${accessKeyId} works again. Keyturn never had its secret half, so the secret ${secretName} still holds the new key.`,
    toDo: [
      `Programs that cannot work with the new key: give them your own copy of ${accessKeyId} back.`,
      'Programs that read the secret: nothing. They keep the new key.',
      find,
    ],
    commands: [lastUse(accessKeyId), fetchKey(notification), listKeys(notification)],
    undo: 'Nothing to undo: the new key works as before, and the old one is retired after that date, once nobody uses it.',
  };
}
