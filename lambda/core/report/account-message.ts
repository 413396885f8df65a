/** A message about the account as a whole, to the platform's topic: it carries no user's attributes. Pure. */

import { plain } from '../messages/email';
import { CARD, description } from '../messages/forms/card';
import { type HelpDesk, helpLines } from '../messages/forms/help';
import type { RenderedMessage, Severity } from '../messages/message';
import { cleaned, oneLine } from '../text';
import { isoSeconds } from '../time';

export interface AccountWords {
  readonly severity: Severity;
  readonly headline: string;
  readonly happened: string;
  readonly details: readonly string[];
  readonly toDo: readonly string[];
}

export interface AboutAccount {
  readonly event: string;
  readonly accountId: string;
  readonly region: string;
  readonly at: Date;
  /** Whom readers can ask. */
  readonly desk: HelpDesk;
  /** What messages of one kind are shown together by. */
  readonly thread: string;
  /** Fields for programs, besides those of every message. */
  readonly fields?: object;
}

export function accountMessage(words: AccountWords, about: AboutAccount): RenderedMessage {
  const { severity, headline, happened, details, toDo } = words;
  const { event, accountId, region, at, desk, fields } = about;
  const json = JSON.stringify(
    cleaned({ version: 1, event, severity, at: isoSeconds(at), accountId, region, happened, details, toDo, ...fields }),
  );
  const email = [
    happened,
    '',
    'What to do:',
    ...toDo.map((each) => `- ${each}`),
    '',
    ...(details.length > 0 ? ['Details:', ...details.map((each) => `- ${each}`), ''] : []),
    `About AWS account ${accountId}. Sent by Keyturn.`,
    ...helpLines(desk),
  ]
    .map(oneLine)
    .join('\n');
  return {
    subject: subjectOf(accountId, severity, headline),
    message: JSON.stringify({
      default: json,
      sqs: json,
      lambda: json,
      email,
      https: JSON.stringify(chat(words, about)),
    }),
    attributes: { event, accountId, severity },
  };
}

const subjectOf = (accountId: string, severity: Severity, headline: string) =>
  `${severity === 'critical' ? 'URGENT: ' : ''}AWS access keys of account ${accountId}: ${headline}`
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 99);

/** Amazon Q Developer in chat applications, custom notification schema 1.0. */
function chat(
  { severity, headline, happened, details, toDo }: AccountWords,
  { event, accountId, at, desk, thread }: AboutAccount,
) {
  const mark = severity === 'critical' ? ':rotating_light:' : ':white_check_mark:';
  return {
    version: '1.0',
    source: 'custom',
    id: `${event}-${accountId}-${isoSeconds(at)}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${plain(subjectOf(accountId, severity, headline))}`.slice(0, CARD.title),
      description: description([happened, ...details].map(plain), helpLines(desk)),
      nextSteps: toDo.map(plain).slice(0, CARD.steps),
      keywords: ['keyturn', event],
    },
    metadata: {
      threadId: `keyturn-${accountId}-${thread}`,
      summary: plain(subjectOf(accountId, severity, headline)),
      eventType: event,
      additionalContext: { severity, accountId },
    },
  };
}
