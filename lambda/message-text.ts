/** The words: what happened, what to do, by when, how to undo, for each event. Read in ten seconds by somebody who has other work. */
import type { Notification } from './messages';
import type { BlockReason, HoldReason } from './model';

/** One event in plain words. */
export interface Text {
  /** Short enough that a subject stays below 100 characters after a user name of 64. */
  readonly headline: string;
  readonly happened: string;
  readonly toDo: readonly string[];
  readonly by?: Date;
  /** The exact commands, each behind what it is for. */
  readonly commands: readonly (readonly [purpose: string, command: string])[];
  readonly undo: string;
}

const day = (at: Date) => at.toISOString().slice(0, 10);
export const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export function textOf(notification: Notification): Text {
  const { user, secretName, region } = notification;
  const fetch = [
    'Fetch the current key',
    `aws secretsmanager get-secret-value --region ${region} --secret-id '${secretName}' --query SecretString --output text`,
  ] as const;
  const list = ['See the keys', `aws iam list-access-keys --user-name '${user.name}'`] as const;
  const setStatus = (key: string, status: 'Active' | 'Inactive') =>
    `aws iam update-access-key --user-name '${user.name}' --access-key-id ${key} --status ${status}`;
  const lastUse = (key: string) =>
    ['See when the key was last used', `aws iam get-access-key-last-used --access-key-id ${key}`] as const;

  switch (notification.event) {
    case 'key-rotated': {
      const { accessKeyId, oldKeyId, graceEndsAt } = notification;
      const headline = oldKeyId ? `new key, switch by ${day(graceEndsAt)}` : `new key, ${day(notification.at)}`;
      return {
        headline,
        happened: `The new access key ${accessKeyId} is in the secret ${secretName}. It was seen to authenticate.`,
        toDo: oldKeyId
          ? [
              'Programs that read the secret: nothing. They pick the new key up by themselves.',
              `Programs with a copy of the old key ${oldKeyId}: give them the new one. Both keys work until ${minute(graceEndsAt)}.`,
            ]
          : ['Programs that read the secret: nothing. Programs with a copy of an older key: give them the new one.'],
        ...(oldKeyId && { by: graceEndsAt }),
        commands: [fetch, ...(oldKeyId ? [lastUse(oldKeyId)] : [])],
        undo: oldKeyId
          ? 'Nothing to undo: the old key works as before. To keep it longer, tag the user keyturn:exempt-until=<date>.'
          : 'Nothing to undo.',
      };
    }
    case 'key-reminder': {
      const { accessKeyId, graceEndsAt } = notification;
      return {
        headline: `old key in use, ends ${day(graceEndsAt)}`,
        happened: `The old access key ${accessKeyId} is still in use, and its grace ends at ${minute(graceEndsAt)}.`,
        toDo: [`Find the program that still uses ${accessKeyId}, and let it read the secret ${secretName}.`],
        by: graceEndsAt,
        commands: [lastUse(accessKeyId), fetch],
        undo: 'Nothing has changed yet. To keep the old key longer, tag the user keyturn:exempt-until=<date>.',
      };
    }
    case 'key-deactivated': {
      const { accessKeyId, deletedFrom, role } = notification;
      return {
        headline: `old key off, deleted ${day(deletedFrom)}`,
        happened:
          role === 'spare'
            ? `The access key ${accessKeyId} is Inactive. It is deleted when a rotation needs its slot, and not before ${minute(deletedFrom)}.`
            : `The old access key ${accessKeyId} is Inactive and is deleted from ${minute(deletedFrom)} on.`,
        toDo: [
          'Nothing, if all works. If a program fails now with InvalidClientTokenId, it still uses the old key: undo, then let it read the secret.',
        ],
        by: deletedFrom,
        commands: [fetch, list],
        undo: setStatus(accessKeyId, 'Active'),
      };
    }
    case 'key-deleted': {
      const { accessKeyId, role } = notification;
      const unfinished = role === 'orphan' || role === 'pending';
      return {
        headline: unfinished
          ? `unfinished key removed ${day(notification.at)}`
          : `old key deleted ${day(notification.at)}`,
        happened: unfinished
          ? `The access key ${accessKeyId}, left behind by a rotation that was cut, is deleted. Nobody ever held it.`
          : `The access key ${accessKeyId} is deleted.`,
        toDo: ['Nothing.'],
        commands: [list],
        undo: 'A deleted key cannot be brought back.',
      };
    }
    case 'key-held':
    case 'user-blocked': {
      const { accessKeyId, reason, event } = notification;
      const held = event === 'key-held';
      return {
        headline: `${held ? 'held' : 'blocked'} ${day(notification.at)}, ${reason}`,
        happened: held
          ? 'Keyturn has something to do for this user and holds it back. Nothing was changed.'
          : 'A rotation is due and cannot start. Nothing was changed.',
        toDo: [remedyOf(reason, notification)],
        commands: [list, ...(accessKeyId ? [lastUse(accessKeyId)] : [])],
        undo: 'Nothing to undo. You will be told again in a week if this lasts.',
      };
    }
  }
}

function remedyOf(reason: HoldReason | BlockReason, { secretName, user }: Notification): string {
  switch (reason) {
    case 'tags-invalid':
      return `Correct the tags of the IAM user ${user.name}.`;
    case 'secret-tags-invalid':
      return `Correct the tags of the secret ${secretName}; an emptied keyturn:hold-until or keyturn:deactivated is always safe.`;
    case 'identity-differs':
      return `If the secret is this user's, tag it keyturn:user-id=${user.id}; if it belonged to an earlier user of that name, delete it.`;
    case 'secret-not-adopted':
      return `Tag the secret keyturn:user-id=${user.id}, or name another one in the user's tag keyturn:secret-name.`;
    case 'secrets-ambiguous':
      return 'Take the tag keyturn:user-id from every secret but one.';
    case 'secret-deleted':
      return `Restore the secret (aws secretsmanager restore-secret --secret-id '${secretName}'), or take the user out of Keyturn's hands.`;
    case 'secret-overwritten':
      return "Put AWSCURRENT back on a version of Keyturn's, or empty the secret's tag keyturn:intent to begin anew.";
    case 'labels-moved':
      return 'Move AWSCURRENT to the newer key again, or delete the key that is not wanted.';
    case 'current-inactive':
      return 'If nobody deactivated the key for a reason, reactivate it; if it leaked, delete it, and Keyturn issues a new one.';
    case 'current-unproven':
      return 'Let a program use the current key, or see whether it works.';
    case 'still-in-use':
      return `Find the program that still uses the old key, and let it read the secret ${secretName}.`;
    case 'reactivated':
      return `Find the program that still needs the old key, and let it read the secret ${secretName}.`;
    case 'foreign-key-old':
      return 'Delete or deactivate the key that Keyturn does not manage.';
    case 'two-active-keys':
    case 'foreign-key':
    case 'no-free-slot':
      return 'Delete or deactivate the key that is not needed; an Inactive one is removed by Keyturn after its quarantine.';
    case 'spare-in-quarantine':
      return 'Nothing, if the Inactive key is not needed: the rotation starts when its quarantine is over. To hurry, delete it.';
  }
}
