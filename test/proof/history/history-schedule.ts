/** What happens to Keyturn itself in a history: faults, missed, late and overlapping runs, another deployed policy; and new habits. */
import * as fc from 'fast-check';
import type { Config } from '../../../lambda/core/settings/config';
import { checkPolicy } from '../../../lambda/core/settings/policy';
import type { Habit } from '../../support/simulation/consumers';
import { aConfig, HOUR, MINUTE } from '../../support/simulation/harness';
import type { Action } from '../../support/world';
import type { Deed } from './history-people';

const deed = (kind: string, story: string, act: Deed['act']): Deed => ({ kind, story: () => story, act });

/** One call of a run, or every call of one operation, goes wrong. */
export interface Fault {
  readonly operation: string;
  /** Which of the run's calls of that operation, from 0; `all` of them. */
  readonly at: number | 'all';
  readonly action: Exclude<Action, 'proceed' | { fail: Error }> | 'deny';
}

export const SCAN_OPERATIONS = [
  'GenerateCredentialReport',
  'GetCredentialReport',
  'GetAccountAuthorizationDetails',
  'ListSecrets',
];
const OPERATIONS = [
  ...['CreateSecret', 'TagResource', 'CreateAccessKey', 'PutSecretValue', 'GetCallerIdentity'],
  ...['UpdateSecretVersionStage', 'Publish', 'UpdateAccessKey', 'DeleteAccessKey'],
  ...['ListAccessKeys', 'DescribeSecret', 'GetAccessKeyLastUsed'],
];
const ACTIONS: readonly Fault['action'][] = ['deny', 'throttle', 'lose-answer', 'crash-before', 'crash-after'];
const WORDS: Readonly<Record<Fault['action'], string>> = {
  deny: 'is denied',
  throttle: 'is throttled until retries end',
  'lose-answer': 'takes effect and its answer is lost',
  'crash-before': 'kills the run before it takes effect',
  'crash-after': 'kills the run after it has taken effect',
};

const fault = fc
  .record({
    operation: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...OPERATIONS) },
      { weight: 1, arbitrary: fc.constantFrom(...SCAN_OPERATIONS) },
    ),
    at: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 3 }) },
      { weight: 2, arbitrary: fc.constant('all' as const) },
    ),
    action: fc.constantFrom(...ACTIONS),
  })
  .map((one) => {
    const which = one.at === 'all' ? 'every' : ['the first', 'the second', 'the third', 'the fourth'][one.at];
    return deed('fault', `in the run, ${which} ${one.operation} ${WORDS[one.action]}`, ({ today }) => {
      today.faults.push(one);
    });
  });

const missed = fc.integer({ min: 1, max: 25 }).map((count) =>
  deed('missed', `the schedule stands still for ${count} days`, (play) => {
    play.missedUntil = play.day + count;
  }),
);

const late = fc.constantFrom(10 * MINUTE, HOUR, 6 * HOUR, 3 * 24 * HOUR).map((ms) =>
  deed('late', `the run handles an event that is ${ms / HOUR} hours old`, ({ today }) => {
    today.lateMs = ms;
  }),
);

const again = fc.constantFrom([1, 3], [3], [60, 120], [1, 31, 61, 121, 181]).map((minutes) =>
  deed('again', `runs follow ${minutes.join(', ')} minutes after the day's first`, ({ today }) => {
    today.again = minutes;
  }),
);

const overlap = fc
  .array(fc.tuple(fc.constantFrom('A', 'B'), fc.integer({ min: 1, max: 12 })), { maxLength: 6 })
  .map((schedule) =>
    deed(
      'overlap',
      `two runs at once: ${schedule.map(([actor, calls]) => `${calls} of ${actor}`).join(', ')}`,
      (play) => {
        play.today.overlap = schedule;
      },
    ),
  );

export const deployed: fc.Arbitrary<Partial<Config>> = fc
  .record({
    maxKeyAgeDays: fc.constantFrom(90, 90, 60, 40, 20),
    graceDays: fc.constantFrom(14, 14, 7, 2, 30),
    quarantineDays: fc.constantFrom(7, 7, 1, 14),
    idleDays: fc.constantFrom(8, 8, 1, 4),
    headsUpDays: fc.constantFrom(7, 7, 0, 21),
    whenStillInUse: fc.constantFrom('hold' as const, 'hold' as const, 'deactivate' as const),
    dryRun: fc.integer({ min: 0, max: 11 }).map((n) => n === 11),
    maxRotationsPerRun: fc.constantFrom(25, 25, 1),
  })
  .filter((config) => config.maxKeyAgeDays > config.graceDays + config.idleDays);

const deploy = deployed.map((config) =>
  deed('deploy', `Keyturn is deployed with ${inWords(config)}`, (play) => {
    play.config = aConfig(config);
    checkPolicy(play.config);
  }),
);

export const inWords = (config: Partial<Config>) =>
  Object.entries(config)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

export const HABITS: readonly Habit[] = [
  ...(['prompt', 'prompt', 'prompt', 'lazy', 'weekly', 'weekdays', 'ten-daily', 'monthly', 'restarted'] as const),
  ...(['never', 'weekdays-never', 'weekly-never', 'ten-daily-never'] as const),
];

const habit = fc.constantFrom(...HABITS).map(
  (one): Deed => ({
    kind: 'habit',
    story: (user) => `${user}'s first program becomes ${one}`,
    act: (_play, person) => {
      person.consumers = person.consumers.map((consumer, index) =>
        index === 0 ? { ...consumer, habit: one } : consumer,
      );
    },
  }),
);

export const SCHEDULE: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Deed> }[] = [
  { weight: 14, arbitrary: fault },
  { weight: 2, arbitrary: missed },
  { weight: 2, arbitrary: late },
  { weight: 4, arbitrary: again },
  { weight: 2, arbitrary: overlap },
  { weight: 2, arbitrary: deploy },
  { weight: 2, arbitrary: habit },
];
