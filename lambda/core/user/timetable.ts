import { accessKeyIdOf } from '../names';
import type { Policy } from '../settings/policy';
import { DAY_MS } from '../time';
import type { Situation } from './situation';

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

/** When a grace that begins then ends. */
export const graceAfter = ({ graceDays }: Policy, from: Date) => new Date(from.getTime() + graceDays * DAY_MS);

/** When a key that is Inactive since then may be deleted. */
export const quarantineEnd = ({ quarantineDays }: Policy, since: Date) =>
  new Date(since.getTime() + quarantineDays * DAY_MS);

/** The later of a date and the one that the last message gave. */
export const promised = ({ secret }: Situation, at: Date) =>
  secret?.promisedUntil && secret.promisedUntil > at ? secret.promisedUntil : at;
