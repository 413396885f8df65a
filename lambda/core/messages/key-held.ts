/** The words for holds and blocks: for each reason what to do, and the commands to do it with. Those for blocks are in user-blocked.ts. */

import { type HoldReason, REASONS, type Reason } from '../holds';
import { day } from '../time';
import {
  deactivate,
  deleteKey,
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
} from './commands';
import type { Command, HoldNotification, ReasonText, Severity, Text } from './message';
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
export const severityOfHold = ({ reason }: HoldNotification): Severity =>
  REASONS[reason].isCritical ? 'critical' : 'warning';

const HELD: Readonly<Record<HoldReason, ReasonText>> = {
  'tags-invalid': (about) => ({
    headline: 'held: bad user tag',
    remedy: `Correct the tags of the IAM user ${about.user.name}.`,
    commands: [seeUserTags(about)],
  }),
  'secret-tags-invalid': (about) => ({
    headline: 'held: bad secret tag',
    remedy: `Correct the tags of the secret ${about.secretName}. An emptied keyturn:hold-until or keyturn:deactivated is always safe.`,
    commands: [seeSecret(about), tagSecret(about, 'Empty a tag', 'keyturn:hold-until', '')],
  }),
  'identity-differs': (about) => ({
    headline: "held: other's secret",
    remedy: `If the secret is this user's, tag it keyturn:user-id=${about.user.id}. If it belonged to an earlier user of that name, delete it.`,
    commands: [seeSecret(about), adopt(about)],
  }),
  'secret-not-adopted': (about) => ({
    headline: 'held: secret untagged',
    remedy: `Tag the secret keyturn:user-id=${about.user.id}, or name another one in the user's tag keyturn:secret-name.`,
    commands: [adopt(about)],
  }),
  'secrets-ambiguous': (about) => ({
    headline: 'held: several secrets',
    remedy: 'Let one secret only carry the tag keyturn:user-id with this user.',
    commands: [findSecrets(about)],
  }),
  'secret-deleted': (about) => ({
    headline: 'held: secret deleted',
    remedy: "Restore the secret, or take the user out of Keyturn's hands.",
    commands: [restoreSecret(about)],
  }),
  'secret-overwritten': (about) => ({
    headline: 'held: secret edited',
    remedy: "Put AWSCURRENT back on a version of Keyturn's, or empty the secret's tag keyturn:intent to begin anew.",
    commands: [seeSecret(about), tagSecret(about, 'Begin anew', 'keyturn:intent', '')],
  }),
  'labels-moved': (about) => ({
    headline: 'held: label moved',
    remedy: 'Move AWSCURRENT to the newer key again, or delete the key that is not wanted.',
    commands: [seeSecret(about), makeCurrent(about, about.accessKeyId)],
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
  'current-unproven': (about) => ({
    headline: 'held: new key unproven',
    remedy: 'Let a program use the current key, or see whether it works.',
    commands: [fetchKey(about)],
  }),
  'still-in-use': (about) => ({
    headline: 'old key still in use',
    remedy: `Find the program that still uses the old key, and let it read the secret ${about.secretName}.`,
    commands: [
      fetchKey(about),
      deactivate(about, 'Switch the old key off yourself, once you no longer need it', about.accessKeyId),
    ],
  }),
  reactivated: (about) => ({
    headline: 'old key brought back',
    remedy: `Find the program that still needs the old key, and let it read the secret ${about.secretName}.`,
    commands: [fetchKey(about)],
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
