/** The words: what happened, what to do, by when, how to undo, for each event. Read in ten seconds by somebody who has other work. */
import { DAY_MS } from './config';
import type { Notification } from './messages';
import type { BlockReason, HoldReason } from './model';

/** One event in plain words. */
export interface Text {
  /** Short enough that a subject stays below 100 characters after a user name of 64. */
  readonly headline: string;
  readonly happened: string;
  readonly toDo: readonly string[];
  /** A time that the reader has to know, and what it is the time of. */
  readonly by?: readonly [what: string, at: Date];
  /** The exact commands, each behind what it is for. */
  readonly commands: readonly (readonly [purpose: string, command: string])[];
  readonly undo: string;
}

type EventOf<Event extends Notification['event']> = Notification & { event: Event };

const day = (at: Date) => at.toISOString().slice(0, 10);
export const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export function textOf(notification: Notification): Text {
  switch (notification.event) {
    case 'key-rotated':
      return rotated(notification);
    case 'key-reminder':
      return reminder(notification);
    case 'key-deactivated':
      return notification.role === 'spare' ? spareNoted(notification) : deactivated(notification);
    case 'key-deleted':
      return deleted(notification);
    case 'key-rolled-back':
      return rolledBack(notification);
    case 'key-revoked':
      return revoked(notification);
    case 'key-held':
    case 'user-blocked':
      return held(notification);
  }
}

function rotated(notification: EventOf<'key-rotated'>): Text {
  const { accessKeyId, oldKeyId, graceEndsAt, secretName, at } = notification;
  const happened = `The new access key ${accessKeyId} is in the secret ${secretName}. It was seen to authenticate.`;
  const readers = 'Programs that read the secret: nothing. They pick the new key up by themselves.';
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
    ],
    by: ['By when', graceEndsAt],
    commands: [fetchKey(notification), lastUse(oldKeyId), keepLonger(notification, graceEndsAt)],
    undo: 'Nothing to undo: the old key works as before.',
  };
}

