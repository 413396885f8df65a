/** What may be done by itself: the least of what the signal, the deployment and the tag allow; and within the hour's limit. */
import { ANSWERS, type Answer, answerTo } from '../../../../lambda/core/leaks/answer';
import {
  EMPTY_BOARD,
  formatBoard,
  type LeaksBoard,
  MOST_DEACTIVATIONS,
  parseBoard,
  report,
  spend,
} from '../../../../lambda/core/leaks/board';
import { CERTAINTIES, type Certainty } from '../../../../lambda/core/leaks/signal';
import {
  formatLeaked,
  type Leaked,
  parseLeaked,
  recentIncident,
  withIncident,
} from '../../../../lambda/core/user/reported/leaked';
import { inDays, later, NOW } from '../../../support/builders';
import { HOUR, MINUTE } from '../../../support/simulation/harness';

const MOST: Readonly<Record<Certainty, Answer>> = { other: 'notify', suspected: 'replace', confirmed: 'deactivate' };

const CASES = CERTAINTIES.flatMap((certainty) =>
  ANSWERS.flatMap((deployed) =>
    ([undefined, 'notify', 'replace'] as const).map((tag) => [certainty, deployed, tag] as const),
  ),
);

test.each(CASES)(
  '%s, leakResponse %s, keyturn:on-leak %s: never more than any of them allows',
  (certainty, deployed, tag) => {
    const answer = answerTo(certainty, deployed, tag);
    const limits: readonly Answer[] = [MOST[certainty], deployed, tag ?? 'deactivate'];
    expect(limits).toContain(answer);
    for (const limit of limits) expect(ANSWERS.indexOf(answer)).toBeLessThanOrEqual(ANSWERS.indexOf(limit));
  },
);

const id = (n: number) => `AKIA${String(n).padStart(16, '0')}`;

describe('the limit of an hour', () => {
  const full = [1, 2, 3].reduce<LeaksBoard>(
    (board, n) => spend(board, id(n), later(NOW, n * MINUTE)) ?? board,
    EMPTY_BOARD,
  );

  test('is three, whatever is asked after them', () => {
    expect(full.deactivated).toHaveLength(MOST_DEACTIVATIONS);
    expect(spend(full, id(4), later(NOW, 30 * MINUTE))).toBeUndefined();
  });

  test('a key that is tried once more takes no second one', () => {
    expect(spend(full, id(2), later(NOW, 30 * MINUTE))).toBe(full);
  });

  test('it rolls: an hour after the first, one more may be', () => {
    expect(
      spend(full, id(4), later(NOW, HOUR + MINUTE + 1_000))?.deactivated.map(({ accessKeyId }) => accessKeyId),
    ).toEqual([id(2), id(3), id(4)]);
    expect(spend(full, id(4), later(NOW, HOUR))).toBeUndefined();
  });

  test('the board is read as it was written, and fits into its tags', () => {
    const reported = Array.from({ length: 8 }, (_, n) => ({ mark: `a00${n}`, at: NOW }));
    const board = { ...full, since: NOW, limitToldAt: NOW, reported };
    const { deeds, reports } = formatBoard(board);
    expect([deeds.length, reports.length].every((length) => length <= 256)).toBe(true);
    expect(parseBoard({ deeds, reports })).toEqual(board);
  });

  test('what does not parse counts as not done', () => {
    expect(parseBoard({ deeds: 'since@soon x AKIA@1', reports: '@ zz@2026-01-01T00:00:00Z' })).toEqual(EMPTY_BOARD);
  });
});

test('of other keys eight reports in an hour are announced, each once, and the last says that it is', () => {
  let board: LeaksBoard = EMPTY_BOARD;
  const told = Array.from({ length: 1_000 }, (_, n) => {
    const { isNews, isLast, next } = report(board, n.toString(16).padStart(4, '0'), NOW);
    if (isNews) board = next;
    return isNews ? (isLast ? 'last' : 'news') : '';
  }).filter(Boolean);
  expect(told).toEqual([...Array.from({ length: 7 }, () => 'news'), 'last']);
  expect(report(board, '0001', inDays(1)).isNews).toBe(false);
  expect(report(board, 'ffff', inDays(1)).isNews).toBe(true);
});

describe('the tag keyturn:leaked', () => {
  const incident = (n: number, at = NOW) => ({ accessKeyId: id(n), certainty: 'suspected', answer: 'deactivate', at });

  test('is read as it was written, and keeps the three newest, within 256 characters', () => {
    const all = [1, 2, 3, 4].reduce<Leaked>((leaked, n) => withIncident(leaked, incident(n)), {
      incidents: [],
      quarantinedAt: NOW,
    });
    const text = formatLeaked(all);
    expect(text.length).toBeLessThanOrEqual(256);
    expect(parseLeaked(text)).toEqual({ incidents: [2, 3, 4].map((n) => incident(n)), quarantinedAt: NOW });
  });

  test('an incident is news again after a week', () => {
    const leaked = withIncident(parseLeaked(''), incident(1));
    expect(recentIncident(leaked, id(1), inDays(6.9))).toEqual(incident(1));
    expect([recentIncident(leaked, id(1), inDays(7)), recentIncident(leaked, id(2), NOW)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
