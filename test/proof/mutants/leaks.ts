/** Faults in the answer to a leak, as those that answer leaks elsewhere have had them. */
import type { Mutant } from './mutant';

const answers = (test: string, saying: string): Mutant['caughtBy'] => ({
  file: 'test/lambda/run/leaks/answers.test.ts',
  test,
  saying,
});

/** The watch stops a process that breaks a promise. */
const WATCH = 'Crash: leaks is dead';

export const LEAKS: readonly Mutant[] = [
  {
    name: 'a suspicion is enough to deactivate',
    file: 'lambda/core/leaks/answer.ts',
    find: "suspected: 'replace',",
    replace: "suspected: 'deactivate',",
    caughtBy: answers('a key that may have leaked is replaced at most, also with deactivate', WATCH),
  },
  {
    name: 'a flood deactivates the keys of a whole account',
    file: 'lambda/core/leaks/board.ts',
    find: 'return recent.length < MOST_DEACTIVATIONS\n',
    replace: 'return recent.length < 1_000\n',
    caughtBy: answers('a flood promise 1: ten at once', 'Received length: 10'),
  },
  {
    name: 'the limit is announced for each key',
    file: 'lambda/core/leaks/board.ts',
    find: 'limitToldAt === undefined || !isInTheHour(now)({ at: limitToldAt });',
    replace: 'limitToldAt === undefined || now >= limitToldAt;',
    caughtBy: answers('a flood promise 1: ten at once', 'Received length: 7'),
  },
  {
    name: "another account's event is obeyed",
    file: 'lambda/run/leaks/answer-signal.ts',
    find: 'if (signal.accountIds.some((each) => each !== accountId))',
    replace: 'if (signal.accountIds.every((each) => each !== accountId) && accountId === undefined)',
    caughtBy: answers(
      "what is about no managed key of this account changes nothing of a member of an organization: its own account is not that of the topic, which is its hub's",
      '"Inactive"',
    ),
  },
  {
    name: 'what may at most be replaced is deactivated',
    file: 'lambda/run/leaks/answer-key.ts',
    find: "if (decided.answer === 'deactivate') return revoke(answering);",
    replace: "if (decided.answer !== 'notify') return revoke(answering);",
    caughtBy: {
      file: 'test/proof/leaks/false-reports.test.ts',
      test: 'promise 1: false reports about 6 users with replace',
      saying: WATCH,
    },
  },
  {
    name: 'programs are handed no new key before the leaked one is off',
    file: 'lambda/run/revocation/carry-out.ts',
    find: '    const isAhead = steps.slice(index + 1).some(isDeactivation);\n',
    replace: `    const isAhead = steps.slice(index + 1).some(isDeactivation);
    if (isAhead && each.step.kind === 'issue-key') continue;\n`,
    caughtBy: {
      file: 'test/proof/leaks/false-reports.test.ts',
      test: 'promise 1: false reports about 6 users with deactivate, 0 ms apart',
      saying: WATCH,
    },
  },
  {
    name: 'an incident is not noted, so that each copy of an event is news',
    file: 'lambda/run/leaks/tell-leak.ts',
    find: 'if (Object.keys(tags).length > 0)',
    replace: 'if (Object.keys(tags).length > 1_000)',
    caughtBy: answers(
      'a key that may have leaked the same finding again, and another as sure, are no news',
      '"key-leaked"',
    ),
  },
  {
    name: 'the policy against sessions refuses those that are made later',
    file: 'lambda/core/messages/commands.ts',
    find: 'DateLessThan',
    replace: 'DateGreaterThan',
    caughtBy: {
      file: 'test/lambda/core/messages/leaks.test.ts',
      test: 'key-leaked, of a key that was deactivated has a policy that refuses sessions from before',
      saying: '-   false',
    },
  },
];
