/** A key's last use, in words. Pure. */

import { minute } from '../../time';
import type { AccessKey } from '../keys';
import { lastUseOf, type Situation } from '../situation';

/** A key's last use in words, for a person who has to decide about it. */
export function useInWords(situation: Situation, key: AccessKey): string {
  const use = lastUseOf(situation, key);
  switch (use.kind) {
    case 'never':
      return 'never used';
    case 'used':
      return `last used on ${minute(use.at)} (${use.service}, ${use.region})`;
    case 'unknown':
      return `last use unknown: ${use.why}`;
  }
}
