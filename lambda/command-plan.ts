/**
 * The decision about one user when a person asks for it. Pure, as `plan` is: the rules that wait are skipped, those that protect are not.
 * What cannot be done is refused in a sentence.
 */
import { DAY_MS } from './config';
import { day, minute } from './dates';
import type { AccessKey, Observation, Plan, Step } from './model';
import { accessKeyIdOf, versionIdOf } from './names';
import {
  cleanUpUnfinishedRotation,
  currentKeyIsGone,
  currentWrittenBySomebodyElse,
  decide,
  labelsWereMoved,
  owedSteps,
  trouble,
} from './plan';
import { broughtBack, graceEnd, HORIZON_MS, promised, type Situation, situationOf, subjectOf } from './situation';
import { issue, issueInPlaceOf, recordInactive, recordOf } from './slots';
import { quote } from './text';
import { isOver, later, REFUSED, type Rule, type Verdict } from './verdict';

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
const isToldBy = (steps: readonly Step[], owed: Step) =>
  'event' in owed &&
  owed.event === 'key-revoked' &&
  steps.some((step) => step.kind === 'deactivate-key' && step.accessKeyId === owed.accessKeyId);

type WishFor<Command extends Wish['command']> = Wish & { command: Command };
type RuleList = readonly (readonly [name: string, rule: Rule])[];

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

const refuse = (because: string, nextAt?: Date): Verdict => ({ refused: true, because, ...(nextAt && { nextAt }) });

/** A key that a live run is about to hand out, or will be an orphan by the end of the horizon. */
function leftoverInTheMaking({ leftover, secret, now }: Situation): Date | undefined {
  if (!leftover) return undefined;
  const marks = [secret?.intent?.at, leftover.key.createdAt].map((at) => later(at ?? now, HORIZON_MS));
  const end = new Date(Math.max(...marks.map((at) => at.getTime())));
  return end > now ? end : undefined;
}

function rotationMayBeAtWork(situation: Situation): Verdict | undefined {
  const until = leftoverInTheMaking(situation);
  return (
    until &&
    refuse(
      `a rotation that began less than half an hour ago has not ended and may still be at work; try again after ${minute(until)}`,
      until,
    )
  );
}

function predecessorHasTheSlot({ retiring }: Situation): Verdict | undefined {
  if (!retiring?.active) return undefined;
  return refuse(
    `both of IAM's two slots are taken: ${retiring.id} is still kept for programs that have not moved on; wait until it is deleted, or revoke it if it is compromised`,
  );
}

/** Due or not. An Inactive current key is replaced too, as a person has decided; it is no old key that programs can go on using. */
function rotateNow(situation: Situation): Verdict | undefined {
  const subject = subjectOf(situation);
  if (!subject) return undefined;
  const replaces = subject.active ? subject : undefined;
  return issue(situation, replaces, `a new key in place of ${subject.id} was asked for`, 'foreign-key');
}

const nothingToRotate = () =>
  refuse('the user has no Active key and nothing stored, so there is nothing to rotate; Keyturn gives no first key');

/** Safe to repeat. What was not told yet is told by the next run. */
function alreadyRolledBack(situation: Situation): Verdict | undefined {
  const key = broughtBack(situation);
  const { secret } = situation;
  if (!key || !secret?.intent) return undefined;
  return { because: `it was rolled back to ${key.id} on ${minute(secret.intent.at)} already` };
}

function rollBackNow(situation: Situation): Verdict | undefined {
  const { retiring, secret, policy, now } = situation;
  if (!retiring) return undefined;
  const { revoked, revoking } = secret?.notices ?? {};
  if ([revoked?.subject, revoking?.subject].includes(retiring.id))
    return refuse(`the key ${retiring.id} was revoked as compromised, and is not brought back`);
  const isStored = secret?.labels.previous === versionIdOf(retiring.id);
  const from = isStored ? secret?.labels.current : undefined;
  const until = later(now, policy.graceDays * DAY_MS);
  const because = isStored
    ? `a rollback to ${retiring.id} was asked for; both keys are kept until ${day(until)}`
    : `a rollback to ${retiring.id} was asked for; its secret half was never stored, so the secret stays as it is, and both keys are kept until ${day(until)}`;
  const isContested = mayBeCutSoon(situation, retiring);
  return {
    steps: [{ kind: 'roll-back', accessKeyId: retiring.id, until, from, isContested, because }],
    because,
    nextAt: until,
  };
}

