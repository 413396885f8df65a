/** The hub's five alarms and its dashboard: sums over all accounts, whatever their number. docs/runbook.md has an entry for each alarm. */

import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Color,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  GraphWidgetView,
  Metric,
  type MetricOptions,
  SingleValueWidget,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ORGANIZATION_NAMESPACE, type OrganizationMetric } from '../../../lambda/core/organization/totals';
import { DIMENSIONS } from '../../../lambda/core/report/metrics';
import { goodRunWindow, type Watch, watched } from '../../monitoring/alarms';
import { alarmsByName } from '../../monitoring/dashboard';

interface WatchProps {
  readonly topic: ITopic;
  readonly schedule: string;
  readonly scheduleTimezone: string;
  readonly tolerated: number;
  readonly holdAlarmAfterDays: number;
}

export const hubAlarms = (scope: Construct, props: WatchProps): ReadonlyMap<string, Alarm> =>
  watched(scope, props.topic, watchesOf(props));

function watchesOf({ schedule, scheduleTimezone, tolerated, holdAlarmAfterDays }: WatchProps): Watch[] {
  const goodRun = goodRunWindow(schedule, scheduleTimezone);
  // How matters stand is what the last run said: without a newer one, nothing has changed.
  const lastRun = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) };
  const missing = TreatMissingData.IGNORE;
  return [
    ...(goodRun
      ? [
          {
            name: 'keyturn-organization-no-good-run',
            says: `The hub of Keyturn has not had one good run in three intervals of its schedule: more than ${tolerated}% of a wave's accounts fail each time, or it is not started at all, or paused.`,
            runbook: 'no-good-run-of-the-organization',
            metric: metric('GoodRuns', { statistic: Stats.SUM, period: goodRun.period }),
            comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
            periods: goodRun.periods,
            missing: TreatMissingData.BREACHING,
          },
        ]
      : []),
    {
      name: 'keyturn-organization-accounts-failing',
      says: 'In at least one account Keyturn could not serve every user.',
      runbook: 'accounts-fail',
      metric: metric('AccountsFailing', lastRun),
      missing,
    },
    {
      name: 'keyturn-organization-accounts-not-served',
      says: 'At least one account of a wave was not reached, or has no Keyturn.',
      runbook: 'accounts-are-not-served',
      metric: metric('AccountsNotServed', lastRun),
      missing,
    },
    {
      name: 'keyturn-organization-key-too-old',
      says: 'In some account an active key of a managed user is above its maxKeyAgeDays.',
      runbook: 'a-key-is-past-its-maximum-age',
      metric: metric('KeysPastMaxAge', lastRun),
      missing,
    },
    {
      name: 'keyturn-organization-long-hold',
      says: `In some account a user has been held or blocked for ${holdAlarmAfterDays} days or more.`,
      runbook: 'a-hold-lasts-too-long',
      metric: metric('LongestHoldDays', lastRun),
      threshold: holdAlarmAfterDays,
      missing,
    },
  ];
}

const metric = (metricName: OrganizationMetric, options: MetricOptions): Metric =>
  new Metric({ namespace: ORGANIZATION_NAMESPACE, metricName, dimensionsMap: DIMENSIONS, ...options });

const DAY = Duration.days(1);
const WIDTH = 8;

const now = (name: OrganizationMetric, label: string, color?: string) =>
  metric(name, { statistic: Stats.MAXIMUM, period: Duration.hours(1), label, ...(color && { color }) });

const perDay = (name: OrganizationMetric, label: string, color: string) =>
  metric(name, { statistic: Stats.SUM, period: DAY, label, color });

/** As that of one account: are we in policy, what moves, what is stuck. */
export function hubDashboard(scope: Construct, alarmNames: readonly string[]): Dashboard {
  const row = (title: string, ...metrics: Metric[]) =>
    new SingleValueWidget({ title, metrics, width: WIDTH, height: 3 });
  const graph = (title: string, left: Metric[], more: object = {}) =>
    new GraphWidget({ title, left, width: WIDTH, height: 6, leftYAxis: { min: 0, showUnits: false }, ...more });
  const bars = { view: GraphWidgetView.BAR, stacked: true };
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: 'KeyturnOrganization',
    defaultInterval: Duration.days(14),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: alarmsByName(scope, alarmNames), width: 24, height: 2 })],
      [
        row(
          'Are we in policy?',
          now('KeysPastMaxAge', 'keys past their maximum age'),
          now('OldestKeyAgeDays', 'oldest key, days'),
          now('UsersManaged', 'users managed'),
        ),
        row(
          'What moves? (a day)',
          perDay('KeysRotated', 'rotated', Color.GREEN),
          perDay('KeysDeactivated', 'deactivated', Color.ORANGE),
          perDay('KeysDeleted', 'deleted', Color.GREY),
        ),
        row(
          'What is stuck?',
          now('AccountsFailing', 'accounts failing'),
          now('AccountsNotServed', 'accounts not served'),
          now('UsersHeld', 'users held'),
          now('UsersBlocked', 'users blocked'),
          now('UsersLeaked', 'users with a leaked key'),
        ),
      ],
      [
        graph('Accounts', [
          now('AccountsServed', 'served', Color.GREEN),
          now('AccountsFailing', 'failing', Color.ORANGE),
          now('AccountsNotServed', 'not served', Color.RED),
        ]),
        graph(
          'Moves: keys, a day',
          [
            perDay('KeysRotated', 'rotated', Color.GREEN),
            perDay('KeysDeactivated', 'deactivated', Color.ORANGE),
            perDay('KeysDeleted', 'deleted', Color.GREY),
          ],
          bars,
        ),
        graph(
          'Stuck: users, and how long a run takes',
          [now('UsersHeld', 'held', Color.ORANGE), now('UsersBlocked', 'blocked', Color.RED)],
          { right: [now('RunTime', 'a run, seconds', Color.GREY)], rightYAxis: { min: 0 } },
        ),
      ],
    ],
  });
}
