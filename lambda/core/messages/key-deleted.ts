import { day } from '../time';
import { listKeys } from './commands';
import type { NotificationOf, Text } from './message';

export function deleted(notification: NotificationOf<'key-deleted'>): Text {
  const { accessKeyId, role, at } = notification;
  const unfinished = role === 'orphan' || role === 'pending';
  return {
    headline: unfinished ? `unfinished key removed ${day(at)}` : `old key deleted ${day(at)}`,
    happened: unfinished
      ? `The access key ${accessKeyId}, left behind by a rotation that was cut, is deleted. Nobody ever held it.`
      : `The access key ${accessKeyId} is deleted.`,
    toDo: ['Nothing.'],
    commands: [listKeys(notification)],
    undo: 'A deleted key cannot be brought back.',
  };
}
