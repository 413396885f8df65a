/** What the function may be asked, and when "now" is. */
import { parseEvent } from '../../lambda/event';
import { NOW, OLD } from '../support/builders';

const HOLD = (until: string) =>
  `the event's until is "${until}", but must be a UTC date or time from now to 400 days ahead, such as 2027-01-31 or 2027-01-31T12:00:00Z, or empty to release the hold`;

const parse = (event: unknown) => parseEvent(event, NOW);

describe('a good event', () => {
  const GOOD: Record<string, [event: unknown, request: object]> = {
    'of the schedule runs at its own time': [
      { time: '2026-06-01T11:00:00Z' },
      { command: 'run', now: new Date('2026-06-01T11:00:00Z'), dryRun: false },
    ],
    'that is empty runs by the clock': [{}, { command: 'run', now: NOW }],
    'that is not there runs by the clock': [undefined, { command: 'run', now: NOW }],
    'may call a run by its name': [{ command: 'run' }, { command: 'run', now: NOW, dryRun: false }],
    'may ask for a summary of a run': [{ answer: 'summary' }, { command: 'run', answer: 'summary' }],
    'may ask for a summary of a status': [
      { command: 'status', answer: 'summary' },
      { command: 'status', answer: 'summary', now: NOW },
    ],
    'may ask for a plan': [{ command: 'plan' }, { command: 'plan', now: NOW }],
    'may ask for one user’s plan': [
      { command: 'plan', userName: 'alice' },
      { command: 'plan', userName: 'alice' },
    ],
    'may ask where everybody stands': [{ command: 'status' }, { command: 'status', now: NOW, dryRun: false }],
    'may ask where one user stands': [
      { command: 'status', userName: 'alice' },
      { command: 'status', userName: 'alice' },
    ],
    'may ask for a new key': [
      { command: 'rotate', userName: 'alice' },
      { command: 'rotate', userName: 'alice', now: NOW, dryRun: false },
    ],
    'may ask for the old key back': [
      { command: 'rollback', userName: 'alice', dryRun: true },
      { command: 'rollback', userName: 'alice', dryRun: true },
    ],
    'may name a compromised key': [
      { command: 'revoke', accessKeyId: OLD },
      { command: 'revoke', accessKeyId: OLD, now: NOW },
    ],
    'may ask for a hold until a time': [
      { command: 'hold', userName: 'alice', until: '2026-07-01T08:00:00Z' },
      { command: 'hold', userName: 'alice', until: new Date('2026-07-01T08:00:00Z') },
    ],
    'may ask for a hold until a day, which begins at midnight UTC': [
      { command: 'hold', userName: 'alice', until: '2026-07-01' },
      { until: new Date('2026-07-01T00:00:00Z') },
    ],
    'may ask for the longest hold': [
      { command: 'hold', userName: 'alice', until: '2027-07-06T12:00:00Z' },
      { until: new Date('2027-07-06T12:00:00Z') },
    ],
    'may release a hold with an empty text': [
      { command: 'hold', userName: 'alice', until: '' },
      { command: 'hold', userName: 'alice', until: undefined },
    ],
    'may give its time with any command': [
      { command: 'rotate', userName: 'alice', time: '2026-06-01T11:00:00Z' },
      { now: new Date('2026-06-01T11:00:00Z') },
    ],
    'may give its time with an offset': [
      { time: '2026-06-01T13:00:00+02:00' },
      { now: new Date('2026-06-01T11:00:00Z') },
    ],
    'may lie far in the past, which makes every rule more patient': [
      { time: '2020-01-01T00:00:00Z' },
      { now: new Date('2020-01-01T00:00:00Z') },
    ],
    'a little ahead of the clock runs by the clock': [{ time: '2026-06-01T12:05:00Z' }, { now: NOW }],
  };

  it.each(Object.entries(GOOD))('%s', (_sentence, [event, request]) => {
    expect(parse(event)).toMatchObject(request);
  });
});

