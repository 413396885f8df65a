/** What the platform team gets about signals that Keyturn does not answer: they are about no managed user's key of this account. Pure. */

import { MOST_DEACTIVATIONS } from '../leaks/board';
import type { Signal } from '../leaks/signal';
import { SOURCES } from '../leaks/signal';
import type { HelpDesk } from '../messages/forms/help';
import type { RenderedMessage } from '../messages/message';
import { unlinked } from '../text';
import { isoSeconds } from '../time';
import { accountMessage } from './account-message';

/** Besides those about users, and about posture. */
export const LEAK_EVENTS = ['leak-unanswered', 'leak-limit'] as const;

interface Where {
  readonly accountId: string;
  readonly region: string;
  readonly at: Date;
  readonly desk: HelpDesk;
}

interface Unanswered {
  readonly accessKeyId: string | undefined;
  /** Why Keyturn does not act on it, as a sentence. */
  readonly why: string;
  /** No further report is announced within the hour. */
  readonly isLast: boolean;
}

export function unansweredMessage(
  signal: Signal,
  { accessKeyId, why, isLast }: Unanswered,
  where: Where,
): RenderedMessage {
  const { source, type, url, words, about, leftOut } = signal;
  const subject = accessKeyId ?? about;
  const details = [
    ...(subject === undefined ? [] : [`It is about ${unlinked(subject)}.`]),
    ...(words === undefined ? [] : [`In its words: ${unlinked(words)}`]),
    ...(url === undefined ? [] : [`Found at ${unlinked(url)}`]),
    ...(leftOut > 0 ? [`It names ${leftOut} more keys, which Keyturn has not looked at.`] : []),
    ...(isLast ? ['Further reports of this hour stand in the log of the function only.'] : []),
  ];
  return accountMessage(
    {
      severity: 'critical',
      headline: `${SOURCES[source]} reports a key`.replace("'", ''),
      happened: `Your AWS account ${where.accountId} has a report of ${type} by ${SOURCES[source]}, of ${isoSeconds(where.at)}. Keyturn has changed nothing: ${why}`,
      details,
      toDo: [
        "Read AWS's report, and its support case if there is one.",
        ...(accessKeyId === undefined
          ? ['Find out which key it is about, and deactivate that key if the report is right.']
          : [
              `If ${accessKeyId} is a key of this account, deactivate it: aws iam update-access-key --user-name USER --access-key-id ${accessKeyId} --status Inactive`,
            ]),
      ],
    },
    { event: 'leak-unanswered', thread: 'leaks', ...where, fields: fieldsOf(signal, accessKeyId) },
  );
}

const fieldsOf = ({ source, type, certainty, url }: Signal, accessKeyId: string | undefined) => ({
  source: SOURCES[source],
  signal: type,
  certainty,
  ...(accessKeyId !== undefined && { accessKeyId }),
  ...(url !== undefined && { exposedUrl: url }),
});

export const limitMessage = (where: Where): RenderedMessage =>
  accountMessage(
    {
      severity: 'critical',
      headline: `${MOST_DEACTIVATIONS} leaked, others wait`,
      happened: `Your AWS account ${where.accountId} has had ${MOST_DEACTIVATIONS} reported access keys deactivated within an hour, which is as many as Keyturn may deactivate by itself. Keys that are reported until the hour is over are replaced and not deactivated: each owner is notified.`,
      details: [],
      toDo: [
        'Find out whether the reports are right: so many at once may be a false alarm, or a secret store that leaked as a whole.',
        'Deactivate those that are: npx keyturn revoke <access key id>, as each message key-leaked says.',
      ],
    },
    { event: 'leak-limit', thread: 'leaks', ...where },
  );
