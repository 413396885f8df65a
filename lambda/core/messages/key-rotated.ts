import { day } from '../time';
import { fetchKey, keepLonger, lastUse } from './commands';
import type { NotificationOf, Text } from './message';

export function rotated(notification: NotificationOf<'key-rotated'>): Text {
  const { accessKeyId, oldKeyId, graceEndsAt, windowEndsAt, secretName, at, formerly } = notification;
  const happened = `The new access key ${accessKeyId} is in the secret ${secretName}. It was seen to authenticate.${valueInWords(notification)}${underQuarantine(notification)}`;
  const readers =
    formerly === undefined
      ? 'Programs that read the secret: nothing. They pick the new key up by themselves.'
      : 'Programs that read the secret: see that they can read its new fields.';
  if (oldKeyId === undefined)
    return {
      headline: `new key, ${day(at)}`,
      happened,
      toDo: [readers, 'Programs with a copy of an older key: give them the new one.'],
      commands: [fetchKey(notification)],
      undo: 'Nothing to undo.',
    };
  return {
    headline: `new key, switch by ${day(graceEndsAt)}`,
    happened,
    toDo: [
      readers,
      `Programs with a copy of the old key ${oldKeyId}: give them the new one. Both keys work at least until then.`,
      `After that, ${oldKeyId} is deactivated as soon as nothing suggests that somebody still needs it: at once if it is no longer used, on ${day(windowEndsAt)} if it was used during the switch.`,
    ],
    by: ['By when', graceEndsAt],
    commands: [fetchKey(notification), lastUse(oldKeyId), keepLonger(notification, graceEndsAt)],
    undo: 'Nothing to undo: the old key works as before. If the new one does not do, your platform team can roll back.',
  };
}

/** Of a test with STS nothing follows for calls that a policy denies. */
const underQuarantine = ({ user: { quarantine } }: NotificationOf<'key-rotated'>): string =>
  quarantine === undefined
    ? ''
    : ` AWS has put this user under quarantine (${quarantine}): calls with the new key are denied as with the old one, until the policy is detached as AWS's support case says.`;

function valueInWords({ reads, formerly }: NotificationOf<'key-rotated'>): string {
  if (reads === undefined) return '';
  return formerly === undefined
    ? ` It holds ${reads}.`
    : ` The secret now holds ${reads}. Before, it held ${formerly}.`;
}
