/**
 * The decision about one user: an ordered list of rules, the first that matches wins (design: "The rules, in order"). Pure: the
 * observation and the clock come in, steps with their reasons go out.
 */
import { DAY_MS } from './config';
import { day } from './dates';
import type { AccessKey, HoldReason, Observation, Plan, Step } from './model';
import { accessKeyIdOf, isPlaceholder } from './names';
import {
  graceEnd,
  HORIZON_MS,
  type Owed,
  owedMessages,
  REPEAT_MS,
  type Situation,
  situationOf,
  subjectOf,
  succession,
  without,
} from './situation';
import { deleteInactive, issue, issueInPlaceOf, quarantine, recordInactive, recordOf } from './slots';
import { quote } from './text';
import { movedOn, usedSince } from './use';
import { hold, isBlock, isOver, later, REFUSED, type Rule, type Verdict } from './verdict';

type HoldStep = Step & { kind: 'hold' };

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
  const told = steps.flatMap((step) => (step.kind === 'hold' ? [step, ...tellHold(step, situation)] : [step]));
  return { steps: [...owedSteps(situation), ...told], ...decision };
}

/** @throws when no rule of the list matches */
export function decide(situation: Situation, rules: typeof RULES): Plan {
  for (const [rule, applies] of rules) {
    const verdict = applies(situation);
    if (!verdict) continue;
    const { steps = [], because, nextAt, goOnAs, refused } = verdict;
    if (!goOnAs) return { steps, rule: refused ? REFUSED : rule, because, nextAt };
    const rest = decide(goOnAs, rules);
    return { ...rest, steps: [...steps, ...rest.steps] };
  }
  throw new Error('no rule matched, though the last one always does');
}

/** A user in trouble is left alone altogether: what its secret says may be about somebody else. */
export const owedSteps = (situation: Situation): Step[] =>
  situation.observation.trouble ? [] : owedMessages(situation).map(tell);

const tell = ({ event, accessKeyId, because }: Owed): Step => ({ kind: 'notify', event, accessKeyId, because });

/** A hold or a block is told when it is new, and weekly while it lasts. */
function tellHold({ reason, because, accessKeyId }: HoldStep, { observation, now, secret }: Situation): Step[] {
  const told = (observation.board ? observation.board.secret : secret)?.notices.held;
  if (told?.subject === reason && now.getTime() - told.at.getTime() < REPEAT_MS) return [];
  const event = isBlock(reason) ? 'user-blocked' : 'key-held';
  return [{ kind: 'notify', event, because, reason, ...(accessKeyId !== undefined && { accessKeyId }) }];
}

/** Rule 1, as far as observe sees it: identity, scheduled deletion, tags that do not parse. */
export function trouble({ observation }: Situation): Verdict | undefined {
  return observation.trouble && hold(observation.trouble.reason, observation.trouble.because);
}

/** Rule 1. What a person put there is somebody's working credential: promoting over it would undo the person's decision. */
export function currentWrittenBySomebodyElse({ secret, currentId }: Situation): Verdict | undefined {
  const { current } = secret?.labels ?? {};
  if (!secret?.intent || current === undefined || currentId !== undefined || isPlaceholder(current)) return undefined;
  if (secret.adoptedVersion === current) return undefined;
  return hold(
    'secret-overwritten',
    `AWSCURRENT of ${secret.name} names the version ${quote(current)}, which somebody other than Keyturn wrote; move the label back to a version of Keyturn's, or empty the tag keyturn:intent to let Keyturn begin anew`,
  );
}

/** Rule 2. */
function toldToWait(situation: Situation): Verdict | undefined {
  const { secret, observation } = situation;
  const times = [secret?.holdUntil, observation.user.settings.exemptUntil].filter((at) => at !== undefined);
  const until = times.filter((at) => !isOver(at, situation)).sort((a, b) => b.getTime() - a.getTime())[0];
  return until && { because: `no step before ${day(until)}, as a tag says`, nextAt: until };
}

/**
 * Rule 3: the intent, the deactivation, or a key that looks like left behind, is younger than the horizon. The key's own age counts too,
 * because the run that made it may act on an old event and have written an old time.
 */
export function anotherRunMayBeAtWork(situation: Situation): Verdict | undefined {
  const { secret, leftover } = situation;
  const marks = [secret?.intent?.at, secret?.deactivated?.at, leftover?.key.createdAt];
  const until = marks.filter((at) => at !== undefined).map((at) => later(at, HORIZON_MS));
  const last = until.sort((a, b) => b.getTime() - a.getTime())[0];
  return last && !isOver(last, situation)
    ? { because: 'a change began less than half an hour ago, and its run may still be at work', nextAt: last }
    : undefined;
}

/** Rule 3: a rotation that was cut leaves an orphan or a pending key. It goes, by its id, and the rotation starts again. */
export function cleanUpUnfinishedRotation(situation: Situation): Verdict | undefined {
  const { leftover } = situation;
  if (!leftover) return undefined;
  const because =
    leftover.role === 'orphan'
      ? 'a rotation was cut after it had created this key and before the key was stored anywhere, so nobody can hold it'
      : 'a rotation was cut before this key was seen to authenticate, so it was never handed out';
  const step: Step = { kind: 'delete-key', accessKeyId: leftover.key.id, role: leftover.role, because };
  return { steps: [step], because, goOnAs: without(situation, leftover.key) };
}

