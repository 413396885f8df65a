/**
 * The rotation of one user, in an order that survives a crash after every line (docs/design.md, "Rotating a user"). This file is the whole path
 * of a key's secret half: it comes from CreateAccessKey, goes to Secrets Manager, and signs the verification. Nothing else sees it but
 * secret-value.ts, which is pure and writes down the value that is stored.
 */

import { CreateAccessKeyCommand, DeleteAccessKeyCommand, IAMServiceException } from '@aws-sdk/client-iam';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Clients } from '../../aws/clients';
import { attempt, errorText, failureOf, reworded, StepError, withoutText } from '../../aws/errors/errors';
import type { Failure } from '../../aws/errors/failure';
import type { Operation } from '../../aws/errors/operation';
import { placeholderVersionId, SECRET_TAG, versionIdOf } from '../../core/names';
import type { Announcement } from '../../core/rules/announcement';
import type { StepOf } from '../../core/rules/step';
import type { KeyPair } from '../../core/secret/key-pair';
import { secretValue, withoutSecrets } from '../../core/secret/secret-value';
import { type SecretTemplate, templateOf } from '../../core/settings/secret-formats';
import { isoSeconds } from '../../core/time';
import { formatPauses, NO_PAUSE } from '../../core/user/evidence/pauses';
import { nextFormat } from '../../core/user/next-format';
import type { Observation } from '../../core/user/observation';
import { formatIntent } from '../../core/user/secret-state';
import { sendOnce } from './cut';
import { noted, requestTags } from './noted';
import { publish } from './publish';
import { adoptionTags, replicateWhereMissing, writePlaceholder, writeTags } from './secret';
import { announcing, momentIn, type Work } from './work';

/** @throws StepError naming what failed; whatever it left behind is recognised by the next run (promise 6) */
export async function issueKey(work: Work, step: StepOf<'issue-key'>): Promise<void> {
  const previous = await prepareSecret(work, step);
  const { pair: key, createdAt } = await createKey(work).catch((error: unknown) => takeBack(work, error));
  work.moments.newKeyId = key.accessKeyId;
  work.moments.newCreatedAt = createdAt;
  await orDiscard(work, key, 'store the new key', () => store(work, key, createdAt));
  await orDiscard(work, key, 'verify the new key', () => verify(work, key));
  await promote(work, key, previous);
  work.moments.promotedAt = momentIn(work);
  work.issued = { ...step.tells, accessKeyId: key.accessKeyId };
  work.issuedAt = work.moments.promotedAt;
  await announcing(work, () => announce(work, { ...step.tells, accessKeyId: key.accessKeyId }));
  // Last, because no rotation, and no revocation, is to wait for a copy.
  await attempt('copy the secret to other Regions', () => replicateWhereMissing(work));
}

/** The secret exists, has an AWSCURRENT that is not ours to choose, and carries the intent, before anything is touched. */
async function prepareSecret(work: Work, { tells, replaces }: StepOf<'issue-key'>): Promise<string> {
  const { secret, user } = work.observation;
  const { current } = work.secret;
  const intent = {
    [SECRET_TAG.intent]: formatIntent({ kind: 'rotate', at: work.writtenAt }),
    // Before anybody is told, so that no message can promise what is not recorded.
    [SECRET_TAG.promisedUntil]: isoSeconds(tells.graceEndsAt),
    // Only of the key that is about to be the old one, which no label names after a first rotation.
    [SECRET_TAG.pauses]: formatPauses(
      new Map(replaces ? [[replaces.id, secret?.pauses?.get(replaces.id) ?? NO_PAUSE]] : []),
    ),
  };
  await attempt('write the intent', () => writeTags(work, { ...intent, ...adoptionTags(work), ...requestTags(work) }));
  if (secret && current === undefined) await attempt('prepare the secret', () => writePlaceholder(work));
  return current ?? placeholderVersionId(user.id);
}

/** One attempt: CreateAccessKey has no idempotency token, so a retry after a lost answer would make a second key. */
async function createKey(work: Work): Promise<{ pair: KeyPair; createdAt: Date }> {
  const { clients, observation, now } = work;
  work.mayHaveLeftAKey = true;
  const command = new CreateAccessKeyCommand({ UserName: observation.user.name });
  const { AccessKey: key } = await sendOnce(
    { clients },
    () => clients.iamWithoutRetries.send(command),
    'CreateAccessKey',
  ).catch((error: unknown) => {
    // An answer that could not be read may hold the secret half, and its error may quote it: then the name alone is told.
    throw new StepError('create the new key', error instanceof IAMServiceException ? error : withoutText(error));
  });
  if (!key?.AccessKeyId || !key.SecretAccessKey) throw new StepError('create the new key', 'IAM answered without it');
  return {
    pair: { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey },
    createdAt: key.CreateDate ?? now,
  };
}

/**
 * IAM refused in so many words, so that no key of ours exists: none that a person makes in the next half hour may look like one. Whatever
 * becomes of that, the error that led here is the one to tell.
 */
