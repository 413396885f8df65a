/** The rollback of one user, in an order that survives a crash after every line (docs/design.md, "Commands"). No value is read: only labels move. */

import { ListAccessKeysCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { REQUEST_LIMIT_MS } from '../../aws/clients';
import { attempt } from '../../aws/errors/errors';
import { SECRET_TAG, versionIdOf } from '../../core/names';
import type { Step, StepOf } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { formatIntent } from '../../core/user/secret-state';
import { DECISION_LIMIT_MS } from './cut';
import { noted } from './noted';
import { publish } from './publish';
import { writeTags } from './secret';
import type { Work } from './work';

/** With the intent of a rollback, so that the label is not taken for one that a stranger has moved. */
export async function makeCurrent(work: Work, { accessKeyId, from }: StepOf<'make-current'>): Promise<void> {
  const intent = formatIntent({ kind: 'rollback', at: work.writtenAt });
  await attempt('write the intent', () => writeTags(work, { [SECRET_TAG.intent]: intent }));
  await attempt('make the old key current', () => moveCurrent(work, accessKeyId, from));
}

type RollBack = Step & { kind: 'roll-back' };

/** Until nothing that was decided before the intent was written can still be carried out. */
const SETTLE_MS = DECISION_LIMIT_MS + REQUEST_LIMIT_MS + 5_000;

/** IAM needs some seconds until all its servers know that a key is Active again (IAM User Guide, "eventually consistent"). */
const PROPAGATION_MS = 15_000;

/** @throws StepError naming what failed; both keys are kept for a grace from the first line on */
export async function rollBack(work: Work, step: RollBack): Promise<void> {
  const { accessKeyId, from, isContested, tells } = step;
  await attempt('write the intent', () => writeTags(work, intentOf(work, step)));
  if (isContested) await work.clients.wait(SETTLE_MS);
  const status = await attempt('read the old key again', () => statusOf(work, accessKeyId));
  if (status === undefined) throw new Error(`roll back: the key ${accessKeyId} was deleted meanwhile`);
  // In any case: IAM's list may be behind by what a run has just done.
  await attempt('reactivate the old key', () => reactivate(work, accessKeyId));
  if (status === 'Inactive') await work.clients.wait(PROPAGATION_MS);
  if (from !== undefined) await attempt('make the old key current', () => moveCurrent(work, accessKeyId, from));
  await attempt('announce the rollback', () => publish(work, tells));
  await attempt('note the announcement', () => writeTags(work, noted(work, tells)));
}

/** In one call, so that no crash can leave a rollback without the grace that both keys are owed. */
function intentOf(work: Work, { until }: RollBack): Record<string, string> {
  const end = isoSeconds(until);
  return {
    [SECRET_TAG.intent]: formatIntent({ kind: 'rollback', at: work.writtenAt }),
    [SECRET_TAG.holdUntil]: end,
    [SECRET_TAG.promisedUntil]: end,
    [SECRET_TAG.deactivated]: '',
  };
}

async function statusOf({ clients, observation }: Work, accessKeyId: string) {
  const { AccessKeyMetadata = [] } = await clients.iam.send(
    new ListAccessKeysCommand({ UserName: observation.user.name }),
  );
  return AccessKeyMetadata.find((key) => key.AccessKeyId === accessKeyId)?.Status;
}

async function reactivate({ clients, observation }: Work, accessKeyId: string): Promise<void> {
  const key = { UserName: observation.user.name, AccessKeyId: accessKeyId };
  await clients.iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
}

/** Moves AWSCURRENT, if it is still where it was observed. */
async function moveCurrent({ clients, secret }: Work, accessKeyId: string, from: string): Promise<void> {
  const to = versionIdOf(accessKeyId);
  await clients.secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secret.arn,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: to,
      RemoveFromVersionId: from,
    }),
  );
  secret.current = to;
}
