import { day } from '../time';
import { postpone } from './commands';
import { type NotificationOf, type Text, yourUser } from './message';

export function upcoming(notification: NotificationOf<'key-rotation-upcoming'>): Text {
  const { accessKeyId, rotatesAt, graceEndsAt, secretName, reads, formerly } = notification;
  const fields = formerly === undefined ? '' : ` It will hold ${reads}. Until then it holds ${formerly}.`;
  return {
    headline: `new key on ${day(rotatesAt)}`,
    happened: `${yourUser(notification)} will get a new access key on ${day(rotatesAt)}. It will be in the secret ${secretName}, and ${accessKeyId} keeps working next to it until ${day(graceEndsAt)} at least.${fields}`,
    toDo: [
      formerly === undefined
        ? `Nothing, if your program reads the secret ${secretName} again before it uses the key, or at least every few days: it picks up the new key by itself.`
        : `If your program reads the secret ${secretName}, see that it can read the new fields.`,
      `If your program has its own copy of ${accessKeyId}, let it read the secret by ${day(graceEndsAt)}, or give it the new key once that is there.`,
    ],
    dates: [
      [
        rotatesAt,
        `a new key is made, tested with STS and put into the secret (by the first run from then on); ${accessKeyId} keeps working`,
      ],
      [graceEndsAt, `from then on ${accessKeyId} is deactivated, as soon as nobody uses it any more`],
    ],
    commands: [postpone(notification, rotatesAt)],
    undo: 'Nothing has changed yet.',
  };
}
