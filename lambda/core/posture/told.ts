/**
 * What was announced about the account, noted on a notice board of its own: when the last digest was sent, and which alarming things it is not
 * to be announced again. A digest is due with the first run of each Monday (UTC); a key of root and a new quarantine are announced at once.
 */

import { createHash } from 'node:crypto';
import { isoSeconds, parseTime } from '../time';

export interface Told {
  readonly digestAt: Date | undefined;
  readonly rootKey: boolean;
  /** Marks of the users whose quarantine was announced. */
  readonly quarantined: readonly string[];
}

export interface AccountBoard {
  readonly arn: string;
  readonly told: Told;
}

export const NOTHING_TOLD: Told = { digestAt: undefined, rootKey: false, quarantined: [] };

/** What cannot be read counts as not announced: once more is better than never. */
export function parseTold(tag: string | undefined): Told {
  const parts = (tag ?? '').split(' ');
  const after = (start: string) => parts.find((part) => part.startsWith(start))?.slice(start.length);
  return {
    digestAt: parseTime(after('digest@') ?? ''),
    rootKey: parts.includes('root-key'),
    quarantined: (after('quarantined:') ?? '').split('.').filter(Boolean),
  };
}

/** At most 256 characters: marks of 20 users, which is more than anybody will have at a time. */
const MOST_MARKS = 20;

export const formatTold = ({ digestAt, rootKey, quarantined }: Told) =>
  [
    ...(digestAt ? [`digest@${isoSeconds(digestAt)}`] : []),
    ...(rootKey ? ['root-key'] : []),
    ...(quarantined.length > 0 ? [`quarantined:${quarantined.slice(0, MOST_MARKS).join('.')}`] : []),
  ].join(' ');

/** Short enough for a tag; of several users of the same mark, the first announced stands for all. */
const markOf = (userName: string) => createHash('sha256').update(userName).digest('hex').slice(0, 8);

export interface News {
  readonly digest: boolean;
  readonly rootKey: boolean;
  /** Users whose quarantine is news. */
  readonly quarantined: readonly string[];
  /** What is to be noted once all of that was sent. */
  readonly next: Told;
}

interface Present {
  readonly rootKeys: number;
  /** Names of the users under quarantine. */
  readonly quarantined: readonly string[];
}

/** What is to be announced now. A thing that has gone is forgotten, so that it is news when it comes back. */
export function newsOf(told: Told, { rootKeys, quarantined }: Present, now: Date): News {
  const digest = isDigestDue(told.digestAt, now);
  const marked = quarantined.map((name) => ({ name, mark: markOf(name) })).slice(0, MOST_MARKS);
  return {
    digest,
    rootKey: rootKeys > 0 && !told.rootKey,
    quarantined: marked.filter(({ mark }) => !told.quarantined.includes(mark)).map(({ name }) => name),
    next: {
      digestAt: digest ? now : told.digestAt,
      rootKey: rootKeys > 0,
      quarantined: marked.map(({ mark }) => mark),
    },
  };
}

/** With the first run of a Monday; later in the week only to make up for a Monday without a run. */
function isDigestDue(last: Date | undefined, now: Date): boolean {
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  const monday = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - sinceMonday));
  return last === undefined ? sinceMonday === 0 : last < monday;
}
