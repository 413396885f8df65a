/** The words for holds and blocks: for each reason what to do, and the commands to do it with. Those for blocks are in user-blocked.ts. */

import { type HoldReason, REASONS, type Reason } from '../holds';
import { day } from '../time';
import {
  confirmMoved,
  createSecret,
  deactivate,
  deleteKey,
  emptyTags,
  fetchKey,
  findSecrets,
  lastUse,
  listKeys,
  makeCurrent,
  reactivate,
  restoreSecret,
  seeSecret,
  seeUserTags,
  tagSecret,
  untagSecrets,
  untagUser,
} from './commands';
import { waitsForEvidence } from './evidence';
import { type Command, type HoldNotification, type ReasonText, type Severity, type Text, yourUser } from './message';
import { ABOUT_SECRETS } from './secret/held';
import { BLOCKED } from './user-blocked';

export function held(notification: HoldNotification): Text {
  const { accessKeyId, reason, event, because, at } = notification;
  const { headline, state = STATE[event], toDo, commands = [], undo } = TEXTS[reason](notification);
  return {
    headline: `${headline} ${day(at)}`,
    happened: `${yourUser(notification)} ${state}: ${because}.`,
    toDo,
    commands: [...commands, listKeys(notification), ...(accessKeyId ? [lastUse(accessKeyId)] : [])],
    undo: undo ?? 'Nothing to undo. You are notified again in a week if this lasts.',
  };
}

const STATE = { 'key-held': 'is on hold', 'user-blocked': 'cannot get a new access key' } as const;

/** A command about the key, where the notification is about one. */
const aboutKey = (accessKeyId: string | undefined, command: (id: string) => Command): readonly Command[] =>
  accessKeyId === undefined ? [] : [command(accessKeyId)];

/** Critical where consumers may be failing at this moment. */
export const severityOfHold = ({ reason, isUrgent }: HoldNotification): Severity =>
  REASONS[reason].isCritical || isUrgent ? 'critical' : 'warning';

const HELD: Readonly<Record<HoldReason, ReasonText>> = {
  ...ABOUT_SECRETS,
  'tags-invalid': (about) => ({
    headline: 'on hold, bad user tag',
    toDo: [`Correct the tags of the IAM user ${about.user.name}.`],
    commands: [...(about.tagKeys ? [untagUser(about, 'Remove what is wrong', about.tagKeys)] : []), seeUserTags(about)],
  }),
  'secret-tags-invalid': (about) => ({
    headline: 'on hold, bad secret tag',
    toDo: [
      `Correct the tags of the secret ${about.secretName}. An emptied keyturn:hold-until or keyturn:deactivated is always safe.`,
    ],
    commands: [emptyTags(about, 'Empty what is wrong', about.tagKeys ?? ['keyturn:hold-until']), seeSecret(about)],
  }),
  'identity-differs': (about) => ({
    headline: "on hold, other's secret",
    toDo: [
      `If the secret is this user's, tag it keyturn:user-id=${about.user.id}. If it belonged to an earlier user of that name, delete it.`,
    ],
    commands: [adopt(about), seeSecret(about)],
  }),
  'secret-not-adopted': (about) => ({
    headline: 'on hold, secret untagged',
    toDo: [
      `Tag the secret keyturn:user-id=${about.user.id}, or name another one in the user's tag keyturn:secret-name.`,
    ],
    commands: [adopt(about), createSecret(about)],
  }),
  'secrets-ambiguous': (about) => ({
    headline: 'on hold, several secrets',
    toDo: ['Let one secret only carry the tag keyturn:user-id with this user.'],
    commands: [
      ...(about.surplusSecrets
        ? [untagSecrets(about, 'Remove the tag from what is not its secret', about.surplusSecrets, 'keyturn:user-id')]
        : []),
      findSecrets(about),
    ],
  }),
  'secret-deleted': (about) => ({
    headline: 'on hold, secret deleted',
    toDo: ["Restore the secret, or take the user out of Keyturn's hands."],
    commands: [restoreSecret(about)],
  }),
  'labels-moved': (about) => ({
    headline: 'on hold, label moved',
    toDo: ['Move AWSCURRENT to the newer key again, or delete the key that is not wanted.'],
    commands: [...aboutKey(about.accessKeyId, (id) => makeCurrent(about, id)), seeSecret(about)],
  }),
  'current-inactive': (about) => ({
    headline: 'current key inactive',
    toDo: [
      'Programs that read the secret fail now. If nobody deactivated the key for a reason, reactivate it. If it leaked, delete it, and Keyturn issues a new one.',
    ],
    commands: [
      ...aboutKey(about.accessKeyId, (id) => ['Reactivate it', reactivate(about.user.name, id)]),
      ...aboutKey(about.accessKeyId, (id) => deleteKey(about, 'Or delete it', id)),
    ],
  }),
  'revocation-failed': (about) => ({
    headline: 'key not revoked',
    state: 'still has a compromised access key that works',
    toDo: ['Deactivate the compromised key now. Keyturn tries again with every run.'],
    commands: aboutKey(about.accessKeyId, (id) => deactivate(about, 'Deactivate it', id)),
    undo: 'Nothing to undo. You are notified again in a week if this lasts.',
  }),
  'current-unproven': (about) => ({
    headline: 'on hold, unproven key',
    toDo: ['Let a program use the current key, or see whether it works.'],
    commands: [fetchKey(about)],
  }),
  'still-in-use': (about) => ({ headline: 'retiring key in use', ...waitsForEvidence(about) }),
  'successor-unused': (about) => ({ headline: 'new key not used', ...waitsForEvidence(about) }),
  reactivated: (about) => ({
    headline: 'retiring key is back',
    toDo: [`Find the program that still needs the retiring key, and let it read the secret ${about.secretName}.`],
    commands: [fetchKey(about), confirmMoved(about)],
  }),
  'hold-without-end': (about) => ({
    headline: 'exempt for very long',
    state: 'is not rotated',
    toDo: [
      'Nothing, if that is meant. Otherwise set an earlier date in the user tag keyturn:exempt-until, or release the hold; until then its keys grow older than the policy allows.',
    ],
    commands: [seeUserTags(about), tagSecret(about, 'Release a hold', 'keyturn:hold-until', '')],
    undo: 'Nothing to undo. You are notified again in 90 days if this lasts.',
  }),
  'by-hand': () => ({
    headline: 'left alone on request',
    toDo: [
      'Nothing. Your platform team requested it: until then no key is issued, deactivated or deleted. After that, Keyturn goes on by itself.',
    ],
    undo: 'Ask your platform team to release the hold.',
  }),
  'foreign-key-old': (about) => ({
    headline: 'other key too old',
    toDo: ['Delete or deactivate the key that Keyturn does not manage.'],
    commands: aboutKey(about.accessKeyId, (id) => deactivate(about, 'Deactivate it', id)),
  }),
};

const TEXTS: Readonly<Record<Reason, ReasonText>> = { ...HELD, ...BLOCKED };

const adopt = (about: HoldNotification): Command =>
  tagSecret(about, "Tag it, if it is this user's", 'keyturn:user-id', about.user.id);
