/**
 * The decision about one user when a person asks for it. Pure, as `plan` is: the rules that wait are skipped, those that protect are not.
 * What cannot be done is refused in a sentence.
 */

import { owedSteps } from '../rules/announced';
import { currentKeyIsGone, labelsWereMoved } from '../rules/current-key';
import { cleanUpUnfinishedRotation, trouble } from '../rules/hands-off';
import { formatIsUndeclared } from '../rules/secret/format';
import { stateIsLost } from '../rules/secret/lost-state';
import { currentWrittenBySomebodyElse } from '../rules/secret/overwritten';
import type { Decision, Step, StepOf } from '../rules/step';
import { decide, type NamedRule, REFUSED } from '../rules/verdict';
import type { Observation } from '../user/observation';
import { situationOf } from '../user/situation';
import { confirm, nothingToConfirm } from './confirm';
import { holdUntil } from './hold';
import { notAKeyOfThisUser, revokeKey } from './revoke';
import { alreadyRolledBack, nothingToRollBackTo, rollBackNow } from './roll-back';
import { nothingToRotate, predecessorHasTheSlot, replaceOverwritten, rotateNow, rotationMayBeAtWork } from './rotate';

/** What a person can ask for about one user. */
export type Wish =
  | { readonly command: 'rotate' }
  | { readonly command: 'rollback' }
  | { readonly command: 'revoke'; readonly accessKeyId: string }
  /** `force`: although the old key was used within the last day. */
  | { readonly command: 'confirm'; readonly force: boolean }
  /** `until` undefined releases. */
  | { readonly command: 'hold'; readonly until: Date | undefined };

/** The same observation, wish and time always give the same plan (promise 11). */
export function planCommand(observation: Observation, wish: Wish, now: Date): Decision {
  const situation = situationOf(observation, now);
  const { steps, decidedBy: _, ...decision } = decide(situation, COMMAND_RULES[wish.command](wish as never));
  // A hold is what a run would do: leave the user alone. Whoever asks hears so at once.
  const refusal = decision.rule === REFUSED || steps.some(({ kind }) => kind === 'hold');
  if (refusal) return { steps: [], rule: REFUSED, because: decision.because, nextAt: decision.nextAt };
  const owed = steps.length > 0 ? owedSteps(situation).filter((step) => !isSaidBy(steps, step)) : [];
  // Nothing stands between a report and the deactivation. Otherwise first: a new rotation forgets what was not announced of the last one.
  return { steps: wish.command === 'revoke' ? [...steps, ...owed] : [...owed, ...steps], ...decision };
}

/** A revocation announces the key itself, and its successor in place of how the key came to be current. */
function isSaidBy(steps: readonly Step[], { tells }: StepOf<'notify'>): boolean {
  const revoked = steps.find((step): step is StepOf<'deactivate-key'> => 'revoked' in step);
  if (!revoked) return false;
  const isAboutIt = 'accessKeyId' in tells && tells.accessKeyId === revoked.accessKeyId;
  if (tells.event === 'key-revoked' || tells.event === 'key-deactivated') return isAboutIt;
  const isReplaced = steps.some(({ kind }) => kind === 'issue-key');
  return (isReplaced || isAboutIt) && (tells.event === 'key-rotated' || tells.event === 'key-rolled-back');
}

type WishFor<Command extends Wish['command']> = Wish & { command: Command };

const COMMAND_RULES: { readonly [Command in Wish['command']]: (wish: WishFor<Command>) => readonly NamedRule[] } = {
  rotate: () => [
    { name: 'identity', rule: trouble },
    { name: 'state-lost', rule: stateIsLost },
    { name: 'format', rule: formatIsUndeclared },
    { name: 'overwritten', rule: replaceOverwritten },
    { name: 'labels-moved', rule: labelsWereMoved },
    { name: 'horizon', rule: rotationMayBeAtWork },
    { name: 'leftover', rule: cleanUpUnfinishedRotation },
    { name: 'current-gone', rule: currentKeyIsGone },
    { name: 'slots', rule: predecessorHasTheSlot },
    { name: 'rotate', rule: rotateNow },
    { name: 'dormant', rule: nothingToRotate },
  ],
  rollback: () => [
    { name: 'identity', rule: trouble },
    { name: 'state-lost', rule: stateIsLost },
    { name: 'overwritten', rule: currentWrittenBySomebodyElse },
    { name: 'rolled-back', rule: alreadyRolledBack },
    { name: 'labels-moved', rule: labelsWereMoved },
    { name: 'rollback', rule: rollBackNow },
    { name: 'no-predecessor', rule: nothingToRollBackTo },
  ],
  revoke: ({ accessKeyId }) => [
    { name: 'no-such-key', rule: (situation) => notAKeyOfThisUser(situation, accessKeyId) },
    { name: 'revoke', rule: (situation) => revokeKey(situation, accessKeyId) },
  ],
  confirm: ({ force }) => [
    { name: 'identity', rule: trouble },
    { name: 'state-lost', rule: stateIsLost },
    { name: 'overwritten', rule: currentWrittenBySomebodyElse },
    { name: 'labels-moved', rule: labelsWereMoved },
    { name: 'horizon', rule: rotationMayBeAtWork },
    { name: 'confirmed', rule: nothingToConfirm },
    { name: 'confirm', rule: (situation) => confirm(situation, force) },
  ],
  hold: ({ until }) => [
    { name: 'identity', rule: trouble },
    { name: 'hold', rule: (situation) => holdUntil(situation, until) },
  ],
};
