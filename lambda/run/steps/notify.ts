import { attempt } from '../../aws/errors/errors';
import { usesOf } from '../../aws/evidence';
import { REASONS } from '../../core/holds';
import type { StepOf } from '../../core/rules/step';
import type { KeyUse } from '../../core/user/keys';
import { situationOf } from '../../core/user/situation';
import { graceEnd, quarantineEnd, succession } from '../../core/user/timetable';
import { recordInactive } from './deactivate-key';
import { announceDeleted } from './delete-key';
import { send } from './publish';
import { writeTags } from './secret';
import { tellingDeactivated, tellingHeld, tellingReminded, tellingRolledBack, tellingRotated } from './told';
import type { Work } from './work';

export async function notify(work: Work, step: StepOf<'notify'>): Promise<void> {
  const { because } = step;
  const situation = situationOf(work.observation, work.now);
  const { secret, retiring } = situation;
  const graceEndsAt = graceEnd(situation);
  const told = async (tags: () => Record<string, string>) => attempt('note the message', () => writeTags(work, tags()));
  switch (step.event) {
    case 'key-rotated': {
      const { event, accessKeyId } = step;
      const oldKeyId = retiring?.active ? retiring.id : undefined;
      await send(work, { event, accessKeyId, ...(oldKeyId && { oldKeyId }), graceEndsAt, because });
      return told(() => tellingRotated(work, accessKeyId));
    }
    case 'key-reminder': {
      const { event, accessKeyId } = step;
      const usedBy = await evidence(work, accessKeyId);
      await send(work, { event, accessKeyId, graceEndsAt, because, ...(usedBy && { usedBy }) });
      return told(() => tellingReminded(work, accessKeyId));
    }
    case 'key-deactivated': {
      const { event, accessKeyId } = step;
      const since = secret?.deactivated?.at ?? work.now;
      const deletedFrom = quarantineEnd(situation, since);
      const role = retiring?.id === accessKeyId ? 'retiring' : 'spare';
      await send(work, { event, accessKeyId, deletedFrom, role, because });
      return told(() => tellingDeactivated(work, accessKeyId));
    }
    case 'key-deleted':
      return announceDeleted(work, step.accessKeyId, because);
    case 'key-revoked':
      return recordInactive(work, step.accessKeyId, 'revoked', because);
    case 'key-rolled-back': {
      const { event, accessKeyId } = step;
      const until = secret?.holdUntil ?? graceEndsAt;
      await send(work, { event, accessKeyId, until, isCurrent: situation.currentId === accessKeyId, because });
      return told(() => tellingRolledBack(work, accessKeyId));
    }
    case 'key-held':
    case 'user-blocked': {
      const { event, reason, accessKeyId } = step;
      const usedBy = REASONS[reason].asksWhoUsesIt ? await evidence(work, accessKeyId) : undefined;
      await send(work, { event, reason, because, ...(accessKeyId && { accessKeyId }), ...(usedBy && { usedBy }) });
      return told(() => tellingHeld(work, reason));
    }
  }
}

/** Who has used the old key since its successor was there. */
async function evidence(work: Work, accessKeyId: string | undefined): Promise<readonly KeyUse[] | undefined> {
  if (!work.config.cloudTrailEvidence || accessKeyId === undefined) return undefined;
  const since = succession(situationOf(work.observation, work.now));
  return usesOf(work.clients, accessKeyId, since, work.now);
}
