import { isBlock } from '../holds';
import { REPEAT_MS } from '../user/horizon';
import { broughtBack, type Situation } from '../user/situation';
import type { Step } from './step';

type HoldStep = Step & { kind: 'hold' };

/** A user in trouble is left alone altogether: what its secret says may be about somebody else. */
export const owedSteps = (situation: Situation): Step[] =>
  situation.observation.trouble ? [] : owedMessages(situation).map(tell);

const tell = ({ event, accessKeyId, because }: Owed): Step => ({ kind: 'notify', event, accessKeyId, because });

/** A hold or a block is told when it is new, and weekly while it lasts. */
export function tellHold({ reason, because, accessKeyId }: HoldStep, { observation, now, secret }: Situation): Step[] {
  const told = (observation.board ? observation.board.secret : secret)?.notices.held;
  if (told?.reason === reason && now.getTime() - told.at.getTime() < REPEAT_MS) return [];
  const event = isBlock(reason) ? 'user-blocked' : 'key-held';
  return [{ kind: 'notify', event, because, reason, ...(accessKeyId !== undefined && { accessKeyId }) }];
}

/** A message that is owed because a run died, or SNS failed, between a change and its announcement. */
export interface Owed {
  readonly event: 'key-rotated' | 'key-deactivated' | 'key-deleted' | 'key-rolled-back' | 'key-revoked';
  readonly accessKeyId: string;
  readonly because: string;
}

export function owedMessages(situation: Situation): Owed[] {
  const { secret, keys, current } = situation;
  if (!secret) return [];
  const { notices, intent, deactivated } = secret;
  const owed: Owed[] = [];
  const later = 'the message about it was not confirmed as sent, so it is sent now';
  if (
    current &&
    intent?.kind === 'rotate' &&
    current.createdAt >= intent.at &&
    notices.rotated?.accessKeyId !== current.id
  )
    owed.push({ event: 'key-rotated', accessKeyId: current.id, because: `a new key was issued; ${later}` });
  const back = broughtBack(situation);
  const { rolledBack } = notices;
  if (back && intent && !(rolledBack?.accessKeyId === back.id && rolledBack.at >= intent.at))
    owed.push({ event: 'key-rolled-back', accessKeyId: back.id, because: `the rotation was rolled back; ${later}` });
  const cut = keys.find((key) => key.id === notices.revoking?.accessKeyId && !key.active);
  if (cut) owed.push({ event: 'key-revoked', accessKeyId: cut.id, because: `the key was revoked; ${later}` });
  const inactive = keys.find((key) => key.id === deactivated?.accessKeyId && !key.active);
  if (
    inactive &&
    inactive !== cut &&
    ![notices.deactivated?.accessKeyId, notices.revoked?.accessKeyId].includes(inactive.id)
  )
    owed.push({ event: 'key-deactivated', accessKeyId: inactive.id, because: `the key was deactivated; ${later}` });
  const { deleting } = notices;
  if (deleting && !keys.some((key) => key.id === deleting.accessKeyId))
    owed.push({ event: 'key-deleted', accessKeyId: deleting.accessKeyId, because: `the key was deleted; ${later}` });
  return owed;
}
