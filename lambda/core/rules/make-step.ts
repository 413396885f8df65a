/** A step with all that its execution writes and announces, so that a plan shows word for word what will be done. Pure. */

import type { AccessKey } from '../user/keys';
import { isRevokedIn } from '../user/revoked';
import type { Situation } from '../user/situation';
import { graceEndDate, quarantineEndDate, windowEndDate } from '../user/timetable';
import { type DeletedRole, NEW_KEY } from './announcement';
import { valueFacts } from './secret/format';
import type { StepOf } from './step';

export function issueStep(situation: Situation, replaces: AccessKey | undefined, because: string): StepOf<'issue-key'> {
  const { policy, writtenAt } = situation;
  const graceEndsAt = graceEndDate(policy, writtenAt);
  return {
    kind: 'issue-key',
    replaces,
    because,
    tells: {
      event: 'key-rotated',
      accessKeyId: NEW_KEY,
      ...(replaces && { oldKeyId: replaces.id }),
      graceEndsAt,
      windowEndsAt: windowEndDate(policy, graceEndsAt),
      ...valueFacts(situation),
      because,
    },
  };
}

export function deactivateStep(situation: Situation, accessKeyId: string, because: string): StepOf<'deactivate-key'> {
  const deletedFrom = quarantineEndDate(situation.policy, situation.writtenAt);
  return {
    kind: 'deactivate-key',
    accessKeyId,
    because,
    tells: { event: 'key-deactivated', accessKeyId, role: 'retiring', deletedFrom, because },
  };
}

/** @param successor the key that programs get in its place @default - the current key, if it works and is another one */
export function revokeStep(
  situation: Situation,
  accessKeyId: string,
  because: string,
  successor = whatReadersGet(situation, accessKeyId),
): StepOf<'deactivate-key'> {
  const deletedFrom = quarantineEndDate(situation.policy, situation.writtenAt);
  return {
    kind: 'deactivate-key',
    accessKeyId,
    revoked: true,
    because,
    tells: { event: 'key-revoked', accessKeyId, deletedFrom, ...successor, because },
  };
}

/** Of a key that was revoked: which one is in its place. */
export const whatReadersGet = ({ current }: Situation, revokedId: string) =>
  current?.active && current.id !== revokedId ? { currentKeyId: current.id } : {};

export function recordInactiveStep(
  situation: Situation,
  accessKeyId: string,
  role: 'retiring' | 'spare',
  because: string,
): StepOf<'record-inactive'> {
  const deletedFrom = quarantineEndDate(situation.policy, situation.writtenAt);
  return {
    kind: 'record-inactive',
    accessKeyId,
    role,
    because,
    // Whoever reads how to undo it must not bring a compromised key back.
    tells: isRevokedIn(situation.observation, accessKeyId)
      ? { event: 'key-revoked', accessKeyId, deletedFrom, ...whatReadersGet(situation, accessKeyId), because }
      : { event: 'key-deactivated', accessKeyId, role, deletedFrom, because },
  };
}

export const deleteStep = (accessKeyId: string, role: DeletedRole, because: string): StepOf<'delete-key'> => ({
  kind: 'delete-key',
  accessKeyId,
  role,
  because,
  tells: { event: 'key-deleted', accessKeyId, role, because },
});