/** Rule 4: consumers hold a key that does not exist. */
export function currentKeyIsGone(situation: Situation): Verdict | undefined {
  const { currentId, current } = situation;
  if (currentId === undefined || current) return undefined;
  const because = `the key ${currentId} that consumers read from the secret is gone from IAM`;
  return issue(situation, undefined, because, 'no-free-slot');
}

/** A revocation was cut short: Keyturn deactivated this key because a person said that it is compromised, and consumers need another. */
export function currentKeyWasRevoked(situation: Situation): Verdict | undefined {
  const { current, currentId, secret, keys } = situation;
  const { revoked, revoking } = secret?.notices ?? {};
  const cut = keys.find((key) => !key.active && [revoked?.subject, revoking?.subject].includes(key.id));
  // Before a first rotation, consumers held the only key that worked.
  const isHeld = currentId === undefined ? !keys.some((key) => key.active) : cut === current;
  return cut && isHeld ? issueInPlaceOf(situation, cut) : undefined;
}

/** Rule 4: a person may be answering an incident, so Keyturn neither reactivates nor replaces by itself. */
function currentKeyIsInactive({ current }: Situation): Verdict | undefined {
  if (!current || current.active) return undefined;
  const because = `the key ${current.id} that consumers read from the secret is Inactive, and Keyturn did not do that; reactivate it, or delete it to have it replaced`;
  return hold('current-inactive', because, current);
}

/**
 * AWSCURRENT was taken from a newer key though no rollback is recorded: when that was done, and why, is unknown. Programs may read the
 * other key from now on, so that even if the label is put back, they are owed a grace.
 */
export function labelsWereMoved({ secret, current, keys, policy, now }: Situation): Verdict | undefined {
  const previous = keys.find((key) => key.id === accessKeyIdOf(secret?.labels.previous));
  const { intent } = secret ?? {};
  if (!previous || intent?.kind === 'rollback') return undefined;
  // Without a current key, a newer one is one that this intent has made.
  const isNewer = current
    ? previous.createdAt > current.createdAt
    : intent !== undefined && previous.createdAt >= intent.at;
  if (!isNewer) return undefined;
  const until = later(now, policy.graceDays * DAY_MS);
  const because = `AWSCURRENT was moved away from the newer key ${previous.id} by hand; move it back, or delete the key that is not wanted; no step before ${day(until)}`;
  return holdWithNewGrace('labels-moved', because, previous, until);
}

/** The label is back where it was. Programs that read the older key meanwhile get a whole grace from when that was seen. */
function labelsArePutBack({ secret, retiring, policy, now }: Situation): Verdict | undefined {
  if (secret?.notices.held?.subject !== 'labels-moved' || !retiring?.active) return undefined;
  const until = later(now, policy.graceDays * DAY_MS);
  const because = `AWSCURRENT is back on the newer key, and ${retiring.id}, which it named meanwhile, has a new grace until ${day(until)}`;
  const renew: Step = { kind: 'renew-grace', accessKeyId: retiring.id, until, because, settles: 'labels-moved' };
  return { steps: [renew], because, nextAt: until };
}

/** Told first: once `hold-until` lies ahead, no run looks at this user, and a message that failed would be lost. */
function holdWithNewGrace(reason: HoldReason, because: string, key: AccessKey, until: Date): Verdict {
  const held = hold(reason, because, key, until);
  const renew: Step = { kind: 'renew-grace', accessKeyId: key.id, until, because };
  return { ...held, steps: [...(held.steps ?? []), renew] };
}

/** Rule 5: somebody reactivated the key in quarantine, so somebody needs it. */
function retiringKeyWasReactivated(situation: Situation): Verdict | undefined {
  const { retiring, policy, now } = situation;
  if (!retiring?.active || !recordOf(situation, retiring)) return undefined;
  const until = later(now, policy.graceDays * DAY_MS);
  const because = `the key ${retiring.id} was reactivated after Keyturn had deactivated it, so it counts as in use and has a new grace until ${day(until)}`;
  return holdWithNewGrace('reactivated', because, retiring, until);
}

/** Rule 5: quarantine. */
function retiringKeyIsInactive(situation: Situation): Verdict | undefined {
  const { retiring, current } = situation;
  if (!retiring || retiring.active) return undefined;
  const wait = quarantine(situation, retiring);
  return wait
    ? inTheWay(situation, retiring, wait)
    : deleteInactive(situation, retiring, 'retiring', `${current?.id} replaced it`);
}

/** Promise 9: a policy can be so tight that the next rotation waits for the predecessor's slot. Past the maximum age that has to be told. */
function inTheWay(situation: Situation, retiring: AccessKey, wait: Verdict): Verdict {
  const { current, policy } = situation;
  if (!current || !isOver(later(current.createdAt, policy.maxKeyAgeDays * DAY_MS), situation)) return wait;
  const because = `the key ${current.id} has reached ${policy.maxKeyAgeDays} days and cannot be replaced before its predecessor ${retiring.id} is deleted: ${wait.because}`;
  const blocked = hold('predecessor-in-the-way', because, retiring, wait.nextAt);
  return { ...blocked, steps: [...(wait.steps ?? []), ...(blocked.steps ?? [])] };
}

