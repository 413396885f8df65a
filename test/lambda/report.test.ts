/** What a run answers, logs and throws. */
import { isResult } from '../../cli/session/result';
import type { Outcome } from '../../lambda/core/report/outcome';
import { resultOf } from '../../lambda/core/report/result';
import { deleteStep } from '../../lambda/core/rules/make-step';
import { VERSION } from '../../lambda/core/version';
import { logLines, RunFailedError, settingsLine } from '../../lambda/log';
import { aKey, anIssueStep, inDays, NEW, NOW, OLD } from '../support/builders';
import { aConfig } from '../support/simulation/harness';

const because = 'a reason';
const users = { scanned: 9, managed: 3, examined: 3 };

const held: Outcome = {
  userName: 'alice',
  plan: { rule: 'retire', because, nextAt: inDays(3), steps: [] },
  steps: [
    { kind: 'hold', reason: 'still-in-use', accessKeyId: OLD, because, result: 'done' },
    {
      kind: 'notify',
      tells: { event: 'key-held', reason: 'still-in-use', accessKeyId: OLD, because },
      because,
      result: 'done',
    },
  ],
  error: undefined,
};
const failed: Outcome = {
  userName: 'bob',
  plan: { rule: 'rotate', because, nextAt: undefined, steps: [] },
  steps: [
    { ...deleteStep(OLD, 'spare', because), result: 'failed' },
    { ...anIssueStep(aKey({ id: NEW })), result: 'skipped' },
  ],
  error: 'delete the key: Throttling: Rate exceeded',
};
const unread: Outcome = { userName: 'carol', plan: undefined, steps: [], error: 'Throttling: Rate exceeded' };

const result = resultOf({ users, outcomes: [held, failed, unread], remaining: 1 }, NOW, false);

it('is a result to the command line, with whatever fields a newer function adds', () => {
  const document = { ...JSON.parse(JSON.stringify(result)), added: 1 };
  expect(isResult(document)).toBe(true);
  expect(isResult({ ...document, outcomes: [{ steps: [] }] })).toBe(false);
});

