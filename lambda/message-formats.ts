/** One event in the forms of its readers: e-mail, programs, chat. */

import { minute } from './dates';
import { evidenceText } from './evidence-text';
import type { Text } from './message-text';
import type { Notification, Severity } from './messages';
import { isoSeconds } from './tags';
import { oneLine } from './text';

export function emailOf(notification: Notification, { happened, toDo, by, commands, undo }: Text): string {
  const { user, at, because, secretName, refusedBy } = notification;
  // Of a hold, the reason is what happened.
  const why = happened.includes(because) ? [] : [`Why: ${because}.`, ''];
  const evidence = evidenceOf(notification);
  return [
    ...(refusedBy ? [refusal(refusedBy), ''] : []),
    happened,
    '',
    'What you must do:',
    ...toDo.map((line) => `  - ${line}`),
    ...(by ? [`${by[0]}: ${minute(by[1])}`] : []),
    '',
    ...why,
    ...(evidence.length > 0 ? ['Who uses it:', ...evidence.map((line) => `  - ${line}`), ''] : []),
    ...commands.flatMap(([purpose, command]) => [`${purpose}:`, `  ${command}`]),
    '',
    'To undo:',
    `  ${undo}`,
    '',
    `IAM user ${user.name} in account ${user.accountId}, secret ${secretName}, ${minute(at)}.`,
    'Sent by Keyturn, which rotates access keys. Questions: ask your platform team.',
  ]
    .map(oneLine)
    .join('\n');
}

const evidenceOf = (notification: Notification) =>
  evidenceText('usedBy' in notification ? notification.usedBy : undefined, notification.region);

const refusal = ({ topicArn, error }: NonNullable<Notification['refusedBy']>) =>
  `The topic of this user's team, ${topicArn}, has refused this message, so it comes to you: please pass it on. ${error}`;

/** The event for programs. `version` changes when a field changes its meaning or goes. */
export function forPrograms(notification: Notification, severity: Severity, { happened, toDo, by }: Text) {
  const { user, at, because, region, secretName, event, ...own } = notification;
  const fields = Object.entries(own).map(([name, value]) => [name, forJson(value)]);
  return {
    version: 1,
    event,
    severity,
    at: isoSeconds(at),
    accountId: user.accountId,
    region,
    userName: user.name,
    userId: user.id,
    userPath: user.path,
    ...(user.settings.owner && { owner: user.settings.owner }),
    secretName,
    happened,
    because,
    toDo,
    ...(by && { by: isoSeconds(by[1]) }),
    ...Object.fromEntries(fields),
  };
}

/** Times in the one form of all tags and messages. */
function forJson(value: unknown): unknown {
  if (value instanceof Date) return isoSeconds(value);
  if (Array.isArray(value)) return value.map(forJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, forJson(inner)]));
}

/** Amazon Q Developer in chat applications, custom notification schema 1.0. One thread for each user. */
export function forChat(notification: Notification, severity: Severity, text: Text) {
  const { user, event, because, secretName, refusedBy } = notification;
  const mark = { info: ':white_check_mark:', warning: ':warning:', critical: ':rotating_light:' }[severity];
  const why = text.happened.includes(because) ? '' : `\n*Why:* ${plain(because)}`;
  const evidence = evidenceOf(notification)
    .map((line) => `\n${plain(line)}`)
    .join('');
  const refused = refusedBy ? `\n${plain(refusal(refusedBy))}` : '';
  return {
    version: '1.0',
    source: 'custom',
    id: `${event}-${user.id}-${isoSeconds(notification.at)}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${plain(user.name)}: ${plain(text.headline)}`,
      description: `${plain(text.happened)}${why}${evidence}${refused}`,
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

/**
 * Names and tags come from people: in chat, none of their characters may become a link, a mention or markup. Look-alikes, so that nothing
 * invisible gets into a name that somebody copies; an underscore stays, as it is common in names and makes nothing but italics.
 */
const plain = (text: string) =>
  oneLine(text)
    .replace(/[<>&*~`[\]|]/g, (character) => LOOK_ALIKE[character] ?? '')
    // Chat programs make links of addresses, and mentions of words that begin with an @.
    .replace(/:\/\//g, ':⁄⁄')
    .replace(/\bwww\./gi, 'www․')
    .replace(/(?<!\w)@(?=\w)/g, '＠');

const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '&': '＆',
  '*': '∗',
  '~': '∼',
  '`': "'",
  '[': '(',
  ']': ')',
  '|': '¦',
};
