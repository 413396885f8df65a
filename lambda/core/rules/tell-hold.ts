import { isBlock, REASONS, type Reason } from '../holds';
import { REPEAT_MS } from '../user/horizon';
import type { KeyNote } from '../user/notices';
import type { Observation } from '../user/observation';
import type { Situation } from '../user/situation';
import { succession } from '../user/timetable';
import type { Announcement } from './announcement';
import type { StepOf } from './step';

/** A hold or a block is announced when it is new, and weekly while it lasts. */
export function tellHold(hold: StepOf<'hold'>, situation: Situation): StepOf<'notify'>[] {
  const { kind: _, reason, because, accessKeyId, ...facts } = hold;
  const { observation, now } = situation;
  const isRecent = ({ at }: { readonly at: Date }) => now.getTime() - at.getTime() < REPEAT_MS;
  if (notesOf(reason, observation).some(isRecent)) return [];
  const event = isBlock(reason) ? 'user-blocked' : 'key-held';
  // AWSCURRENT is to be taken from where it is now.
  const from = reason === 'labels-moved' && situation.secret?.labels.current;
  const about = accessKeyId !== undefined && { accessKeyId };
  const tells: Announcement = { event, reason, because, ...about, ...(from && { labelFrom: from }), ...facts };
  const asks = REASONS[reason].asksWhoUsesIt && accessKeyId !== undefined;
  return [{ kind: 'notify', because, tells, ...(asks && { usedSince: succession(situation) }) }];
}

/** When the owner was notified of that hold, on whatever secret it was noted. */
function notesOf(reason: Reason, { board, backup, secret }: Observation): readonly Pick<KeyNote, 'at'>[] {
  const places = [board ? board.secret : secret, backup?.secret];
  return places.flatMap((place) => {
    const { held, lost } = place?.notices ?? {};
    const note = reason === 'state-lost' ? lost : held?.reason === reason ? held : undefined;
    return note ? [note] : [];
  });
}
