/** The words for holds and blocks: for each reason what to do, and the commands to do it with. */

import { REASONS, type Reason } from '../holds';
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
import type { Command, NotificationOf, Severity, Text } from './message';

type About = NotificationOf<'key-held' | 'user-blocked'>;

export function held(notification: About): Text {
  const { accessKeyId, reason, event, because, at } = notification;
  const { headline, remedy, commands = [], undo } = HELD[reason](notification);
  return {
    headline: `${headline} ${day(at)}`,
    happened: `${event === 'key-held' ? 'Held' : 'Blocked'}: ${because}.`,
    toDo: [remedy],
    commands: [...commands, listKeys(notification), ...(accessKeyId ? [lastUse(accessKeyId)] : [])],
    undo: undo ?? 'Nothing to undo. You are told again in a week if this lasts.',
  };
}

/** Critical where consumers may be failing at this moment. */
export const severityOfHold = ({ reason }: About): Severity => (REASONS[reason].isCritical ? 'critical' : 'warning');

interface Held {
  /** At most 22 characters: the user's name and the date stand beside it. */
  readonly headline: string;
  readonly remedy: string;
  /** To see what is wrong, and to mend it. */
  readonly commands?: readonly Command[];
  /** @default - there is nothing to undo, and it is told again */
  readonly undo?: string;
}

const HELD: Readonly<Record<Reason, (about: About) => Held>> = {
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
  'two-active-keys': (about) => ({ headline: 'blocked: two keys', remedy: MAKE_ROOM, commands: makeRoom(about) }),
  'foreign-key': (about) => ({ headline: 'blocked: second key', remedy: MAKE_ROOM, commands: makeRoom(about) }),
  'no-free-slot': (about) => ({
    headline: 'URGENT: no key works',
    remedy: `Programs that read the secret fail now. ${MAKE_ROOM}`,
    commands: makeRoom(about),
  }),
  'predecessor-in-the-way': () => ({
    headline: 'blocked: key too old',
    remedy:
      'Nothing: the rotation starts when the old key is deleted. Give the policy more room: maxKeyAgeDays of at least 2 x graceDays + quarantineDays.',
  }),
  'spare-in-quarantine': (about) => ({
    headline: 'blocked: inactive key',
    remedy:
      'Nothing, if nobody needs the Inactive key: the rotation starts when its quarantine is over. To hurry, delete it.',
    commands: [deleteKey(about, 'Delete it', about.accessKeyId)],
  }),
};

const MAKE_ROOM =
  'Delete or deactivate the key that is not needed. Keyturn removes an Inactive one after its quarantine.';

/** Which of the keys is for the owner to say: a key id here could be taken for advice. */
const makeRoom = (about: About): readonly Command[] => [
  deactivate(about, 'Deactivate the one that is not needed', undefined),
];

const adopt = (about: About): Command =>
  tagSecret(about, "Tag it, if it is this user's", 'keyturn:user-id', about.user.id);
