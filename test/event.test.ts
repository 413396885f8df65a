/** What the function may be asked, and when "now" is. */
import { parseEvent } from '../lambda/event';
import { NOW } from './support/builders';

const parse = (event: unknown) => parseEvent(event, NOW);

describe('a good event', () => {
  const GOOD: Record<string, [event: unknown, request: object]> = {
    'of the schedule runs at its own time': [
      { time: '2026-06-01T11:00:00Z' },
      { command: 'run', now: new Date('2026-06-01T11:00:00Z'), userName: undefined },
    ],
    'that is empty runs by the clock': [{}, { command: 'run', now: NOW }],
    'that is not there runs by the clock': [undefined, { command: 'run', now: NOW }],
    'may ask for a plan': [{ command: 'plan' }, { command: 'plan', now: NOW, userName: undefined }],
    'may ask for one user’s plan': [
      { command: 'plan', userName: 'alice' },
      { command: 'plan', userName: 'alice' },
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
    'an unknown command': [
      { command: 'delete-everything' },
      `the event's command is "delete-everything", but must be "plan"`,
    ],
    'a command that is no text': [{ command: 7 }, `the event's command is "7", but must be "plan"`],
    'a field that is nobody’s': [{ time: '2026-06-01T11:00:00Z', force: true }, `the event's field force is not known`],
    'a user name for the schedule': [{ userName: 'alice' }, `the event's field userName is not known`],
    'a time in words': [
      { time: 'yesterday' },
      `the event's time is "yesterday", but must be an ISO 8601 time with its zone`,
    ],
    'a time without its zone': [{ time: '2026-06-01T11:00:00' }, 'must be an ISO 8601 time with its zone'],
    'a time that is none': [{ time: '2026-13-01T11:00:00Z' }, 'must be an ISO 8601 time'],
    'a time that is a number': [{ time: 1780311600 }, `the event's field time must be string, and is "1780311600"`],
    'a literal placeholder of the scheduler': [{ time: '<aws.scheduler.scheduled-time>' }, 'must be an ISO 8601 time'],
    'an empty user name': [{ command: 'plan', userName: '' }, `the event's field userName must be >=1`],
    'a text': ['plan', 'the event must be Object, and is "\\"plan\\""'],
    'a list': [[], 'the event must be Object'],
    'a time ahead of the clock': [
      { time: '2026-06-01T12:06:00Z' },
      `the event's time 2026-06-01T12:06:00Z is 6 minutes ahead of the clock, and acting early would delete early`,
    ],
    'a plan for tomorrow': [{ command: 'plan', time: '2026-06-02T12:00:00Z' }, 'is 1440 minutes ahead of the clock'],
  };

  it.each(Object.entries(BAD))('%s', (_what, [event, sentence]) => {
    expect(() => parse(event)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(sentence) }),
    );
  });

  it('that does not repeat a text of any length', () => {
    expect(() => parse({ command: 'x'.repeat(5000) })).toThrow(/^.{1,200}$/);
  });
});
