import { DeleteAccessKeyCommand } from '@aws-sdk/client-iam';
import { attempt, failureOf } from '../../aws/errors/errors';
import type { Announcement } from '../../core/rules/announcement';
import type { StepOf } from '../../core/rules/step';
import { sendWhileDecided } from './cut';
import { removePendingLabel } from './issue/take-back';
import { ahead, noted } from './noted';
import { publish } from './publish';
import { writeTags } from './secret';
import { announcing, momentIn, type Work } from './work';

export async function deleteKey(work: Work, { accessKeyId, role, tells }: StepOf<'delete-key'>): Promise<void> {
  const { clients, observation, secret } = work;
  await attempt('note the deletion ahead', () => writeTags(work, ahead(work, 'deleting', accessKeyId)));
  await attempt('delete the key', async () => {
    try {
      const command = new DeleteAccessKeyCommand({ UserName: observation.user.name, AccessKeyId: accessKeyId });
      await (role === 'revoked'
        ? clients.iam.send(command)
        : sendWhileDecided(work, () => clients.iamWithoutRetries.send(command), 'DeleteAccessKey'));
    } catch (error) {
      // Gone is what was wanted: an overlapping run, or an earlier try whose answer was lost.
      if (failureOf(error).kind !== 'no-such-entity') throw error;
    }
  });
  work.moments.changedAt = momentIn(work);
  // The label names a key that is gone, which the next rotation would fix as well.
  if (role === 'pending') await removePendingLabel(clients, secret.arn, accessKeyId).catch(() => undefined);
  await announcing(work, () => announceDeleted(work, tells));
}

export async function announceDeleted(work: Work, tells: Announcement<'key-deleted'>): Promise<void> {
  await attempt('announce the deletion', () => publish(work, tells));
  await attempt('note the announcement', () => writeTags(work, noted(work, tells)));
}
