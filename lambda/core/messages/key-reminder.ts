import { day, minute } from '../time';
import { confirmMoved, fetchKey, keepLonger, lastUse } from './commands';
import type { NotificationOf, Text } from './message';

export function reminder(notification: NotificationOf<'key-reminder'>): Text {
  const { accessKeyId, graceEndsAt, windowEndsAt, secretName } = notification;
  return {
    headline: `switch by ${day(graceEndsAt)}`,
    happened: `The grace of the old access key ${accessKeyId} ends on ${minute(graceEndsAt)}. After that it is deactivated as soon as nothing suggests that somebody still needs it, which is decided by ${day(windowEndsAt)}.`,
    toDo: [
      `Find the program that uses ${accessKeyId}, and let it read the secret ${secretName}.`,
      'Nothing, if every program reads the secret and this one runs rarely.',
    ],
    by: ['By when', graceEndsAt],
    commands: [
      lastUse(accessKeyId),
      fetchKey(notification),
      confirmMoved(notification),
      keepLonger(notification, graceEndsAt),
    ],
    undo: 'Nothing has changed yet.',
  };
}
