import { SECRET_TAG } from '../../core/names';
import { REPEAT_MS } from '../../core/user/horizon';
import { fitting, formatNotices, type Notices } from '../../core/user/notices';
import { formatHeldSince } from '../../core/user/secret-state';
import { stamp, type Work } from './work';

/** The tag that remembers what was told. What a new note makes obsolete goes, so that the tag stays below its 256 characters. */
function remember(work: Work, notices: Notices): Record<string, string> {
  work.notices = fitting(notices);
  return { [SECRET_TAG.notified]: formatNotices(work.notices) };
}

const note = (work: Work, accessKeyId: string) => ({ accessKeyId, at: stamp(work) });

export function tellingRotated(work: Work, accessKeyId: string): Record<string, string> {
  const { deactivated, revoked, deleting } = work.notices;
  return remember(work, {
    ...(deactivated && { deactivated }),
    ...(revoked && { revoked }),
    ...(deleting && { deleting }),
    rotated: note(work, accessKeyId),
  });
}

export const tellingReminded = (work: Work, accessKeyId: string) =>
  remember(work, { ...work.notices, reminded: note(work, accessKeyId) });

export function tellingDeactivated(work: Work, accessKeyId: string): Record<string, string> {
  const { reminded: _, ...kept } = work.notices;
  return remember(work, { ...kept, deactivated: note(work, accessKeyId) });
}

/** Written ahead of a revocation: it tells a key that Keyturn deactivated as compromised from one that a person has deactivated. */
export function aboutToRevoke(work: Work, accessKeyId: string): Record<string, string> {
  const { reminded: _, deactivated: __, deleted: ___, revoked: ____, ...kept } = work.notices;
  return remember(work, { ...kept, revoking: note(work, accessKeyId) });
}

export function tellingRevoked(work: Work, accessKeyId: string): Record<string, string> {
  const { revoking: _, ...kept } = work.notices;
  return remember(work, { ...kept, revoked: note(work, accessKeyId) });
}

/** What was told of the rotation is void with it. */
export function tellingRolledBack(work: Work, accessKeyId: string): Record<string, string> {
  const { held, deleting } = work.notices;
  return remember(work, {
    ...(held && { held }),
    ...(deleting && { deleting }),
    rolledBack: note(work, accessKeyId),
  });
}

/** Written ahead of a deletion: of a key that is gone, nothing else could tell that its owner has to hear of it. */
export function aboutToDelete(work: Work, accessKeyId: string): Record<string, string> {
  const { reminded: _, deleted: __, ...kept } = work.notices;
  return remember(work, { ...kept, deleting: note(work, accessKeyId) });
}

/** The key's record of deactivation goes with it. */
export function tellingDeleted(work: Work, accessKeyId: string): Record<string, string> {
  const { deleting: _, deactivated, revoked, ...kept } = work.notices;
  const others = {
    ...(deactivated && deactivated.accessKeyId !== accessKeyId && { deactivated }),
    ...(revoked && revoked.accessKeyId !== accessKeyId && { revoked }),
  };
  const isRecorded = work.recorded === accessKeyId;
  if (isRecorded) work.recorded = undefined;
  return {
    ...remember(work, { ...kept, ...others, deleted: note(work, accessKeyId) }),
    ...(isRecorded && { [SECRET_TAG.deactivated]: '' }),
  };
}

/** The same hold told again lasts since it was first told, unless it was over in between: a hold that lasts is told weekly. */
export function tellingHeld(work: Work, reason: string): Record<string, string> {
  const { board, secret } = work.observation;
  const { heldSince, notices } = (board ? board.secret : secret) ?? {};
  const held = { reason, at: stamp(work) };
  const lasts =
    heldSince?.reason === reason &&
    notices?.held?.reason === reason &&
    held.at.getTime() - notices.held.at.getTime() < 2 * REPEAT_MS;
  return {
    ...remember(work, { ...work.notices, held }),
    ...(!lasts && { [SECRET_TAG.heldSince]: formatHeldSince(held) }),
  };
}

/** So that the same hold is news when it comes again. */
export function holdIsOver(work: Work): Record<string, string> {
  const { held: _, ...kept } = work.notices;
  return remember(work, kept);
}
