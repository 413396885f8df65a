/** What doctor advises about a user that needs somebody. */

import { checkUsers } from '../../../cli/doctor/users';
import { isBlock, REASONS, type Reason } from '../../../lambda/core/holds';
import type { Result } from '../../../lambda/core/report/result-schema';
import { phaseOf } from '../../../lambda/core/rules/phase';

const answer = (reason: string, phase: string): Result => ({
  time: '2027-01-01T00:00:00Z',
  dryRun: false,
  users: { scanned: 1, managed: 1, examined: 1 },
  outcomes: [{ userName: 'alice', steps: [], phase, reason, because: 'it is so', since: '2026-12-01T00:00:00Z' }],
  failures: [],
  remaining: 0,
});

test.each(Object.keys(REASONS) as Reason[])('doctor knows what to do about %s', (reason) => {
  const phase = isBlock(reason) ? 'blocked' : 'held';
  expect(phaseOf(reason)).toBe(phase);
  expect(checkUsers(answer(reason, phase))).toEqual([
    {
      check: 'users',
      level: 'problem',
      message: `alice is ${phase} (${reason}) since 2026-12-01: it is so`,
      remedy: REASONS[reason].remedy,
      userName: 'alice',
      since: '2026-12-01T00:00:00Z',
    },
  ]);
});

test.each([
  ['held', 'A user is held'],
  ['blocked', 'A user is blocked'],
])('a reason of another version, %s, is looked up in the runbook', (phase, section) => {
  for (const reason of ['of-a-later-version', 'constructor'])
    expect(checkUsers(answer(reason, phase))).toMatchObject([{ remedy: `See docs/runbook.md, "${section}".` }]);
});
