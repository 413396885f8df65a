import type { HoldReason } from '../holds';
import { accessKeyIdOf } from '../names';
import { day } from '../time';
import { workEndsAt } from '../user/at-work';
import type { AccessKey } from '../user/keys';
import { holdThatHidesLabels, type KeyNote } from '../user/notices';
import { isDeactivatedByKeyturn, isRevokedIn } from '../user/revoked';
import { isSince } from '../user/secret-state';
import type { Situation } from '../user/situation';
import { graceEndDate } from '../user/timetable';
import { keepsFailing } from './keeps-failing';
import { issue, issueInPlaceOf } from './slots';
import type { StepOf } from './step';
import { hold, type Verdict } from './verdict';

/** Consumers hold a key that does not exist. */
export function currentKeyIsGone(situation: Situation): Verdict | undefined {
  const { currentId, current } = situation;
  if (currentId === undefined || current) return undefined;
  const because = `the key ${currentId} that consumers read from the secret is gone from IAM`;
  return issue(situation, undefined, because, 'no-free-slot');
}

/** A revocation was interrupted: Keyturn deactivated this key because somebody reported it, and consumers need another. */
export function currentKeyWasRevoked(situation: Situation): Verdict | undefined {
  const { current, currentId, observation, keys } = situation;
  const revoked = keys.find((key) => !key.active && isRevokedIn(observation, key.id));
  // Before a first rotation, consumers held the only key that worked.
  const isHeld = currentId === undefined ? !keys.some((key) => key.active) : revoked === current;
  if (!revoked || !isHeld || workEndsAt(situation) || keepsFailing(situation)) return undefined;
  return issueInPlaceOf(situation, revoked);
}

/** Keyturn itself deactivated or deleted the key that consumers hold, and was interrupted before they had another one. */
export function currentKeyIsOursToReplace(situation: Situation): Verdict | undefined {
  const { current, currentId } = situation;
  if (currentId === undefined || current?.active || !isOurDoing(situation, currentId)) return undefined;
  if (workEndsAt(situation) || keepsFailing(situation) || labelsWereMoved(situation)) return undefined;
  const because = `the key ${currentId} that consumers read from the secret was ${current ? 'deactivated' : 'deleted'} by Keyturn`;
  return issue(situation, undefined, because, 'no-free-slot');
}

function isOurDoing({ observation, secret }: Situation, accessKeyId: string): boolean {
  const { deleting, deleted } = secret?.notices ?? {};
  return (
    isDeactivatedByKeyturn(observation, accessKeyId) ||
    [deleting, deleted].some((note) => note?.accessKeyId === accessKeyId)
  );
}

/** A person may be answering an incident, so Keyturn neither reactivates nor replaces by itself. */
export function currentKeyIsInactive(situation: Situation): Verdict | undefined {
  const { current } = situation;
  if (!current || current.active || isOurDoing(situation, current.id)) return undefined;
  const because = `the key ${current.id} that consumers read from the secret is Inactive, and Keyturn has no record of having deactivated it; reactivate it, or revoke it to have it replaced: npx keyturn revoke ${current.id}`;
  return hold('current-inactive', because, current);
}

/**
 * AWSCURRENT was taken from a newer key though no rollback is recorded: when that was done, and why, is unknown. Programs may read the
 * other key from now on, so that even if the label is put back, they are owed a grace.
 */
export function labelsWereMoved({ secret, current, keys, policy, writtenAt }: Situation): Verdict | undefined {
  const previous = keys.find((key) => key.id === accessKeyIdOf(secret?.labels.previous));
  const { intent } = secret ?? {};
  if (!previous || intent?.kind === 'rollback') return undefined;
  // Without a current key, a newer one is one that this intent has made.
  const isNewer = current
    ? previous.createdAt > current.createdAt
    : intent !== undefined && isSince(intent, previous.createdAt);
  if (!isNewer) return undefined;
  const until = graceEndDate(policy, writtenAt);
  const because = `AWSCURRENT was moved away from the newer key ${previous.id} by a person; move it back, or delete the key that is not wanted; nothing is done before ${day(until)}`;
  return holdWithNewGrace('labels-moved', because, previous, until, current);
}

/**
 * AWSCURRENT is not where Keyturn last moved it, or last saw it, whatever was notified in between; or a hold is over during which nobody
 * looked. Programs that may have read the other key meanwhile get a whole grace from now.
 */
export function labelIsOnAnotherKey(situation: Situation): Verdict | undefined {
  const { current, retiring, policy, writtenAt } = situation;
  if (!current || !retiring?.active) return undefined;
  const seen = lastSeenOn(situation);
  const over = holdThatHidesLabels(situation.secret?.notices ?? {});
  const wasMoved = seen !== undefined && seen !== current.id;
  if (!over && !wasMoved) return undefined;
  const until = graceEndDate(policy, writtenAt);
  const what = wasMoved ? `AWSCURRENT was moved to ${current.id}` : `the hold ${over} is over`;
  const because = `${what}, and ${retiring.id}, which programs may have read meanwhile, has a new grace until ${day(until)}`;
  const renew = renewGraceStep(retiring, until, because, current);
  return { steps: [{ ...renew, endsHold: true }], because, nextAt: until };
}

/** The key that AWSCURRENT named when that was last noted; undefined where nothing tells. */
function lastSeenOn({ secret }: Situation): string | undefined {
  if (!secret?.intent) return undefined;
  const { labels, intent } = secret;
  const { rotated, rolledBack, moved } = secret.notices;
  const previousId = accessKeyIdOf(labels.previous);
  // After a first rotation, a rollback brings the old key back and leaves the label where it is.
  const hasLabel = (id: string) => [accessKeyIdOf(labels.current), previousId].includes(id);
  const back = rolledBack && hasLabel(rolledBack.accessKeyId) ? rolledBack : undefined;
  // What was noted before the last intent says nothing about what followed from that.
  const notes = [rotated, back, moved].filter((note): note is KeyNote => !!note && note.at >= intent.at);
  return notes.sort((a, b) => b.at.getTime() - a.at.getTime())[0]?.accessKeyId;
}

/** Told first: once `hold-until` lies ahead, no run looks at this user, and a message that failed would be lost. */
export function holdWithNewGrace(
  reason: HoldReason,
  because: string,
  key: AccessKey,
  until: Date,
  movedTo?: AccessKey,
): Verdict {
  const held = hold(reason, because, key, until);
  return { ...held, steps: [...held.steps, renewGraceStep(key, until, because, movedTo)] };
}

const renewGraceStep = (
  { id }: AccessKey,
  until: Date,
  because: string,
  movedTo?: AccessKey,
): StepOf<'renew-grace'> => ({
  kind: 'renew-grace',
  accessKeyId: id,
  ...(movedTo && { movedTo: movedTo.id }),
  until,
  because,
});
