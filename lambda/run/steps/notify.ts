import { attempt } from '../../aws/errors/errors';
import type { StepOf } from '../../core/rules/step';
import { isOfLeak, tellLeak } from '../leaks/tell-leak';
import { recordInactive } from './deactivate-key';
import { announceDeleted } from './delete-key';
import { isItsTime, noted, proveNotable } from './noted';
import { publish } from './publish';
import { writeTags } from './secret';
import { seenOf } from './seen';
import { onBackup, type Work } from './work';

/**
 * What is announced and cannot be noted would be announced by every run. So it is tried first whether a note can be written; where it
 * cannot, one run a day notifies, and every run fails.
 */
export async function notify(work: Work, step: StepOf<'notify'>): Promise<void> {
  const { tells } = step;
  if (isOfLeak(tells)) return tellLeak(work, tells);
  const refusal = await refusalOfNote(work);
  if (refusal && !isItsTime(work)) throw refusal;
  // A change of which nothing is noted yet is noted whole.
  if (tells.event === 'key-revoked') return recordInactive(work, tells);
  if (tells.event === 'key-deleted') return announceDeleted(work, tells);
  const seen = step.names && (await seenOf(work, step.names));
  await attempt('send the message', () => publish(work, tells, seen));
  if (refusal) throw refusal;
  await attempt('note the message', () => writeTags(work, noted(work, tells)));
  const backup = 'reason' in tells ? onBackup(work) : undefined;
  if (backup) await attempt('note the message', () => writeTags(backup, noted(backup, tells)));
}

const refusalOfNote = (work: Work) =>
  proveNotable(work).then(
    () => undefined,
    (error: Error) => error,
  );
