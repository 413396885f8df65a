/**
 * The decision about one user: an ordered list of rules, the first that matches wins (design: "The rules, in order"). Pure: the
 * observation and the clock come in, steps with their reasons go out.
 */

import type { Observation } from '../user/observation';
import { situationOf } from '../user/situation';
import { owedSteps } from './announced';
import {
  currentKeyIsGone,
  currentKeyIsInactive,
  currentKeyWasRevoked,
  labelsArePutBack,
  labelsWereMoved,
} from './current-key';
import {
  anotherRunMayBeAtWork,
  cleanUpUnfinishedRotation,
  currentWrittenBySomebodyElse,
  toldToWait,
  trouble,
} from './hands-off';
import { graceIsNotOver, retiringKeyIsDue, retiringKeyIsInactive, retiringKeyWasReactivated } from './old-key';
import { foreignKeyIsTooOld, inactiveKeyIsUnknown, noActiveKey, nothingIsDue, rotationIsDue } from './rotation';
import type { Plan, Step } from './step';
import { tellHold } from './tell-hold';
import { decide, type Rule } from './verdict';

/** The specification. A rule that is reached may rely on every rule above it not having matched. */
export const RULES: readonly (readonly [name: string, rule: Rule])[] = [
  ['identity', trouble],
  ['overwritten', currentWrittenBySomebodyElse],
  ['hold-until', toldToWait],
  ['horizon', anotherRunMayBeAtWork],
  ['leftover', cleanUpUnfinishedRotation],
  ['current-gone', currentKeyIsGone],
  ['current-revoked', currentKeyWasRevoked],
  ['current-inactive', currentKeyIsInactive],
  ['labels-moved', labelsWereMoved],
  ['labels-restored', labelsArePutBack],
  ['reactivated', retiringKeyWasReactivated],
  ['quarantine', retiringKeyIsInactive],
  ['grace', graceIsNotOver],
  ['retire', retiringKeyIsDue],
  ['rotate', rotationIsDue],
  ['record-spare', inactiveKeyIsUnknown],
  ['foreign-key-old', foreignKeyIsTooOld],
  ['dormant', noActiveKey],
  ['steady', nothingIsDue],
];

/** Decides about one user. The same observation, policy and time always give the same plan (promise 11). */
export function plan(observation: Observation, now: Date): Plan {
  const situation = situationOf(observation, now);
  const { steps, ...decision } = decide(situation, RULES);
  const told = steps.flatMap((step): Step[] => (step.kind === 'hold' ? [step, ...tellHold(step, situation)] : [step]));
  return { steps: [...owedSteps(situation), ...told], ...decision };
}