describe('a bad event is refused with a sentence', () => {
  const BAD: Record<string, [event: unknown, sentence: string]> = {
    'a time in words': [
      { time: 'yesterday' },
      `the event's time is "yesterday", but must be an ISO 8601 time with its zone`,
    ],
    'a time without its zone': [{ time: '2026-06-01T11:00:00' }, 'must be an ISO 8601 time with its zone'],
    'a time that is none': [{ time: '2026-13-01T11:00:00Z' }, 'must be an ISO 8601 time'],
    'a time that is a number': [{ time: 1780311600 }, `the event's field time must be string, and is "1780311600"`],
    'a literal placeholder of the scheduler': [{ time: '<aws.scheduler.scheduled-time>' }, 'must be an ISO 8601 time'],
    'a dry run in words': [{ command: 'plan', dryRun: 'yes' }, `the event's field dryRun must be boolean`],
    'a rotation of nobody': [{ command: 'rotate' }, `the event's field userName is missing`],
    'a rollback of everybody': [
      { command: 'rollback', userName: ['alice', 'bob'] },
      `the event's field userName must be string, and is "Array"`,
    ],
    'a revocation of a text that is no key id': [
      { command: 'revoke', accessKeyId: 'alice' },
      `the event's field accessKeyId must be the id of an access key, such as AKIAIOSFODNN7EXAMPLE`,
    ],
    'a hold without an end': [{ command: 'hold', userName: 'alice' }, `the event's field until is missing`],
    'a hold until a day in words': [{ command: 'hold', userName: 'alice', until: 'friday' }, HOLD('friday')],
    'a hold until now': [
      { command: 'hold', userName: 'alice', until: '2026-06-01T12:00:00Z' },
      HOLD('2026-06-01T12:00:00Z'),
    ],
    'a hold until yesterday': [{ command: 'hold', userName: 'alice', until: '2026-05-31' }, HOLD('2026-05-31')],
    'a hold for ever': [
      { command: 'hold', userName: 'alice', until: '2027-07-06T12:00:01Z' },
      HOLD('2027-07-06T12:00:01Z'),
    ],
    'an answer of another kind': [{ answer: 'full' }, `the event's field answer must be "summary" or left out`],
    'an empty user name': [{ command: 'plan', userName: '' }, `the event's field userName must be >=1`],
    'a text': ['plan', 'the event must be Object, and is "\\"plan\\""'],
    'a list': [[], 'the event must be Object'],
    'a time ahead of the clock': [
      { time: '2026-06-01T12:06:00Z' },
      `the event's time 2026-06-01T12:06:00Z is 6 minutes ahead of the clock, and acting early would delete early`,
    ],
    'a plan for tomorrow': [{ command: 'plan', time: '2026-06-02T12:00:00Z' }, 'is 1440 minutes ahead of the clock'],
  };

  const UNKNOWN: typeof BAD = {
    'an unknown command': [
      { command: 'delete-everything' },
      `the event's command is "delete-everything", but must be "run" or "plan" or "status" or "rotate" or "rollback" or "revoke" or "confirm" or "hold"`,
    ],
    'a command that is no text': [{ command: 7 }, `the event's command is "7", but must be "run" or "plan"`],
    'a field that is nobody’s': [{ time: '2026-06-01T11:00:00Z', force: true }, `the event's field force is not known`],
    'a user name for the schedule': [{ userName: 'alice' }, `the event's field userName is not known`],
    'a summary of a rotation': [
      { command: 'rotate', userName: 'alice', answer: 'summary' },
      `the event's field answer is not known`,
    ],
    'a dry run of the schedule’s': [{ dryRun: true }, `the event's field dryRun is not known`],
    'a rotation with a key': [
      { command: 'rotate', userName: 'alice', accessKeyId: OLD },
      `the event's field accessKeyId is not known`,
    ],
    'a revocation by the user’s name': [
      { command: 'revoke', userName: 'alice' },
      `the event's field accessKeyId is missing; the event's field userName is not known`,
    ],
  };

  it.each(Object.entries(BAD))('%s', (_what, [event, sentence]) => {
    expect(() => parse(event)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(sentence) }),
    );
  });

  it.each(Object.entries(UNKNOWN))('%s, as a newer command line may ask for it', (_what, [event, sentence]) => {
    expect(() => parse(event)).toThrow(
      expect.objectContaining({ name: 'UnknownRequestError', message: expect.stringContaining(sentence) }),
    );
  });

  it('promise 4: that does not repeat a secret half which somebody took for the key’s id', () => {
    const secretHalf = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00';
    expect(() => parse({ command: 'revoke', accessKeyId: secretHalf })).toThrow(/must be the id of an access key/);
    expect(() => parse({ command: 'revoke', accessKeyId: secretHalf })).not.toThrow(secretHalf);
  });

  it('that does not repeat a text of any length', () => {
    expect(() => parse({ command: 'x'.repeat(5000) })).toThrow(/^.{1,240}$/);
  });
});
