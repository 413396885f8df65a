/**
 * The decision about one user: an ordered list of rules, the first that matches wins (docs/design.md, "The rules"). Pure: the
 * observation and the clock come in, steps with their reasons go out.
 */

import type { Observation } from '../user/observation';
import { situationOf } from '../user/situation';
import { owedSteps } from './announced';
import {
  currentKeyIsGone,
  currentKeyIsInactive,
  currentKeyIsOursToReplace,
  currentKeyWasRevoked,
  labelIsOnAnotherKey,
  labelsWereMoved,
} from './current-key';
import { anotherRunMayBeAtWork, cleanUpWhatWasLeft, toldToWait, trouble } from './hands-off';
import { KEEPS_FAILING, keepsFailing } from './keeps-failing';
import { headsUp } from './notify/heads-up';
import { tellHold } from './notify/tell-hold';
import { graceIsNotOver, retiringKeyIsDue, retiringKeyIsInactive, retiringKeyWasReactivated } from './old-key';
import { type Phase, phaseOf } from './phase';
import { revocationUnderWay } from './revocation';
import { foreignKeyIsTooOld, inactiveKeyIsUnknown, noActiveKey, nothingIsDue, rotationIsDue } from './rotation';
import { formatIsUndeclared, owedFormatChange } from './secret/format';
import { stateIsLost } from './secret/lost-state';
import { currentWrittenBySomebodyElse } from './secret/overwritten';
import type { Plan, Step } from './step';
import { decide, type NamedRule } from './verdict';

/**
 * The specification; docs/design.md has what each rule means. A rule that is reached may rely on every rule above it not having matched.
 * Its phase is where the user stands by it, unless it holds or blocks.
 * @internal a test compares it with docs/design.md
 */
export const RULES: readonly (NamedRule & { readonly phase: Phase })[] = [
  { name: 'revocation', phase: 'due', rule: revocationUnderWay },
  { name: 'identity', phase: 'held', rule: trouble },
  { name: 'overwritten', phase: 'held', rule: currentWrittenBySomebodyElse },
  { name: 'state-lost', phase: 'held', rule: stateIsLost },
  { name: 'format', phase: 'held', rule: formatIsUndeclared },
  { name: 'leftover', phase: 'rotating', rule: cleanUpWhatWasLeft },
  { name: 'current-revoked', phase: 'due', rule: currentKeyWasRevoked },
  { name: 'current-retired', phase: 'due', rule: currentKeyIsOursToReplace },
  { name: 'hold-until', phase: 'waiting', rule: toldToWait },
  { name: 'horizon', phase: 'rotating', rule: anotherRunMayBeAtWork },
  { name: KEEPS_FAILING, phase: 'blocked', rule: keepsFailing },
  { name: 'current-gone', phase: 'due', rule: currentKeyIsGone },
  { name: 'current-inactive', phase: 'held', rule: currentKeyIsInactive },
  { name: 'labels-moved', phase: 'held', rule: labelsWereMoved },
  { name: 'labels-restored', phase: 'waiting', rule: labelIsOnAnotherKey },
  { name: 'reactivated', phase: 'held', rule: retiringKeyWasReactivated },
  { name: 'quarantine', phase: 'quarantine', rule: retiringKeyIsInactive },
  { name: 'grace', phase: 'grace', rule: graceIsNotOver },
  { name: 'retire', phase: 'grace', rule: retiringKeyIsDue },
  { name: 'rotate', phase: 'due', rule: rotationIsDue },
  { name: 'record-spare', phase: 'steady', rule: inactiveKeyIsUnknown },
  { name: 'foreign-key-old', phase: 'held', rule: foreignKeyIsTooOld },
  { name: 'dormant', phase: 'dormant', rule: noActiveKey },
  { name: 'steady', phase: 'steady', rule: nothingIsDue },
];

/** Decides about one user. The same observation, policy and time always give the same plan (promise 11). */
export function plan(observation: Observation, now: Date): Plan {
  const situation = situationOf(observation, now);
  const { steps, decidedBy, ...decision } = decide(situation, RULES);
  const hold = steps.find((step) => step.kind === 'hold');
  const phase = hold ? phaseOf(hold.reason) : decidedBy.phase;
  const told = steps.flatMap((step): Step[] => (step.kind === 'hold' ? [step, ...tellHold(step, situation)] : [step]));
  // What is owed is a try like any other.
  const owed = decision.rule === KEEPS_FAILING ? [] : [...owedSteps(situation), ...owedFormatChange(situation)];
  return { steps: [...owed, ...told, ...headsUp(situation, phase)], ...decision, phase };
}
