import { attempt } from '../../aws/errors/errors';
import { usesOf } from '../../aws/evidence';
import type { StepOf } from '../../core/rules/step';
import type { KeyUse } from '../../core/user/keys';
import { recordInactive } from './deactivate-key';
import { announceDeleted } from './delete-key';
import { noted } from './noted';
import { publish } from './publish';
import { writeTags } from './secret';
import type { Work } from './work';

export async function notify(work: Work, step: StepOf<'notify'>): Promise<void> {
  const { tells } = step;
  // A change of which nothing is noted yet is noted whole.
  if (tells.event === 'key-revoked') return recordInactive(work, tells);
  if (tells.event === 'key-deleted') return announceDeleted(work, tells);
  const usedBy = await usersOf(work, step);
  await attempt('send the message', () => publish(work, tells, usedBy));
  await attempt('note the message', () => writeTags(work, noted(work, tells)));
}

/** Who has used the old key since its successor was there; undefined where that is not asked. */
export async function usersOf(
  { config, clients, now }: Work,
  { tells, usedSince }: StepOf<'notify'>,
): Promise<readonly KeyUse[] | undefined> {
  if (!config.cloudTrailEvidence || !usedSince || tells.accessKeyId === undefined) return undefined;
  return usesOf(clients, tells.accessKeyId, usedSince, now);
}
