/** Since when a user's present hold or block lasts. Pure. */

import type { Plan } from '../rules/step';
import type { Observation } from '../user/observation';

/** Undefined when nothing is held, and for a hold that nobody was told of yet: that one begins now. */
export function heldSince({ board, secret }: Observation, { steps }: Plan): Date | undefined {
  const hold = steps.find((step) => step.kind === 'hold');
  // Where the secret itself cannot be written, its notice board has the tags.
  const state = board ? board.secret : secret;
  const isTold = hold && state?.notices.held?.subject === hold.reason && state.heldSince?.subject === hold.reason;
  return isTold ? state.heldSince?.at : undefined;
}
