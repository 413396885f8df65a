/** AWS reports a key: what it says, what was done at which second, and what remains for a person. */

import { unlinked } from '../../text';
import { day, isoSeconds } from '../../time';
import { deactivate, fetchKey, lastUse, revokeKey } from '../commands';
import { type Command, type NotificationOf, type Text, yourUser } from '../message';
import { DENIES, failingCopies, sessionCommands, sessions } from './remains';

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
    commands: [...commands(notification), lastUse(accessKeyId)],
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
    ...(exposedUrl === undefined ? [] : [`It was found at ${quoted(exposedUrl)}.`]),
    ...(words === undefined ? [] : [`In AWS's words: ${quoted(words).replace(/\.?$/, '.')}`]),
  ];
}

/** Bounded, because whoever publishes a key chooses it. */
const LONGEST = 300;

const quoted = (text: string) => unlinked(text.slice(0, LONGEST));

function decision({ accessKeyId, deactivatedAt, isInactive, currentKeyId, certainty }: Leak): string[] {
  if (deactivatedAt) return [];
  if (isInactive) return [`Do not reactivate ${accessKeyId}.`];
  const first = currentKeyId ? 'Programs' : 'Programs that read the secret get a new key first; those';
  const revoke = `npx keyturn revoke ${accessKeyId}. ${first} with their own copy, or that read the secret with ${accessKeyId}, fail from then on.`;
  return certainty === 'confirmed'
    ? [`Deactivate ${accessKeyId} now, or ask your platform team to: ${revoke}`]
    : [`Decide whether the report is right. If it may be, deactivate ${accessKeyId}: ${revoke}`];
}

function readers({ accessKeyId, secretName, deactivatedAt, isInactive, currentKeyId }: Leak): string[] {
  const reading = `Nothing, if your program reads the secret ${secretName}`;
  if (deactivatedAt)
    return [
      currentKeyId === undefined
        ? `${reading}. If it fails, a notification about a new key follows, and it picks that key up by itself.`
        : `${reading}: it gets the access key ${currentKeyId}.`,
      failingCopies(accessKeyId, currentKeyId),
    ];
  if (isInactive || currentKeyId === undefined) return [];
  return [
    `${reading}: it gets the access key ${currentKeyId}.`,
    `If your program has its own copy of ${accessKeyId}, let it read the secret now, before that key is deactivated.`,
  ];
}

function whatRemains({ accessKeyId, deactivatedAt, quarantine, source }: Leak): string[] {
  const isOfGuardDuty = source === 'Amazon GuardDuty';
  return [
    ...sessions(accessKeyId, deactivatedAt),
    ...(quarantine === undefined ? maybeQuarantined(isOfGuardDuty) : [`AWS has attached ${quarantine} ${DENIES}`]),
    ...(isOfGuardDuty ? [] : ["Answer AWS's support case about this key."]),
    `Find out how ${accessKeyId} got out, and look in CloudTrail for what was done with it. A new key leaks the same way.`,
  ];
}

/** AWS attaches it about a minute after it has seen a key in public. */
const maybeQuarantined = (isOfGuardDuty: boolean) =>
  isOfGuardDuty ? [] : [`AWS may have attached a policy AWSCompromisedKeyQuarantine ${DENIES}`];

/** What is most urgent first. */
function commands(leak: Leak): Command[] {
  const { accessKeyId, deactivatedAt, isInactive } = leak;
  const fetch = fetchKey(leak);
  if (deactivatedAt) return [fetch, ...sessionCommands(leak, deactivatedAt)];
  if (isInactive) return [fetch];
  return [
    revokeKey('Deactivate the leaked key', accessKeyId),
    deactivate(leak, 'Or, where keyturn is not installed (then no new key is issued first)', accessKeyId),
    fetch,
  ];
}
