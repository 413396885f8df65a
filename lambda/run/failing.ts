/** A run that could not serve a user notes that on the user's secret, and notifies the owner where it lasts (docs/design.md, "Lasting failures"). */

import { attempt, errorText, failureOf } from '../aws/errors/errors';
import type { UserRow } from '../core/account/user-row';
import { SECRET_TAG } from '../core/names';
import type { Outcome } from '../core/report/outcome';
import type { Announcement } from '../core/rules/announcement';
import { KEEPS_FAILING } from '../core/rules/keeps-failing';
import { isNews } from '../core/rules/notify/tell-hold';
import type { Decision } from '../core/rules/step';
import { userSettingsFrom } from '../core/settings/user-settings';
import { day } from '../core/time';
import { type Failing, failedAgain, formatFailing, isTriedDaily } from '../core/user/failing';
import { type Observation, stateOf } from '../core/user/observation';
import { readKeys } from './read/observe';
import type { Reconciliation } from './reconciliation';
import { isItsTime, noted } from './steps/noted';
import { publish } from './steps/publish';
import { writeTags } from './steps/secret';
import { type Work, workOn } from './steps/work';

/** Never throws. @returns what there is to add to the error, as the end of a sentence */
export async function noteFailure(work: Work, step: string, error: string): Promise<string> {
  const failing = failedAgain(stateOf(work.observation)?.failing, step, work.now);
  try {
    if (!(await isNoted(work, failing))) {
      // The hour takes the place of the count; one message about this user is enough.
      if (!work.hasPublished && isItsTime(work)) await publish(work, announcement(error));
    } else if (isTriedDaily(failing) && isNews('keeps-failing', work.notices, work.now)) {
      const tells = announcement(error, failing);
      await publish(work, tells);
      await writeTags(work, noted(work, tells));
    }
    return '';
  } catch (second) {
    return ` (and its owner could not be notified of this: ${errorText(second)})`;
  }
}

/** One tag alone, and no secret is made for it: what failed may be the want of room for more. */
async function isNoted(work: Work, failing: Failing): Promise<boolean> {
  if (work.secret.arn === undefined) return false;
  return writeTags({ ...work, unset: [] }, { [SECRET_TAG.failing]: formatFailing(failing) }).then(
    () => true,
    () => false,
  );
}

function announcement(error: string, failing?: Failing): Announcement<'user-blocked'> {
  const what = failing
    ? `run after run has failed for this user since ${day(failing.since)}`
    : 'a run failed for this user, and nothing can be noted of how long that has lasted';
  return { event: 'user-blocked', reason: 'keeps-failing', because: `${what}: ${error.replace(/\.$/, '')}` };
}

/** What was tried has gone well. A user that was only waited for has not been tried. @returns the error, if that cannot be noted */
export async function forgetFailure(
  work: Work,
  { rule }: Decision,
  steps: Outcome['steps'],
): Promise<string | undefined> {
  const isUntried =
    [KEEPS_FAILING, 'horizon', 'hold-until'].includes(rule) ||
    steps.some(({ result }) => result === 'withheld' || result === 'planned');
  if (!work.failing || isUntried) return undefined;
  return attempt('note that it went well', () => writeTags(work, { [SECRET_TAG.failing]: '' })).then(
    () => undefined,
    (error: unknown) => errorText(error),
  );
}

/** Whether the user, or the key that the step is about, went away while it was served: an ordinary state that AWS reports as an error. */
export async function isGone(
  { clients, observation }: Work,
  step: Outcome['steps'][number] | undefined,
): Promise<boolean> {
  try {
    const keys = await readKeys(clients, observation.user.name);
    return step !== undefined && 'accessKeyId' in step && !keys.some(({ id }) => id === step.accessKeyId);
  } catch (error) {
    return failureOf(error).kind === 'no-such-entity';
  }
}

/** What is known of a user that could not be read: what the bulk reads said. */
export function listedWork(run: Reconciliation, row: UserRow): Work {
  const [secret, ...others] = row.secrets;
  const isSole = others.length === 0 && secret?.userId === row.id && !secret.deletedAt;
  const observation: Observation = {
    readAtMs: run.clients.elapsedMs(),
    user: { ...row, settings: userSettingsFrom(row.tags, run.config) },
    keys: [],
    secret: isSole ? secret : undefined,
    board: undefined,
    trouble: undefined,
    lastUse: new Map(),
  };
  return workOn(observation, run);
}
