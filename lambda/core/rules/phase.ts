import { isBlock, type Reason } from '../holds';

/** Where a user stands, in a word. The one list, in the one order: those that need somebody's attention first. */
export const PHASES = [
  'failed',
  'held',
  'blocked',
  'due',
  'rotating',
  'grace',
  'quarantine',
  'waiting',
  'dormant',
  'steady',
] as const;

export type Phase = (typeof PHASES)[number];

/** A hold or a block says more than the rule that found it. */
export const phaseOf = (reason: Reason): Phase => (isBlock(reason) ? 'blocked' : 'held');
