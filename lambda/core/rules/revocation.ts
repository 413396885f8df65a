/**
 * A key was reported as compromised (promise 12), by a command in this moment or by one that was interrupted. Where programs hold it, they
 * get another one first, as far as that takes no longer than it may (run/steps/revocation.ts). Pure.
 */

import { versionIdOf } from '../names';
import { minute } from '../time';
import { mayBeRetiredSoon, workEndsAt } from '../user/at-work';
import type { AccessKey } from '../user/keys';
import { isReportedIn } from '../user/revoked';
import { type Situation, without } from '../user/situation';
import { NEW_KEY } from './announcement';
import { cleanUpUnfinishedRotation, trouble } from './hands-off';
import { revokeStep } from './make-step';
import { formatIsUndeclared } from './secret/format';
import { currentWrittenBySomebodyElse } from './secret/overwritten';
import { issue, issueInPlaceOf } from './slots';
import type { Step } from './step';
import type { Doing, Verdict } from './verdict';

/** A reported key that works: its revocation was interrupted, or refused, or somebody reactivated it. Ahead of every hold. */
export function revocationUnderWay(situation: Situation): Verdict | undefined {
  const { keys, observation } = situation;
  const reported = keys.filter((key) => key.active && isReportedIn(observation, key.id));
  const key = reported.find((one) => !isHeldByConsumers(situation, one.id)) ?? reported[0];
  if (!key) return undefined;
  const verdict = revocation(situation, key);
  // The other one, if both were reported.
  return reported.length > 1 ? { ...verdict, goOnAs: withInactive(situation, key) } : verdict;
}

/** The steps that deactivate an Active key for good, and hand programs another one. */
export function revocation(situation: Situation, key: AccessKey): Doing {
  if (!isHeldByConsumers(situation, key.id)) return deactivation(situation, key);
  const obstacle = (trouble(situation) ?? currentWrittenBySomebodyElse(situation) ?? formatIsUndeclared(situation))
    ?.because;
  if (obstacle !== undefined)
    return deactivation(
      situation,
      key,
      `${key.id} was reported as compromised, and no new key can be issued: ${obstacle}`,
    );
  const until = workEndsAt(situation);
  if (until) {
    const because = `${key.id} was revoked; a rotation that may still be at work hands out the next key, or the first run after ${minute(until)} does`;
    return { ...deactivation(situation, key, because), nextAt: until };
  }
  const { steps = [], goOnAs } = cleanUpUnfinishedRotation(situation) ?? {};
  const replacement = withSuccessor(goOnAs ?? situation, key);
  return { ...replacement, steps: [...steps, ...replacement.steps] };
}

/** A new key first, where a slot allows; else the predecessor serves until there is one; else the revoked key itself makes room. */
function withSuccessor(situation: Situation, key: AccessKey): Doing {
  const because = `${key.id} was revoked, and programs that read the secret need a new key`;
  const deactivate = revokeStep(situation, key.id, because, { currentKeyId: NEW_KEY });
  const usual = issue(situation, undefined, because, 'no-free-slot').steps;
  if (!usual.some((step) => step.kind === 'hold')) return { steps: [...usual, deactivate], because };
  const room = issueInPlaceOf(situation, key).steps;
  return { steps: [...bridge(situation, key), deactivate, ...room], because };
}

/** Not one that a run may be about to deactivate: to wait for that, as a rollback does, takes longer than a revocation may. */
function bridge(situation: Situation, revoked: AccessKey): Step[] {
  const { retiring, secret } = situation;
  const { current: from = '', previous } = secret?.labels ?? {};
  if (!retiring?.active || previous !== versionIdOf(retiring.id)) return [];
  if (mayBeRetiredSoon(situation, retiring) || isReportedIn(situation.observation, retiring.id)) return [];
  return [{ kind: 'make-current', accessKeyId: retiring.id, from, because: `${revoked.id} was revoked` }];
}

function deactivation(situation: Situation, { id }: AccessKey, because = `${id} was reported as compromised`): Doing {
  return { steps: [revokeStep(situation, id, because)], because };
}

/** The key that consumers hold: the stored one or, before a first rotation, the only one that works. */
export function isHeldByConsumers(situation: Situation, id: string): boolean {
  const { currentId, keys, leftover } = situation;
  if (currentId !== undefined) return currentId === id;
  const [only, ...others] = keys.filter((key) => key.active && key !== leftover?.key);
  return others.length === 0 && only?.id === id;
}

/** Nobody holds a key that works, and no revocation was interrupted: to note this key as revoked would issue a first one. */
export const isDormantKey = ({ keys, currentId, observation }: Situation, { id }: AccessKey): boolean =>
  currentId === undefined && !keys.some((key) => key.active) && !isReportedIn(observation, id);

function withInactive(situation: Situation, { id }: AccessKey): Situation {
  const off = (key: AccessKey | undefined) => (key?.id === id ? { ...key, active: false } : key);
  const { keys, current, retiring, leftover } = situation;
  const rest = leftover?.key.id === id ? without(situation, leftover.key) : situation;
  return {
    ...rest,
    keys: keys.map((key) => off(key) as AccessKey),
    current: off(current),
    retiring: off(retiring),
  };
}
