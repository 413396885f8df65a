/** One small function for each step. The only place that changes anything. */
import { DeleteAccessKeyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { DAY_MS } from './config';
import { attempt, errorName } from './errors';
import { issueKey, removePendingLabel } from './issue-key';
import type { DeletedRole, Step } from './model';
import { SECRET_TAG } from './names';
import { graceStart, situationOf } from './situation';
import { formatDeactivated, isoSeconds } from './tags';
import {
  aboutToDelete,
  holdIsOver,
  publish,
  stamp,
  tellingDeactivated,
  tellingDeleted,
  tellingHeld,
  tellingReminded,
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
    case 'notify':
      return notify(work, step);
    case 'hold':
      // Told by a step of its own, when it is due to be told.
      return;
  }
}

async function deactivateKey(work: Work, { accessKeyId, because }: StepOf<'deactivate-key'>): Promise<void> {
  const { user } = work.observation;
  await attempt('deactivate the key', () =>
    work.clients.iam.send(
      new UpdateAccessKeyCommand({ UserName: user.name, AccessKeyId: accessKeyId, Status: 'Inactive' }),
    ),
  );
  await recordInactive(work, accessKeyId, 'retiring', because);
}

/** Quarantine is recorded whether or not the message went out; without its note, the next run sends it. */
async function recordInactive(
  work: Work,
  accessKeyId: string,
  role: 'retiring' | 'spare',
  because: string,
): Promise<void> {
  const at = stamp(work);
  const deletedFrom = new Date(at.getTime() + work.observation.user.settings.policy.quarantineDays * DAY_MS);
  const record = { [SECRET_TAG.deactivated]: formatDeactivated(accessKeyId, at) };
  try {
    await publish(work, { event: 'key-deactivated', accessKeyId, role, deletedFrom, because });
  } catch (error) {
    await attempt('record the deactivation', () => writeTags(work, record));
    return attempt('announce the deactivation', () => Promise.reject(error));
  }
  await attempt('record the deactivation', () =>
    writeTags(work, { ...record, ...tellingDeactivated(work, accessKeyId) }),
  );
}

async function deleteKey(work: Work, { accessKeyId, role, because }: StepOf<'delete-key'>): Promise<void> {
  const { clients, observation, secret } = work;
  await attempt('note the deletion ahead', () => writeTags(work, aboutToDelete(work, accessKeyId)));
  await attempt('delete the key', async () => {
    try {
      const key = { UserName: observation.user.name, AccessKeyId: accessKeyId };
      await clients.iam.send(new DeleteAccessKeyCommand(key));
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
    [SECRET_TAG.deactivated]: '',
    ...(settles && holdIsOver(work)),
  };
  await attempt('renew the grace', () => writeTags(work, tags));
}

async function notify(work: Work, step: StepOf<'notify'>): Promise<void> {
  const { because } = step;
  const situation = situationOf(work.observation, work.now);
  const { policy, secret, retiring } = situation;
  const graceEndsAt = new Date(graceStart(situation).getTime() + policy.graceDays * DAY_MS);
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
      const deletedFrom = new Date(since.getTime() + policy.quarantineDays * DAY_MS);
      const role = retiring?.id === accessKeyId ? 'retiring' : 'spare';
      await send(work, { event, accessKeyId, deletedFrom, role, because });
      return told(() => tellingDeactivated(work, accessKeyId));
    }
    case 'key-deleted':
      return announceDeleted(work, step.accessKeyId, because);
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
