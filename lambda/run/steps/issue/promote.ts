import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { attempt, failureOf, StepError } from '../../../aws/errors/errors';
import type { Failure } from '../../../aws/errors/failure';
import { versionIdOf } from '../../../core/names';
import { readSecretAgain } from '../secret';
import type { Work } from '../work';
import { discard } from './take-back';

/**
 * Consumers read the new key from here on. A failure whose outcome is unknown is never compensated: the effect may stand although the
 * answer was lost, and deleting the new key would then lock everybody out. So the labels are asked. The key is taken back only when AWS
 * refused in so many words (an overlapping run was first) and the labels show that the key was never current.
 */
export async function promote(work: Work, accessKeyId: string, previous: string): Promise<void> {
  const { clients, secret } = work;
  const version = versionIdOf(accessKeyId);
  const change = { SecretId: secret.arn, VersionStage: 'AWSCURRENT', MoveToVersionId: version };
  // Refused when AWSCURRENT has moved since it was observed: then somebody else decided in between.
  const optimistic = new UpdateSecretVersionStageCommand({ ...change, RemoveFromVersionId: previous });
  const refusal = await clients.secrets.send(optimistic).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (!refusal) {
    secret.current = version;
    return;
  }
  const what = 'make the new key current';
  const { labels } = await attempt(what, () => readSecretAgain(work));
  secret.current = labels.current;
  if (labels.current === version) return;
  const wasRefused = REFUSALS.includes(failureOf(refusal.error).kind);
  const left = wasRefused && labels.previous !== version ? await discard(work, accessKeyId) : '';
  throw new StepError(what, refusal.error, left);
}

/** AWS says that the label is elsewhere, or the version is not there. */
const REFUSALS: readonly Failure['kind'][] = ['label-moved', 'invalid-parameter', 'no-such-resource'];
