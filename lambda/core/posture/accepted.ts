/** What a team accepts for a while: the user's tag `keyturn:posture-accept`. Accepted findings stay in the counts and fail nothing. */

import { USER_TAG } from '../names';
import { quote } from '../text';
import { parseDateOrTime } from '../time';
import { CHECKS } from './checks';
import { RECOMMENDATIONS } from './instead/recommendations';

export interface Accepted {
  /** Until when a check or a recommendation is accepted; undefined for one that is not, or no longer. */
  readonly until: (id: string) => Date | undefined;
  /** What in the tag cannot be read, as a sentence without its full stop: that part accepts nothing. */
  readonly problem: string | undefined;
}

const KNOWN = [...Object.keys(CHECKS), ...Object.keys(RECOMMENDATIONS)];

export function acceptedBy(tag: string | undefined, now: Date): Accepted {
  const entries = (tag ?? '').split(' ').filter(Boolean);
  const read = entries.map((entry) => {
    const [, id, date = ''] = /^(?:([^=]+)=)?([^=]+)$/.exec(entry) ?? [];
    const until = parseDateOrTime(date);
    return until && (id === undefined || KNOWN.includes(id)) ? { id, until } : undefined;
  });
  const wrong = entries.find((_, n) => read[n] === undefined);
  const lasting = read.flatMap((each) => (each && each.until > now ? [each] : []));
  return {
    until: (id) =>
      lasting
        .filter((each) => each.id === undefined || each.id === id)
        .map(({ until }) => until)
        .sort((a, b) => b.getTime() - a.getTime())[0],
    problem:
      wrong === undefined
        ? undefined
        : `the tag ${USER_TAG.postureAccept} holds ${quote(wrong)}, but must hold UTC dates such as 2027-06-30, or <check or recommendation>=<date>, with spaces between`,
  };
}