it('answers in the fixed shape', () => {
  expect(result).toEqual({
    time: '2026-06-01T12:00:00Z',
    version: VERSION,
    dryRun: false,
    users,
    outcomes: [
      {
        userName: 'alice',
        rule: 'retire',
        because,
        nextAt: '2026-06-04T12:00:00Z',
        steps: [
          { kind: 'hold', accessKeyId: OLD, reason: 'still-in-use', because, result: 'done' },
          { kind: 'notify', accessKeyId: OLD, reason: 'still-in-use', event: 'key-held', because, result: 'done' },
        ],
      },
      {
        userName: 'bob',
        rule: 'rotate',
        because,
        steps: [
          { kind: 'delete-key', accessKeyId: OLD, because, result: 'failed' },
          { kind: 'issue-key', because, result: 'skipped' },
        ],
      },
      { userName: 'carol', steps: [] },
    ],
    failures: [
      { userName: 'bob', error: 'delete the key: Throttling: Rate exceeded' },
      { userName: 'carol', error: 'Throttling: Rate exceeded' },
    ],
    remaining: 1,
  });
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

it('logs a line for each step and each failure, and one for the run', () => {
  expect(logLines(result).map(({ level, message, fields }) => [level, message, fields.userName, fields.kind])).toEqual([
    ['WARN', 'step', 'alice', 'hold'],
    ['INFO', 'step', 'alice', 'notify'],
    ['ERROR', 'step', 'bob', 'delete-key'],
    ['INFO', 'step', 'bob', 'issue-key'],
    ['ERROR', 'user failed', 'bob', undefined],
    ['ERROR', 'user failed', 'carol', undefined],
    ['ERROR', 'run', undefined, undefined],
  ]);
  expect(logLines(result).at(-1)?.fields).toEqual({
    time: '2026-06-01T12:00:00Z',
    version: VERSION,
    dryRun: false,
    users,
    steps: 3,
    failures: 2,
    remaining: 1,
  });
});

it('logs a run without a failure as such', () => {
  const lines = logLines(resultOf({ users, outcomes: [], remaining: 0 }, NOW, true));
  expect(lines).toMatchObject([{ level: 'INFO', message: 'run', fields: { dryRun: true, failures: 0 } }]);
});

describe('a circuit breaker that opened', () => {
  const stopped = { step: 'create the new key', because: '3 users in a row failed' };
  const broken = resultOf({ users, outcomes: [failed], remaining: 7, stopped }, NOW, false);

  it('is in the result, which has no such field otherwise', () => {
    expect(broken.stopped).toEqual(stopped);
    expect(result).not.toHaveProperty('stopped');
  });

  it('has an error of its own in the log, before the line of the run', () => {
    expect(logLines(broken).slice(-2)).toMatchObject([
      { level: 'ERROR', message: 'circuit breaker', fields: { ...stopped, remaining: 7 } },
      { level: 'ERROR', message: 'run' },
    ]);
  });

  it('is what the run’s error begins with', () => {
    expect(new RunFailedError(broken).message).toMatch(
      /^circuit breaker: 3 users in a row failed; 1 user could not be served: bob: /,
    );
  });
});

describe('promise 8: the error of a run that failed for any user', () => {
  it('names the users and what failed', () => {
    const error = new RunFailedError(result);
    expect(error.name).toBe('RunFailedError');
    expect(error.message).toBe(
      '2 users could not be served: bob: delete the key: Throttling: Rate exceeded; carol: Throttling: Rate exceeded',
    );
  });

  it('names five, and counts the rest', () => {
    const outcomes = Array.from({ length: 12 }, (_, index) => ({ ...unread, userName: `user-${index}` }));
    const { message } = new RunFailedError(resultOf({ users, outcomes, remaining: 0 }, NOW, false));
    expect(message).toMatch(/^12 users could not be served: user-0: .*; user-4: [^;]*; and 7 more, in the log$/);
  });
});

describe('what keyturn report reads', () => {
  const facts = { userId: 'AIDAALICE', owner: 'team-a', createdAt: inDays(-90), changedAt: NOW, maxKeyAgeDays: 90 };
  const deleted: Outcome = {
    userName: 'alice',
    plan: undefined,
    steps: [{ ...deleteStep(OLD, 'retiring', because), result: 'done', facts }],
    error: undefined,
  };
  const population = {
    users: 5,
    withKeys: 3,
    managed: 1,
    optedOut: 1,
    notSelected: 1,
    unread: 0,
    exemptions: [{ userName: 'erp', userId: 'AIDAERP', kind: 'exempt', until: inDays(9) } as const],
  };
  const lines = logLines(resultOf({ users, outcomes: [deleted], remaining: 0, population }, NOW, false));

  it('has the facts of a step on its line, with the time of the run', () => {
    expect(lines[0]?.fields).toEqual({
      time: '2026-06-01T12:00:00Z',
      userName: 'alice',
      kind: 'delete-key',
      accessKeyId: OLD,
      because,
      result: 'done',
      userId: 'AIDAALICE',
      owner: 'team-a',
      createdAt: '2026-03-03T12:00:00Z',
      changedAt: '2026-06-01T12:00:00Z',
      maxKeyAgeDays: 90,
    });
  });

  it('has the population in numbers, and a line for each exemption', () => {
    expect(lines.slice(1, 3).map(({ message, fields }) => [message, fields])).toEqual([
      [
        'population',
        { time: '2026-06-01T12:00:00Z', users: 5, withKeys: 3, managed: 1, optedOut: 1, notSelected: 1, unread: 0 },
      ],
      [
        'exemption',
        {
          time: '2026-06-01T12:00:00Z',
          userName: 'erp',
          userId: 'AIDAERP',
          kind: 'exempt',
          until: '2026-06-10T12:00:00Z',
        },
      ],
    ]);
  });

  it('has who asked for a command, and why, on one line', () => {
    const [line] = logLines(resultOf({ users, outcomes: [], remaining: 0 }, NOW, false), {
      command: 'revoke',
      accessKeyId: OLD,
      reason: 'found in\na repository',
      requestedBy: 'arn:aws:iam::123456789012:user/alice',
    });
    expect(line).toMatchObject({
      message: 'command',
      fields: {
        command: 'revoke',
        accessKeyId: OLD,
        reason: 'found in a repository',
        requestedBy: 'arn:aws:iam::123456789012:user/alice',
      },
    });
  });

  it('has the settings, as they stand in the environment', () => {
    expect(settingsLine(aConfig({ maxKeyAgeDays: 60 }), NOW)).toMatchObject({
      message: 'settings',
      fields: { time: '2026-06-01T12:00:00Z', settings: { maxKeyAgeDays: '60', graceDays: '14' } },
    });
  });
});
