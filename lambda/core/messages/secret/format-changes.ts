import { day } from '../../time';
import { fetchKey } from '../commands';
import type { NotificationOf, Text } from '../message';

export function formatChanges(notification: NotificationOf<'secret-format-changes'>): Text {
  const { secretName, at, reads, formerly = 'something else', format, formerFormat } = notification;
  return {
    headline: `fields change, told ${day(at)}`,
    happened: `With its next rotation, the secret ${secretName} will hold ${reads} (${format}). Until then it holds ${formerly} (${formerFormat}).`,
    toDo: [
      'Programs that read the secret: see that they can read both before the next rotation.',
      'If nobody wants this, put the tag keyturn:secret-format or keyturn:ses-smtp-region back as it was.',
    ],
    commands: [fetchKey(notification)],
    undo: 'Nothing has changed yet.',
  };
}
