/** The tags that note what was announced, or is about to be done. */

import { SECRET_TAG } from '../../core/names';
import { NOTE_OF, noting, notingNoHold } from '../../core/rules/announced';
import type { Announcement } from '../../core/rules/announcement';
import { REPEAT_MS } from '../../core/user/horizon';
import { formatNotices, type NoticeKind, type Notices } from '../../core/user/notices';
import { formatHeldSince } from '../../core/user/secret-state';
import type { Work } from './work';

type StateTags = Readonly<Record<string, string>>;

function remember(work: Work, notices: Notices): StateTags {
  work.notices = notices;
  return { [SECRET_TAG.notified]: formatNotices(notices) };
}

/** Written ahead of what leaves no other trace for a run that comes after a crash. */
export const ahead = (work: Work, kind: 'deleting' | 'revoking', accessKeyId: string): StateTags =>
  remember(work, noting(work.notices, kind, { accessKeyId, at: work.writtenAt }));

/** Once it was announced. */
export function noted(work: Work, tells: Announcement): StateTags {
  const kind: NoticeKind = NOTE_OF[tells.event];
  const at = work.writtenAt;
  if ('reason' in tells) {
    const lasting = heldSince(work, tells.reason);
    return { ...remember(work, noting(work.notices, kind, { reason: tells.reason, at })), ...lasting };
  }
  const { accessKeyId } = tells;
  const tags = remember(work, noting(work.notices, kind, { accessKeyId, at }));
  return { ...tags, ...(kind === 'deleted' && forgetDeactivation(work, accessKeyId)) };
}

export const holdIsOver = (work: Work): StateTags => remember(work, notingNoHold(work.notices));

/** A key's record of deactivation goes with it. */
function forgetDeactivation(work: Work, accessKeyId: string): StateTags {
  if (work.recorded !== accessKeyId) return {};
  work.recorded = undefined;
  return { [SECRET_TAG.deactivated]: '' };
}

/** The same hold told again lasts since it was first told, unless it was over in between: a hold that lasts is told weekly. */
function heldSince({ observation: { board, secret }, writtenAt }: Work, reason: string): StateTags {
  const { heldSince: since, notices } = (board ? board.secret : secret) ?? {};
  const lasts =
    since?.reason === reason &&
    notices?.held?.reason === reason &&
    writtenAt.getTime() - notices.held.at.getTime() < 2 * REPEAT_MS;
  return lasts ? {} : { [SECRET_TAG.heldSince]: formatHeldSince({ reason, at: writtenAt }) };
}
