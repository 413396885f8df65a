import { day, minute } from '../time';
import { fetchKey, keepLonger, lastUse } from './commands';
import type { NotificationOf, Text } from './message';

export function reminder(notification: NotificationOf<'key-reminder'>): Text {
  const { accessKeyId, graceEndsAt, secretName } = notification;
  return {
    headline: `old key in use, ends ${day(graceEndsAt)}`,
    happened: `The old access key ${accessKeyId} still seems to be in use, and may be switched off from ${minute(graceEndsAt)} on.`,
    toDo: [`Find the program that uses ${accessKeyId}, and let it read the secret ${secretName}.`],
    by: ['By when', graceEndsAt],
    commands: [lastUse(accessKeyId), fetchKey(notification), keepLonger(notification, graceEndsAt)],
    undo: 'Nothing has changed yet.',
  };
}
