import { day } from '../time';
import { fetchKey, lastUse, listKeys } from './commands';
import { type NotificationOf, type Text, yourUser } from './message';

const FIND = 'Find out what did not work with the newer key.';

export function rolledBack(notification: NotificationOf<'key-rolled-back'>): Text {
  return notification.isCurrent ? withLabel(notification) : withoutLabel(notification);
}

function withLabel(notification: NotificationOf<'key-rolled-back'>): Text {
  const { accessKeyId, until, secretName, user } = notification;
  return {
    headline: `rolled back until ${day(until)}`,
    happened: `${yourUser(notification)} uses the access key ${accessKeyId} again: the last rotation was rolled back, and the secret ${secretName} holds that key.`,
    toDo: [
      `Nothing, if your program reads the secret ${secretName}: it picks up ${accessKeyId} by itself.`,
      'If your program has its own copy of the newer key, let it read the secret.',
      FIND,
    ],
    dates: [[until, `both keys work until then; then the newer key is retired, and ${accessKeyId} is rotated again`]],
    commands: [fetchKey(notification), lastUse(accessKeyId), listKeys(notification)],
    undo: `Ask your platform team for another new key (npx keyturn rotate ${user.name}).`,
  };
}

/** After a first rotation: Keyturn never had the secret half of the key that is back. */
function withoutLabel(notification: NotificationOf<'key-rolled-back'>): Text {
  const { accessKeyId, until, secretName } = notification;
  return {
    headline: `rolled back until ${day(until)}`,
    happened: `${yourUser(notification)} can use the access key ${accessKeyId} again: the last rotation was rolled back. Keyturn never had its secret half, so the secret ${secretName} still holds the newer key.`,
    toDo: [
      `Nothing, if your program reads the secret ${secretName}: it keeps the newer key.`,
      `If your program does not work with the newer key, give it your own copy of ${accessKeyId} back.`,
      FIND,
    ],
    dates: [
      [until, `both keys work until then; then ${accessKeyId} is deactivated, as soon as nobody uses it any more`],
    ],
    commands: [lastUse(accessKeyId), fetchKey(notification), listKeys(notification)],
    undo: 'Nothing to undo: the newer key works as before.',
  };
}
