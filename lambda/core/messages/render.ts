/**
 * What owners are notified of. Pure: an event comes in, the SNS message goes out, rendered for e-mail, for chat and for programs. No message can
 * hold the secret half of a key: nothing here ever sees one.
 */

import { emailOf } from './email';
import { forChat } from './forms/chat';
import { subjectOf } from './forms/subject';
import { forPrograms } from './json';
import type { Notification, RenderedMessage } from './message';
import { severityOf, textOf } from './texts';

export function render(notification: Notification): RenderedMessage {
  const { user, event } = notification;
  const severity = severityOf(notification);
  const text = textOf(notification);
  const json = JSON.stringify(forPrograms(notification, severity, text));
  return {
    subject: subjectOf(notification, severity, text),
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
  return {
    subject: subjectOf(notification, severityOf(notification), text),
    lines: emailOf(notification, text).split('\n'),
  };
}
