/** `confirm`: a person says that everybody has moved. */
import { planCommand } from '../../../../lambda/core/commands/plan-command';
import { REFUSED } from '../../../../lambda/core/rules/verdict';
import type { Observation } from '../../../../lambda/core/user/observation';
import { parseEvent } from '../../../../lambda/event';
import {
  afterRotation,
  anObservation,
  daysAgo,
  hoursAgo,
  inWords,
  minutesAgo,
  NEVER,
  NEW,
  NOW,
  OLD,
  UNKNOWN,
  used,
  withKeyNames,
} from '../../../support/builders';

const answer = (given: Observation, force = false) => {
  const { rule, because, steps } = planCommand(given, { command: 'confirm', force }, NOW);
  return { rule, because: withKeyNames(because), steps: steps.map(inWords) };
};

const inGrace = (overrides: Partial<Parameters<typeof afterRotation>[0]> = {}) =>
  afterRotation({ days: 5, lastUse: { [OLD]: used(daysAgo(3)), [NEW]: used(hoursAgo(1)) }, ...overrides });

test('deactivates the old key in its grace, and says what speaks against it', () => {
  expect(answer(inGrace())).toEqual({
    rule: 'confirm',
    because: expect.stringContaining('OLD: last used on 2026-05-29 12:00 UTC (s3, us-east-1)'),
    steps: ['deactivate-key OLD'],
  });
});

test.each([
  ['promise 1: the current key was never tested', inGrace({ lastUse: { [NEW]: NEVER } }), 'never tested with STS'],
  ['promise 1: whether the current key works is unknown', inGrace({ lastUse: { [NEW]: UNKNOWN } }), 'cannot be read'],
  ['promise 1: the current key is gone', inGrace({ current: 'gone' }), 'the current key NEW is gone from IAM'],
  ['promise 1: the current key is Inactive', inGrace({ current: { active: false } }), 'NEW is Inactive'],
  [
    'a rotation may still be at work',
    inGrace({ secret: { intent: { kind: 'rollback', at: minutesAgo(5) } } }),
    'ask again after 2026-06-01 12:25 UTC',
  ],
  ['there was no rotation', anObservation(), 'no rotation has taken place'],
  [
    'the secret is in trouble',
    { ...inGrace(), trouble: { reason: 'secret-deleted', because: 'it is scheduled for deletion' } as const },
    'scheduled for deletion',
  ],
])('is refused though forced when %s', (_when, given, saying) => {
  expect(answer(given, true)).toEqual({ rule: REFUSED, because: expect.stringContaining(saying), steps: [] });
});

test.each([
  ['the old key was used within the last day', used(hoursAgo(20))],
  ['when it was last used is unknown', UNKNOWN],
])('takes force when %s', (_when, use) => {
  const given = inGrace({ lastUse: { [OLD]: use, [NEW]: used(hoursAgo(1)) } });
  expect(answer(given)).toMatchObject({ rule: REFUSED, because: expect.stringContaining('--force') });
  expect(answer(given, true).steps).toEqual(['deactivate-key OLD']);
});

test('takes none when it was used a whole day ago', () => {
  const given = inGrace({ lastUse: { [OLD]: used(hoursAgo(24)), [NEW]: used(hoursAgo(1)) } });
  expect(answer(given).steps).toEqual(['deactivate-key OLD']);
});

test('the step says that a person has confirmed it, and whose uses are to be named', () => {
  expect(planCommand(inGrace(), { command: 'confirm', force: false }, NOW).steps[0]).toMatchObject({
    kind: 'deactivate-key',
    confirmed: true,
    names: { since: daysAgo(5), oldKeyId: OLD, newKeyId: NEW },
  });
});

test('repeating it is no error', () => {
  const off = inGrace({
    old: { active: false },
    secret: {
      deactivated: { accessKeyId: OLD, at: daysAgo(1) },
      notices: { deactivated: { accessKeyId: OLD, at: daysAgo(1) }, rotated: { accessKeyId: NEW, at: daysAgo(5) } },
    },
  });
  expect(answer(off)).toEqual({ rule: 'confirmed', because: 'the retiring key OLD is Inactive already', steps: [] });
  const unrecorded = inGrace({ old: { active: false } });
  expect(answer(unrecorded)).toMatchObject({ rule: 'confirmed', steps: ['record-inactive retiring OLD'] });
  const gone = inGrace({
    old: 'gone',
    secret: {
      notices: { rotated: { accessKeyId: NEW, at: daysAgo(5) }, deleted: { accessKeyId: OLD, at: daysAgo(1) } },
    },
  });
  expect(answer(gone)).toEqual({ rule: 'confirmed', because: 'the retiring key OLD is deleted already', steps: [] });
});

describe('the event', () => {
  test('says whether it is forced, why, and who asks', () => {
    const said = { reason: 'ticket 123', requestedBy: 'arn:aws:sts::123456789012:assumed-role/ops/bob' };
    expect(parseEvent({ command: 'confirm', userName: 'alice', ...said }, NOW)).toMatchObject({
      force: false,
      ...said,
    });
    expect(parseEvent({ command: 'confirm', userName: 'alice', force: true }, NOW)).toMatchObject({ force: true });
  });

  test.each([
    [{ reason: 'x'.repeat(501) }, "the event's field reason must have at most 500 characters, and has 501"],
    [{ requestedBy: 'bob' }, "the event's field requestedBy must be an ARN"],
  ])('is refused: %o', (field, saying) => {
    expect(() => parseEvent({ command: 'confirm', userName: 'alice', ...field }, NOW)).toThrow(saying);
  });

  test('a question takes no reason', () => {
    expect(() => parseEvent({ command: 'plan', reason: 'x' }, NOW)).toThrow("the event's field reason is not known");
  });
});
