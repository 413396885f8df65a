/** What a step did, in two words. */
import type { Result } from '../../../lambda/core/report/result-schema';

export type Colour = 'green' | 'yellow' | 'cyan' | 'red';

/** Undefined for what needs no line of its own. Red is what somebody has to look at. */
export function inWords(
  { kind, event }: Result['outcomes'][number]['steps'][number],
  key: string,
): readonly [string, Colour] | undefined {
  switch (kind) {
    case 'issue-key':
      return ['new key', 'green'];
    case 'deactivate-key':
      return [`${key} deactivated`, 'yellow'];
    case 'delete-key':
      return [`${key} deleted`, 'cyan'];
    case 'record-inactive':
      return [`${key} quarantined`, 'yellow'];
    case 'renew-grace':
      return [`${key} new grace`, 'yellow'];
    case 'notify':
      return announced(event, key);
    default:
      return undefined;
  }
}

function announced(event: string | undefined, key: string): readonly [string, Colour] | undefined {
  switch (event) {
    case 'key-reminder':
      return [`${key} reminder`, 'red'];
    case 'key-held':
      return ['held', 'red'];
    case 'user-blocked':
      return ['blocked', 'red'];
    default:
      return undefined;
  }
}
