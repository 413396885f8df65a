import { currentWrittenBySomebodyElse } from '../rules/secret/overwritten';
import { issue } from '../rules/slots';
import { refuse, type Verdict } from '../rules/verdict';
import { minute } from '../time';
import { workEndsAt } from '../user/at-work';
import { keyToRotate, type Situation } from '../user/situation';

/** Whether or not its key can be seen already: IAM's answers may be behind. */
export function rotationMayBeAtWork(situation: Situation): Verdict | undefined {
  const until = workEndsAt(situation);
  return (
    until &&
    refuse(
      `a change that began less than half an hour ago has not ended and may still be at work; ask again after ${minute(until)}`,
      until,
    )
  );
}

export function predecessorHasTheSlot({ retiring }: Situation): Verdict | undefined {
  if (!retiring?.active) return undefined;
  return refuse(
    `both of IAM's two slots are taken: ${retiring.id} is still kept for programs that have not moved on; wait until it is deleted, confirm that nobody uses it, or revoke it if it is compromised`,
  );
}

/** A value that somebody wrote over Keyturn's stays until a person asks for a new key: then it may be replaced. */
export function replaceOverwritten(situation: Situation): Verdict | undefined {
  const { secret, keys } = situation;
  if (!secret || !currentWrittenBySomebodyElse(situation)) return undefined;
  const because = `an operator requested a new key in place of what somebody wrote into ${secret.name}`;
  return (
    rotationMayBeAtWork(situation) ??
    issue(
      situation,
      keys.find(({ active }) => active),
      because,
      'foreign-key',
    )
  );
}

/** Due or not. An Inactive current key is replaced too, as a person has decided; it is no old key that programs can go on using. */
export function rotateNow(situation: Situation): Verdict | undefined {
  const key = keyToRotate(situation);
  if (!key) return undefined;
  const replaces = key.active ? key : undefined;
  return issue(situation, replaces, `an operator requested a new key in place of ${key.id}`, 'foreign-key');
}

export const nothingToRotate = () =>
  refuse('the user has no Active key and nothing stored, so there is nothing to rotate; Keyturn gives no first key');
