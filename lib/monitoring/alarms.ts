import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { longestGapMs } from '../../lambda/core/schedule';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/time';
import { FUNCTION_TIMEOUT_MS } from '../../lambda/core/user/horizon';
import type { LeakQueues } from '../leaks/queues';
import { keyturnMetric } from './metric';

/** Throttled requests that are no longer chance. The clients slow down by themselves, and one that was throttled is sent again. */
const MANY_THROTTLES = 10;

interface AlarmsProps {
  readonly function: IFunction;
  readonly topic: ITopic;
  readonly scheduleDeadLetterQueue: IQueue;
  readonly leakQueues: LeakQueues | undefined;
  /** The schedule's expression. */
  readonly schedule: string;
  readonly scheduleTimezone: string;
  readonly holdAlarmAfterDays: number;
}

export interface Watch {
  readonly name: string;
  readonly says: string;
  /** The heading of its entry in docs/runbook.md, as an anchor. */
  readonly runbook: string;
  readonly metric: IMetric;
  readonly threshold?: number;
  readonly comparison?: ComparisonOperator;
  readonly periods?: number;
  readonly outOf?: number;
  readonly missing?: TreatMissingData;
}

/** By their names. Every alarm tells the topic when it begins and when it is over. */
export function alarms(parent: Construct, props: AlarmsProps): ReadonlyMap<string, Alarm> {
  return watched(parent, props.topic, [...onRuns(props), ...onQueues(props), ...onUsers(props)]);
}

/** An alarm for each, by its name. */
export function watched(parent: Construct, topic: ITopic, watches: readonly Watch[]): ReadonlyMap<string, Alarm> {
  const scope = new Construct(parent, 'Alarms');
  const action = new SnsAction(topic);
  const all = watches.map((watch) => {
    const { name, says, runbook, metric, threshold = 1, comparison, periods = 1, outOf = periods, missing } = watch;
    const alarm = new Alarm(scope, pascalCase(name.replace('keyturn-', '')), {
      alarmName: name,
      alarmDescription: `${says} Runbook: docs/runbook.md#${runbook}`,
      metric,
      threshold,
      comparisonOperator: comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: outOf,
      datapointsToAlarm: periods,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return [name, alarm] as const;
  });
  return new Map(all);
}

function onRuns({ function: lambda, schedule, scheduleTimezone }: AlarmsProps): Watch[] {
  // An interval of the schedule, so that a trouble that every run meets is one alarm and not one for each run.
  const period = Duration.millis(intervalOf(schedule, scheduleTimezone));
  const goodRun = goodRunWindow(schedule, scheduleTimezone);
  return [
    {
      name: 'keyturn-run-failed',
      says: 'A run of Keyturn failed: at least one user could not be served. Its event is kept in the dead-letter queue.',
      runbook: 'a-run-failed',
      // Lambda's own count, which also has the runs that were stopped, ran out of memory or did not even start.
      metric: lambda.metricErrors({ statistic: Stats.SUM, period }),
    },
    ...(goodRun
      ? [
          {
            name: 'keyturn-no-good-run',
            says: 'Keyturn has not had one good run in three intervals of its schedule: it fails each time, leaves something without an outcome, or is not started at all.',
            runbook: 'no-good-run-for-three-intervals',
            metric: keyturnMetric('GoodRuns', { statistic: Stats.SUM, period: goodRun.period }),
            comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
            periods: goodRun.periods,
            missing: TreatMissingData.BREACHING,
          },
        ]
      : []),
    {
      name: 'keyturn-circuit-breaker',
      says: 'Three users in a row failed at the same step, or ten in one run, so Keyturn tried few others in that run.',
      runbook: 'the-circuit-breaker-opened',
      metric: keyturnMetric('CircuitBreakers', { statistic: Stats.SUM, period }),
    },
    {
      name: 'keyturn-throttling',
      says: `AWS throttled ${MANY_THROTTLES} or more requests of Keyturn in two of three intervals.`,
      runbook: 'aws-throttles',
      metric: keyturnMetric('Throttles', { statistic: Stats.SUM, period }),
      threshold: MANY_THROTTLES,
      periods: 2,
      outOf: 3,
    },
  ];
}

/** None on the function's queue: `keyturn-run-failed` says the same, and ends with the next good run, while a letter stays for two weeks. */
function onQueues({ scheduleDeadLetterQueue, leakQueues }: AlarmsProps): Watch[] {
  const waiting = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) };
  const runbook = 'something-is-in-a-dead-letter-queue';
  return [
    {
      name: 'keyturn-schedule-dead-letters',
      says: 'The schedule could not hand an event to Keyturn.',
      runbook,
      metric: scheduleDeadLetterQueue.metricApproximateNumberOfMessagesVisible(waiting),
    },
    ...(leakQueues
      ? [
          {
            name: 'keyturn-leak-unanswered',
            says: 'AWS has reported something about a leaked key that Keyturn could not answer, or could not read. Urgent: look at the key.',
            runbook: 'a-report-of-a-leak-was-not-answered',
            metric: leakQueues.unanswered.metricApproximateNumberOfMessagesVisible(waiting),
          },
          {
            name: 'keyturn-leak-undelivered',
            says: 'EventBridge could not hand Keyturn what AWS has reported about a leaked key. Urgent: look at the key.',
            runbook: 'a-report-of-a-leak-was-not-answered',
            metric: leakQueues.undelivered.metricApproximateNumberOfMessagesVisible(waiting),
          },
        ]
      : []),
  ];
}

