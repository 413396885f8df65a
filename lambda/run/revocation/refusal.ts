import { attempt } from '../../aws/errors/errors';
import type { Announcement } from '../../core/rules/announcement';
import type { Step } from '../../core/rules/step';
import { REPEAT_MS } from '../../core/user/horizon';
import { stateOf } from '../../core/user/observation';
import { noted } from '../steps/noted';
import { publish } from '../steps/publish';
import { writeTags } from '../steps/secret';
import type { Work } from '../steps/work';

/** A compromised key that still works is announced at once, with the command that deactivates it; by runs once a week while it lasts. */
export async function announceRefusal(work: Work, step: Step, error: string): Promise<void> {
  if (!('accessKeyId' in step) || step.accessKeyId === undefined) return;
  const { accessKeyId } = step;
  const told = stateOf(work.observation)?.notices.held;
  const isKnown = told?.reason === REASON && work.now.getTime() - told.at.getTime() < REPEAT_MS;
  if (isKnown && !work.request) return;
  const because = `the key ${accessKeyId} was reported as compromised, and it still works: ${error}`;
  const tells: Announcement = { event: 'key-held', reason: REASON, accessKeyId, because };
  await attempt('send the message', () => publish(work, tells));
  await attempt('note the message', () => writeTags(work, noted(work, tells)));
}

const REASON = 'revocation-failed';
