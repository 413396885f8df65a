/** What a rule says, and the words that all rules share. Pure. */
import type { AccessKey, BlockReason, HoldReason, Step } from './model';
import type { Situation } from './situation';

/** The rule of a plan that refuses what a person asked for: `because` says why, and there is no step. */
export const REFUSED = 'refused';

/** What a rule says. `goOnAs`: these steps first, and then the rules once more for the world that they leave. */
export interface Verdict {
  readonly steps?: readonly Step[];
  readonly because: string;
  readonly nextAt?: Date;
  readonly goOnAs?: Situation;
  /** Commands only: what was asked for cannot be done. */
  readonly refused?: true;
}

export type Rule = (situation: Situation) => Verdict | undefined;

export function hold(reason: HoldReason | BlockReason, because: string, key?: AccessKey, nextAt?: Date): Verdict {
  const step: Step = { kind: 'hold', reason, because, ...(key && { accessKeyId: key.id }) };
  return { steps: [step], because, ...(nextAt && { nextAt }) };
}
export const later = (from: Date, ms: number) => new Date(from.getTime() + ms);
export const isOver = (at: Date, { now }: Situation) => at <= now;

const BLOCKS: readonly string[] = [
  'two-active-keys',
  'foreign-key',
  'spare-in-quarantine',
  'no-free-slot',
  'predecessor-in-the-way',
] satisfies BlockReason[];
export const isBlock = (reason: HoldReason | BlockReason): reason is BlockReason => BLOCKS.includes(reason);
