import { isoSeconds, minute } from '../../time';
import { evidenceOf, plain, refusal, requestLine } from '../email';
import type { Notification, Severity, Text } from '../message';
import { CARD, description } from './card';
import { helpLines } from './help';
import { subjectOf } from './subject';

/** Amazon Q Developer in chat applications, custom notification schema 1.0. One thread for each user. */
export function forChat(notification: Notification, severity: Severity, text: Text) {
  const { user, event, secretName } = notification;
  const mark = { info: ':white_check_mark:', warning: ':warning:', critical: ':rotating_light:' }[severity];
  const subject = plain(subjectOf(notification, severity, text));
  return {
    version: '1.0',
    source: 'custom',
    id: `${event}-${user.id}-${isoSeconds(notification.at)}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${subject}`.slice(0, CARD.title),
      description: descriptionOf(notification, text),
      nextSteps: nextSteps(text),
      keywords: ['keyturn', event],
    },
    metadata: {
      threadId: `keyturn-${user.accountId}-${user.id}`,
      summary: subject,
      eventType: event,
      relatedResources: [plain(user.arn)],
      additionalContext: { severity, accountId: user.accountId, secretName: plain(secretName) },
    },
  };
}

/** What people need at once comes first; the mail, and `keyturn status`, have the rest. */
function nextSteps({ toDo, undo, undoFirst, commands }: Text): readonly string[] {
  const command = (purpose: string, line: string) => `${plain(purpose)}: \`${plain(line)}\``;
  return [
    ...(undoFirst === undefined ? [] : [command(undoFirst, undo)]),
    ...toDo.map(plain),
    ...commands.map(([purpose, line]) => command(purpose, line)),
  ].slice(0, CARD.steps);
}

function descriptionOf(notification: Notification, text: Text): string {
  const { user, because, requested, refusedBy } = notification;
  const lines = [
    ...(refusedBy ? [refusal(refusedBy)] : []),
    text.happened,
    ...(text.dates ?? []).map(([at, what]) => `${minute(at)}: ${what}.`),
    ...evidenceOf(notification),
    ...(requested ? [requestLine(requested)] : []),
    ...(text.happened.includes(because) ? [] : [`Why: ${because}`]),
  ];
  return description(lines.map(plain), helpLines(user.settings));
}
