import { attempt } from '../../aws/errors/errors';
import { SECRET_TAG } from '../../core/names';
import type { StepOf } from '../../core/rules/step';
import { isoSeconds } from '../../core/time';
import { requestTags } from './noted';
import { publish } from './publish';
import { writeTags } from './secret';
import type { Work } from './work';

export async function setHold(work: Work, { until, tells }: StepOf<'set-hold'>): Promise<void> {
  const tag = { [SECRET_TAG.holdUntil]: until ? isoSeconds(until) : '', ...requestTags(work) };
  await attempt('write the hold', () => writeTags(work, tag));
  // Not noted: no run repeats it, and the note of another hold may be what a later rule goes by.
  if (tells) await attempt('send the message', () => publish(work, tells));
}
