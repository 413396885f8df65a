/** Why a managed user is left alone, in a word that is stable: it is compared with what the owner was last told. */
export type HoldReason =
  | 'tags-invalid'
  | 'secret-tags-invalid'
  | 'identity-differs'
  | 'secret-not-adopted'
  | 'secrets-ambiguous'
  | 'secret-deleted'
  | 'secret-overwritten'
  | 'labels-moved'
  | 'current-inactive'
  | 'current-unproven'
  | 'still-in-use'
  | 'reactivated'
  | 'foreign-key-old'
  | 'by-hand';

/** Why a rotation that is due cannot start. */
export type BlockReason =
  | 'two-active-keys'
  | 'foreign-key'
  | 'spare-in-quarantine'
  | 'no-free-slot'
  | 'predecessor-in-the-way';

const BLOCKS: readonly string[] = [
  'two-active-keys',
  'foreign-key',
  'spare-in-quarantine',
  'no-free-slot',
  'predecessor-in-the-way',
] satisfies BlockReason[];

export const isBlock = (reason: HoldReason | BlockReason): reason is BlockReason => BLOCKS.includes(reason);
