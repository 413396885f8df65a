import { day } from '../time';
import { fetchKey, keepLonger, keyturn, lastUse } from './commands';
import { type NotificationOf, type Text, yourUser } from './message';

export function rotated(notification: NotificationOf<'key-rotated'>): Text {
  const { accessKeyId, oldKeyId, graceEndsAt, windowEndsAt, secretName, at, formerly } = notification;
  const happened = `${yourUser(notification)} has a new access key. ${accessKeyId} was tested with STS and is in the secret ${secretName}.${valueInWords(notification)}${underQuarantine(notification)}`;
  const readers =
    formerly === undefined
      ? `Nothing, if your program reads the secret ${secretName}: it picks up the new key by itself.`
      : `If your program reads the secret ${secretName}, see that it can read its new fields.`;
  if (oldKeyId === undefined)
    return {
      headline: `new key, ${day(at)}`,
      happened,
      toDo: [readers, 'If your program has its own copy of an earlier key, let it read the secret now.'],
      commands: [fetchKey(notification)],
      undo: 'Nothing to undo.',
    };
  return {
    headline: `new key; switch by ${day(graceEndsAt)}`,
    happened,
    toDo: [
      readers,
      `If your program has its own copy of the retiring key ${oldKeyId}, let it read the secret by ${day(graceEndsAt)}.`,
    ],
    dates: [
      [
        graceEndsAt,
        `both keys work until then; from then on ${oldKeyId} is deactivated, as soon as nobody uses it any more`,
      ],
      [
        windowEndsAt,
        `the latest date for that if ${oldKeyId} was used after the rotation; if it is still in use then, it stays active and you are notified`,
      ],
    ],
    commands: [fetchKey(notification), lastUse(oldKeyId), keepLonger(notification, graceEndsAt)],
    undo: `Nothing to undo: ${oldKeyId} still works. If the new key does not work, ask your platform team to roll back (${keyturn(notification, 'rollback')}).`,
  };
}

/** Of a test with STS nothing follows for calls that a policy denies. */
const underQuarantine = ({ user: { quarantine } }: NotificationOf<'key-rotated'>): string =>
  quarantine === undefined
    ? ''
    : ` AWS has put this user under quarantine (${quarantine}): calls with the new key are denied as with the retiring one, until the policy is detached as AWS's support case says.`;

function valueInWords({ reads, formerly }: NotificationOf<'key-rotated'>): string {
  if (reads === undefined) return '';
  return formerly === undefined
    ? ` The secret holds ${reads}.`
    : ` The secret now holds ${reads}. Before, it held ${formerly}.`;
}
