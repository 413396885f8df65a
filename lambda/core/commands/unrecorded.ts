import { labelsWereMoved } from '../rules/current-key';
import { recordOf, startQuarantine } from '../rules/slots';
import type { Step } from '../rules/step';
import type { Situation } from '../user/situation';

/**
 * The old key is Inactive and nothing says since when: whoever deactivated it died before it was noted, and announced. A run does both, but
 * none while a hold lasts. Where AWSCURRENT was moved by hand, which of two keys is the old one is not known.
 */
export function unrecorded(situation: Situation): readonly Step[] {
  const { retiring } = situation;
  if (!retiring || retiring.active || recordOf(situation, retiring) || labelsWereMoved(situation)) return [];
  return startQuarantine(situation, retiring).steps;
}
