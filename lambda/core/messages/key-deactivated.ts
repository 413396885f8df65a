import { day, minute } from '../time';
import { fetchKey, lastUse, listKeys, reactivate } from './commands';
import type { NotificationOf, Text } from './message';

export function deactivated(notification: NotificationOf<'key-deactivated'>): Text {
  const { accessKeyId, deletedFrom, user } = notification;
  return {
    headline: `old key off, deleted ${day(deletedFrom)}`,
    happened: `The old access key ${accessKeyId} is Inactive. It is deleted from ${minute(deletedFrom)} on.`,
    toDo: [
      'Nothing, if all works.',
      'If a program fails now with InvalidClientTokenId, it still uses the old key: undo, then let it read the secret.',
    ],
    by: ['Undo possible until', deletedFrom],
    commands: [fetchKey(notification), listKeys(notification)],
    undo: reactivate(user.name, accessKeyId),
  };
}

export function spareNoted(notification: NotificationOf<'key-deactivated'>): Text {
  const { accessKeyId, deletedFrom, user, at } = notification;
  return {
    headline: `inactive key noted ${day(at)}`,
    happened: `The access key ${accessKeyId} was found Inactive. It is deleted when a rotation needs its slot, and not before ${minute(deletedFrom)}.`,
    toDo: ['Nothing, if nobody needs this key.'],
    commands: [lastUse(accessKeyId), listKeys(notification)],
    undo: reactivate(user.name, accessKeyId),
  };
}
