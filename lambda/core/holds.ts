/** The reasons for which a managed user is left alone: all that is known of each, once. What its owner reads is in messages/. */

interface AboutReason {
  /** What the operator does, in brief; docs/runbook.md has the whole of it. */
  readonly remedy: string;
  /** Programs may be failing at this moment. */
  readonly isCritical?: true;
  /** Somebody uses the key, so CloudTrail is asked who. */
  readonly asksWhoUsesIt?: true;
  /** While it lasts, AWSCURRENT is elsewhere, or nobody looks where it is: programs may read any key. */
  readonly hidesLabels?: true;
  /** The run that failed notifies the owner, with AWS's error: no other knows it. */
  readonly isAnnouncedByFailure?: true;
}

type Reasons = Readonly<Record<string, AboutReason>>;

/** A step that is due is postponed. The names are stable: they are compared with what the owner was last notified of. */
const HOLDS = {
  'tags-invalid': { remedy: 'Correct the tag.', hidesLabels: true },
  'secret-tags-invalid': { remedy: 'Correct the tag on the secret.', hidesLabels: true },
  'identity-differs': {
    remedy: "Delete the secret of the earlier user, or tag it with this user's id.",
    hidesLabels: true,
  },
  'secret-not-adopted': { remedy: "Tag the secret keyturn:user-id with this user's id.", hidesLabels: true },
  'secrets-ambiguous': {
    remedy: "Leave the tag keyturn:user-id with this user's id on one secret only.",
    hidesLabels: true,
  },
  'secret-deleted': { remedy: 'Restore the secret, or take the user out.', hidesLabels: true },
  'secret-is-replica': {
    remedy: 'Make the copy a secret of its own, or name another secret in keyturn:secret-name.',
    hidesLabels: true,
  },
  'secret-owned-by-service': {
    remedy: 'Name another secret in keyturn:secret-name: an AWS service manages this one.',
    hidesLabels: true,
  },
  'secret-rotated-elsewhere': {
    remedy: "Cancel the secret's own rotation: two rotations would undo each other.",
    hidesLabels: true,
  },
  'secret-tags-full': {
    remedy: "Remove tags that are not needed: a secret holds 50, and some of them are Keyturn's.",
    hidesLabels: true,
  },
  'secret-name-differs': {
    remedy: "Let keyturn:secret-name name the secret that is tagged with the user's id.",
    hidesLabels: true,
  },
  'secret-overwritten': {
    remedy: "Move AWSCURRENT back to Keyturn's version, or run npx keyturn rotate <user>.",
    hidesLabels: true,
  },
  'state-lost': { remedy: 'Nothing at once. Find out who removes the tags of Keyturn, and let them be ignored there.' },
  'secret-format-undeclared': {
    remedy: 'Tag the secret keyturn:secret-format with the format that its readers expect.',
    hidesLabels: true,
  },
  'labels-moved': {
    remedy: 'Move AWSCURRENT back to the newer key, or delete the key that is not wanted.',
    hidesLabels: true,
  },
  'current-inactive': {
    remedy: 'Programs are failing. Reactivate the key, or delete it: then the next run issues a new one.',
    isCritical: true,
  },
  'revocation-failed': {
    remedy: 'Urgent: a compromised key still works. Deactivate it with aws iam update-access-key.',
    isCritical: true,
  },
  'current-unproven': { remedy: 'Use the current key once, for example with aws sts get-caller-identity.' },
  'still-in-use': {
    remedy: 'Find the program that uses the retiring key, and let it read the secret.',
    asksWhoUsesIt: true,
  },
  'successor-unused': {
    remedy: 'Is the program gone, or rare? Let it read the secret, or deactivate the retiring key.',
    asksWhoUsesIt: true,
  },
  reactivated: {
    remedy: 'Find the program that still needs the retiring key, and let it read the secret.',
    asksWhoUsesIt: true,
  },
  'foreign-key-old': { remedy: 'Delete or deactivate that key: Keyturn does not touch it.' },
  'hold-without-end': { remedy: 'Nothing if that is meant; otherwise set an earlier date, or empty the tag.' },
  'by-hand': { remedy: 'Nothing, or end the hold with npx keyturn hold <user> --release.' },
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
  'keeps-failing': {
    remedy: 'Fix what the error names. Keyturn tries once a day; to try now: npx keyturn rotate <user>.',
    isAnnouncedByFailure: true,
  },
  'predecessor-in-the-way': {
    remedy:
      'See what the retiring key waits for. If it is only its quarantine, give the policy more room: it is too tight.',
    asksWhoUsesIt: true,
  },
} as const satisfies Reasons;

export type HoldReason = keyof typeof HOLDS;

export type BlockReason = keyof typeof BLOCKS;

export type Reason = HoldReason | BlockReason;

export const REASONS: Readonly<Record<Reason, AboutReason>> = { ...HOLDS, ...BLOCKS };

export const isBlock = (reason: Reason): reason is BlockReason => Object.hasOwn(BLOCKS, reason);

/** Of a text from outside, such as an answer of another version. */
export const isReason = (text: string): text is Reason => Object.hasOwn(REASONS, text);
