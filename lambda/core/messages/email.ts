/** One event in the forms of its readers: e-mail, programs, chat. */

import { oneLine } from '../text';
import { minute } from '../time';
import { evidenceText } from './evidence';
import type { Notification, Text } from './message';

export function emailOf(notification: Notification, { happened, toDo, by, commands, undo }: Text): string {
  const { user, at, because, secretName, refusedBy, requested } = notification;
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
    ...(requested ? [requestLine(requested), ''] : []),
    ...(evidence.length > 0 ? ['Who has moved, and who has not:', ...evidence.map((line) => `  - ${line}`), ''] : []),
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

export const evidenceOf = (notification: Notification) => evidenceText(notification, notification.region);

/** Nobody has checked who it is, so the line says whose word that is. */
export function requestLine({ command, reason, requestedBy }: NonNullable<Notification['requested']>): string {
  const by = requestedBy === undefined ? 'an operator' : `${requestedBy} (as the command line says)`;
  return `Requested by ${by} with keyturn ${command}${reason === undefined ? '' : `: ${reason}`}`;
}

export const refusal = ({ topicArn, error }: NonNullable<Notification['refusedBy']>) =>
  `The topic of this user's team, ${topicArn}, has refused this message, so it comes to you: please pass it on. ${error}`;

/**
 * Names and tags come from people: in chat, none of their characters may become a link, a mention or markup. Look-alikes, so that nothing
 * invisible gets into a name that somebody copies; an underscore stays, as it is common in names and makes nothing but italics.
 */
export const plain = (text: string) =>
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
