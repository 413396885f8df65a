/**
 * What the platform team gets about the account as a whole: a digest each week, and an alert when root has a key or AWS has put a user
 * under quarantine. Pure. Both go to the platform's topic; neither is about one user, so they carry no user's attributes.
 */

import type { HelpDesk } from '../messages/forms/help';
import type { RenderedMessage } from '../messages/message';
import { checkOf } from '../posture/checks';
import { postureSentence } from '../posture/counts';
import { alternativeOf } from '../posture/instead/recommendations';
import type { Posture } from '../posture/posture';
import type { PosturedUser } from '../posture/postured-user';
import type { News } from '../posture/told';
import { type AccountWords, accountMessage } from './account-message';

/** Besides the events about users (messages/texts.ts): what filter policies choose by. */
export const POSTURE_EVENTS = ['posture-digest', 'posture-alert'] as const;

type PostureEvent = (typeof POSTURE_EVENTS)[number];

/** The messages that news asks for, the alert first. */
export function postureMessages(
  posture: Posture,
  news: News,
  region: string,
  desk: HelpDesk,
): readonly RenderedMessage[] {
  return [
    ...(news.rootKey || news.quarantined.length > 0
      ? [rendered('posture-alert', alert(news), posture, region, desk)]
      : []),
    ...(news.digest ? [rendered('posture-digest', digest(posture), posture, region, desk)] : []),
  ];
}

const SEE_ALL = 'See all of it, and what to use instead of each key: npx keyturn posture --evidence --html .';

function alert({ rootKey, quarantined }: News): AccountWords {
  const many = quarantined.length === 1 ? 'a user' : `${quarantined.length} users`;
  return {
    severity: 'critical',
    headline: [
      ...(rootKey ? ['root has a key'] : []),
      ...(quarantined.length > 0 ? [`AWS quarantined ${many}`] : []),
    ].join(', '),
    happened: [
      ...(rootKey
        ? ['The root user of your AWS account has an active access key: it can do everything, and no policy limits it.']
        : []),
      ...(quarantined.length > 0
        ? [`AWS has found access keys of your account in public and attached its quarantine policy to ${many}.`]
        : []),
    ].join(' '),
    details: quarantined.map((name) => `Under quarantine: ${name}`),
    toDo: [
      ...(rootKey
        ? [
            "Sign in as root, find out what uses its key, and delete it. AWS's page: " +
              alternativeOf('keyturn.root-key').page,
          ]
        : []),
      ...(quarantined.length > 0
        ? [
            'For each such user: npx keyturn revoke <its access key id>, then look in CloudTrail for what was done with the key.',
          ]
        : []),
    ],
  };
}

const WORST = 5;

function digest(posture: Posture): AccountWords {
  const { counts, account, users } = posture;
  const worst = users.slice(0, WORST).flatMap(inOneLine);
  return {
    severity: 'info',
    headline: `${counts.keys} active`,
    happened: postureSentence(counts),
    details: [
      ...account.map(({ id, because }) => `Root and the account (${checkOf(id).level}): ${because}`),
      ...(counts.consoleUsersWithoutMfa > 0 ? [`Console users without MFA: ${counts.consoleUsersWithoutMfa}`] : []),
      ...worst,
    ],
    toDo: [SEE_ALL],
  };
}

function inOneLine({ name, owner, findings }: PosturedUser): string[] {
  const [worst, ...more] = findings.filter(({ acceptedUntil }) => acceptedUntil === undefined);
  if (!worst) return [];
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  return [`${name}${owner ? ` (${owner})` : ''}: ${worst.because}${others}`];
}

function rendered(
  event: PostureEvent,
  words: AccountWords,
  { accountId, at, counts }: Posture,
  region: string,
  desk: HelpDesk,
): RenderedMessage {
  return accountMessage(words, { event, accountId, region, at, desk, thread: 'posture', fields: { counts } });
}
