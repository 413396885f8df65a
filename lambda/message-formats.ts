/** One event in the forms of its readers: e-mail, programs, chat. */
import { minute, type Text } from './message-text';
import type { Notification, Severity } from './messages';
import { isoSeconds } from './tags';

export function emailOf(notification: Notification, { happened, toDo, by, commands, undo }: Text): string {
  const { user, at, because, secretName } = notification;
  return [
    happened,
    '',
    'What you must do:',
    ...toDo.map((line) => `  - ${line}`),
    ...(by ? [`By when: ${minute(by)}`] : []),
    '',
    `Why: ${because}.`,
    '',
    ...commands.flatMap(([purpose, command]) => [`${purpose}:`, `  ${command}`]),
    '',
    'To undo:',
    `  ${undo}`,
    '',
    `IAM user ${user.name} in account ${user.accountId}, secret ${secretName}, ${minute(at)}.`,
    'Sent by Keyturn, which rotates access keys. Questions: ask your platform team.',
  ].join('\n');
}

/** The event for programs. `version` changes when a field changes its meaning or goes. */
export function forPrograms(notification: Notification, severity: Severity, { happened, toDo, by }: Text) {
  const { user, at, because, region, secretName, event, ...own } = notification;
  const fields = Object.entries(own).map(([name, value]) => [name, value instanceof Date ? isoSeconds(value) : value]);
  return {
    version: 1,
    event,
    severity,
    at: isoSeconds(at),
    accountId: user.accountId,
    region,
    userName: user.name,
    userId: user.id,
    ...(user.settings.owner && { owner: user.settings.owner }),
    secretName,
    happened,
    because,
    toDo,
    ...(by && { by: isoSeconds(by) }),
    ...Object.fromEntries(fields),
  };
}

/** Amazon Q Developer in chat applications, custom notification schema 1.0. One thread for each user. */
export function forChat(notification: Notification, severity: Severity, text: Text) {
  const { user, event, because, secretName } = notification;
  const mark = { info: ':white_check_mark:', warning: ':warning:', critical: ':rotating_light:' }[severity];
  return {
    version: '1.0',
    source: 'custom',
    id: `${event}-${user.id}-${isoSeconds(notification.at)}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${plain(user.name)}: ${text.headline}`,
      description: `${plain(text.happened)}\n*Why:* ${plain(because)}`,
      nextSteps: [...text.toDo.map(plain), ...text.commands.map(([purpose, command]) => `${purpose}: \`${command}\``)],
      keywords: ['keyturn', event],
    },
    metadata: {
      threadId: `keyturn-${user.accountId}-${user.id}`,
      summary: `${user.name}: ${text.headline}`,
      eventType: event,
      relatedResources: [user.arn],
      additionalContext: { severity, accountId: user.accountId, secretName },
    },
  };
}

/** Names and tags come from people: in chat, none of their characters may become markup or a link. */
const plain = (text: string) => text.replace(/[<>&*_~`[\]|]/g, (character) => `\u200b${character}`);
