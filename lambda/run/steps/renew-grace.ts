import { attempt } from '../../aws/errors/errors';
import { SECRET_TAG } from '../../core/names';
import type { StepOf } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { foundOn, holdIsOver } from './noted';
import { writeTags } from './secret';
import type { Work } from './work';

export async function renewGrace(work: Work, { until, endsHold, movedTo }: StepOf<'renew-grace'>): Promise<void> {
  const holdUntil = isoSeconds(until);
  // In one call, so that no crash can leave a grace that nobody counts.
  const tags = {
    [SECRET_TAG.holdUntil]: holdUntil,
    // Outlasts a hold that a person shortens or releases.
    [SECRET_TAG.promisedUntil]: holdUntil,
    [SECRET_TAG.deactivated]: '',
    ...(endsHold && holdIsOver(work)),
    ...(movedTo !== undefined && foundOn(work, movedTo)),
  };
  await attempt('renew the grace', () => writeTags(work, tags));
}
