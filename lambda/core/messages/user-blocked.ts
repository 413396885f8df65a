/** The words for blocks: for each reason what to do, and the commands to do it with. */

import type { BlockReason } from '../holds';
import { deactivate, deleteKey, seeSecret } from './commands';
import { waitsForEvidence } from './evidence';
import type { Command, HoldNotification, ReasonText } from './message';

export const BLOCKED: Readonly<Record<BlockReason, ReasonText>> = {
  'two-active-keys': (about) => ({ headline: 'blocked, two keys', toDo: MAKE_ROOM, commands: makeRoom(about) }),
  'foreign-key': (about) => ({ headline: 'blocked, second key', toDo: MAKE_ROOM, commands: makeRoom(about) }),
  'no-free-slot': (about) => ({
    headline: 'no key works',
    toDo: [
      'Programs that read the secret fail now. Delete the key that no program needs: the next run then issues a new one.',
    ],
    commands: keysOf(about).map((id) => deleteKey(about, `If no program needs ${id}, delete it`, id)),
  }),
  'predecessor-in-the-way': (about) => ({ headline: 'blocked, key too old', ...waitsForEvidence(about) }),
  'keeps-failing': (about) => ({
    headline: 'rotation keeps failing',
    toDo: [
      'Nothing at once: your keys work as before, and Keyturn tries again once a day.',
      'The error above says what failed and what to do. Once it is fixed, your platform team can have it tried at once.',
    ],
    commands: [seeSecret(about)],
  }),
  'spare-in-quarantine': (about) => ({
    headline: 'blocked, inactive key',
    toDo: [
      'Nothing, if nobody needs the Inactive key: the rotation starts when its quarantine is over. To hurry, delete it.',
    ],
    commands: keysOf(about).map((id) => deleteKey(about, `If no program needs ${id}, delete it`, id)),
  }),
};

const MAKE_ROOM = [
  'Delete or deactivate the key that no program needs. Keyturn removes an Inactive one after its quarantine.',
];

const keysOf = ({ keyIds, accessKeyId }: HoldNotification): readonly string[] =>
  keyIds ?? (accessKeyId === undefined ? [] : [accessKeyId]);

/** Only the owner knows which of the keys is needed, so there is a command for each. */
const makeRoom = (about: HoldNotification): readonly Command[] =>
  keysOf(about).map((id) => deactivate(about, `If no program needs ${id}, deactivate it`, id));