async function takeBack(work: Work, error: unknown): Promise<never> {
  const { secret } = work.observation;
  if (error instanceof StepError && isRefusal(error)) {
    work.mayHaveLeftAKey = false;
    const before = {
      [SECRET_TAG.intent]: secret?.intent ? formatIntent(secret.intent) : '',
      [SECRET_TAG.promisedUntil]: secret?.promisedUntil ? isoSeconds(secret.promisedUntil) : '',
    };
    work.isIntentTakenBack = await writeTags(work, before).then(
      () => true,
      () => false,
    );
  }
  throw error;
}

const isRefusal = ({ failure }: StepError) => ['denied', 'quota', 'throttled', 'no-such-entity'].includes(failure.kind);

/** A new key that could not be stored or verified was never handed out: it is deleted at once, by its id. */
async function orDiscard(work: Work, key: KeyPair, what: Operation, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const left = await discard(work, key.accessKeyId);
    // The whole text, lest its end be cut off in the middle of a secret half.
    const { sesSmtpRegion } = work.observation.user.settings;
    throw new StepError(
      what,
      reworded(error, (text) => withoutSecrets(text, key, sesSmtpRegion)),
      left,
    );
  }
}

/** What is still there, as the end of a sentence. It does not throw: the error that led here is the one to tell. */
async function discard(work: Work, accessKeyId: string): Promise<string> {
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

/** The rules let no key be made whose format is not known. @throws otherwise */
function templateFor(observation: Observation): SecretTemplate {
  const format = nextFormat(observation);
  const template = format && templateOf(format.name, observation.user.settings.formats);
  if (template === undefined) throw new Error('the format of the secret is not declared');
  return template;
}

async function store({ clients, observation, secret }: Work, key: KeyPair, createdAt: Date): Promise<void> {
  const { name, accountId, settings } = observation.user;
  await clients.secrets.send(
    new PutSecretValueCommand({
      SecretId: secret.arn,
      ClientRequestToken: versionIdOf(key.accessKeyId),
      VersionStages: ['AWSPENDING'],
      SecretString: secretValue(
        { ...key, accountId, userName: name, createdAt },
        templateFor(observation),
        settings.sesSmtpRegion,
      ),
    }),
  );
}

/** Pauses after a refusal, 69 seconds in all: a new key usually works after 5 to 10 seconds, and each try is a call. */
const REFUSED_PAUSES_MS = [5000, 3000, 2000, 4000, 5000, 10_000, 10_000, 10_000, 10_000, 10_000];

/** Before the second pass: IAM's servers may disagree for a while. */
const PASSED_PAUSE_MS = 1000;

/** The key authenticates as its user, twice in a row. GetCallerIdentity needs no permission: this proves authentication, no more. */
async function verify(work: Work, key: KeyPair): Promise<void> {
  const { clients, observation } = work;
  const sts = clients.stsSignedBy(key);
  const pausesMs = [...REFUSED_PAUSES_MS];
  let passes = 0;
  for (;;) {
    try {
      const { UserId } = await sts.send(new GetCallerIdentityCommand({}));
      if (UserId !== observation.user.id)
        throw new Error(`it authenticates as ${UserId}, not as ${observation.user.id}`);
      if (++passes === 2) {
        work.moments.verifiedAt = momentIn(work);
        return;
      }
      await clients.wait(PASSED_PAUSE_MS);
    } catch (error) {
      passes = 0;
      const pauseMs = pausesMs.shift();
      if (pauseMs === undefined) throw error;
      await clients.wait(pauseMs);
    }
  }
}

/**
 * Consumers read the new key from here on. A failure whose outcome is unknown is never compensated: the effect may stand although the
 * answer was lost, and deleting the new key would then cut everybody off. So the labels are asked. The key is taken back only when AWS
 * refused in so many words (an overlapping run was first) and the labels show that the key was never current.
 */
async function promote(work: Work, key: KeyPair, previous: string): Promise<void> {
  const { clients, secret } = work;
  const version = versionIdOf(key.accessKeyId);
  const change = { SecretId: secret.arn, VersionStage: 'AWSCURRENT', MoveToVersionId: version };
  // Refused when AWSCURRENT has moved since it was observed: then somebody else decided in between.
  const optimistic = new UpdateSecretVersionStageCommand({ ...change, RemoveFromVersionId: previous });
  const refusal = await clients.secrets.send(optimistic).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (!refusal) return;
  const what = 'make the new key current';
  const labels = await attempt(what, async () => {
    const { VersionIdsToStages = {} } = await clients.secrets.send(new DescribeSecretCommand({ SecretId: secret.arn }));
    return VersionIdsToStages[version] ?? [];
  });
  if (labels.includes('AWSCURRENT')) return;
  const wasRefused = REFUSALS.includes(failureOf(refusal.error).kind);
  const left = wasRefused && !labels.includes('AWSPREVIOUS') ? await discard(work, key.accessKeyId) : '';
  throw new StepError(what, refusal.error, left);
}

/** AWS says that the label is elsewhere, or the version is not there. */
const REFUSALS: readonly Failure['kind'][] = ['label-moved', 'invalid-parameter', 'no-such-resource'];

async function announce(work: Work, tells: Announcement<'key-rotated'>): Promise<void> {
  await attempt('announce the new key', () => publish(work, tells));
  await attempt('note the announcement', () => writeTags(work, noted(work, tells)));
}
