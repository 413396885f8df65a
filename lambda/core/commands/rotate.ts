import { issue } from '../rules/slots';
import { refuse, type Verdict } from '../rules/verdict';
import { later, minute } from '../time';
import { HORIZON_MS } from '../user/horizon';
import { keyToRotate, type Situation } from '../user/situation';

/** A key that a live run is about to hand out, or will be an orphan by the end of the horizon. */
export function leftoverInTheMaking({ leftover, secret, now }: Situation): Date | undefined {
  if (!leftover) return undefined;
  const marks = [secret?.intent?.at, leftover.key.createdAt].map((at) => later(at ?? now, HORIZON_MS));
  const end = new Date(Math.max(...marks.map((at) => at.getTime())));
  return end > now ? end : undefined;
}

export function rotationMayBeAtWork(situation: Situation): Verdict | undefined {
  const until = leftoverInTheMaking(situation);
  return (
    until &&
    refuse(
      `a rotation that began less than half an hour ago has not ended and may still be at work; try again after ${minute(until)}`,
      until,
    )
  );
}

export function predecessorHasTheSlot({ retiring }: Situation): Verdict | undefined {
  if (!retiring?.active) return undefined;
  return refuse(
    `both of IAM's two slots are taken: ${retiring.id} is still kept for programs that have not moved on; wait until it is deleted, or revoke it if it is compromised`,
  );
}

/** Due or not. An Inactive current key is replaced too, as a person has decided; it is no old key that programs can go on using. */
export function rotateNow(situation: Situation): Verdict | undefined {
  const key = keyToRotate(situation);
  if (!key) return undefined;
  const replaces = key.active ? key : undefined;
  return issue(situation, replaces, `a new key in place of ${key.id} was asked for`, 'foreign-key');
}

export const nothingToRotate = () =>
  refuse('the user has no Active key and nothing stored, so there is nothing to rotate; Keyturn gives no first key');
