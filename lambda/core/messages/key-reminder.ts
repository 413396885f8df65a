import { day } from '../time';
import { confirmMoved, fetchKey, keepLonger, lastUse } from './commands';
import { type NotificationOf, type Text, yourUser } from './message';

export function reminder(notification: NotificationOf<'key-reminder'>): Text {
  const { accessKeyId, graceEndsAt, windowEndsAt, secretName } = notification;
  return {
    headline: `reminder, switch by ${day(graceEndsAt)}`,
    happened: `${yourUser(notification)} has a retiring access key, ${accessKeyId}, whose grace ends on ${day(graceEndsAt)}.`,
    toDo: [
      `Nothing, if every program of yours reads the secret ${secretName} before it uses the key.`,
      `Otherwise find the program that uses ${accessKeyId}, and let it read the secret.`,
    ],
    dates: [
      [graceEndsAt, `from then on ${accessKeyId} is deactivated, as soon as nobody uses it any more`],
      [
        windowEndsAt,
        `the latest date for that if ${accessKeyId} was used after the rotation; if it is still in use then, it stays active and you are notified`,
      ],
    ],
    commands: [
      lastUse(accessKeyId),
      fetchKey(notification),
      confirmMoved(notification),
      keepLonger(notification, graceEndsAt),
    ],
    undo: 'Nothing has changed yet.',
  };
}
