/** What last-used data prove about who has moved on from an old key (rule `retire`). Pure. */

import { minute } from '../time';
import type { AccessKey, LastUse } from './keys';
import { isOwnVerification, lastUseOf, type Situation } from './situation';
import { idleDate, succession } from './timetable';

interface Evidence {
  readonly moved: boolean;
  /** The current key was never seen to authenticate, or that cannot be told: then nothing may be cut (promise 1). */
  readonly unproven: boolean;
  readonly because: string;
}

/**
 * Have consumers moved on from the retiring key? Yes when it was not used since the rotation, or when it has been idle and the current key
 * was used since then by somebody other than Keyturn's own verification. What cannot be read counts as use.
 */
export function movedOn(situation: Situation, retiring: AccessKey): Evidence {
  const { current, policy, now } = situation;
  const evidence = (moved: boolean, because: string): Evidence => ({ moved, unproven: false, because });
  const currentUse: LastUse = current ? lastUseOf(situation, current) : { kind: 'never' };
  if (currentUse.kind === 'never')
    return { moved: false, unproven: true, because: 'the current key was never seen to authenticate' };
  if (currentUse.kind === 'unknown')
    return {
      moved: false,
      unproven: true,
      because: `whether the current key works cannot be read (${currentUse.why})`,
    };
  const old = lastUseOf(situation, retiring);
  if (old.kind === 'unknown')
    return evidence(false, `when it was last used cannot be read (${old.why}), which counts as in use`);
  const since = succession(situation);
  if (old.kind === 'never' || old.at <= since) return evidence(true, 'the old key was not used since the rotation');

  const use = describeUse(old);
  if (now <= idleDate(policy, old.at)) return evidence(false, `it was last used ${use}`);
  const used = currentUse.at > old.at && !(current && isOwnVerification(currentUse, current));
  return used
    ? evidence(true, `the old key was last used ${use}, and the new one has been in use since`)
    : evidence(false, `it was last used ${use}, and nobody has used the new key since`);
}

/** How a key was used since a time, in words; undefined when it provably was not. */
export function usedSince(situation: Situation, key: AccessKey, since: Date): string | undefined {
  const use = lastUseOf(situation, key);
  if (use.kind === 'unknown') return `its last use cannot be read: ${use.why}`;
  return use.kind === 'used' && use.at > since ? `last used ${describeUse(use)}` : undefined;
}

const describeUse = (use: LastUse & { kind: 'used' }) => `on ${minute(use.at)} (${use.service}, ${use.region})`;

/** A key's last use in words, for a person who has to decide about it. */
export function useInWords(situation: Situation, key: AccessKey): string {
  const use = lastUseOf(situation, key);
  switch (use.kind) {
    case 'never':
      return 'never used';
    case 'used':
      return `last used ${describeUse(use)}`;
    case 'unknown':
      return `last use unknown: ${use.why}`;
  }
}