/** Rule 5: both keys work. The one reminder comes 3 days before the end, or half-way through a grace shorter than 6. */
function graceIsNotOver(situation: Situation): Verdict | undefined {
  const { retiring, secret, policy, now } = situation;
  if (!retiring) return undefined;
  const end = graceEnd(situation);
  if (isOver(end, situation)) return undefined;
  const remindAt = later(end, -Math.min(3, policy.graceDays / 2) * DAY_MS);
  const because = `both keys work until ${day(end)}`;
  if (now < remindAt) return inTheWay(situation, retiring, { because, nextAt: remindAt });
  const use = usedSince(situation, retiring, succession(situation));
  if (secret?.notices.reminded?.subject === retiring.id || use === undefined || movedOn(situation, retiring).moved)
    return inTheWay(situation, retiring, { because, nextAt: end });
  const reminder: Step = {
    kind: 'notify',
    event: 'key-reminder',
    accessKeyId: retiring.id,
    because: `the old key ${retiring.id} is still in use (${use}), and its grace ends on ${day(end)}`,
  };
  return inTheWay(situation, retiring, { steps: [reminder], because, nextAt: end });
}

/** Rule 5: grace is over. Evidence that consumers have moved on, or the team's own deadline, decides (promise 1). */
function retiringKeyIsDue(situation: Situation): Verdict | undefined {
  const { retiring, current, policy } = situation;
  if (!retiring) return undefined;
  const evidence = movedOn(situation, retiring);
  if (!current || evidence.unproven)
    return hold('current-unproven', `the old key ${retiring.id} stays: ${evidence.because}`, retiring);
  const deactivate = (because: string): Verdict => {
    const step: Step = { kind: 'deactivate-key', accessKeyId: retiring.id, because };
    return { steps: [step], because };
  };
  if (evidence.moved) return deactivate(evidence.because);
  const deadline = later(retiring.createdAt, policy.maxKeyAgeDays * DAY_MS);
  if (policy.whenStillInUse === 'hold')
    return hold(
      'still-in-use',
      `the old key ${retiring.id} stays active past its grace: ${evidence.because}`,
      retiring,
    );
  if (isOver(deadline, situation))
    return deactivate(
      `${evidence.because}, but whenStillInUse is "deactivate" and the key reached its maximum age on ${day(deadline)}`,
    );
  return hold(
    'still-in-use',
    `the old key ${retiring.id} stays active until ${day(deadline)}: ${evidence.because}`,
    retiring,
    deadline,
  );
}

/** Rule 6. */
function rotationIsDue(situation: Situation): Verdict | undefined {
  const { policy } = situation;
  const subject = subjectOf(situation);
  if (!subject) return undefined;
  const dueAt = later(subject.createdAt, (policy.maxKeyAgeDays - policy.graceDays) * DAY_MS);
  if (!isOver(dueAt, situation)) return undefined;
  const age = Math.floor((situation.now.getTime() - subject.createdAt.getTime()) / DAY_MS);
  return issue(
    situation,
    subject,
    `the key ${subject.id} is ${age} days old and may reach ${policy.maxKeyAgeDays}`,
    'foreign-key',
  );
}

/** An Inactive key that no record knows: only from the moment that Keyturn has seen it can it be proven to have been Inactive. */
function inactiveKeyIsUnknown(situation: Situation): Verdict | undefined {
  const spare = situation.foreign.find((key) => !key.active);
  return spare && subjectOf(situation) && !recordOf(situation, spare) ? recordInactive(situation, spare) : undefined;
}

/** Promise 9: a key that a person made grows old too, and Keyturn never touches it. */
function foreignKeyIsTooOld(situation: Situation): Verdict | undefined {
  const { foreign, policy, now } = situation;
  const old = foreign.find(
    (key) => key.active && isOver(later(key.createdAt, policy.maxKeyAgeDays * DAY_MS), situation),
  );
  if (!old) return undefined;
  const age = Math.floor((now.getTime() - old.createdAt.getTime()) / DAY_MS);
  return hold(
    'foreign-key-old',
    `the key ${old.id}, which Keyturn does not manage, is ${age} days old; delete or deactivate it`,
    old,
  );
}

/** Rule 7. */
function noActiveKey(situation: Situation): Verdict | undefined {
  return subjectOf(situation)
    ? undefined
    : { because: 'the user has no Active key and nothing stored, so it gets no new one' };
}

/** Rule 8. */
function nothingIsDue(situation: Situation): Verdict {
  const { policy } = situation;
  const subject = subjectOf(situation) as AccessKey;
  const dueAt = later(subject.createdAt, (policy.maxKeyAgeDays - policy.graceDays) * DAY_MS);
  return { because: `the key ${subject.id} is next due on ${day(dueAt)}`, nextAt: dueAt };
}
