/**
 * Every date of a rotation. This is the only file that adds days to dates: what is read in bulk (triage, outlook, key ages) and what is
 * read fresh (the rules) go by the same functions. `...Date`: what the policy alone gives. Others also keep to what was promised.
 */

import { accessKeyIdOf } from '../names';
import type { Policy } from '../settings/policy';
import { DAY_MS, later, latest } from '../time';
import { USE_GRANULARITY_MS } from './horizon';
import type { SecretState } from './secret-state';
import type { Situation } from './situation';

type Days<Name extends keyof Policy> = Pick<Policy, Name>;

/** How many days before its maximum age a key is due to be replaced. */
export const leadDays = (policy: Days<'graceDays' | 'idleDays'>) => policy.graceDays + policy.idleDays;

/** When a key is due to be replaced: early enough that the grace, and the window after it, end by its maximum age. */
export const dueDate = (policy: Days<'maxKeyAgeDays' | 'graceDays' | 'idleDays'>, createdAt: Date) =>
  daysAfter(createdAt, policy.maxKeyAgeDays - leadDays(policy));

/**
 * When the owner is notified that a key is about to be replaced: headsUpDays before, or half-way where a key lives no longer than twice
 * that. Undefined where nobody is to be.
 */
export function headsUpDate(
  policy: Days<'headsUpDays' | 'maxKeyAgeDays' | 'graceDays' | 'idleDays'>,
  createdAt: Date,
): Date | undefined {
  const life = policy.maxKeyAgeDays - leadDays(policy);
  return policy.headsUpDays === 0
    ? undefined
    : daysAfter(dueDate(policy, createdAt), -Math.min(policy.headsUpDays, life / 2));
}

/** When a key reaches its maximum age (promise 9). */
export const maxAgeDate = (policy: Days<'maxKeyAgeDays'>, createdAt: Date) =>
  daysAfter(createdAt, policy.maxKeyAgeDays);

/** From when a key counts as past its maximum age in a report: by a whole day, because a deactivation may be as late as the schedule's next run. */
export const pastAgeDate = (policy: Days<'maxKeyAgeDays'>, createdAt: Date) =>
  daysAfter(createdAt, policy.maxKeyAgeDays + 1);

/** Until when an old key waits for evidence after its grace, without a hold. */
export const windowEndDate = (policy: Days<'idleDays'>, graceEndsAt: Date) => daysAfter(graceEndsAt, policy.idleDays);

/** When a grace ends that begins then: with a rotation, or again because programs may hold either key. */
export const graceEndDate = (policy: Days<'graceDays'>, begunAt: Date) => daysAfter(begunAt, policy.graceDays);

/** When the one reminder is due: 3 days before the end of the grace, or half-way through a grace shorter than 6. */
export const reminderDate = (policy: Days<'graceDays'>, graceEndsAt: Date) =>
  daysAfter(graceEndsAt, -Math.min(3, policy.graceDays / 2));

/** When a key that was deactivated then may be deleted (promise 2). */
export const quarantineEndDate = (policy: Days<'quarantineDays'>, deactivatedAt: Date) =>
  daysAfter(deactivatedAt, policy.quarantineDays);

/** From when a key that was last used then counts as quiet: idleDays, and an eighth longer than the longest pause that was seen. */
export const quietDate = (policy: Days<'idleDays'>, usedAt: Date, longestPauseMs = 0) =>
  later(usedAt, Math.max(idleMs(policy), (longestPauseMs * 9) / 8) + USE_GRANULARITY_MS);

/** A pause up to that is none. */
export const idleMs = (policy: Days<'idleDays'>) => policy.idleDays * DAY_MS;

/** From when an old key that was last used then is no reason for a reminder, once the new one is in use. */
export const seldomDate = (policy: Days<'idleDays'>, usedAt: Date) => daysAfter(usedAt, policy.idleDays / 2);

/** From when a key that nobody uses needs no evidence of its successor's use. */
export const unusedDate = (
  policy: Days<'maxKeyAgeDays' | 'idleDays'>,
  key: { createdAt: Date; usedAt?: Date | undefined },
) => (key.usedAt ? daysAfter(key.usedAt, policy.maxKeyAgeDays + policy.idleDays) : maxAgeDate(policy, key.createdAt));

/** A use since then speaks against a person who says that everybody has moved. */
export const recentSince = (now: Date) => daysAfter(now, -1);

/** Until when an owner who needs longer than the grace is advised to be exempt. */
export const extensionDate = (graceEndsAt: Date) => daysAfter(graceEndsAt, 14);

/** A wait that ends later than this has no sensible end: its keys would grow older than any policy means, and its owner is to know. */
export const sensibleEndDate = (policy: Days<'maxKeyAgeDays'>, now: Date) => daysAfter(now, policy.maxKeyAgeDays + 30);

const daysAfter = (from: Date, days: number) => later(from, days * DAY_MS);

/** In days, with their fraction. */
export const daysSince = (from: Date, now: Date) => (now.getTime() - from.getTime()) / DAY_MS;

/** In whole days: the age of a key as people and reports count it. */
export const ageInDays = (createdAt: Date, now: Date) => Math.floor(daysSince(createdAt, now));

/** When grace began: never earlier than the rotation, so that the first run on an account full of old keys starts their grace. */
function graceStart({ secret, current }: Situation): Date {
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
export const graceEnd = (situation: Situation) =>
  promised(situation.secret, graceEndDate(situation.policy, graceStart(situation)));

/** When the window after the grace ends. */
export const windowEnd = (situation: Situation) => windowEndDate(situation.policy, graceEnd(situation));

/** When `whenStillInUse: "deactivate"` ends the hold of a key that is still in use. */
export const enforcementDate = (situation: Situation, createdAt: Date) =>
  latest([windowEnd(situation), maxAgeDate(situation.policy, createdAt)]);

/** When the quarantine of a key ends that was deactivated then, which a shorter one does not shorten either. */
export const quarantineEnd = ({ secret, policy }: Situation, deactivatedAt: Date) =>
  promised(secret, quarantineEndDate(policy, deactivatedAt));

/** The later of a date and the one that the last message gave. */
export const promised = (secret: SecretState | undefined, at: Date) => latest([at, secret?.promisedUntil ?? at]);
