import { deactivateStep } from '../rules/make-step';
import { whoseUses } from '../rules/notify/tell-hold';
import { refuse, type Verdict } from '../rules/verdict';
import { isAfter } from '../time';
import { evidenceOf } from '../user/evidence/evidence';
import { useInWords } from '../user/evidence/use';
import { type AccessKey, usedAtOf } from '../user/keys';
import { lastUseOf, type Situation } from '../user/situation';
import { recentSince } from '../user/timetable';
import { unrecorded } from './unrecorded';

/** Repeating it is no error. */
export function nothingToConfirm(situation: Situation): Verdict | undefined {
  const { retiring, secret, current } = situation;
  if (retiring?.active) return undefined;
  if (retiring) return { steps: unrecorded(situation), because: `the retiring key ${retiring.id} is Inactive already` };
  const { deleted, deleting } = secret?.notices ?? {};
  const gone = deleted ?? deleting;
  if (gone) return { because: `the retiring key ${gone.accessKeyId} is deleted already` };
  return refuse(
    current
      ? `no retiring key waits next to ${current.id}: no rotation has left one behind`
      : 'there is no retiring key: no rotation has taken place',
  );
}

/**
 * A person says that everybody has moved: the old key is deactivated without grace or evidence. That the current key was seen to work is
 * never skipped (promise 1), and the quarantine stays.
 */
export function confirm(situation: Situation, force: boolean): Verdict {
  const { currentId, current, now } = situation;
  // The rule before this one has the others.
  const retiring = situation.retiring as AccessKey;
  if (!current)
    return refuse(
      `the retiring key ${retiring.id} stays: the current key ${currentId} is gone from IAM, and programs need another one first`,
    );
  const evidence = evidenceOf(situation, retiring, current);
  if (!current.active || evidence.unproven)
    return refuse(
      `the retiring key ${retiring.id} stays: ${current.active ? evidence.because : `the current key ${current.id} is Inactive`}; let a program use the current key first`,
    );
  const use = lastUseOf(situation, retiring);
  const isRecent = use.kind === 'unknown' || isAfter(usedAtOf(use), recentSince(now));
  const words = `the retiring key ${retiring.id}: ${useInWords(situation, retiring)}`;
  if (isRecent && !force)
    return refuse(
      `${words}, which is less than a day ago as far as anybody knows; if everybody has moved all the same, repeat it with --force ("force": true)`,
    );
  const against = evidence.moved ? words : `but ${words}`;
  const because = `an operator confirmed that everybody has moved to ${current.id} (${against})`;
  const step = deactivateStep(situation, retiring.id, because);
  return { steps: [{ ...step, confirmed: true, names: whoseUses(situation, retiring.id) }], because };
}
