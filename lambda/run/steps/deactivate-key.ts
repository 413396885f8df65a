import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { attempt } from '../../aws/errors/errors';
import { SECRET_TAG } from '../../core/names';
import type { StepOf } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { formatDeactivated } from '../../core/user/secret-state';
import { quarantineEndDate } from '../../core/user/timetable';
import { sendWhileDecided } from './cut';
import { publish } from './publish';
import { writeTags } from './secret';
import { aboutToRevoke, tellingDeactivated, tellingRevoked } from './told';
import { stamp, type Work } from './work';

export async function deactivateKey(work: Work, step: StepOf<'deactivate-key'>): Promise<void> {
  const { accessKeyId, revoked, because } = step;
  const { clients, observation } = work;
  const key = { UserName: observation.user.name, AccessKeyId: accessKeyId };
  const command = new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' });
  // A note that cannot be written does not keep a compromised key alive.
  if (revoked) await writeTags(work, aboutToRevoke(work, accessKeyId)).catch(() => undefined);
  await attempt('deactivate the key', () =>
    // A person's word holds; a rule's decision may be void by the time that it is carried out.
    revoked
      ? clients.iam.send(command)
      : sendWhileDecided(work, () => clients.iamWithoutRetries.send(command), 'UpdateAccessKey'),
  );
  await recordInactive(work, accessKeyId, revoked ? 'revoked' : 'retiring', because);
}

/** Quarantine is recorded whether or not the message went out; without its note, the next run sends it. */
export async function recordInactive(
  work: Work,
  accessKeyId: string,
  role: 'retiring' | 'spare' | 'revoked',
  because: string,
): Promise<void> {
  const at = stamp(work);
  const deletedFrom = quarantineEndDate(work.observation.user.settings.policy, at);
  const record = {
    [SECRET_TAG.deactivated]: formatDeactivated(accessKeyId, at),
    [SECRET_TAG.promisedUntil]: isoSeconds(deletedFrom),
  };
  work.recorded = accessKeyId;
  try {
    await (role === 'revoked'
      ? publish(work, { event: 'key-revoked', accessKeyId, deletedFrom, because })
      : publish(work, { event: 'key-deactivated', accessKeyId, role, deletedFrom, because }));
  } catch (error) {
    await attempt('record the deactivation', () => writeTags(work, record));
    return attempt('announce the deactivation', () => Promise.reject(error));
  }
  const told = role === 'revoked' ? tellingRevoked(work, accessKeyId) : tellingDeactivated(work, accessKeyId);
  await attempt('record the deactivation', () => writeTags(work, { ...record, ...told }));
}
