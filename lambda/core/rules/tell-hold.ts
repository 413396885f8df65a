import { isBlock, REASONS } from '../holds';
import { ALTERNATION_MS, REPEAT_MS } from '../user/horizon';
import type { Notices } from '../user/notices';
import { stateOf } from '../user/observation';
import type { Situation } from '../user/situation';
import { succession } from '../user/timetable';
import type { Announcement } from './announcement';
import type { StepOf } from './step';

/** A hold or a block is announced when it is new, and weekly while it lasts. */
export function tellHold(hold: StepOf<'hold'>, situation: Situation): StepOf<'notify'>[] {
  const { reason, because, accessKeyId } = hold;
  if (
    REASONS[reason].isAnnouncedByFailure ||
    !isNews(reason, stateOf(situation.observation)?.notices ?? {}, situation.now)
  )
    return [];
  const event = isBlock(reason) ? 'user-blocked' : 'key-held';
  const tells: Announcement = { event, reason, because, ...(accessKeyId !== undefined && { accessKeyId }) };
  const asks = REASONS[reason].asksWhoUsesIt && accessKeyId !== undefined;
  return [{ kind: 'notify', because, tells, ...(asks && { usedSince: succession(situation) }) }];
}

/**
 * Once a week for each reason. Reasons that take turns are two messages a day at most, whatever their number; one for which programs may be
 * failing at this moment does not wait for that.
 */
export function isNews(
  reason: StepOf<'hold'>['reason'],
  { held, heldBefore }: Notices,
  now: Date,
  repeatMs = REPEAT_MS,
): boolean {
  const isYoung = (note: typeof held, ms: number) => note !== undefined && now.getTime() - note.at.getTime() < ms;
  const told = [held, heldBefore].find((note) => note?.reason === reason);
  if (told) return !isYoung(told, repeatMs);
  return REASONS[reason].isCritical === true || !(isYoung(held, ALTERNATION_MS) && isYoung(heldBefore, ALTERNATION_MS));
}
