/** The words for blocks: for each reason what to do, and the commands to do it with. */

import type { BlockReason } from '../holds';
import { deactivate, deleteKey, seeSecret } from './commands';
import { waitsForEvidence } from './evidence';
import type { Command, HoldNotification, ReasonText } from './message';

export const BLOCKED: Readonly<Record<BlockReason, ReasonText>> = {
  'two-active-keys': (about) => ({ headline: 'blocked: two keys', remedy: MAKE_ROOM, commands: makeRoom(about) }),
  'foreign-key': (about) => ({ headline: 'blocked: second key', remedy: MAKE_ROOM, commands: makeRoom(about) }),
  'no-free-slot': (about) => ({
    headline: 'URGENT: no key works',
    remedy:
      'Programs that read the secret fail now. Delete the key that is not needed: the next run then issues a new one.',
    commands: [deleteKey(about, 'Delete the one that is not needed', undefined)],
  }),
  'predecessor-in-the-way': (about) => ({ headline: 'blocked: key too old', ...waitsForEvidence(about) }),
  'keeps-failing': (about) => ({
    headline: 'Keyturn keeps failing',
    remedy:
      'The error above says what failed and what to do. Your keys work as before; Keyturn tries again once a day. Once it is fixed, your platform team can have it tried at once.',
    commands: [seeSecret(about)],
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
