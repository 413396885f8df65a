/**
 * The rotation of one user, in an order that survives a crash after every line (docs/design.md, "Rotating a user"). This file is the whole path
 * of a key's secret half: it comes from CreateAccessKey, goes to Secrets Manager, and signs the verification. Nothing else sees it but
 * secret-value.ts, which is pure and writes down the value that is stored.
 */

import { CreateAccessKeyCommand, type CreateAccessKeyCommandOutput, IAMServiceException } from '@aws-sdk/client-iam';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Clients } from '../../../aws/clients';
import { attempt, reworded, StepError, withoutText } from '../../../aws/errors/errors';
import type { Operation } from '../../../aws/errors/operation';
import { placeholderVersionId, SECRET_TAG, versionIdOf } from '../../../core/names';
import type { Announcement } from '../../../core/rules/announcement';
import type { StepOf } from '../../../core/rules/step';
import type { KeyPair } from '../../../core/secret/key-pair';
import { secretValue, withoutSecrets } from '../../../core/secret/secret-value';
import { type SecretTemplate, templateOf } from '../../../core/settings/secret-formats';
import { isoSeconds } from '../../../core/time';
import { formatPauses, NO_PAUSE } from '../../../core/user/evidence/pauses';
import { nextFormat } from '../../../core/user/next-format';
import type { Observation } from '../../../core/user/observation';
import { formatIntent } from '../../../core/user/secret-state';
import { sendOnce } from '../cut';
import { noted, requestTags } from '../noted';
import { publish } from '../publish';
import { adoptionTags, replicateWhereMissing, writePlaceholder, writeTags } from '../secret';
import { announcing, momentIn, type Work } from '../work';
import { promote } from './promote';
import { discard, takeBackIntent } from './take-back';

/** @throws StepError naming what failed; whatever it left behind is recognised by the next run (promise 6) */
export async function issueKey(work: Work, step: StepOf<'issue-key'>): Promise<void> {
  const previous = await prepareSecret(work, step);
  const { pair: key, createdAt } = await createKey(work);
  work.moments.newKeyId = key.accessKeyId;
  work.moments.newCreatedAt = createdAt;
  await orDiscard(work, key, 'store the new key', () => store(work, key, createdAt));
  await orDiscard(work, key, 'verify the new key', () => verify(work, key));
  await promote(work, key.accessKeyId, previous);
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
    // Before anybody is notified, so that no message can promise what is not recorded.
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

async function createKey(work: Work): Promise<{ pair: KeyPair; createdAt: Date }> {
  const { clients, observation, now } = work;
  work.mayHaveLeftAKey = true;
  try {
    const { AccessKey: key } = await askForKey(clients, observation.user.name);
    if (!key?.AccessKeyId || !key.SecretAccessKey) throw new StepError('create the new key', 'IAM answered without it');
    return {
      pair: { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey },
      createdAt: key.CreateDate ?? now,
    };
  } catch (error) {
    if (isRefusal(error)) {
      work.mayHaveLeftAKey = false;
      await takeBackIntent(work);
    }
    throw error;
  }
}

/** One attempt: CreateAccessKey has no idempotency token, so a retry after a lost answer would make a second key. */
async function askForKey(clients: Clients, userName: string): Promise<CreateAccessKeyCommandOutput> {
  const command = new CreateAccessKeyCommand({ UserName: userName });
  try {
    return await sendOnce({ clients }, () => clients.iamWithoutRetries.send(command), 'CreateAccessKey');
  } catch (error) {
    // An answer that could not be read may hold the secret half, and its error may quote it: then the name alone is shown.
    throw new StepError('create the new key', error instanceof IAMServiceException ? error : withoutText(error));
  }
}

/** IAM refused in so many words, so that no key of ours exists. */
const isRefusal = (error: unknown) =>
  error instanceof StepError && ['denied', 'quota', 'throttled', 'no-such-entity'].includes(error.failure.kind);

/** A new key that could not be stored or verified was never handed out: it is deleted at once, by its id. */
async function orDiscard(work: Work, key: KeyPair, what: Operation, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const left = await discard(work, key.accessKeyId);
    // The whole text, so that its end is not cut off in the middle of a secret half.
    const { sesSmtpRegion } = work.observation.user.settings;
    throw new StepError(
      what,
      reworded(error, (text) => withoutSecrets(text, key, sesSmtpRegion)),
      left,
    );
  }
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

async function announce(work: Work, tells: Announcement<'key-rotated'>): Promise<void> {
  await attempt('announce the new key', () => publish(work, tells));
  await attempt('note the announcement', () => writeTags(work, noted(work, tells)));
}
