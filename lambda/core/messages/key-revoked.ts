import { day } from '../time';
import { fetchKey, lastUse, listKeys } from './commands';
import { DENIES, failingCopies, sessionCommands, sessions } from './leaks/remains';
import { type NotificationOf, type Text, yourUser } from './message';

export function revoked(notification: NotificationOf<'key-revoked'>): Text {
  const { accessKeyId, deletedFrom, secretName, currentKeyId, at, user } = notification;
  return {
    headline: `key revoked ${day(at)}`,
    happened: `${yourUser(notification)} can no longer use the access key ${accessKeyId}: it was reported as compromised, and deactivated.`,
    toDo: [
      currentKeyId === undefined
        ? `Nothing, if your program reads the secret ${secretName}. If it fails, a notification about a new key follows, and it picks that key up by itself.`
        : `Nothing, if your program reads the secret ${secretName}: it gets the access key ${currentKeyId}.`,
      failingCopies(accessKeyId, currentKeyId),
      ...sessions(accessKeyId, at),
      ...(user.quarantine === undefined ? [] : [`AWS has attached ${user.quarantine} ${DENIES}`]),
      'Find out how the key got out, and look in CloudTrail for what was done with it.',
    ],
    dates: [[deletedFrom, `${accessKeyId} is deleted from then on, or earlier if a new key needs its slot`]],
    commands: [
      fetchKey(notification),
      ...sessionCommands(notification, at),
      lastUse(accessKeyId),
      listKeys(notification),
    ],
    undo: 'Do not reactivate a compromised key: Keyturn deactivates it again. If the report was a mistake, ask your platform team.',
  };
}
