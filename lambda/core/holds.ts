/** The reasons for which a managed user is left alone: all that is known of each, once. What its owner reads is in messages/. */

interface AboutReason {
  /** What the operator does, in brief; docs/runbook.md has the whole of it. */
  readonly remedy: string;
  /** Programs may be failing at this moment. */
  readonly isCritical?: true;
  /** Somebody uses the key, so CloudTrail is asked who. */
  readonly asksWhoUsesIt?: true;
}

type Reasons = Readonly<Record<string, AboutReason>>;

/** A step that is due is postponed. The names are stable: they are compared with what the owner was last notified of. */
const HOLDS = {
  'tags-invalid': { remedy: 'Correct the tag.' },
  'secret-tags-invalid': { remedy: 'Correct the tag on the secret.' },
  'identity-differs': { remedy: "Delete the secret of the earlier user, or tag it with this user's id." },
  'secret-not-adopted': { remedy: "Tag the secret keyturn:user-id with this user's id." },
  'secrets-ambiguous': { remedy: "Leave the tag keyturn:user-id with this user's id on one secret only." },
  'secret-deleted': { remedy: 'Restore the secret, or take the user out.' },
  'secret-overwritten': {
    remedy: "Move AWSCURRENT back to a version of Keyturn's, or empty the secret's tag keyturn:intent to begin again.",
  },
  'labels-moved': { remedy: 'Move AWSCURRENT back to the newer key, or delete the key that is not wanted.' },
  'current-inactive': {
    remedy: 'Programs are failing. Reactivate the key, or delete it: then the next run issues a new one.',
    isCritical: true,
  },
  'current-unproven': { remedy: 'Use the current key once, for example with aws sts get-caller-identity.' },
  'still-in-use': {
    remedy: 'Find the program that uses the old key, and let it read the secret.',
    asksWhoUsesIt: true,
  },
  reactivated: {
    remedy: 'Find the program that still needs the old key, and let it read the secret.',
    asksWhoUsesIt: true,
  },
  'foreign-key-old': { remedy: 'Delete or deactivate that key: Keyturn does not touch it.' },
  'by-hand': { remedy: 'Nothing, or end the hold with keyturn hold <user> --release.' },
} as const satisfies Reasons;

/** A rotation that is due cannot start. */
const BLOCKS = {
  'two-active-keys': { remedy: 'Delete or deactivate the key that is not needed.' },
  'foreign-key': { remedy: 'Delete or deactivate the key that is not needed.' },
  'spare-in-quarantine': { remedy: 'Wait, or delete the inactive key yourself.' },
  'no-free-slot': {
    remedy: 'Urgent: programs hold a key that is gone. Delete the key that is not needed.',
    isCritical: true,
  },
  'predecessor-in-the-way': {
    remedy: 'Wait until the old key is deleted, and give the policy more room: it is too tight.',
  },
} as const satisfies Reasons;

export type HoldReason = keyof typeof HOLDS;

export type BlockReason = keyof typeof BLOCKS;

export type Reason = HoldReason | BlockReason;

export const REASONS: Readonly<Record<Reason, AboutReason>> = { ...HOLDS, ...BLOCKS };

export const isBlock = (reason: Reason): reason is BlockReason => Object.hasOwn(BLOCKS, reason);

/** Of a text from outside, such as an answer of another version. */
export const isReason = (text: string): text is Reason => Object.hasOwn(REASONS, text);
