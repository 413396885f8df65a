/** What an observation means: which role each key plays, and what the owner has not been told yet. Pure. */
import { DAY_MS, MINUTE_MS } from './config';
import type { AccessKey, Intent, LastUse, Observation, Policy, SecretState } from './model';
import { accessKeyIdOf, isPlaceholder } from './names';

/**
 * The longest that a run can still act on what it saw: the age that its event may reach (15 minutes in all, set on the schedule and on the
 * function's asynchronous invocations) plus the function's timeout (15 minutes). What is younger may belong to a run that is
 * still at work, or be too new for IAM's answers, and is left alone.
 */
export const HORIZON_MS = 30 * MINUTE_MS;

/** How often a hold or a block is told again (promise 8: nobody is surprised, and not daily). */
export const REPEAT_MS = 7 * DAY_MS;

/** AWS records the first use of a key in a span of about 15 minutes, so the true last use may be that much later than the recorded one. */
export const USE_GRANULARITY_MS = 15 * MINUTE_MS;

/** The user's keys by role (design: "Roles of a user's keys"). A key has exactly one. */
export interface Situation {
  readonly now: Date;
  readonly policy: Policy;
  readonly observation: Observation;
  readonly keys: readonly AccessKey[];
  readonly secret: SecretState | undefined;
  /** The key id that AWSCURRENT names, whether or not IAM still has that key. */
  readonly currentId: string | undefined;
  readonly current: AccessKey | undefined;
  readonly retiring: AccessKey | undefined;
  /** What a rotation left behind that was cut before its promotion. */
  readonly leftover: { readonly key: AccessKey; readonly role: 'orphan' | 'pending' } | undefined;
  /** Keys that neither the secret nor an open intent knows. */
  readonly foreign: readonly AccessKey[];
}

export function situationOf(observation: Observation, now: Date): Situation {
  const { secret } = observation;
  // Oldest first, in whatever order AWS lists them: the same world gives the same plan.
  const keys = [...observation.keys].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const currentId = accessKeyIdOf(secret?.labels.current);
  const current = keys.find((key) => key.id === currentId);
  const others = keys.filter((key) => key !== current);
  const previousId = accessKeyIdOf(secret?.labels.previous);
  // Without a current key there is nothing that a key could be retiring in favour of.
  const retiring =
    currentId === undefined
      ? undefined
      : (others.find((key) => key.id === previousId) ?? predecessorOfFirstRotation(secret, current, others));
  const strangers = others.filter((key) => key !== retiring);
  // What AWSPREVIOUS names was handed out once, whatever AWSCURRENT names now.
  const leftover = leftoverAmong(
    strangers.filter((key) => key.id !== previousId),
    observation,
    current,
  );
  return {
    now,
    policy: observation.user.settings.policy,
    observation,
    keys,
    secret,
    currentId,
    current,
    retiring,
    leftover,
    foreign: strangers.filter((key) => key !== leftover?.key),
  };
}

/** The same situation once a leftover is gone. */
export function without(situation: Situation, gone: AccessKey): Situation {
  return { ...situation, keys: situation.keys.filter((key) => key !== gone), leftover: undefined };
}

/**
 * After a first rotation no label names the old key: it is the one that is older than the intent or, when the intent is that of a later
 * rollback, than the current key. A first rotation begins with a free slot, so there is no more than one such key.
 */
function predecessorOfFirstRotation(
  secret: SecretState | undefined,
  current: AccessKey | undefined,
  others: readonly AccessKey[],
): AccessKey | undefined {
  const { intent, labels, adoptedVersion } = secret ?? {};
  if (!intent || !current) return undefined;
  if (intent.kind === 'rotate' && current.createdAt < intent.at) return undefined;
  const { previous } = labels ?? {};
  const first = previous === undefined || isPlaceholder(previous) || previous === adoptedVersion;
  const since = intent.kind === 'rotate' ? intent.at : current.createdAt;
  return first ? others.find((key) => key.createdAt < since) : undefined;
}

/**
 * The intent of a rotation that never finished: AWSCURRENT names no key yet, or one that is provably older than the intent. A current
 * key that is gone from IAM has no date any more; then the note of its own announcement is the proof.
 */
function openIntent(secret: SecretState, current: AccessKey | undefined): Intent | undefined {
  const { intent, notices, labels } = secret;
  if (intent?.kind !== 'rotate') return undefined;
  const currentId = accessKeyIdOf(labels.current);
  if (currentId === undefined) return intent;
  const announced = notices.rotated?.subject === currentId ? notices.rotated.at : undefined;
  const since = current?.createdAt ?? announced;
  return since && since < intent.at ? intent : undefined;
}

/**
 * - Pending: AWSPENDING names it, so a rotation stored it, and it never came to be handed out; also when an overlapping run has promoted
 *   another key since.
 * - Orphan: stored nowhere. It takes all five signs: no label, an intent to rotate, created within the horizon after it, never used, and
 *   no current key that this rotation could have made.
 */
