/** A key's last use, in words. Pure. */

import { minute } from '../../time';
import type { AccessKey, LastUse } from '../keys';
import { lastUseOf, type Situation } from '../situation';

export const describeUse = (use: LastUse & { kind: 'used' }) => `on ${minute(use.at)} (${use.service}, ${use.region})`;

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
