import { versionIdOf } from '../names';
import { cleanUpUnfinishedRotation } from '../rules/hands-off';
import { revokeStep } from '../rules/make-step';
import { issue, issueInPlaceOf, recordOf, startQuarantine } from '../rules/slots';
import type { Step } from '../rules/step';
import { refuse, type Verdict } from '../rules/verdict';
import { quote } from '../text';
import { later, minute } from '../time';
import { HORIZON_MS } from '../user/horizon';
import type { AccessKey } from '../user/keys';
import type { Observation } from '../user/observation';
import { keyToRotate, type Situation } from '../user/situation';
import { leftoverInTheMaking } from './rotate';

export function notAKeyOfThisUser({ keys, observation }: Situation, id: string): Verdict | undefined {
  return keys.some((key) => key.id === id)
    ? undefined
    : refuse(`the IAM user ${quote(observation.user.name)} has no key ${id}`);
}

/** The key that consumers hold: the stored one or, before a first rotation, the only one that works. */
function isHeldByConsumers({ currentId, keys, leftover }: Situation, id: string): boolean {
  if (currentId !== undefined) return currentId === id;
  const active = keys.filter((key) => key.active && key !== leftover?.key);
  return active.length === 1 && active[0]?.id === id;
}

/** A leak outranks a tag that does not parse. But the key that consumers hold is not cut where no other can be issued. */
export function revokeInTrouble(situation: Situation, id: string): Verdict | undefined {
  const { observation, keys } = situation;
  if (!observation.trouble) return undefined;
  const key = keys.find((one) => one.id === id) as AccessKey;
  if (!key.active) return { because: `the key ${id} is Inactive already` };
  if (keys.some((one) => one !== key && one.active)) return deactivate(situation, id);
  return refuse(
    `no new key can be issued (${observation.trouble.because}), and programs may hold ${id}; to cut it all the same: ${byHand(observation, id)}`,
  );
}

/** A key that nobody was given yet. To cut it while a run is about to hand it out would make consumers read a key that does not work. */
export function revokeLeftover(situation: Situation, id: string): Verdict | undefined {
  const { leftover } = situation;
  if (leftover?.key.id !== id) return undefined;
  const until = leftoverInTheMaking(situation);
  if (until)
    return refuse(
      `a rotation that may still be at work has made the key ${id} and is about to hand it out; try again in two minutes`,
      until,
    );
  const { goOnAs: _, ...deletion } = cleanUpUnfinishedRotation(situation) as Verdict;
  return deletion;
}

/** Not the key that consumers hold, so nothing has to take its place. */
export function revokeAnother(situation: Situation, id: string): Verdict | undefined {
  const key = situation.keys.find((one) => one.id === id) as AccessKey;
  if (isHeldByConsumers(situation, id)) return undefined;
  if (recordOf(situation, key) && !key.active) return { because: `the key ${id} is Inactive already` };
  return isDormant(situation, id) ? startQuarantine(situation, key) : deactivate(situation, id);
}

/** Nobody holds a key that works, and no revocation was cut: to note this key as revoked would issue a first one. */
const isDormant = ({ keys, currentId, secret }: Situation, id: string) =>
  currentId === undefined && !keys.some((key) => key.active) && secret?.notices.revoking?.accessKeyId !== id;

/** The second slot holds a key that is about to be handed out, or about to be an orphan: the next run sees which. */
export function revokeDuringRotation(situation: Situation): Verdict | undefined {
  const end = leftoverInTheMaking(situation);
  if (!end) return undefined;
  const held = heldKey(situation);
  // A run waits for the horizon of the deactivation, too.
  const cutAt = held.active ? situation.now : (recordOf(situation, held)?.at ?? situation.now);
  const until = new Date(Math.max(end.getTime(), later(cutAt, HORIZON_MS).getTime()));
  const because = `${held.id} was revoked; a rotation that may still be at work hands out the next key, or the first run after ${minute(until)} does`;
  return held.active ? { ...deactivate(situation, held.id, because), nextAt: until } : { because, nextAt: until };
}

/** The key that consumers hold: a new one first, where a slot allows. */
export function revokeCurrent(situation: Situation): Verdict {
  const { retiring, secret } = situation;
  const held = heldKey(situation);
  const deactivation = deactivate(situation, held.id).steps ?? [];
  if (!held.active) {
    const isTold = secret?.notices.revoked?.accessKeyId === held.id;
    const rest = issueInPlaceOf(situation, held);
    return { ...rest, steps: [...(isTold ? [] : deactivation), ...(rest.steps ?? [])] };
  }
  const because = `${held.id} was revoked, and programs that read the secret need a new key`;
  const usual = issue(situation, undefined, because, 'no-free-slot').steps ?? [];
  if (!usual.some((step) => step.kind === 'hold')) return { steps: [...usual, ...deactivation], because };
  // The predecessor works and is stored: until there is a new key, consumers get that one.
  const { current, previous } = secret?.labels ?? {};
  const bridge: Step[] =
    retiring?.active && current !== undefined && previous === versionIdOf(retiring.id)
      ? [{ kind: 'make-current', accessKeyId: retiring.id, from: current, because: `${held.id} was revoked` }]
      : [];
  const room = issueInPlaceOf(situation, held).steps ?? [];
  return { steps: [...bridge, ...deactivation, ...room], because };
}

function heldKey(situation: Situation): AccessKey {
  return (situation.current ?? keyToRotate(situation)) as AccessKey;
}

function deactivate(
  situation: Situation,
  accessKeyId: string,
  because = `${accessKeyId} was reported as compromised`,
): Verdict {
  return { steps: [revokeStep(situation, accessKeyId, because)], because };
}

const byHand = ({ user }: Observation, id: string) =>
  `aws iam update-access-key --user-name '${user.name}' --access-key-id ${id} --status Inactive`;
