/** What a rotation that failed has made, or was about to make, is taken back. */

import { DeleteAccessKeyCommand } from '@aws-sdk/client-iam';
import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import type { Clients } from '../../../aws/clients';
import { errorText } from '../../../aws/errors/errors';
import { SECRET_TAG, versionIdOf } from '../../../core/names';
import { isoSeconds } from '../../../core/time';
import { formatIntent } from '../../../core/user/secret-state';
import { readKeys } from '../../read/observe';
import { writeTags } from '../secret';
import type { Work } from '../work';

/**
 * No key of ours was made: none that a person makes in the next half hour may look like one. But where there is one that was not there when
 * the user was read, somebody else's rotation may have made it, and our intent may have been written over the other's: then ours stays,
 * by which a later run knows that key. Where it cannot be taken back, the next run waits.
 */
export async function takeBackIntent(work: Work): Promise<void> {
  const { secret } = work.observation;
  const before = {
    [SECRET_TAG.intent]: secret?.intent ? formatIntent(secret.intent) : '',
    [SECRET_TAG.promisedUntil]: secret?.promisedUntil ? isoSeconds(secret.promisedUntil) : '',
  };
  if (await hasUnseenKey(work)) return;
  work.isIntentTakenBack = await writeTags(work, before).then(
    () => true,
    () => false,
  );
}

async function hasUnseenKey({ clients, observation: { user, keys } }: Work): Promise<boolean> {
  const now = await readKeys(clients, user.name).catch(() => []);
  return now.some(({ id }) => !keys.some((key) => key.id === id));
}

/** What is still there, as the end of a sentence. It does not throw: the error that led here is the one to tell. */
export async function discard(work: Work, accessKeyId: string): Promise<string> {
  const { clients, observation, secret } = work;
  try {
    await clients.iam.send(new DeleteAccessKeyCommand({ UserName: observation.user.name, AccessKeyId: accessKeyId }));
  } catch (error) {
    return ` (and ${accessKeyId} could not be deleted, which a later run does: ${errorText(error)})`;
  }
  work.mayHaveLeftAKey = false;
  // The label may not be there, and one that names a key that is gone does no harm: the next rotation takes it away.
  await removePendingLabel(clients, secret.arn, accessKeyId).catch(() => undefined);
  return ` (the new key ${accessKeyId} was deleted again)`;
}

/** @throws when the label is not on that version */
export async function removePendingLabel(
  clients: Clients,
  secretId: string | undefined,
  accessKeyId: string,
): Promise<void> {
  const change = { SecretId: secretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: versionIdOf(accessKeyId) };
  await clients.secrets.send(new UpdateSecretVersionStageCommand(change));
}
