/** The tags that note what was announced, or is about to be done. */

import { attempt } from '../../aws/errors/errors';
import { LEAKED_TAG, revokedTag, SECRET_TAG } from '../../core/names';
import { NOTE_OF, noting, notingNoHold } from '../../core/rules/announced';
import type { Announcement } from '../../core/rules/announcement';
import { formatNote } from '../../core/rules/secret/format';
import { isItsTimeOfDay } from '../../core/turn';
import { formatFailing } from '../../core/user/failing';
import { REPEAT_MS } from '../../core/user/horizon';
import { formatNotices, type NoticeKind, type Notices } from '../../core/user/notices';
import { stateOf } from '../../core/user/observation';
import { formatLeaked, NOTHING_LEAKED, withIncident } from '../../core/user/reported/leaked';
import { formatHeldSince, formatRequested, formatRevoked } from '../../core/user/secret-state';
import { writeTags } from './secret';
import type { Work } from './work';

type StateTags = Readonly<Record<string, string>>;

function remember(work: Work, notices: Notices): StateTags {
  work.notices = notices;
  if (work.isBlind) return {};
  return { [SECRET_TAG.notified]: formatNotices(notices) };
}

/** Written ahead of what leaves no other trace for a run that comes after a crash. */
export const ahead = (work: Work, kind: 'deleting' | 'revoking', accessKeyId: string): StateTags =>
  remember(work, noting(work.notices, kind, { accessKeyId, at: work.writtenAt }));

/** Once it was announced. */
export function noted(work: Work, tells: Announcement): StateTags {
  const kind: NoticeKind = NOTE_OF[tells.event];
  const at = work.writtenAt;
  if (tells.event === 'secret-format-changes')
    return remember(work, noting(work.notices, kind, { reason: formatNote(tells.format), at }));
  // A loss is no hold that lasts: the state is restored in the same run.
  if ('reason' in tells && tells.reason === 'state-lost')
    return remember(work, noting(work.notices, 'lost', { accessKeyId: tells.accessKeyId ?? 'none', at }));
  if ('reason' in tells) {
    const lasting = heldSince(work, tells.reason);
    return { ...remember(work, noting(work.notices, kind, { reason: tells.reason, at })), ...lasting };
  }
  const { accessKeyId } = tells;
  const tags = remember(work, noting(work.notices, kind, { accessKeyId, at }));
  const report = kind === 'revoked' && { [revokedTag(accessKeyId)]: formatRevoked({ at, isNotified: true }) };
  return {
    ...tags,
    ...report,
    ...(kind === 'revoked' && leakTags(work, accessKeyId, 'deactivate')),
    ...(kind === 'deleted' && forgetDeactivation(work, accessKeyId)),
    // Of what AWSCURRENT holds from now on, nothing else tells.
    ...(tells.event === 'key-rotated' && tells.format !== undefined && { [SECRET_TAG.format]: tells.format }),
    ...(kind === 'rotated' && forgetFailing(work)),
  };
}

/** What was announced of a key that AWS has reported. */
export function leakTags(work: Work, accessKeyId: string, answer: string): StateTags {
  const { leak } = work.request ?? {};
  if (leak?.accessKeyId !== accessKeyId || work.isBlind) return {};
  const before = work.leaked ?? stateOf(work.observation)?.leaked ?? NOTHING_LEAKED;
  work.leaked = withIncident(before, { accessKeyId, certainty: leak.certainty, answer, at: work.writtenAt });
  return { [LEAKED_TAG]: formatLeaked(work.leaked) };
}

/** Who asked for this, as far as a tag holds it. */
export const requestTags = ({ request, writtenAt }: Work): StateTags =>
  request ? { [SECRET_TAG.requested]: formatRequested(request.command, writtenAt, request.reason) } : {};

export const holdIsOver = (work: Work): StateTags => remember(work, notingNoHold(work.notices));

/** The rotation that failed before has been done. */
function forgetFailing(work: Work): StateTags {
  if (!work.failing) return {};
  work.failing = false;
  return { [SECRET_TAG.failing]: '' };
}

/**
 * Whether a note can be written shows before anything is done that takes one: a tag that only runs write is written as it is. The notes
 * themselves could be written over one that a revocation has just added.
 */
export function proveNotable(work: Work): Promise<void> {
  const { failing } = stateOf(work.observation) ?? {};
  const asItIs = { [SECRET_TAG.failing]: failing ? formatFailing(failing) : '' };
  return attempt('note the message', () => writeTags(work, asItIs));
}

/** The time of the day at which a user is notified of whom nothing can be noted: once a day, by one run. */
export const isItsTime = ({ observation, now, config }: Work) => isItsTimeOfDay(observation.user.id, now, config);

/** Where AWSCURRENT was found, to which a person has moved it. */
export const foundOn = (work: Work, accessKeyId: string): StateTags =>
  remember(work, noting(work.notices, 'moved', { accessKeyId, at: work.writtenAt }));

/** A key's record of deactivation goes with it. */
function forgetDeactivation(work: Work, accessKeyId: string): StateTags {
  if (work.recorded !== accessKeyId) return {};
  work.recorded = undefined;
  return { [SECRET_TAG.deactivated]: '' };
}

/** The same hold announced again lasts since it was first announced, unless it was over in between: one that lasts is announced weekly. */
function heldSince({ observation, writtenAt }: Work, reason: string): StateTags {
  const { heldSince: since, notices } = stateOf(observation) ?? {};
  const lasts =
    since?.reason === reason &&
    notices?.held?.reason === reason &&
    writtenAt.getTime() - notices.held.at.getTime() < 2 * REPEAT_MS;
  return lasts ? {} : { [SECRET_TAG.heldSince]: formatHeldSince({ reason, at: writtenAt }) };
}
