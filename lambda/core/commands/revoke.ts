import { cleanUpWhatWasLeft } from '../rules/hands-off';
import { revokeStep } from '../rules/make-step';
import { isDormantKey, revocation } from '../rules/revocation';
import { issueInPlaceOf, startQuarantine } from '../rules/slots';
import type { Step, StepOf } from '../rules/step';
import { type Doing, refuse, type Verdict } from '../rules/verdict';
import { quote } from '../text';
import { minute } from '../time';
import { workEndsAt } from '../user/at-work';
import type { AccessKey } from '../user/keys';
import type { Situation } from '../user/situation';

export function notAKeyOfThisUser({ keys, observation }: Situation, id: string): Verdict | undefined {
  return keys.some((key) => key.id === id)
    ? undefined
    : refuse(`the IAM user ${quote(observation.user.name)} has no key ${id}`);
}

/** What a run would do of a revocation that was interrupted, behind a note that makes every later run finish it (promise 12). */
export function revokeKey(situation: Situation, id: string): Verdict {
  const key = situation.keys.find((one) => one.id === id) as AccessKey;
  const verdict = key.active ? ofActive(situation, key) : ofInactive(situation, key);
  const { steps } = verdict;
  return steps.some((step) => step.kind === 'deactivate-key')
    ? { ...verdict, steps: [note(key, steps), ...steps] }
    : verdict;
}

/** A key that a rotation left behind, and that nobody can hold, is also deleted as the next run would do. */
function ofActive(situation: Situation, key: AccessKey): Doing {
  const verdict = revocation(situation, key);
  const deletion = situation.leftover?.key === key ? cleanUpWhatWasLeft(situation) : undefined;
  return { ...verdict, steps: [...verdict.steps, ...(deletion?.steps ?? [])] };
}

/** From now on it is never brought back. Programs that hold it get another one where a revocation of it was interrupted. */
function ofInactive(situation: Situation, key: AccessKey): Doing {
  const { secret, observation, currentId } = situation;
  const because = `${key.id} was reported as compromised`;
  if (isDormantKey(situation, key)) return startQuarantine(situation, key);
  const isTold = secret?.notices.revoked?.accessKeyId === key.id;
  const step: Step[] = isTold ? [] : [revokeStep(situation, key.id, because)];
  const isHeld = currentId === undefined ? !situation.keys.some(({ active }) => active) : currentId === key.id;
  if (!isHeld || observation.trouble)
    return { steps: step, because: isTold ? `the key ${key.id} is Inactive already` : because };
  const until = workEndsAt(situation);
  if (until)
    return {
      steps: step,
      because: `${key.id} is Inactive; a rotation that may still be at work hands out the next key, or the first run after ${minute(until)} does`,
      nextAt: until,
    };
  const rest = issueInPlaceOf(situation, key);
  return { ...rest, steps: [...step, ...rest.steps] };
}

/** With the intent of what follows, but not over one by which a leftover is recognised. */
function note({ id }: AccessKey, steps: readonly Step[]): StepOf<'note-revocation'> {
  const kinds = steps.map(({ kind }) => kind);
  const hasLeftover = steps.some(
    (step) => step.kind === 'delete-key' && step.role !== 'revoked' && step.role !== 'spare',
  );
  const next = kinds.includes('make-current') ? 'rollback' : kinds.includes('issue-key') ? 'rotate' : undefined;
  return {
    kind: 'note-revocation',
    accessKeyId: id,
    intent: hasLeftover ? undefined : next,
    because: `${id} was reported as compromised, so every run from now on finishes what this command begins`,
  };
}