/**
 * A run that reads the keys before the intent is written can decide to deactivate or to delete this one; it is at most a horizon ahead of
 * the time that this command goes by.
 */
function mayBeCutSoon(situation: Situation, key: AccessKey): boolean {
  const isNear = (at: Date) => isOver(later(at, -HORIZON_MS), situation);
  if (key.active) return isNear(graceEnd(situation));
  const record = recordOf(situation, key);
  const { quarantineDays } = situation.policy;
  return record !== undefined && isNear(promised(situation, later(record.at, quarantineDays * DAY_MS)));
}

function nothingToRollBackTo({ current, secret }: Situation): Verdict {
  const gone = accessKeyIdOf(secret?.labels.previous) ?? secret?.notices.deleted?.subject;
  const why = gone ? `${gone}, which it replaced, is gone` : 'no rotation has taken place';
  return refuse(
    current
      ? `there is nothing to roll back to from ${current.id}: ${why}`
      : `there is nothing to roll back to: ${why}`,
  );
}

function notAKeyOfThisUser({ keys, observation }: Situation, id: string): Verdict | undefined {
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
function revokeInTrouble(situation: Situation, id: string): Verdict | undefined {
  const { observation, keys } = situation;
  if (!observation.trouble) return undefined;
  const key = keys.find((one) => one.id === id) as AccessKey;
  if (!key.active) return { because: `the key ${id} is Inactive already` };
  if (keys.some((one) => one !== key && one.active)) return deactivate(id);
  return refuse(
    `no new key can be issued (${observation.trouble.because}), and programs may hold ${id}; to cut it all the same: ${byHand(observation, id)}`,
  );
}

/** A key that nobody was given yet. To cut it while a run is about to hand it out would make consumers read a key that does not work. */
function revokeLeftover(situation: Situation, id: string): Verdict | undefined {
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
function revokeAnother(situation: Situation, id: string): Verdict | undefined {
  const key = situation.keys.find((one) => one.id === id) as AccessKey;
  if (isHeldByConsumers(situation, id)) return undefined;
  if (recordOf(situation, key) && !key.active) return { because: `the key ${id} is Inactive already` };
  return isDormant(situation, id) ? recordInactive(situation, key) : deactivate(id);
}

/** Nobody holds a key that works, and no revocation was cut: to note this key as revoked would issue a first one. */
const isDormant = ({ keys, currentId, secret }: Situation, id: string) =>
  currentId === undefined && !keys.some((key) => key.active) && secret?.notices.revoking?.subject !== id;

/** The second slot holds a key that is about to be handed out, or about to be an orphan: the next run sees which. */
function revokeDuringRotation(situation: Situation): Verdict | undefined {
  const end = leftoverInTheMaking(situation);
  if (!end) return undefined;
  const held = heldKey(situation);
  // A run waits for the horizon of the deactivation, too.
  const cutAt = held.active ? situation.now : (recordOf(situation, held)?.at ?? situation.now);
  const until = new Date(Math.max(end.getTime(), later(cutAt, HORIZON_MS).getTime()));
  const because = `${held.id} was revoked; a rotation that may still be at work hands out the next key, or the first run after ${minute(until)} does`;
  return held.active ? { ...deactivate(held.id, because), nextAt: until } : { because, nextAt: until };
}

/** The key that consumers hold: a new one first, where a slot allows. */
function revokeCurrent(situation: Situation): Verdict {
  const { retiring, secret } = situation;
  const held = heldKey(situation);
  const deactivation = deactivate(held.id).steps ?? [];
  if (!held.active) {
    const isTold = secret?.notices.revoked?.subject === held.id;
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
  return (situation.current ?? subjectOf(situation)) as AccessKey;
}

function deactivate(accessKeyId: string, because = `${accessKeyId} was reported as compromised`): Verdict {
  return { steps: [{ kind: 'deactivate-key', accessKeyId, revoked: true, because }], because };
}

function holdUntil({ secret }: Situation, until: Date | undefined): Verdict {
  if (until === undefined && !secret?.holdUntil) return { because: 'there is no hold to release' };
  const because = until ? `no step before ${minute(until)}, as asked for by hand` : 'the hold was released by hand';
  return { steps: [{ kind: 'set-hold', until, because }], because, ...(until && { nextAt: until }) };
}

const byHand = ({ user }: Observation, id: string) =>
  `aws iam update-access-key --user-name '${user.name}' --access-key-id ${id} --status Inactive`;
