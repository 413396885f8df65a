/** AWS reports a key: what it says, what was done at which second, and what remains for a person. */

import { day, HOUR_MS, isoSeconds, later, minute } from '../../time';
import { deactivate, fetchKey, lastUse, revokeKey } from '../commands';
import { type Command, type NotificationOf, type Text, yourUser } from '../message';

type Leak = NotificationOf<'key-leaked'>;

export function leaked(notification: Leak): Text {
  const { accessKeyId, at, deactivatedAt, deletedFrom } = notification;
  return {
    headline: `key leaked ${day(at)}`,
    happened: [...whatHappened(notification), ...whatAwsSays(notification)].join(' '),
    toDo: [...decision(notification), ...readers(notification), ...whatRemains(notification)],
    ...(deletedFrom && {
      dates: [[deletedFrom, `${accessKeyId} is deleted from then on, or earlier if a new key needs its slot`]],
    }),
    commands: [...commands(notification), fetchKey(notification), lastUse(accessKeyId)],
    undo: deactivatedAt
      ? 'Do not reactivate a leaked key: Keyturn deactivates it again. If the report was a mistake, ask your platform team.'
      : 'Nothing to undo.',
  };
}

const VERDICTS = { confirmed: 'has leaked', suspected: 'may have leaked', other: 'should be looked at' } as const;

function whatHappened(leak: Leak): string[] {
  const { source, accessKeyId, certainty, signal, reportedAt, deactivatedAt, isInactive, why } = leak;
  const report = `${source} says that it ${VERDICTS[certainty]} (${signal}, reported at ${isoSeconds(reportedAt)})`;
  const state = deactivatedAt
    ? [
        `can no longer use the access key ${accessKeyId}: ${report}.`,
        `It was deactivated at ${isoSeconds(deactivatedAt)}, ${seconds(leak, deactivatedAt)} after the report.`,
      ]
    : isInactive
      ? [`has a reported access key that nobody can use, as it is Inactive, ${accessKeyId}: ${report}.`]
      : [`has a reported access key that still works, ${accessKeyId}: ${report}.`];
  const because = why === undefined ? [] : [why.replace(/\.?$/, '.')];
  return [`${yourUser(leak)} ${state.join(' ')}`, ...newKey(leak), ...because];
}

const newKey = (leak: Leak): string[] =>
  leak.currentKeyId === undefined || leak.currentSince === undefined
    ? []
    : [
        `Programs that read the secret have had the new key ${leak.currentKeyId} since ${isoSeconds(leak.currentSince)}, ${seconds(leak, leak.currentSince)} after the report.`,
      ];

function seconds({ reportedAt }: Leak, when: Date): string {
  const count = Math.max(0, Math.round((when.getTime() - reportedAt.getTime()) / 1000));
  return `${count} ${count === 1 ? 'second' : 'seconds'}`;
}

function whatAwsSays({ exposedUrl, words }: Leak): string[] {
  return [
    ...(exposedUrl === undefined ? [] : [`It was found at ${unlinked(exposedUrl)}.`]),
    ...(words === undefined ? [] : [`In AWS's words: ${unlinked(words).replace(/\.?$/, '.')}`]),
  ];
}

/** Text from outside, which nobody is to open by a click. */
const unlinked = (text: string) => text.replace(/:\/\//g, '[:]//').slice(0, 300);

function decision({ accessKeyId, deactivatedAt, isInactive, currentKeyId, certainty }: Leak): string[] {
  if (deactivatedAt) return [];
  if (isInactive) return [`Do not reactivate ${accessKeyId}.`];
  const first = currentKeyId ? '' : ' Programs that read the secret get a new key first.';
  const revoke = `npx keyturn revoke ${accessKeyId}.${first}`;
  return certainty === 'confirmed'
    ? [`Deactivate ${accessKeyId} now, or ask your platform team to: ${revoke}`]
    : [`Decide whether the report is right. If it may be, deactivate ${accessKeyId}: ${revoke}`];
}

function readers({ accessKeyId, secretName, deactivatedAt, isInactive, currentKeyId }: Leak): string[] {
  const reading = `Nothing, if your program reads the secret ${secretName}`;
  const copy = `If your program has its own copy of ${accessKeyId}`;
  if (deactivatedAt)
    return [
      currentKeyId === undefined
        ? `${reading}. If it fails, a notification about a new key follows, and it picks that key up by itself.`
        : `${reading}: it gets the access key ${currentKeyId}.`,
      `${copy}, it fails now: let it read the secret.`,
    ];
  if (isInactive || currentKeyId === undefined) return [];
  return [
    `${reading}: it gets the access key ${currentKeyId}.`,
    `${copy}, let it read the secret now, before that key is deactivated.`,
  ];
}

/** AWS's longest session of a user's key. */
const LONGEST_SESSION_MS = 36 * HOUR_MS;

function whatRemains({ accessKeyId, deactivatedAt, quarantine, source }: Leak): string[] {
  const last = deactivatedAt
    ? `until ${minute(later(deactivatedAt, LONGEST_SESSION_MS))} at the latest`
    : 'for 36 hours at most';
  const isOfGuardDuty = source === 'Amazon GuardDuty';
  return [
    `Sessions that were made with ${accessKeyId} (GetSessionToken, GetFederationToken) outlive it, ${last}. The runbook (a-key-leaked) has the policy that refuses them.`,
    `Sessions of roles that ${accessKeyId} assumed belong to the roles: revoke them there.`,
    ...(quarantine === undefined ? maybeQuarantined(isOfGuardDuty) : [`AWS has attached ${quarantine} ${DENIES}`]),
    ...(isOfGuardDuty ? [] : ["Answer AWS's support case about this key."]),
    `Find out how ${accessKeyId} got out, and look in CloudTrail for what was done with it. A new key leaks the same way.`,
  ];
}

const DENIES =
  "to the user. It denies calls with any of its keys, also the new one: detach it only as AWS's support case says.";

/** AWS attaches it about a minute after it has seen a key in public. */
const maybeQuarantined = (isOfGuardDuty: boolean) =>
  isOfGuardDuty ? [] : [`AWS may have attached a policy AWSCompromisedKeyQuarantine ${DENIES}`];

function commands(leak: Leak): Command[] {
  const { accessKeyId, deactivatedAt, isInactive } = leak;
  if (deactivatedAt || isInactive) return [];
  return [
    revokeKey('Deactivate the leaked key', accessKeyId),
    deactivate(leak, 'Or, where keyturn is not installed', accessKeyId),
  ];
}
