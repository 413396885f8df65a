import { isPlaceholder } from '../names';
import { quote } from '../text';
import { day, later } from '../time';
import { HORIZON_MS } from '../user/horizon';
import { type Situation, without } from '../user/situation';
import { deleteStep } from './make-step';
import { hold, isOver, type Verdict } from './verdict';

/** What observe has found: identity, scheduled deletion, tags that do not parse. */
export function trouble({ observation }: Situation): Verdict | undefined {
  return observation.trouble && hold(observation.trouble.reason, observation.trouble.because);
}

/** What a person put there is somebody's working credential: promoting over it would undo the person's decision. */
export function currentWrittenBySomebodyElse({ secret, currentId }: Situation): Verdict | undefined {
  const { current } = secret?.labels ?? {};
  if (!secret?.intent || current === undefined || currentId !== undefined || isPlaceholder(current)) return undefined;
  if (secret.adoptedVersion === current) return undefined;
  return hold(
    'secret-overwritten',
    `AWSCURRENT of ${secret.name} names the version ${quote(current)}, which somebody other than Keyturn wrote; move the label back to a version of Keyturn's, or empty the tag keyturn:intent to let Keyturn begin anew`,
  );
}

/** A team, or an operator, wants no step before that time. */
export function toldToWait(situation: Situation): Verdict | undefined {
  const { secret, observation } = situation;
  const times = [secret?.holdUntil, observation.user.settings.exemptUntil].filter((at) => at !== undefined);
  const until = times.filter((at) => !isOver(at, situation)).sort((a, b) => b.getTime() - a.getTime())[0];
  return until && { because: `no step before ${day(until)}, as a tag says`, nextAt: until };
}

/**
 * The intent, the deactivation, or a key that looks left behind is younger than the horizon. The key's own age counts too,
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

/** A rotation that was interrupted leaves an orphan or a pending key. It goes, by its id, and the rotation starts again. */
export function cleanUpUnfinishedRotation(situation: Situation): Verdict | undefined {
  const { leftover } = situation;
  if (!leftover) return undefined;
  const because =
    leftover.role === 'orphan'
      ? 'a rotation was cut after it had created this key and before the key was stored anywhere, so nobody can hold it'
      : 'a rotation was cut before this key was seen to authenticate, so it was never handed out';
  return {
    steps: [deleteStep(leftover.key.id, leftover.role, because)],
    because,
    goOnAs: without(situation, leftover.key),
  };
}
