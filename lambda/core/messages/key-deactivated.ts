import { day } from '../time';
import { fetchKey, lastUse, listKeys, reactivate } from './commands';
import { type NotificationOf, type Text, yourUser } from './message';

export function deactivated(notification: NotificationOf<'key-deactivated'>): Text {
  const { accessKeyId, deletedFrom, user, secretName } = notification;
  return {
    headline: `deactivated, undo until ${day(deletedFrom)}`,
    happened: `${yourUser(notification)} can no longer use the retiring access key ${accessKeyId}: it is Inactive.`,
    toDo: [`Nothing, if your programs work: those that read the secret ${secretName} have the new key.`],
    undoFirst:
      'If a program fails now with InvalidClientTokenId, undo it with this command, then let the program read the secret',
    dates: [[deletedFrom, `${accessKeyId} is deleted from then on, and the command above no longer works`]],
    commands: [fetchKey(notification), listKeys(notification)],
    undo: reactivate(user.name, accessKeyId),
  };
}

export function spareNoted(notification: NotificationOf<'key-deactivated'>): Text {
  const { accessKeyId, deletedFrom, user, at } = notification;
  return {
    headline: `inactive key found ${day(at)}`,
    happened: `${yourUser(notification)} has an Inactive access key, ${accessKeyId}, that is not in use. It will be deleted when a rotation needs its slot.`,
    toDo: [`Nothing, if nobody needs ${accessKeyId}.`],
    dates: [[deletedFrom, `${accessKeyId} may be deleted from then on, and not before`]],
    commands: [lastUse(accessKeyId), listKeys(notification)],
    undo: reactivate(user.name, accessKeyId),
  };
}