function leftoverAmong(
  keys: readonly AccessKey[],
  { secret, lastUse }: Observation,
  current: AccessKey | undefined,
): Situation['leftover'] {
  const { intent, labels } = secret ?? {};
  if (!secret || intent?.kind !== 'rotate') return undefined;
  const after = (key: AccessKey) => key.createdAt.getTime() - intent.at.getTime();
  const candidates = keys.filter((key) => key.active && after(key) >= 0);
  // AWSPENDING stays on a key that was promoted; that it was announced tells it from one that never was.
  const pendingId = accessKeyIdOf(labels?.pending);
  const pending = candidates.find((key) => key.id === pendingId && key.id !== secret.notices.rotated?.subject);
  if (pending && isUnusedButForVerification(pending, lastUse.get(pending.id))) return { key: pending, role: 'pending' };
  if (!openIntent(secret, current)) return undefined;
  const orphan = candidates.find(
    (key) => key.id !== pendingId && after(key) <= HORIZON_MS && lastUse.get(key.id)?.kind === 'never',
  );
  return orphan && { key: orphan, role: 'orphan' };
}

/** Keyturn verifies a new key with sts:GetCallerIdentity within the horizon of its creation; that is nobody's use. */
export function isOwnVerification(use: LastUse & { kind: 'used' }, key: AccessKey): boolean {
  return use.service === 'sts' && use.at.getTime() < key.createdAt.getTime() + HORIZON_MS;
}

const isUnusedButForVerification = (key: AccessKey, use: LastUse | undefined) =>
  use?.kind === 'never' || (use?.kind === 'used' && isOwnVerification(use, key));

/** When grace began: never earlier than the rotation, so that the first run on an account full of old keys starts their grace. */
export function graceStart({ secret, current }: Situation): Date {
  return new Date(Math.max(secret?.intent?.at.getTime() ?? 0, current?.createdAt.getTime() ?? 0));
}

/**
 * When the current key took over, from which uses of the old one count. A rollback that left the labels where they were (after a first
 * rotation) begins a grace and no succession.
 */
export function succession(situation: Situation): Date {
  const { secret, current } = situation;
  const stayed = secret?.intent?.kind === 'rollback' && accessKeyIdOf(secret.labels.previous) === undefined;
  return stayed && current ? current.createdAt : graceStart(situation);
}

/** When grace ends: a shorter grace than the one that was promised does not shorten it. */
export function graceEnd(situation: Situation): Date {
  return promised(situation, new Date(graceStart(situation).getTime() + situation.policy.graceDays * DAY_MS));
}

/** The later of a date and the one that the last message gave. */
export const promised = ({ secret }: Situation, at: Date) =>
  secret?.promisedUntil && secret.promisedUntil > at ? secret.promisedUntil : at;

/** A message that is owed because a run died, or SNS failed, between a change and its announcement. */
export interface Owed {
  readonly event: 'key-rotated' | 'key-deactivated' | 'key-deleted' | 'key-rolled-back' | 'key-revoked';
  readonly accessKeyId: string;
  readonly because: string;
}

export function owedMessages(situation: Situation): Owed[] {
  const { secret, keys, current } = situation;
  if (!secret) return [];
  const { notices, intent, deactivated } = secret;
  const owed: Owed[] = [];
  const later = 'the message about it was not confirmed as sent, so it is sent now';
  if (current && intent?.kind === 'rotate' && current.createdAt >= intent.at && notices.rotated?.subject !== current.id)
    owed.push({ event: 'key-rotated', accessKeyId: current.id, because: `a new key was issued; ${later}` });
  const back = broughtBack(situation);
  const { rolledBack } = notices;
  if (back && intent && !(rolledBack?.subject === back.id && rolledBack.at >= intent.at))
    owed.push({ event: 'key-rolled-back', accessKeyId: back.id, because: `the rotation was rolled back; ${later}` });
  const cut = keys.find((key) => key.id === notices.revoking?.subject && !key.active);
  if (cut) owed.push({ event: 'key-revoked', accessKeyId: cut.id, because: `the key was revoked; ${later}` });
  const inactive = keys.find((key) => key.id === deactivated?.accessKeyId && !key.active);
  if (inactive && inactive !== cut && ![notices.deactivated?.subject, notices.revoked?.subject].includes(inactive.id))
    owed.push({ event: 'key-deactivated', accessKeyId: inactive.id, because: `the key was deactivated; ${later}` });
  const { deleting } = notices;
  if (deleting && !keys.some((key) => key.id === deleting.subject))
    owed.push({ event: 'key-deleted', accessKeyId: deleting.subject, because: `the key was deleted; ${later}` });
  return owed;
}

/** The key that a rollback has brought back; undefined when there was none, or when it was cut before it came to that. */
export function broughtBack({ secret, current, retiring }: Situation): AccessKey | undefined {
  if (secret?.intent?.kind !== 'rollback') return undefined;
  const previousId = accessKeyIdOf(secret.labels.previous);
  // After a first rotation the labels stay, and the old key works again.
  if (previousId === undefined) return retiring?.active ? retiring : undefined;
  return current && retiring && retiring.createdAt > current.createdAt ? current : undefined;
}

/** Unread counts as unknown. */
export function lastUseOf({ observation }: Situation, key: AccessKey): LastUse {
  return observation.lastUse.get(key.id) ?? { kind: 'unknown', why: 'it was not read' };
}

/** The key whose age decides: the current one or, with nothing stored yet, the only Active one (the older of two). */
export function subjectOf({ current, currentId, keys }: Situation): AccessKey | undefined {
  if (currentId !== undefined) return current;
  return keys.find((key) => key.active);
}
