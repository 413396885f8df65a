/** One event in the forms of its readers: e-mail, programs, chat. */

import { oneLine } from '../text';
import { minute } from '../time';
import { evidenceText } from './evidence';
import { helpLines } from './forms/help';
import type { Notification, Text } from './message';

/** Plain text that no mail client changes: short paragraphs, each command alone on its line, nothing that looks like markup. */
export function emailOf(notification: Notification, text: Text): string {
  const { user, at, because, secretName, refusedBy, requested, account } = notification;
  const { happened, toDo, dates = [], commands, undo, undoFirst } = text;
  return paragraphs(
    refusedBy ? [refusal(refusedBy)] : [],
    [happened],
    ['What to do:', ...toDo.map(item)],
    undoFirst === undefined ? [] : [`${undoFirst}:`, `  ${undo}`],
    dates.length > 0 ? ['Dates:', ...dates.map(([date, what]) => item(`${minute(date)}: ${what}.`))] : [],
    // The reason of a hold is what happened.
    happened.includes(because) ? [] : [`Why: ${because}.`],
    requested ? [requestLine(requested)] : [],
    evidencePart(notification),
    commands.flatMap(([purpose, command]) => [`${purpose}:`, `  ${command}`]),
    undoFirst === undefined ? ['Undo:', `  ${undo}`] : [],
    [
      `About the IAM user ${user.name} in AWS account ${user.accountId}${accountInWords(account)} and the secret ${secretName}. Sent by Keyturn, ${minute(at)}.`,
      ...helpLines(user.settings),
    ],
  );
}

/** ` (billing, prod/payments)` */
const accountInWords = (account: Notification['account']) =>
  account && (account.name || account.ou) ? ` (${[account.name, account.ou].filter(Boolean).join(', ')})` : '';

const item = (text: string) => `- ${text}`;

/** With an empty line between them. */
const paragraphs = (...parts: readonly (readonly string[])[]) =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(oneLine).join('\n'))
    .join('\n\n');

function evidencePart(notification: Notification): readonly string[] {
  const evidence = evidenceOf(notification);
  return evidence.length > 0 ? ['Who has moved, and who has not:', ...evidence.map(item)] : [];
}

export const evidenceOf = (notification: Notification) => evidenceText(notification, notification.region);

/** Nobody has checked who it is, so the line says where the name comes from. */
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
