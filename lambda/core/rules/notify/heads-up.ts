/** The heads-up before a scheduled rotation: once, and nothing ever waits for it. */

import { day, latest } from '../../time';
import { keyToRotate, type Situation } from '../../user/situation';
import { ageInDays, dueDate, graceEndDate, headsUpDate, quarantineEnd } from '../../user/timetable';
import type { Phase } from '../phase';
import { valueFacts } from '../secret/format';
import { recordOf } from '../slots';
import type { StepOf } from '../step';
import { isOver } from '../verdict';

/** Where the rotation takes its course. Whoever is held, blocked or told to wait gets none: when it will be is not known. */
const ON_COURSE: readonly Phase[] = ['steady', 'quarantine', 'grace'];

/** Not before the retiring key's quarantine is over, which takes the slot until then. */
function freeSlotDate(situation: Situation, due: Date): Date {
  const { retiring } = situation;
  const record = retiring && recordOf(situation, retiring);
  if (!record || retiring.active) return due;
  return latest([due, quarantineEnd(situation, record.at)]);
}

export function headsUp(situation: Situation, phase: Phase): StepOf<'notify'>[] {
  const { keys, policy, secret, now } = situation;
  const key = keyToRotate(situation);
  // With a second Active key the rotation may be blocked, which is a notification of its own.
  if (!ON_COURSE.includes(phase) || !key || keys.filter(({ active }) => active).length > 1) return [];
  const from = headsUpDate(policy, key.createdAt);
  const rotatesAt = freeSlotDate(situation, dueDate(policy, key.createdAt));
  if (!from || !isOver(from, situation) || isOver(rotatesAt, situation)) return [];
  if (secret?.notices.upcoming?.accessKeyId === key.id) return [];
  const because = `the key ${key.id} is ${ageInDays(key.createdAt, now)} days old, and its rotation is scheduled for ${day(rotatesAt)}`;
  const graceEndsAt = graceEndDate(policy, rotatesAt);
  const announced = { accessKeyId: key.id, rotatesAt, graceEndsAt, ...valueFacts(situation), because } as const;
  return [{ kind: 'notify', because, tells: { event: 'key-rotation-upcoming', ...announced } }];
}
