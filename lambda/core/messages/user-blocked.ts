/** The words for blocks: for each reason what to do, and the commands to do it with. */

import type { BlockReason } from '../holds';
import { deactivate, deleteKey } from './commands';
import type { Command, HoldNotification, ReasonText } from './message';

export const BLOCKED: Readonly<Record<BlockReason, ReasonText>> = {
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
const makeRoom = (about: HoldNotification): readonly Command[] => [
  deactivate(about, 'Deactivate the one that is not needed', undefined),
];
