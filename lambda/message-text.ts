/** The words: what happened, what to do, by when, how to undo, for each event. Read in ten seconds by somebody who has other work. */

import { day, minute } from './dates';
import { type Command, fetchKey, keepLonger, lastUse, listKeys, reactivate } from './message-commands';
import { held } from './message-held';
import type { Notification } from './messages';

/** One event in plain words. */
export interface Text {
  /** Short enough that a subject stays below 100 characters after a user name of 64. */
  readonly headline: string;
  readonly happened: string;
  readonly toDo: readonly string[];
  /** A time that the reader has to know, and what it is the time of. */
  readonly by?: readonly [what: string, at: Date];
  /** The exact commands, each behind what it is for. */
  readonly commands: readonly Command[];
  readonly undo: string;
}

/** The notification of one event. */
export type EventOf<Event extends Notification['event']> = Notification & { event: Event };

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
    undo: 'Nothing to undo: the old key works as before. If the new one does not do, your platform team can roll back.',
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
