/** The present hold or block of a user. Pure. */

import type { Reason } from '../holds';
import type { Plan } from '../rules/step';
import { type Observation, stateOf } from '../user/observation';
import type { SecretState } from '../user/secret-state';

export interface PresentHold {
  readonly reason: Reason;
  /** When the owner was first notified of it; undefined when that is still to be done: it begins now. */
  readonly since?: Date;
}

/** Undefined when nothing is held. */
export function presentHold(observation: Observation, { steps }: Plan): PresentHold | undefined {
  const hold = steps.find((step) => step.kind === 'hold');
  return hold && holdSince(hold.reason, stateOf(observation));
}

export function holdSince(reason: Reason, state: SecretState | undefined): PresentHold {
  const { heldSince, notices } = state ?? {};
  const isKnown = heldSince?.reason === reason && notices?.held?.reason === reason;
  return { reason, ...(isKnown && { since: heldSince.at }) };
}