/** How matters stand is what the last run said: without a newer one, nothing has changed. */
function onUsers({ holdAlarmAfterDays }: AlarmsProps): Watch[] {
  const lastRun = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) };
  const missing = TreatMissingData.IGNORE;
  return [
    {
      name: 'keyturn-key-too-old',
      says: 'The oldest active key of a managed user is above its maxKeyAgeDays.',
      runbook: 'a-key-is-past-its-maximum-age',
      metric: keyturnMetric('KeysPastMaxAge', lastRun),
      missing,
    },
    {
      name: 'keyturn-long-hold',
      says: `A user has been held or blocked for ${holdAlarmAfterDays} days or more.`,
      runbook: 'a-hold-lasts-too-long',
      metric: keyturnMetric('LongestHoldDays', lastRun),
      threshold: holdAlarmAfterDays,
      missing,
    },
  ];
}

/** The longest that CloudWatch lets an alarm look back. */
const LONGEST_WINDOW_DAYS = 7;

/** Of a schedule, as the period of an alarm: whole minutes, from a run's longest time, so that one that is late is not missed, to a day. */
function intervalOf(schedule: string, timeZone: string): number {
  const wholeMinutes = Math.ceil((longestGapMs(schedule, timeZone) ?? DAY_MS) / MINUTE_MS) * MINUTE_MS;
  return Math.min(DAY_MS, Math.max(FUNCTION_TIMEOUT_MS, wholeMinutes));
}

/**
 * Three intervals, at least 45 minutes and at most the 7 days that CloudWatch looks back. Undefined for a schedule that is too rare for
 * that: where more than 6 days may lie between two runs, a week without one says nothing.
 */
export function goodRunWindow(
  schedule: string,
  timeZone: string,
): { readonly period: Duration; readonly periods: number } | undefined {
  const gapMs = longestGapMs(schedule, timeZone);
  if (gapMs === undefined || gapMs > (LONGEST_WINDOW_DAYS - 1) * DAY_MS) return undefined;
  const periods = gapMs <= DAY_MS ? 3 : Math.min(LONGEST_WINDOW_DAYS, Math.ceil((3 * gapMs) / DAY_MS));
  return { period: Duration.millis(intervalOf(schedule, timeZone)), periods };
}

const pascalCase = (name: string) => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
