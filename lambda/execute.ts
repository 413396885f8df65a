/** One small function for each step. The only place that changes anything. */
import { DeleteAccessKeyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { DAY_MS } from './config';
import { sendWhileDecided } from './cut';
import { attempt, errorName } from './errors';
import { issueKey, removePendingLabel } from './issue-key';
import type { DeletedRole, Step } from './model';
import { SECRET_TAG } from './names';
import { moveCurrent, rollBack } from './roll-back';
import { graceEnd, promised, situationOf } from './situation';
import { formatDeactivated, formatIntent, isoSeconds } from './tags';
import {
  aboutToDelete,
  aboutToRevoke,
  holdIsOver,
  publish,
  stamp,
  tellingDeactivated,
  tellingDeleted,
  tellingHeld,
  tellingReminded,
  tellingRevoked,
  tellingRolledBack,
  tellingRotated,
  type Work,
  writeTags,
} from './work';

type StepOf<Kind extends Step['kind']> = Step & { kind: Kind };

/** @throws when the step fails; what it has left behind, the next run recognises and mends (promise 6) */
export async function execute(work: Work, step: Step): Promise<void> {
  switch (step.kind) {
    case 'issue-key':
      return issueKey(work, step);
    case 'deactivate-key':
      return deactivateKey(work, step);
    case 'delete-key':
      return deleteKey(work, step);
    case 'record-inactive':
      return recordInactive(work, step.accessKeyId, step.role, step.because);
    case 'renew-grace':
      return renewGrace(work, step);
    case 'roll-back':
      return rollBack(work, step);
    case 'make-current':
      return makeCurrent(work, step);
    case 'set-hold':
      return setHold(work, step);
    case 'notify':
      return notify(work, step);
    case 'hold':
      // Told by a step of its own, when it is due to be told.
      return;
  }
}

async function deactivateKey(work: Work, step: StepOf<'deactivate-key'>): Promise<void> {
  const { accessKeyId, revoked, because } = step;
  const { clients, observation } = work;
  const key = { UserName: observation.user.name, AccessKeyId: accessKeyId };
  const command = new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' });
  // A note that cannot be written does not keep a compromised key alive.
  if (revoked) await writeTags(work, aboutToRevoke(work, accessKeyId)).catch(() => undefined);
  await attempt('deactivate the key', () =>
    // A person's word holds; a rule's decision may be void by the time that it is carried out.
    revoked ? clients.iam.send(command) : sendWhileDecided(work, () => clients.iamWithoutRetries.send(command)),
  );
  await recordInactive(work, accessKeyId, revoked ? 'revoked' : 'retiring', because);
}

/** Quarantine is recorded whether or not the message went out; without its note, the next run sends it. */
async function recordInactive(
  work: Work,
  accessKeyId: string,
  role: 'retiring' | 'spare' | 'revoked',
  because: string,
): Promise<void> {
  const at = stamp(work);
  const deletedFrom = new Date(at.getTime() + work.observation.user.settings.policy.quarantineDays * DAY_MS);
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

async function deleteKey(work: Work, { accessKeyId, role, because }: StepOf<'delete-key'>): Promise<void> {
  const { clients, observation, secret } = work;
  await attempt('note the deletion ahead', () => writeTags(work, aboutToDelete(work, accessKeyId)));
  await attempt('delete the key', async () => {
    try {
      const command = new DeleteAccessKeyCommand({ UserName: observation.user.name, AccessKeyId: accessKeyId });
      await (role === 'revoked'
        ? clients.iam.send(command)
        : sendWhileDecided(work, () => clients.iamWithoutRetries.send(command)));
    } catch (error) {
      // Gone is what was wanted: an overlapping run, or an earlier try whose answer was lost.
      if (errorName(error) !== 'NoSuchEntityException') throw error;
    }
  });
  // The label names a key that is gone, which the next rotation would mend as well.
  if (role === 'pending') await removePendingLabel(clients, secret.arn, accessKeyId).catch(() => undefined);
  await announceDeleted(work, accessKeyId, because, role);
}

async function announceDeleted(work: Work, accessKeyId: string, because: string, role?: DeletedRole): Promise<void> {
  await attempt('announce the deletion', () =>
    publish(work, { event: 'key-deleted', accessKeyId, because, ...(role && { role }) }),
  );
  await attempt('note the announcement', () => writeTags(work, tellingDeleted(work, accessKeyId)));
}

async function renewGrace(work: Work, { until, settles }: StepOf<'renew-grace'>): Promise<void> {
  // A whole grace, by the clock that all tags are written by.
  const holdUntil = new Date(until.getTime() + stamp(work).getTime() - work.now.getTime());
  // In one call, so that no crash can leave a grace that nobody counts.
  const tags = {
    [SECRET_TAG.holdUntil]: isoSeconds(holdUntil),
    // Outlasts a hold that a person shortens or releases.
    [SECRET_TAG.promisedUntil]: isoSeconds(holdUntil),
    [SECRET_TAG.deactivated]: '',
    ...(settles && holdIsOver(work)),
  };
  await attempt('renew the grace', () => writeTags(work, tags));
}

/** With the intent of a rollback, so that the label is not taken for one that a stranger has moved. */
async function makeCurrent(work: Work, { accessKeyId, from }: StepOf<'make-current'>): Promise<void> {
  const intent = formatIntent({ kind: 'rollback', at: stamp(work) });
  await attempt('write the intent', () => writeTags(work, { [SECRET_TAG.intent]: intent }));
  await attempt('make the old key current', () => moveCurrent(work, accessKeyId, from));
}

async function setHold(work: Work, { until, because }: StepOf<'set-hold'>): Promise<void> {
  const tag = { [SECRET_TAG.holdUntil]: until ? isoSeconds(until) : '' };
  await attempt('write the hold', () => writeTags(work, tag));
  // Not noted: no run repeats it, and the note of another hold may be what a later rule goes by.
  if (until) await send(work, { event: 'key-held', reason: 'by-hand', because });
}

async function notify(work: Work, step: StepOf<'notify'>): Promise<void> {
  const { because } = step;
  const situation = situationOf(work.observation, work.now);
  const { policy, secret, retiring } = situation;
  const graceEndsAt = graceEnd(situation);
  const told = async (tags: () => Record<string, string>) => attempt('note the message', () => writeTags(work, tags()));
  switch (step.event) {
    case 'key-rotated': {
      const { event, accessKeyId } = step;
      const oldKeyId = retiring?.active ? retiring.id : undefined;
      await send(work, { event, accessKeyId, ...(oldKeyId && { oldKeyId }), graceEndsAt, because });
      return told(() => tellingRotated(work, accessKeyId));
    }
    case 'key-reminder': {
      const { event, accessKeyId } = step;
      await send(work, { event, accessKeyId, graceEndsAt, because });
      return told(() => tellingReminded(work, accessKeyId));
    }
    case 'key-deactivated': {
      const { event, accessKeyId } = step;
      const since = secret?.deactivated?.at ?? work.now;
      const deletedFrom = promised(situation, new Date(since.getTime() + policy.quarantineDays * DAY_MS));
      const role = retiring?.id === accessKeyId ? 'retiring' : 'spare';
      await send(work, { event, accessKeyId, deletedFrom, role, because });
      return told(() => tellingDeactivated(work, accessKeyId));
    }
    case 'key-deleted':
      return announceDeleted(work, step.accessKeyId, because);
    case 'key-revoked':
      return recordInactive(work, step.accessKeyId, 'revoked', because);
    case 'key-rolled-back': {
      const { event, accessKeyId } = step;
      const until = secret?.holdUntil ?? graceEndsAt;
      await send(work, { event, accessKeyId, until, isCurrent: situation.currentId === accessKeyId, because });
      return told(() => tellingRolledBack(work, accessKeyId));
    }
    case 'key-held':
    case 'user-blocked': {
      const { event, reason, accessKeyId } = step;
      await send(work, { event, reason, because, ...(accessKeyId && { accessKeyId }) });
      return told(() => tellingHeld(work, reason));
    }
  }
}

const send = (work: Work, told: Parameters<typeof publish>[1]) =>
  attempt('send the message', () => publish(work, told));
