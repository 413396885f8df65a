import { day } from '../../time';
import { fetchKey } from '../commands';
import { type NotificationOf, type Text, yourUser } from '../message';

export function formatChanges(notification: NotificationOf<'secret-format-changes'>): Text {
  const { secretName, at, reads, formerly = 'something else', format, formerFormat } = notification;
  return {
    headline: `fields will change, ${day(at)}`,
    happened: `${yourUser(notification)} will have other fields in its secret ${secretName} from the next rotation on: ${reads} (${format}). Until then it holds ${formerly} (${formerFormat}).`,
    toDo: [
      'Nothing, if your program can read both.',
      'Otherwise change the program before the next rotation.',
      'If nobody wants this, put the tag keyturn:secret-format or keyturn:ses-smtp-region back as it was.',
    ],
    commands: [fetchKey(notification)],
    undo: 'Nothing has changed yet.',
  };
}
