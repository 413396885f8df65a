import { isBlock, REASONS } from '../../holds';
import { ALTERNATION_MS, REPEAT_MS } from '../../user/horizon';
import type { Notices } from '../../user/notices';
import { type Observation, stateOf } from '../../user/observation';
import type { Situation } from '../../user/situation';
import { succession } from '../../user/timetable';
import type { Announcement } from '../announcement';
import type { StepOf, WhoseUses } from '../step';

/** A hold or a block is announced when it is new, and weekly while it lasts. */
export function tellHold(hold: StepOf<'hold'>, situation: Situation): StepOf<'notify'>[] {
  const { kind: _, reason, because, accessKeyId, ...facts } = hold;
  const { observation, now } = situation;
  if (REASONS[reason].isAnnouncedByFailure) return [];
  if (!placesOf(observation).every((notices) => isNews(reason, notices, now))) return [];
  const event = isBlock(reason) ? 'user-blocked' : 'key-held';
  // AWSCURRENT is to be taken from where it is now.
  const from = reason === 'labels-moved' && situation.secret?.labels.current;
  const about = accessKeyId !== undefined && { accessKeyId };
  const tells: Announcement = { event, reason, because, ...about, ...(from && { labelFrom: from }), ...facts };
  // An Inactive key has no users.
  const inUse = situation.keys.find((key) => key.id === accessKeyId && key.active);
  const names = REASONS[reason].asksWhoUsesIt && inUse && { names: whoseUses(situation, inUse.id) };
  return [{ kind: 'notify', because, tells, ...names }];
}

/** Uses count from when the current key took over. */
export const whoseUses = (situation: Situation, oldKeyId: string): WhoseUses => ({
  since: succession(situation),
  oldKeyId,
  newKeyId: situation.currentId,
});

/** Where the owner's notifications are noted: on the secret or its board, and on the board that stands in for lost notes. */
const placesOf = ({ backup, ...observation }: Observation): readonly Notices[] =>
  [stateOf(observation), backup?.secret].map((place) => place?.notices ?? {});

/**
 * Once a week for each reason. Reasons that take turns are two messages a day at most, whatever their number; one for which programs may be
 * failing at this moment does not wait for that.
 */
export function isNews(
  reason: StepOf<'hold'>['reason'],
  { held, heldBefore, lost }: Notices,
  now: Date,
  repeatMs = REPEAT_MS,
): boolean {
  const isYoung = (note: { readonly at: Date } | undefined, ms: number) =>
    note !== undefined && now.getTime() - note.at.getTime() < ms;
  if (reason === 'state-lost') return !isYoung(lost, repeatMs);
  const told = [held, heldBefore].find((note) => note?.reason === reason);
  if (told) return !isYoung(told, repeatMs);
  return REASONS[reason].isCritical === true || !(isYoung(held, ALTERNATION_MS) && isYoung(heldBefore, ALTERNATION_MS));
}
