/** What a rule says, and the words that all rules share. Pure. */

import type { Reason } from '../holds';
import type { AccessKey } from '../user/keys';
import type { Situation } from '../user/situation';
import type { HoldFacts } from './announcement';
import type { Decision, Step } from './step';

export interface NamedRule {
  readonly name: string;
  readonly rule: Rule;
}

export const refuse = (because: string, nextAt?: Date): Verdict => ({
  refused: true,
  because,
  ...(nextAt && { nextAt }),
});

/** @throws when no rule of the list matches */
export function decide<R extends NamedRule>(situation: Situation, rules: readonly R[]): Decision & { decidedBy: R } {
  for (const decidedBy of rules) {
    const verdict = decidedBy.rule(situation);
    if (!verdict) continue;
    const { steps = [], because, nextAt, goOnAs, refused } = verdict;
    if (!goOnAs) return { steps, rule: refused ? REFUSED : decidedBy.name, because, nextAt, decidedBy };
    const rest = decide(goOnAs, rules);
    return { ...rest, steps: [...steps, ...rest.steps] };
  }
  throw new Error('no rule matched, though the last one always does');
}

/** The rule of a decision that refuses what a person asked for: `because` says why, and there is no step. */
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

/** A verdict that does something. */
export type Doing = Verdict & { readonly steps: readonly Step[] };

type Rule = (situation: Situation) => Verdict | undefined;

export function hold(
  reason: Reason,
  because: string,
  key?: AccessKey,
  nextAt?: Date,
  facts: Partial<HoldFacts> = {},
): Doing {
  const step: Step = { kind: 'hold', reason, because, ...(key && { accessKeyId: key.id }), ...facts };
  return { steps: [step], because, ...(nextAt && { nextAt }) };
}

export const isOver = (at: Date, { now }: Situation) => at <= now;
