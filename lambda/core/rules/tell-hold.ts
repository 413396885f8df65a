import { isBlock, REASONS } from '../holds';
import { REPEAT_MS } from '../user/horizon';
import type { Situation } from '../user/situation';
import { succession } from '../user/timetable';
import type { Announcement } from './announcement';
import type { StepOf, WhoseUses } from './step';

/** A hold or a block is announced when it is new, and weekly while it lasts. */
export function tellHold(hold: StepOf<'hold'>, situation: Situation): StepOf<'notify'>[] {
  const { reason, because, accessKeyId } = hold;
  const { observation, now, secret } = situation;
  const told = (observation.board ? observation.board.secret : secret)?.notices.held;
  if (told?.reason === reason && now.getTime() - told.at.getTime() < REPEAT_MS) return [];
  const event = isBlock(reason) ? 'user-blocked' : 'key-held';
  const tells: Announcement = { event, reason, because, ...(accessKeyId !== undefined && { accessKeyId }) };
  // An Inactive key has no users.
  const isActive = situation.keys.some((key) => key.id === accessKeyId && key.active);
  const asks = REASONS[reason].asksWhoUsesIt && isActive && accessKeyId !== undefined;
  return [{ kind: 'notify', because, tells, ...(asks && { names: whoseUses(situation, accessKeyId) }) }];
}

/** Uses count from when the current key took over. */
export const whoseUses = (situation: Situation, oldKeyId: string): WhoseUses => ({
  since: succession(situation),
  oldKeyId,
  newKeyId: situation.currentId,
});
