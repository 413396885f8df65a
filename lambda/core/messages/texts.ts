/** The words: what happened, what to do, by when, how to undo, for each event. Read in ten seconds by somebody who has other work. */

import { deactivated, spareNoted } from './key-deactivated';
import { deleted } from './key-deleted';
import { held } from './key-held';
import { reminder } from './key-reminder';
import { revoked } from './key-revoked';
import { rolledBack } from './key-rolled-back';
import { rotated } from './key-rotated';
import type { Notification, Text } from './message';

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
