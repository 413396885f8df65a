import { DeleteAccessKeyCommand } from '@aws-sdk/client-iam';
import { attempt } from '../../aws/errors/errors';
import { classify } from '../../aws/errors/failure';
import type { DeletedRole, StepOf } from '../../core/rules/step';
import { sendWhileDecided } from './cut';
import { removePendingLabel } from './issue-key';
import { publish } from './publish';
import { writeTags } from './secret';
import { aboutToDelete, tellingDeleted } from './told';
import type { Work } from './work';

export async function deleteKey(work: Work, { accessKeyId, role, because }: StepOf<'delete-key'>): Promise<void> {
  const { clients, observation, secret } = work;
  await attempt('note the deletion ahead', () => writeTags(work, aboutToDelete(work, accessKeyId)));
  await attempt('delete the key', async () => {
    try {
      const command = new DeleteAccessKeyCommand({ UserName: observation.user.name, AccessKeyId: accessKeyId });
      await (role === 'revoked'
        ? clients.iam.send(command)
        : sendWhileDecided(work, () => clients.iamWithoutRetries.send(command), 'DeleteAccessKey'));
    } catch (error) {
      // Gone is what was wanted: an overlapping run, or an earlier try whose answer was lost.
      if (classify(error).kind !== 'no-such-entity') throw error;
    }
  });
  // The label names a key that is gone, which the next rotation would mend as well.
  if (role === 'pending') await removePendingLabel(clients, secret.arn, accessKeyId).catch(() => undefined);
  await announceDeleted(work, accessKeyId, because, role);
}

export async function announceDeleted(
  work: Work,
  accessKeyId: string,
  because: string,
  role?: DeletedRole,
): Promise<void> {
  await attempt('announce the deletion', () =>
    publish(work, { event: 'key-deleted', accessKeyId, because, ...(role && { role }) }),
  );
  await attempt('note the announcement', () => writeTags(work, tellingDeleted(work, accessKeyId)));
}
