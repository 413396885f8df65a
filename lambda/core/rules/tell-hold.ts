import { isBlock, REASONS } from '../holds';
import { REPEAT_MS } from '../user/horizon';
import type { Situation } from '../user/situation';
import { succession } from '../user/timetable';
import type { Announcement } from './announcement';
import type { StepOf } from './step';

/** A hold or a block is announced when it is new, and weekly while it lasts. */
export function tellHold(hold: StepOf<'hold'>, situation: Situation): StepOf<'notify'>[] {
  const { reason, because, accessKeyId } = hold;
  const { observation, now, secret } = situation;
  const told = (observation.board ? observation.board.secret : secret)?.notices.held;
  if (told?.reason === reason && now.getTime() - told.at.getTime() < REPEAT_MS) return [];
  const event = isBlock(reason) ? 'user-blocked' : 'key-held';
  const tells: Announcement = { event, reason, because, ...(accessKeyId !== undefined && { accessKeyId }) };
  const asks = REASONS[reason].asksWhoUsesIt && accessKeyId !== undefined;
  return [{ kind: 'notify', because, tells, ...(asks && { usedSince: succession(situation) }) }];
}
