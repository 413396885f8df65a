/**
 * The decision about one user when a person asks for it. Pure, as `plan` is: the rules that wait are skipped, those that protect are not.
 * What cannot be done is refused in a sentence.
 */

import { owedSteps } from '../rules/announced';
import { currentKeyIsGone, labelsWereMoved } from '../rules/current-key';
import { cleanUpUnfinishedRotation, currentWrittenBySomebodyElse, trouble } from '../rules/hands-off';
import type { Plan, Step, StepOf } from '../rules/step';
import { decide, REFUSED, type RuleList } from '../rules/verdict';
import type { Observation } from '../user/observation';
import { situationOf } from '../user/situation';
import { holdUntil } from './hold';
import {
  notAKeyOfThisUser,
  revokeAnother,
  revokeCurrent,
  revokeDuringRotation,
  revokeInTrouble,
  revokeLeftover,
} from './revoke';
import { alreadyRolledBack, nothingToRollBackTo, rollBackNow } from './roll-back';
import { nothingToRotate, predecessorHasTheSlot, rotateNow, rotationMayBeAtWork } from './rotate';

/** What a person can ask for about one user. */
export type Wish =
  | { readonly command: 'rotate' }
  | { readonly command: 'rollback' }
  | { readonly command: 'revoke'; readonly accessKeyId: string }
  /** `until` undefined releases. */
  | { readonly command: 'hold'; readonly until: Date | undefined };

/** The same observation, wish and time always give the same plan (promise 11). */
export function planCommand(observation: Observation, wish: Wish, now: Date): Plan {
  const situation = situationOf(observation, now);
  const { steps, ...decision } = decide(situation, RULES[wish.command](wish as never));
  // A hold is what a run would do: leave the user alone. Whoever asks is told so at once.
  const refusal = decision.rule === REFUSED || steps.some(({ kind }) => kind === 'hold');
  if (refusal) return { steps: [], rule: REFUSED, because: decision.because, nextAt: decision.nextAt };
  // Told first: a new rotation forgets what was not told of the last one.
  const owed = steps.length > 0 ? owedSteps(situation).filter((step) => !isToldBy(steps, step)) : [];
  return { steps: [...owed, ...steps], ...decision };
}

/** A revocation that is done again tells by itself. */
const isToldBy = (steps: readonly Step[], owed: StepOf<'notify'>) =>
  owed.tells.event === 'key-revoked' &&
  steps.some((step) => step.kind === 'deactivate-key' && step.accessKeyId === owed.tells.accessKeyId);

type WishFor<Command extends Wish['command']> = Wish & { command: Command };

const RULES: { readonly [Command in Wish['command']]: (wish: WishFor<Command>) => RuleList } = {
  rotate: () => [
    ['identity', trouble],
    ['overwritten', currentWrittenBySomebodyElse],
    ['labels-moved', labelsWereMoved],
    ['horizon', rotationMayBeAtWork],
    ['leftover', cleanUpUnfinishedRotation],
    ['current-gone', currentKeyIsGone],
    ['slots', predecessorHasTheSlot],
    ['rotate', rotateNow],
    ['dormant', nothingToRotate],
  ],
  rollback: () => [
    ['identity', trouble],
    ['overwritten', currentWrittenBySomebodyElse],
    ['rolled-back', alreadyRolledBack],
    ['labels-moved', labelsWereMoved],
    ['rollback', rollBackNow],
    ['no-predecessor', nothingToRollBackTo],
  ],
  revoke: ({ accessKeyId }) => [
    ['no-such-key', (situation) => notAKeyOfThisUser(situation, accessKeyId)],
    ['trouble', (situation) => revokeInTrouble(situation, accessKeyId)],
    ['leftover', (situation) => revokeLeftover(situation, accessKeyId)],
    ['not-current', (situation) => revokeAnother(situation, accessKeyId)],
    ['horizon', revokeDuringRotation],
    ['leftover', cleanUpUnfinishedRotation],
    ['current', revokeCurrent],
  ],
  hold: ({ until }) => [
    ['identity', trouble],
    ['hold', (situation) => holdUntil(situation, until)],
  ],
};
