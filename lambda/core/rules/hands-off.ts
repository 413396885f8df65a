import { later } from '../time';
import { workEndsAt } from '../user/at-work';
import { HORIZON_MS, REPEAT_WAIT_MS } from '../user/horizon';
import { stateOf } from '../user/observation';
import { type Situation, without } from '../user/situation';
import { sensibleEndDate } from '../user/timetable';
import { deleteStep } from './make-step';
import { isNews } from './notify/tell-hold';
import type { StepOf } from './step';
import { isOver, type Verdict } from './verdict';
import { waitOf } from './wait';

/** What observe has found: identity, scheduled deletion, tags that do not parse. */
export function trouble({ observation }: Situation): Verdict | undefined {
  if (!observation.trouble) return undefined;
  const { because } = observation.trouble;
  return { steps: [{ kind: 'hold', ...observation.trouble }], because };
}

/** A team, or an operator, wants no step before that time. */
export function toldToWait(situation: Situation): Verdict | undefined {
  const { secret, observation } = situation;
  const wait = waitOf(secret, observation.user.settings.exemptUntil, situation.now);
  if (!wait) return undefined;
  const { until, because } = wait;
  return { steps: hasSensibleEnd(until, situation) ? [] : tellWait(because, situation), because, nextAt: until };
}

const hasSensibleEnd = (until: Date, { policy, now }: Situation) => until <= sensibleEndDate(policy, now);

/** An exemption without an end is news: keys grow old under it, and who set it may have left. */
function tellWait(because: string, situation: Situation): StepOf<'notify'>[] {
  const reason = 'hold-without-end';
  if (!isNews(reason, stateOf(situation.observation)?.notices ?? {}, situation.now, REPEAT_WAIT_MS)) return [];
  return [{ kind: 'notify', because, tells: { event: 'key-held', reason, because } }];
}

/**
 * The intent, the deactivation, or a key that looks left behind is younger than the horizon. The key's own age counts too,
 * because the run that made it may act on an old event and have written an old time.
 */
export function anotherRunMayBeAtWork(situation: Situation): Verdict | undefined {
  const { secret, leftover } = situation;
  const marks = [secret?.intent?.at, secret?.deactivated?.at, leftover?.since];
  const until = marks.filter((at) => at !== undefined).map((at) => later(at, HORIZON_MS));
  const last = until.sort((a, b) => b.getTime() - a.getTime())[0];
  return last && !isOver(last, situation)
    ? { because: 'a change began less than half an hour ago, and its run may still be at work', nextAt: last }
    : undefined;
}

/** As below, once nobody can be at work on it any more: hold or no hold (promise 6). */
export const cleanUpWhatWasLeft = (situation: Situation): Verdict | undefined =>
  workEndsAt(situation) ? undefined : cleanUpUnfinishedRotation(situation);

/** A rotation that was interrupted leaves an orphan or a pending key. It goes, by its id, and the rotation starts again. */
export function cleanUpUnfinishedRotation(situation: Situation): Verdict | undefined {
  const { leftover } = situation;
  if (!leftover) return undefined;
  const because =
    leftover.role === 'orphan'
      ? 'a rotation was interrupted after it had created this key and before the key was stored anywhere, so nobody can hold it'
      : 'a rotation was interrupted before this key was tested with STS, so it was never handed out';
  return {
    steps: [deleteStep(leftover.key.id, leftover.role, because)],
    because,
    goOnAs: without(situation, leftover.key),
  };
}
