import { accessKeyIdOf, versionIdOf } from '../../names';
import { quote } from '../../text';
import type { AccessKey } from '../../user/keys';
import { isOverwritten } from '../../user/secret-state';
import type { Situation } from '../../user/situation';
import type { Step } from '../step';
import type { Verdict } from '../verdict';

/**
 * AWSCURRENT was on a key of Keyturn's, and is on what somebody else wrote: a new value, or the old one again. Promoting over it would undo a
 * person's decision, and whether the key in it works nobody but its readers knows. No tag ends this hold: either the label goes back, or a
 * person asks for a new key.
 */
export function currentWrittenBySomebodyElse(situation: Situation): Verdict | undefined {
  const { secret, keys } = situation;
  if (!secret || !isOverwritten(secret)) return undefined;
  const { current = '' } = secret.labels;
  const works = workingVersionOf(situation);
  // The value may name any Active key but the one that Keyturn has stored itself.
  const isUrgent = !keys.some((key) => key.active && key !== works);
  const because = [
    `AWSCURRENT of ${secret.name} names the version ${quote(current)}, which somebody other than Keyturn wrote`,
    isUrgent &&
      (works
        ? 'no Active key can be behind it, so programs that read it fail'
        : 'the user has no other Active key, so programs that read it fail'),
    works
      ? `move the label back to ${works.id}, which works`
      : 'no key of Keyturn that works is stored: ask for a new one with npx keyturn rotate',
  ];
  const hold: Step = {
    kind: 'hold',
    reason: 'secret-overwritten',
    because: because.filter(Boolean).join('; '),
    labelFrom: current,
    ...(works && { accessKeyId: works.id, labelTo: versionIdOf(works.id) }),
    ...(isUrgent && { isUrgent }),
  };
  return { steps: [hold], because: hold.because };
}

/** The key that AWSCURRENT named before, if it works: AWSPREVIOUS is there now, and AWSPENDING stays on what was promoted. */
function workingVersionOf({ secret, keys }: Situation): AccessKey | undefined {
  const { labels, notices } = secret ?? {};
  const known = [accessKeyIdOf(labels?.previous), notices?.rotated?.accessKeyId, accessKeyIdOf(labels?.pending)];
  return known.flatMap((id) => keys.find((key) => key.id === id && key.active) ?? [])[0];
}
