import { isoSeconds, minute } from '../time';
import { evidenceOf, plain, refusal, requestLine } from './email';
import type { Notification, Severity, Text } from './message';

/** Amazon Q Developer in chat applications, custom notification schema 1.0. One thread for each user. */
export function forChat(notification: Notification, severity: Severity, text: Text) {
  const { user, event, because, secretName, refusedBy, requested } = notification;
  const mark = { info: ':white_check_mark:', warning: ':warning:', critical: ':rotating_light:' }[severity];
  const why = text.happened.includes(because) ? '' : `\n*Why:* ${plain(because)}`;
  const evidence = evidenceOf(notification)
    .map((line) => `\n${plain(line)}`)
    .join('');
  const asked = requested ? `\n${plain(requestLine(requested))}` : '';
  const refused = refusedBy ? `\n${plain(refusal(refusedBy))}` : '';
  return {
    version: '1.0',
    source: 'custom',
    id: `${event}-${user.id}-${isoSeconds(notification.at)}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${plain(user.name)}: ${plain(text.headline)}`,
      description: `${plain(text.happened)}${why}${evidence}${asked}${refused}`,
      nextSteps: [
        ...text.toDo.map(plain),
        ...(text.by ? [`${text.by[0]}: ${minute(text.by[1])}`] : []),
        ...text.commands.map(([purpose, command]) => `${plain(purpose)}: \`${plain(command)}\``),
        `To undo: ${text.undo.startsWith('aws ') ? `\`${plain(text.undo)}\`` : plain(text.undo)}`,
      ],
      keywords: ['keyturn', event],
    },
    metadata: {
      threadId: `keyturn-${user.accountId}-${user.id}`,
      summary: plain(`${user.name}: ${text.headline}`),
      eventType: event,
      relatedResources: [plain(user.arn)],
      additionalContext: { severity, accountId: user.accountId, secretName: plain(secretName) },
    },
  };
}
