/**
 * What Keyturn has done by itself about reported keys, on a notice board of its own, so that a flood of false events cannot deactivate the
 * keys of a whole account. Pure.
 */

import { HOUR_MS, isoSeconds, later, parseTime } from '../time';

/** In a rolling hour. What is above that is replaced, and a person decides. */
export const MOST_DEACTIVATIONS = 3;

/** Announced in a rolling hour, of keys that Keyturn does not manage. */
const MOST_REPORTS = 8;

export interface LeaksBoard {
  /** Since when runs look for AWS's quarantine policy: one that was there before is only announced. */
  readonly since?: Date;
  readonly deactivated: readonly Spent[];
  /** When it was last announced that the limit is reached. */
  readonly limitToldAt?: Date;
  /** What was announced to the platform team about other keys, by marks. */
  readonly reported: readonly Reported[];
}

interface Spent {
  readonly accessKeyId: string;
  readonly at: Date;
}

interface Reported {
  readonly mark: string;
  readonly at: Date;
}

export const EMPTY_BOARD: LeaksBoard = { deactivated: [], reported: [] };

/** As two tags, each below 256 characters. What does not parse counts as not done. */
export function parseBoard({
  deeds = '',
  reports = '',
}: {
  deeds?: string | undefined;
  reports?: string | undefined;
}): LeaksBoard {
  const [since, limit] = [timeOf(deeds, 'since'), timeOf(deeds, 'limit')];
  return {
    deactivated: entriesOf(deeds, /^AKIA[A-Z0-9]{16}$/).map(([accessKeyId, at]) => ({ accessKeyId, at })),
    reported: entriesOf(reports, /^[0-9a-f]{4}$/).map(([mark, at]) => ({ mark, at })),
    ...(since && { since }),
    ...(limit && { limitToldAt: limit }),
  };
}

export function formatBoard({ since, deactivated, limitToldAt, reported }: LeaksBoard) {
  const entry = (name: string, at: Date | undefined) => (at ? [`${name}@${isoSeconds(at)}`] : []);
  const deeds = [
    ...entry('since', since),
    ...entry('limit', limitToldAt),
    ...deactivated.slice(-MOST_DEACTIVATIONS).flatMap(({ accessKeyId, at }) => entry(accessKeyId, at)),
  ];
  return {
    deeds: deeds.join(' '),
    reports: reported
      .slice(-MOST_REPORTS)
      .flatMap(({ mark, at }) => entry(mark, at))
      .join(' '),
  };
}

function entriesOf(text: string, name: RegExp): readonly (readonly [name: string, at: Date])[] {
  return text.split(' ').flatMap((entry) => {
    const [, about = '', time = ''] = /^(\w+)@(.+)$/.exec(entry) ?? [];
    const at = parseTime(time);
    return at && name.test(about) ? [[about, at] as const] : [];
  });
}

const timeOf = (text: string, name: string) => entriesOf(text, new RegExp(`^${name}$`))[0]?.[1];

const isInTheHour =
  (now: Date) =>
  ({ at }: { readonly at: Date }) =>
    later(at, HOUR_MS) > now;

/** One more deactivation; undefined when the hour has had as many as it may. The same key counts once, however often it is tried. */
export function spend(board: LeaksBoard, accessKeyId: string, now: Date): LeaksBoard | undefined {
  const recent = board.deactivated.filter(isInTheHour(now));
  if (recent.some((spent) => spent.accessKeyId === accessKeyId)) return board;
  return recent.length < MOST_DEACTIVATIONS
    ? { ...board, deactivated: [...recent, { accessKeyId, at: now }] }
    : undefined;
}

export const mayTellLimit = ({ limitToldAt }: LeaksBoard, now: Date): boolean =>
  limitToldAt === undefined || !isInTheHour(now)({ at: limitToldAt });

/** Whether such a report is news; and whether it is the last that is announced in this hour. */
export function report(
  board: LeaksBoard,
  mark: string,
  now: Date,
): { readonly isNews: boolean; readonly isLast: boolean; readonly next: LeaksBoard } {
  const recent = board.reported.filter(isInTheHour(now));
  const isNews = recent.length < MOST_REPORTS && !board.reported.some((each) => each.mark === mark);
  const next = isNews ? { ...board, reported: [...board.reported, { mark, at: now }].slice(-MOST_REPORTS) } : board;
  return { isNews, isLast: isNews && recent.length === MOST_REPORTS - 1, next };
}
