/** A user for whom nothing is done before a date, and who said so. Pure. */

import { SECRET_TAG, USER_TAG } from '../names';
import { day } from '../time';
import type { SecretState } from '../user/secret-state';

interface Wait {
  readonly until: Date;
  /** A sentence for the owner. */
  readonly because: string;
}

/** The later of `keyturn:hold-until` on the secret and the user's `keyturn:exempt-until`; undefined where neither lies ahead. */
export function waitOf(
  secret: Pick<SecretState, 'holdUntil'> | undefined,
  exemptUntil: Date | undefined,
  now: Date,
): Wait | undefined {
  const marks = [
    { tag: SECRET_TAG.holdUntil, until: secret?.holdUntil },
    { tag: USER_TAG.exemptUntil, until: exemptUntil },
  ].flatMap(({ tag, until }) => (until && until > now ? [{ tag, until }] : []));
  const [last] = marks.sort((a, b) => b.until.getTime() - a.until.getTime());
  return (
    last && { until: last.until, because: `nothing is done before ${day(last.until)}, because ${last.tag} is set` }
  );
}
