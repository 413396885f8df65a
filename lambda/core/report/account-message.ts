/** A message about the account as a whole, to the platform's topic: it carries no user's attributes. Pure. */

import { plain } from '../messages/email';
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
  /** What messages of one kind are shown together by. */
  readonly thread: string;
  /** Fields for programs, beside those of every message. */
  readonly fields?: object;
}

export function accountMessage(words: AccountWords, about: AboutAccount): RenderedMessage {
  const { severity, headline, happened, details, toDo } = words;
  const { event, accountId, region, at, fields } = about;
  const json = JSON.stringify(
    cleaned({ version: 1, event, severity, at: isoSeconds(at), accountId, region, happened, details, toDo, ...fields }),
  );
  const email = [
    happened,
    '',
    ...(details.length > 0 ? [...details.map((each) => `  - ${each}`), ''] : []),
    'What you must do:',
    ...toDo.map((each) => `  - ${each}`),
    '',
    `Account ${accountId}. Sent by Keyturn, which rotates access keys.`,
  ]
    .map(oneLine)
    .join('\n');
  return {
    subject: `AWS account ${accountId}: ${headline}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 99),
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

/** Amazon Q Developer in chat applications, custom notification schema 1.0. */
function chat(
  { severity, headline, happened, details, toDo }: AccountWords,
  { event, accountId, at, thread }: AboutAccount,
) {
  const mark = severity === 'critical' ? ':rotating_light:' : ':white_check_mark:';
  return {
    version: '1.0',
    source: 'custom',
    id: `${event}-${accountId}-${isoSeconds(at)}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} AWS account ${accountId}: ${plain(headline)}`,
      description: [happened, ...details].map(plain).join('\n'),
      nextSteps: toDo.map(plain),
      keywords: ['keyturn', event],
    },
    metadata: {
      threadId: `keyturn-${accountId}-${thread}`,
      summary: plain(`AWS account ${accountId}: ${headline}`),
      eventType: event,
      additionalContext: { severity, accountId },
    },
  };
}
