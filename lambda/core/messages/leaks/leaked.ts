/** AWS reports a key: what it says, what was done at which second, and what remains for a person. */

import { HOUR_MS, isoSeconds, later, minute } from '../../time';
import { deactivate, fetchKey, lastUse, revokeKey } from '../commands';
import type { Command, NotificationOf, Text } from '../message';

type Leak = NotificationOf<'key-leaked'>;

export function leaked(notification: Leak): Text {
  const { accessKeyId, at } = notification;
  return {
    headline: `URGENT: key leaked ${at.toISOString().slice(0, 10)}`,
    happened: [whatAwsSays(notification), ...whatWasDone(notification)].join(' '),
    toDo: [...decision(notification), ...programs(notification), ...whatRemains(notification)],
    commands: [...commands(notification), fetchKey(notification), lastUse(accessKeyId)],
    undo: notification.deactivatedAt
      ? 'Do not reactivate a leaked key: Keyturn deactivates it again. If it was a mistake, ask your platform team.'
      : 'Nothing to undo.',
  };
}

const VERDICTS = { confirmed: 'has leaked', suspected: 'may have leaked', other: 'should be looked at' } as const;

function whatAwsSays({ source, accessKeyId, certainty, signal, reportedAt, exposedUrl, words }: Leak): string {
  const where = exposedUrl === undefined ? '' : ` It was found at ${unlinked(exposedUrl)}.`;
  return `${source} says that the access key ${accessKeyId} ${VERDICTS[certainty]} (${signal}, reported at ${isoSeconds(reportedAt)}).${where}${words === undefined ? '' : ` In its words: ${unlinked(words)}`.replace(/\.?$/, '.')}`;
}

/** Text from outside, which nobody is to open by a click. */
const unlinked = (text: string) => text.replace(/:\/\//g, '[:]//').slice(0, 300);

function whatWasDone(leak: Leak): string[] {
  const { accessKeyId, successorId, successorAt, deactivatedAt, reportedAt, isInactive, why } = leak;
  const seconds = (when: Date) => `${Math.max(0, Math.round((when.getTime() - reportedAt.getTime()) / 1000))} seconds`;
  const done = [
    ...(successorId && successorAt
      ? [
          `Programs that read the secret get the new key ${successorId} since ${isoSeconds(successorAt)} (${seconds(successorAt)} after the report).`,
        ]
      : []),
    ...(deactivatedAt
      ? [`${accessKeyId} was deactivated at ${isoSeconds(deactivatedAt)} (${seconds(deactivatedAt)} after the report).`]
      : isInactive
        ? [`${accessKeyId} is Inactive, so nobody can use it.`]
        : [`${accessKeyId} still works.`]),
  ];
  return [...done, ...(why === undefined ? [] : [`${why.replace(/\.?$/, '.')}`])];
}

function decision({ accessKeyId, deactivatedAt, isInactive, successorId, certainty }: Leak): string[] {
  if (deactivatedAt) return [];
  if (isInactive) return [`Do not reactivate ${accessKeyId}.`];
  const first = successorId ? '' : ' Programs that read the secret get a new key first.';
  return certainty === 'confirmed'
    ? [`Deactivate ${accessKeyId} now: keyturn revoke ${accessKeyId}.${first}`]
    : [
        `Decide whether the report is right. If it may be, deactivate ${accessKeyId}: keyturn revoke ${accessKeyId}.${first}`,
      ];
}

function programs({ accessKeyId, deactivatedAt, successorId }: Leak): string[] {
  if (deactivatedAt) return [`Programs with a copy of ${accessKeyId} fail now: let them read the secret.`];
  return successorId
    ? [`Programs with a copy of ${accessKeyId}: give them the new key, before it is deactivated.`]
    : [];
}

/** AWS attaches it about a minute after it has seen a key in public. */
const maybeQuarantined = (source: string) =>
  source === 'Amazon GuardDuty'
    ? []
    : [
        "AWS may have attached a policy AWSCompromisedKeyQuarantine to the user. It denies calls with any of its keys, also the new one: detach it only as AWS's support case says.",
      ];

/** AWS's longest session of a user's key. */
const LONGEST_SESSION_MS = 36 * HOUR_MS;

function whatRemains({ accessKeyId, at, deactivatedAt, quarantine, source }: Leak): string[] {
  const until = later(deactivatedAt ?? at, LONGEST_SESSION_MS);
  return [
    `Sessions that were made with ${accessKeyId} (GetSessionToken, GetFederationToken) outlive it, until ${minute(until)} at the latest. The runbook (a-key-leaked) has the policy that refuses them.`,
    `Sessions of roles that ${accessKeyId} assumed belong to the roles: revoke them there.`,
    ...(quarantine === undefined
      ? maybeQuarantined(source)
      : [
          `AWS has attached ${quarantine} to the user. It denies calls with any of its keys, also the new one: detach it only as AWS's support case says.`,
        ]),
    ...(source === 'Amazon GuardDuty' ? [] : ["Answer AWS's support case about this key."]),
    `Find out how ${accessKeyId} got out, and what was done with it. A new key leaks the same way.`,
  ];
}

function commands(leak: Leak): Command[] {
  const { accessKeyId, deactivatedAt, isInactive } = leak;
  if (deactivatedAt || isInactive) return [];
  return [
    revokeKey('Deactivate the leaked key', accessKeyId),
    deactivate(leak, 'Without keyturn at hand', accessKeyId),
  ];
}
