import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { attempt, failureOf } from '../../aws/errors/errors';
import { accessKeyIdOf, SECRET_TAG } from '../../core/names';
import type { Announcement } from '../../core/rules/announcement';
import type { StepOf, WhoseUses } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { formatDeactivated } from '../../core/user/secret-state';
import { noteOnceMore } from '../revocation/note';
import { sendWhileDecided } from './cut';
import { noted, proveNotable, requestTags } from './noted';
import { publish } from './publish';
import { mustBeAsObserved, writeTags } from './secret';
import { seenOf } from './seen';
import { announcing, momentIn, type Work } from './work';

export async function deactivateKey(work: Work, step: StepOf<'deactivate-key'>): Promise<void> {
  if (step.revoked) return deactivateForGood(work, step);
  // A rollback that begins now sees the note of a confirmation, and one that began before is seen: one of the two gives way (roll-back.ts).
  if (step.confirmed) await attempt('note the command', () => writeTags(work, requestTags(work)));
  // Without room for its record, a key that is Inactive would be found so by every run, and be news each time.
  else await proveNotable(work);
  // The key that programs have moved to may have been reported since.
  await attempt('read the secret again', () => mustBeAsObserved(work));
  await attempt('deactivate the key', () =>
    // A rule's decision may be void by the time that it is carried out.
    sendWhileDecided(work, () => work.clients.iamWithoutRetries.send(inactive(work, step)), 'UpdateAccessKey'),
  );
  work.moments.changedAt = momentIn(work);
  await recordInactive(work, step.tells, step.names);
}

/** A person's word holds. The key is gone, says IAM: that is as good. */
async function deactivateForGood(work: Work, step: StepOf<'deactivate-key'>): Promise<void> {
  await attempt('deactivate the key', async () => {
    try {
      await work.clients.iam.send(inactive(work, step));
    } catch (error) {
      if (failureOf(error).kind !== 'no-such-entity') throw error;
    }
  });
  work.isReportedOff = true;
  work.moments.changedAt = momentIn(work);
  await announcing(work, () => recordInactive(work, { ...step.tells, ...currentByThen(work, step) }));
  await noteOnceMore(work, step.accessKeyId);
}

/** When it is announced: another command may have moved the label meanwhile, or the new key may have failed. */
function currentByThen({ observation, secret, issued }: Work, { accessKeyId }: StepOf<'deactivate-key'>) {
  const currentKeyId = accessKeyIdOf(secret.current);
  const wasActive = observation.keys.some(({ id, active }) => id === currentKeyId && active);
  const works = currentKeyId !== accessKeyId && (wasActive || currentKeyId === issued?.accessKeyId);
  return { currentKeyId: works ? currentKeyId : undefined };
}

const inactive = ({ observation }: Work, { accessKeyId }: StepOf<'deactivate-key'>) =>
  new UpdateAccessKeyCommand({ UserName: observation.user.name, AccessKeyId: accessKeyId, Status: 'Inactive' });

/** Quarantine is recorded whether or not the message went out; without its note, the next run sends it. */
export async function recordInactive(
  work: Work,
  tells: Announcement<'key-deactivated' | 'key-revoked'>,
  names?: WhoseUses,
): Promise<void> {
  const { accessKeyId, deletedFrom } = tells;
  const record = {
    [SECRET_TAG.deactivated]: formatDeactivated(accessKeyId, work.writtenAt),
    [SECRET_TAG.promisedUntil]: isoSeconds(deletedFrom),
  };
  work.recorded = accessKeyId;
  try {
    await publish(work, tells, names && (await seenOf(work, names)));
  } catch (error) {
    await attempt('record the deactivation', () => writeTags(work, record));
    return attempt('announce the deactivation', () => Promise.reject(error));
  }
  await attempt('record the deactivation', () => writeTags(work, { ...record, ...noted(work, tells) }));
}