function reminder(notification: EventOf<'key-reminder'>): Text {
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

function deactivated(notification: EventOf<'key-deactivated'>): Text {
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

function spareNoted(notification: EventOf<'key-deactivated'>): Text {
  const { accessKeyId, deletedFrom, user, at } = notification;
  return {
    headline: `inactive key noted ${day(at)}`,
    happened: `The access key ${accessKeyId} was found Inactive. It is deleted when a rotation needs its slot, and not before ${minute(deletedFrom)}.`,
    toDo: ['Nothing, if nobody needs this key.'],
    commands: [lastUse(accessKeyId), listKeys(notification)],
    undo: reactivate(user.name, accessKeyId),
  };
}

function deleted(notification: EventOf<'key-deleted'>): Text {
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

function rolledBack(notification: EventOf<'key-rolled-back'>): Text {
  const { accessKeyId, until, isCurrent, secretName } = notification;
  const find = 'Find out what did not work with the new key. Nothing happens to either key until then.';
  const common = {
    headline: `old key back until ${day(until)}`,
    by: ['By when', until],
  } as const;
  if (isCurrent)
    return {
      ...common,
      happened: `The last rotation was undone: the secret ${secretName} holds the old access key ${accessKeyId} again.`,
      toDo: [
        'Programs that read the secret: nothing. They pick the old key up by themselves.',
        `Programs with a copy of the newer key: let them read the secret. It is retired after that date, and ${accessKeyId} is rotated again.`,
        find,
      ],
      commands: [fetchKey(notification), lastUse(accessKeyId), listKeys(notification)],
      undo: 'Ask your platform team.',
    };
  return {
    ...common,
    happened: `The old access key ${accessKeyId} works again. Keyturn never had its secret half, so the secret ${secretName} still holds the new key.`,
    toDo: [
      `Programs that cannot work with the new key: give them your own copy of ${accessKeyId} back.`,
      'Programs that read the secret: nothing. They keep the new key.',
      find,
    ],
    commands: [lastUse(accessKeyId), fetchKey(notification), listKeys(notification)],
    undo: 'Nothing to undo: the new key works as before, and the old one is retired after that date, once nobody uses it.',
  };
}

function revoked(notification: EventOf<'key-revoked'>): Text {
  const { accessKeyId, deletedFrom } = notification;
  return {
    headline: `URGENT: key revoked ${day(notification.at)}`,
    happened: `The access key ${accessKeyId} was reported as compromised and is switched off. It is deleted from ${minute(deletedFrom)} on, or as soon as a new key needs its slot.`,
    toDo: [
      'Programs that read the secret: nothing. If one fails, a message about a new key follows, and it picks that up by itself.',
      `Programs with a copy of ${accessKeyId} fail now: let them read the secret.`,
      'Find out how the key got out, and what was done with it (CloudTrail).',
    ],
    commands: [fetchKey(notification), lastUse(accessKeyId), listKeys(notification)],
    undo: 'Do not bring a compromised key back. If it was a mistake, ask your platform team.',
  };
}

function held(notification: EventOf<'key-held' | 'user-blocked'>): Text {
  const { accessKeyId, reason, event, because, at } = notification;
  const { headline, remedy, undo } = HELD[reason](notification);
  return {
    headline: `${headline} ${day(at)}`,
    happened: `${event === 'key-held' ? 'Held' : 'Blocked'}: ${because}.`,
    toDo: [remedy],
    commands: [listKeys(notification), ...(accessKeyId ? [lastUse(accessKeyId)] : [])],
    undo: undo ?? 'Nothing to undo. You are told again in a week if this lasts.',
  };
}

interface Held {
  /** At most 22 characters: the user's name and the date stand beside it. */
  readonly headline: string;
  readonly remedy: string;
  /** @default - there is nothing to undo, and it is told again */
  readonly undo?: string;
}

const HELD: Readonly<Record<HoldReason | BlockReason, (about: Notification) => Held>> = {
  'tags-invalid': ({ user }) => ({
    headline: 'held: bad user tag',
    remedy: `Correct the tags of the IAM user ${user.name}.`,
  }),
  'secret-tags-invalid': ({ secretName }) => ({
    headline: 'held: bad secret tag',
    remedy: `Correct the tags of the secret ${secretName}. An emptied keyturn:hold-until or keyturn:deactivated is always safe.`,
  }),
  'identity-differs': ({ user }) => ({
    headline: "held: other's secret",
    remedy: `If the secret is this user's, tag it keyturn:user-id=${user.id}. If it belonged to an earlier user of that name, delete it.`,
  }),
  'secret-not-adopted': ({ user }) => ({
    headline: 'held: secret untagged',
    remedy: `Tag the secret keyturn:user-id=${user.id}, or name another one in the user's tag keyturn:secret-name.`,
  }),
  'secrets-ambiguous': () => ({
    headline: 'held: several secrets',
    remedy: 'Let one secret only carry the tag keyturn:user-id with this user.',
  }),
  'secret-deleted': ({ secretName, region }) => ({
    headline: 'held: secret deleted',
    remedy: `Restore the secret (aws secretsmanager restore-secret --region ${region} --secret-id ${shellWord(secretName)}), or take the user out of Keyturn's hands.`,
  }),
  'secret-overwritten': () => ({
    headline: 'held: secret edited',
    remedy: "Put AWSCURRENT back on a version of Keyturn's, or empty the secret's tag keyturn:intent to begin anew.",
  }),
  'labels-moved': () => ({
    headline: 'held: label moved',
    remedy: 'Move AWSCURRENT to the newer key again, or delete the key that is not wanted.',
  }),
  'current-inactive': () => ({
    headline: 'URGENT: key inactive',
    remedy:
      'Programs that read the secret fail now. If nobody deactivated the key for a reason, reactivate it. If it leaked, delete it, and Keyturn issues a new one.',
  }),
  'current-unproven': () => ({
    headline: 'held: new key unproven',
    remedy: 'Let a program use the current key, or see whether it works.',
  }),
  'still-in-use': ({ secretName }) => ({
    headline: 'old key still in use',
    remedy: `Find the program that still uses the old key, and let it read the secret ${secretName}.`,
  }),
  reactivated: ({ secretName }) => ({
    headline: 'old key brought back',
    remedy: `Find the program that still needs the old key, and let it read the secret ${secretName}.`,
  }),
  'by-hand': () => ({
    headline: 'held by hand',
    remedy:
      'Nothing. Your platform team asked for it: until then no key is issued, switched off or deleted. After that, Keyturn goes on by itself.',
    undo: 'Ask your platform team to release the hold.',
  }),
  'foreign-key-old': () => ({
    headline: 'unmanaged key too old',
    remedy: 'Delete or deactivate the key that Keyturn does not manage.',
  }),
  'two-active-keys': () => ({ headline: 'blocked: two keys', remedy: MAKE_ROOM }),
  'foreign-key': () => ({ headline: 'blocked: second key', remedy: MAKE_ROOM }),
  'no-free-slot': () => ({
    headline: 'URGENT: no key works',
    remedy: `Programs that read the secret fail now. ${MAKE_ROOM}`,
  }),
  'predecessor-in-the-way': () => ({
    headline: 'blocked: key too old',
    remedy:
      'Nothing: the rotation starts when the old key is deleted. Give the policy more room: maxKeyAgeDays of at least 2 x graceDays + quarantineDays.',
  }),
  'spare-in-quarantine': () => ({
    headline: 'blocked: inactive key',
    remedy:
      'Nothing, if nobody needs the Inactive key: the rotation starts when its quarantine is over. To hurry, delete it.',
  }),
};

const MAKE_ROOM =
  'Delete or deactivate the key that is not needed. Keyturn removes an Inactive one after its quarantine.';

type Command = readonly [purpose: string, command: string];

const fetchKey = ({ region, secretName }: Notification): Command => [
  'Fetch the current key',
  `aws secretsmanager get-secret-value --region ${region} --secret-id ${shellWord(secretName)} --query SecretString --output text`,
];

const listKeys = ({ user }: Notification): Command => [
  'See the keys',
  `aws iam list-access-keys --user-name ${shellWord(user.name)}`,
];

const lastUse = (accessKeyId: string): Command => [
  `See when ${accessKeyId} was last used`,
  `aws iam get-access-key-last-used --access-key-id ${accessKeyId}`,
];

const keepLonger = ({ user }: Notification, graceEndsAt: Date): Command => [
  'Keep the old key two weeks longer (Keyturn then leaves this user alone until that day)',
  `aws iam tag-user --user-name ${shellWord(user.name)} --tags Key=keyturn:exempt-until,Value=${day(new Date(graceEndsAt.getTime() + 14 * DAY_MS))}`,
];

const reactivate = (userName: string, accessKeyId: string) =>
  `aws iam update-access-key --user-name ${shellWord(userName)} --access-key-id ${accessKeyId} --status Active`;

/** AWS allows no quote in these names; a command that somebody pastes does not rest on that. */
const shellWord = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
