import type { Verdict } from '../rules/verdict';
import { minute } from '../time';
import type { Situation } from '../user/situation';
import { unrecorded } from './unrecorded';

export function holdUntil(situation: Situation, until: Date | undefined): Verdict {
  const { secret } = situation;
  if (until === undefined && !secret?.holdUntil) return { because: 'there is no hold to release' };
  const because = until
    ? `an operator requested that nothing be done before ${minute(until)}`
    : 'an operator released the hold';
  const tells = { event: 'key-held', reason: 'by-hand', because } as const;
  return {
    // First, because no run looks while the hold lasts.
    steps: [...unrecorded(situation), { kind: 'set-hold', until, because, ...(until && { tells }) }],
    because,
    ...(until && { nextAt: until }),
  };
}
