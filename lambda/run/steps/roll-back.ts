/** The rollback of one user, in an order that survives a crash after every line (docs/design.md, "Commands"). No value is read: only labels move. */

import { ListAccessKeysCommand, type StatusType, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { REQUEST_LIMIT_MS } from '../../aws/clients';
import { attempt, StepError } from '../../aws/errors/errors';
import { accessKeyIdOf, SECRET_TAG, versionIdOf } from '../../core/names';
import type { Step, StepOf } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { isRevoked } from '../../core/user/revoked';
import { formatIntent, type SecretState } from '../../core/user/secret-state';
import { DECISION_LIMIT_MS } from './cut';
import { noted, requestTags } from './noted';
import { publish } from './publish';
import { readSecretAgain, writeTags } from './secret';
import type { Work } from './work';

/**
 * With the intent of a rollback, so that the label is not taken for one that a stranger has moved. Programs get that key for as long as a new
 * one takes, so what was observed must still hold.
 */
export async function makeCurrent(work: Work, { accessKeyId, from }: StepOf<'make-current'>): Promise<void> {
  const intent = formatIntent({ kind: 'rollback', at: work.writtenAt });
  await attempt('write the intent', () => writeTags(work, { [SECRET_TAG.intent]: intent }));
  const { status, notes } = await lookAgain(work, accessKeyId);
  if (status !== 'Active' || isRevoked(notes, accessKeyId) || isBeingConfirmed(work, notes))
    throw new StepError('make the retiring key current', new Error(`${accessKeyId} is about to be deactivated, or is`));
  await attempt('make the retiring key current', () => moveCurrent(work, accessKeyId, from));
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
  let seen = await lookAgain(work, accessKeyId);
  if (!isContested && isBeingConfirmed(work, seen.notes)) {
    await work.clients.wait(SETTLE_MS);
    seen = await lookAgain(work, accessKeyId);
  }
  mayComeBack(work, accessKeyId, seen);
  // Not before: it takes the place of the note by which a confirmation is seen.
  await attempt('note the command', () => writeTags(work, requestTags(work)));
  // In any case: IAM's list may be behind by what a run has just done.
  await attempt('reactivate the retiring key', () => setStatus(work, accessKeyId, 'Active'));
  if (seen.status === 'Inactive') await work.clients.wait(PROPAGATION_MS);
  await mustNotBeRevoked(work, accessKeyId);
  if (from !== undefined) {
    await attempt('make the retiring key current', () => moveCurrent(work, accessKeyId, from));
    await orMoveBack(work, accessKeyId, from);
  }
  await attempt('announce the rollback', () => publish(work, tells));
  await attempt('note the announcement', () => writeTags(work, noted(work, tells)));
}

/** What runs and other commands have done since it was observed. */
async function lookAgain(work: Work, accessKeyId: string) {
  const status = await attempt('read the retiring key again', () => statusOf(work, accessKeyId));
  return { status, notes: await attempt('read the secret again', () => readSecretAgain(work)) };
}

/** Somebody has just said that nobody needs the old key, and that command may be about to deactivate it. */
function isBeingConfirmed({ observation, writtenAt }: Work, { requested }: SecretState): boolean {
  if (requested?.command !== 'confirm') return false;
  const isNew = requested.at.getTime() !== observation.secret?.requested?.at.getTime();
  return isNew || writtenAt.getTime() - requested.at.getTime() < SETTLE_MS;
}

/** Only a key that Keyturn itself deactivated for retirement is reactivated. @throws when that is not so */
function mayComeBack(
  { observation }: Work,
  accessKeyId: string,
  { status, notes }: Awaited<ReturnType<typeof lookAgain>>,
): void {
  if (status === undefined) throw new Error(`roll back: the key ${accessKeyId} was deleted meanwhile`);
  if (isRevoked(notes, accessKeyId)) throw revokedMeanwhile(accessKeyId);
  const wasInactive = observation.keys.some(({ id, active }) => id === accessKeyId && !active);
  const isRetired = [notes.deactivated, notes.notices.deactivated].some((note) => note?.accessKeyId === accessKeyId);
  if (status === 'Inactive' && !wasInactive && !isRetired)
    throw new Error(
      `roll back: the key ${accessKeyId} was deactivated meanwhile, and no note of Keyturn's says that it was for retirement`,
    );
}

/** Right before the label moves. A key that was reactivated and reported at the same time is off again. */
async function mustNotBeRevoked(work: Work, accessKeyId: string): Promise<void> {
  const notes = await attempt('read the secret again', () => readSecretAgain(work));
  if (!isRevoked(notes, accessKeyId)) return;
  await attempt('deactivate the key', () => setStatus(work, accessKeyId, 'Inactive'));
  throw revokedMeanwhile(accessKeyId);
}

/** Whoever reported the key in between took it for one that nobody reads. */
async function orMoveBack(work: Work, accessKeyId: string, from: string): Promise<void> {
  const notes = await attempt('read the secret again', () => readSecretAgain(work));
  const back = accessKeyIdOf(from);
  if (!isRevoked(notes, accessKeyId) || back === undefined) return;
  await attempt('make the new key current', () => moveCurrent(work, back, versionIdOf(accessKeyId)));
  throw revokedMeanwhile(accessKeyId);
}

const revokedMeanwhile = (accessKeyId: string) =>
  new Error(`roll back: the key ${accessKeyId} was revoked as compromised meanwhile, and is not brought back`);

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

async function setStatus({ clients, observation }: Work, accessKeyId: string, status: StatusType): Promise<void> {
  const key = { UserName: observation.user.name, AccessKeyId: accessKeyId };
  await clients.iam.send(new UpdateAccessKeyCommand({ ...key, Status: status }));
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
