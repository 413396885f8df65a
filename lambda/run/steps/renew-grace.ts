import { attempt } from '../../aws/errors/errors';
import { SECRET_TAG } from '../../core/names';
import type { StepOf } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { writeTags } from './secret';
import { holdIsOver } from './told';
import { stamp, type Work } from './work';

export async function renewGrace(work: Work, { until, settles }: StepOf<'renew-grace'>): Promise<void> {
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
