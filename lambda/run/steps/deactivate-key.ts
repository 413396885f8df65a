import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { attempt } from '../../aws/errors/errors';
import { SECRET_TAG } from '../../core/names';
import type { Announcement } from '../../core/rules/announcement';
import type { StepOf } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { formatDeactivated } from '../../core/user/secret-state';
import { sendWhileDecided } from './cut';
import { ahead, noted } from './noted';
import { publish } from './publish';
import { writeTags } from './secret';

import type { Work } from './work';

export async function deactivateKey(work: Work, step: StepOf<'deactivate-key'>): Promise<void> {
  const { accessKeyId, revoked, tells } = step;
  const { clients, observation } = work;
  const key = { UserName: observation.user.name, AccessKeyId: accessKeyId };
  const command = new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' });
  // A note that cannot be written does not keep a compromised key alive.
  if (revoked) await writeTags(work, ahead(work, 'revoking', accessKeyId)).catch(() => undefined);
  await attempt('deactivate the key', () =>
    // A person's word holds; a rule's decision may be void by the time that it is carried out.
    revoked
      ? clients.iam.send(command)
      : sendWhileDecided(work, () => clients.iamWithoutRetries.send(command), 'UpdateAccessKey'),
  );
  await recordInactive(work, tells);
}

/** Quarantine is recorded whether or not the message went out; without its note, the next run sends it. */
export async function recordInactive(
  work: Work,
  tells: Announcement<'key-deactivated' | 'key-revoked'>,
): Promise<void> {
  const { accessKeyId, deletedFrom } = tells;
  const record = {
    [SECRET_TAG.deactivated]: formatDeactivated(accessKeyId, work.writtenAt),
    [SECRET_TAG.promisedUntil]: isoSeconds(deletedFrom),
  };
  work.recorded = accessKeyId;
  try {
    await publish(work, tells);
  } catch (error) {
    await attempt('record the deactivation', () => writeTags(work, record));
    return attempt('announce the deactivation', () => Promise.reject(error));
  }
  await attempt('record the deactivation', () => writeTags(work, { ...record, ...noted(work, tells) }));
}
