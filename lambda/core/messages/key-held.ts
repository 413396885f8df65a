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
import type { Command, HoldNotification, ReasonText, Severity, Text } from './message';
import { ABOUT_SECRETS } from './secret/held';
import { BLOCKED } from './user-blocked';

export function held(notification: HoldNotification): Text {
  const { accessKeyId, reason, event, because, at } = notification;
  const { headline, remedy, commands = [], undo } = TEXTS[reason](notification);
  return {
    headline: `${headline} ${day(at)}`,
    happened: `${event === 'key-held' ? 'Held' : 'Blocked'}: ${because}.`,
    toDo: [remedy],
    commands: [...commands, listKeys(notification), ...(accessKeyId ? [lastUse(accessKeyId)] : [])],
    undo: undo ?? 'Nothing to undo. You are told again in a week if this lasts.',
  };
}

/** Critical where consumers may be failing at this moment. */
export const severityOfHold = ({ reason, isUrgent }: HoldNotification): Severity =>
  REASONS[reason].isCritical || isUrgent ? 'critical' : 'warning';

const HELD: Readonly<Record<HoldReason, ReasonText>> = {
  ...ABOUT_SECRETS,
  'tags-invalid': (about) => ({
    headline: 'held: bad user tag',
    remedy: `Correct the tags of the IAM user ${about.user.name}.`,
    commands: [untagUser(about, 'Remove what is wrong', about.tagKeys ?? ['TAG_KEY']), seeUserTags(about)],
  }),
  'secret-tags-invalid': (about) => ({
    headline: 'held: bad secret tag',
    remedy: `Correct the tags of the secret ${about.secretName}. An emptied keyturn:hold-until or keyturn:deactivated is always safe.`,
    commands: [emptyTags(about, 'Empty what is wrong', about.tagKeys ?? ['keyturn:hold-until']), seeSecret(about)],
  }),
  'identity-differs': (about) => ({
    headline: "held: other's secret",
    remedy: `If the secret is this user's, tag it keyturn:user-id=${about.user.id}. If it belonged to an earlier user of that name, delete it.`,
    commands: [adopt(about), seeSecret(about)],
  }),
  'secret-not-adopted': (about) => ({
    headline: 'held: secret untagged',
    remedy: `Tag the secret keyturn:user-id=${about.user.id}, or name another one in the user's tag keyturn:secret-name.`,
    commands: [adopt(about), createSecret(about)],
  }),
  'secrets-ambiguous': (about) => ({
    headline: 'held: several secrets',
    remedy: 'Let one secret only carry the tag keyturn:user-id with this user.',
    commands: [
      untagSecrets(
        about,
        'Remove the tag from what is not its secret',
        about.surplusSecrets ?? ['SECRET_NAME'],
        'keyturn:user-id',
      ),
      findSecrets(about),
    ],
  }),
  'secret-deleted': (about) => ({
    headline: 'held: secret deleted',
    remedy: "Restore the secret, or take the user out of Keyturn's hands.",
    commands: [restoreSecret(about)],
  }),
  'labels-moved': (about) => ({
    headline: 'held: label moved',
    remedy: 'Move AWSCURRENT to the newer key again, or delete the key that is not wanted.',
    commands: [makeCurrent(about, about.accessKeyId), seeSecret(about)],
  }),
  'current-inactive': (about) => ({
    headline: 'URGENT: key inactive',
    remedy:
      'Programs that read the secret fail now. If nobody deactivated the key for a reason, reactivate it. If it leaked, delete it, and Keyturn issues a new one.',
    commands: [
      ['Reactivate it', reactivate(about.user.name, about.accessKeyId ?? 'ACCESS_KEY_ID')],
      deleteKey(about, 'Or delete it', about.accessKeyId),
    ],
  }),
  'revocation-failed': (about) => ({
    headline: 'URGENT: not revoked',
    remedy: 'Deactivate the compromised key now. Keyturn tries again with every run.',
    commands: [deactivate(about, 'Deactivate it', about.accessKeyId)],
    undo: 'Nothing to undo. You are notified again in a week if this lasts.',
  }),
  'current-unproven': (about) => ({
    headline: 'held: new key unproven',
    remedy: 'Let a program use the current key, or see whether it works.',
    commands: [fetchKey(about)],
  }),
  'still-in-use': (about) => ({ headline: 'old key still in use', ...waitsForEvidence(about) }),
  'successor-unused': (about) => ({ headline: 'new key not in use', ...waitsForEvidence(about) }),
  reactivated: (about) => ({
    headline: 'old key brought back',
    remedy: `Find the program that still needs the old key, and let it read the secret ${about.secretName}.`,
    commands: [fetchKey(about), confirmMoved(about)],
  }),
  'hold-without-end': (about) => ({
    headline: 'exempt for very long',
    remedy:
      'Nothing, if that is meant. Otherwise set an earlier date in the user tag keyturn:exempt-until, or release the hold; until then its keys grow older than the policy allows.',
    commands: [seeUserTags(about), tagSecret(about, 'Release a hold', 'keyturn:hold-until', '')],
    undo: 'Nothing to undo. You are notified again in 90 days if this lasts.',
  }),
  'by-hand': () => ({
    headline: 'held by hand',
    remedy:
      'Nothing. Your platform team asked for it: until then no key is issued, switched off or deleted. After that, Keyturn goes on by itself.',
    undo: 'Ask your platform team to release the hold.',
  }),
  'foreign-key-old': (about) => ({
    headline: 'unmanaged key too old',
    remedy: 'Delete or deactivate the key that Keyturn does not manage.',
    commands: [deactivate(about, 'Deactivate it', about.accessKeyId)],
  }),
};

const TEXTS: Readonly<Record<Reason, ReasonText>> = { ...HELD, ...BLOCKED };

const adopt = (about: HoldNotification): Command =>
  tagSecret(about, "Tag it, if it is this user's", 'keyturn:user-id', about.user.id);
