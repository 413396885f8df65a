/**
 * What owners are told. Pure: an event comes in, the SNS message goes out, rendered for e-mail, for chat and for programs. No message can
 * hold the secret half of a key: nothing here ever sees one.
 */

import { forChat } from './chat';
import { emailOf } from './email';
import { forPrograms } from './json';
import type { Notification, RenderedMessage, Text } from './message';
import { severityOf, textOf } from './texts';

export function render(notification: Notification): RenderedMessage {
  const { user, event } = notification;
  const severity = severityOf(notification);
  const text = textOf(notification);
  const json = JSON.stringify(forPrograms(notification, severity, text));
  return {
    subject: subjectOf(notification, text),
    message: JSON.stringify({
      default: json,
      sqs: json,
      lambda: json,
      email: emailOf(notification, text),
      https: JSON.stringify(forChat(notification, severity, text)),
    }),
    attributes: {
      event,
      userName: user.name,
      accountId: user.accountId,
      severity,
      userPath: user.path,
      ...(user.settings.owner && { owner: user.settings.owner }),
    },
  };
}

/** The e-mail of an event. */
export function emailFor(notification: Notification): { readonly subject: string; readonly lines: readonly string[] } {
  const text = textOf(notification);
  return { subject: subjectOf(notification, text), lines: emailOf(notification, text).split('\n') };
}

/** ASCII, and below 100 characters: SNS refuses anything else. */
function subjectOf({ user }: Notification, { headline }: Text): string {
  return `${user.name}: ${headline}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 99);
}
