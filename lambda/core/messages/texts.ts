/** Each event's severity and words: what happened, what to do, by when, how to undo. Read in ten seconds by somebody who has other work. */

import type { Event } from '../rules/announcement';
import { deactivated, spareNoted } from './key-deactivated';
import { deleted } from './key-deleted';
import { held, severityOfHold } from './key-held';
import { reminder } from './key-reminder';
import { revoked } from './key-revoked';
import { rolledBack } from './key-rolled-back';
import { rotated } from './key-rotated';
import { upcoming } from './key-rotation-upcoming';
import { leaked } from './leaks/leaked';
import { leakedKeyUsed } from './leaks/used';
import type { Notification, NotificationOf, Severity, Text } from './message';
import { formatChanges } from './secret/format-changes';

interface Wording<E extends Event> {
  readonly severity: Severity | ((notification: NotificationOf<E>) => Severity);
  readonly text: (notification: NotificationOf<E>) => Text;
}

const WORDINGS: { readonly [E in Event]: Wording<E> } = {
  'key-rotation-upcoming': { severity: 'info', text: upcoming },
  'key-rotated': { severity: 'info', text: rotated },
  'key-reminder': { severity: 'warning', text: reminder },
  'key-held': { severity: severityOfHold, text: held },
  'key-deactivated': {
    severity: 'warning',
    text: (notification) => (notification.role === 'spare' ? spareNoted(notification) : deactivated(notification)),
  },
  'key-deleted': { severity: 'info', text: deleted },
  'user-blocked': { severity: severityOfHold, text: held },
  'key-rolled-back': { severity: 'warning', text: rolledBack },
  'key-revoked': { severity: 'critical', text: revoked },
  'key-leaked': { severity: 'critical', text: leaked },
  'leaked-key-used': { severity: 'critical', text: leakedKeyUsed },
  'secret-format-changes': { severity: 'warning', text: formatChanges },
};

/** Every event: what filter policies choose by. */
export const EVENTS = Object.keys(WORDINGS) as readonly Event[];

const wordingOf = <E extends Event>(notification: NotificationOf<E>): Wording<E> =>
  WORDINGS[notification.event as E] as Wording<E>;

export const textOf = (notification: Notification): Text => wordingOf(notification).text(notification);

export function severityOf(notification: Notification): Severity {
  const { severity } = wordingOf(notification);
  return typeof severity === 'function' ? severity(notification) : severity;
}
