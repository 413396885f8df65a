import { attempt } from '../../aws/errors/errors';
import type { StepOf } from '../../core/rules/step';
import { writeTags } from './secret';
import { onBackup, type Work } from './work';

/** The copy first: whoever removes the tags once may do it daily. */
export async function restoreState(work: Work, { tags, backupTags }: StepOf<'restore-state'>): Promise<void> {
  const backup = onBackup(work);
  if (backup) await attempt('restore the state', () => writeTags(backup, backupTags));
  await attempt('restore the state', () => writeTags(work, tags));
}
