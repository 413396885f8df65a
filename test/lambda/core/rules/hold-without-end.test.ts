/** A hold that lasts far beyond the policy is news: keys grow old under it, and who set it may have left. */

import { afterRotation, daysAgo, inDays } from '../../../support/builders';
import { rules } from '../../../support/plan-rows';

/** The maximum age, and 30 days: what people may ask for without being reminded of it. */
const SENSIBLE_DAYS = 90 + 30;

const heldFor = (days: number, toldDaysAgo?: number) => {
  const { secret, ...rest } = afterRotation({ days: 20 });
  const told = toldDaysAgo !== undefined && { held: { reason: 'hold-without-end', at: daysAgo(toldDaysAgo) } };
  const notices = { ...secret?.notices, ...told };
  return { ...rest, secret: secret && { ...secret, holdUntil: inDays(days), notices } };
};

rules({
  'one that ends in time is none': { given: heldFor(SENSIBLE_DAYS), rule: 'hold-until', steps: [] },
  'a longer one is announced': {
    given: heldFor(SENSIBLE_DAYS + 1),
    rule: 'hold-until',
    steps: ['notify key-held hold-without-end'],
  },
  'and once a quarter': { given: heldFor(SENSIBLE_DAYS + 1, 89), rule: 'hold-until', steps: [] },
  'again when it was announced 90 days ago': {
    given: heldFor(SENSIBLE_DAYS + 1, 90),
    rule: 'hold-until',
    steps: ['notify key-held hold-without-end'],
  },
});
