import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Color,
  Dashboard,
  GraphWidget,
  GraphWidgetView,
  type IAlarm,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { MetricName } from '../../lambda/core/report/metrics';
import { keyturnMetric } from './metric';

interface DashboardProps {
  /** By their names, which are fixed. */
  readonly alarmNames: readonly string[];
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly maxKeyAgeDays: number;
  readonly holdAlarmAfterDays: number;
}

/** One screen, 24 columns wide and 15 rows high, from left to right: are we in policy, what moves, what is stuck; below, what failed. */
export function dashboard(scope: Construct, props: DashboardProps): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: 'Keyturn',
    // A rotation takes weeks: what happened today says little.
    defaultInterval: Duration.days(14),
    widgets: [[alarmStrip(scope, props)], numbers(), graphs(props), failures(props)],
  });
}

const alarmStrip = (scope: Construct, { alarmNames }: DashboardProps): IWidget =>
  new AlarmStatusWidget({ title: 'Alarms', alarms: alarmsByName(scope, alarmNames), width: 24, height: 2 });

/** Not by reference, so that a dashboard can be made where there are no alarms, as in a local AWS. */
export function alarmsByName(parent: Construct, names: readonly string[]): IAlarm[] {
  const scope = new Construct(parent, 'WatchedAlarms');
  const arn = (resourceName: string) =>
    Stack.of(parent).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return names.map((name) => Alarm.fromAlarmArn(scope, name, arn(name)));
}

const WIDTH = 8;

const DAY = Duration.days(1);

const now = (name: MetricName, label: string, color?: string) =>
  keyturnMetric(name, { statistic: Stats.MAXIMUM, period: Duration.hours(1), label, ...(color && { color }) });

const perDay = (name: MetricName, label: string, color: string) =>
  keyturnMetric(name, { statistic: Stats.SUM, period: DAY, label, color });

function numbers(): IWidget[] {
  const row = (title: string, ...metrics: ReturnType<typeof now>[]) =>
    new SingleValueWidget({ title, metrics, width: WIDTH, height: 3 });
  return [
    row(
      'Are we in policy?',
      now('KeysPastMaxAge', 'keys past their maximum age'),
      now('OldestKeyAgeDays', 'oldest key, days'),
      now('RootKeys', 'keys of root'),
    ),
    row(
      'What moves? (a day)',
      perDay('KeysRotated', 'rotated', Color.GREEN),
      perDay('KeysDeactivated', 'deactivated', Color.ORANGE),
      perDay('KeysDeleted', 'deleted', Color.GREY),
    ),
    row(
      'What is stuck?',
      now('UsersHeld', 'users held'),
      now('UsersBlocked', 'users blocked'),
      now('LongestHoldDays', 'longest hold, days'),
      now('UsersQuarantined', 'quarantined by AWS'),
    ),
  ];
}

function graphs({ maxKeyAgeDays, holdAlarmAfterDays }: DashboardProps): IWidget[] {
  const size = { width: WIDTH, height: 5 };
  const zero = { min: 0, showUnits: false };
  return [
    new GraphWidget({
      ...size,
      title: 'In policy: the oldest active key',
      left: [now('OldestKeyAgeDays', 'oldest key, days', Color.BLUE)],
      right: [
        now('KeysInAccount', 'active keys in the account', Color.GREY),
        now('KeysUnused45d', 'unused for 45 days', Color.ORANGE),
        now('UsersManaged', 'users managed', Color.GREEN),
      ],
      leftYAxis: zero,
      rightYAxis: zero,
      leftAnnotations: [{ value: maxKeyAgeDays, label: 'maxKeyAgeDays', color: Color.RED }],
    }),
    new GraphWidget({
      ...size,
      title: 'Moves: keys, a day',
      view: GraphWidgetView.BAR,
      stacked: true,
      left: [
        perDay('KeysRotated', 'rotated', Color.GREEN),
        perDay('KeysDeactivated', 'deactivated', Color.ORANGE),
        perDay('KeysDeleted', 'deleted', Color.GREY),
        perDay('OrphansRemoved', 'orphans removed', Color.PURPLE),
      ],
      leftYAxis: zero,
    }),
    new GraphWidget({
      ...size,
      title: 'Stuck: users, and the longest hold',
      left: [
        now('UsersHeld', 'held', Color.ORANGE),
        now('UsersBlocked', 'blocked', Color.RED),
        now('Remaining', 'left for the next run', Color.GREY),
      ],
      right: [now('LongestHoldDays', 'longest hold, days', Color.BROWN)],
      leftYAxis: zero,
      rightYAxis: zero,
      rightAnnotations: [{ value: holdAlarmAfterDays, label: 'alarm', color: Color.BROWN }],
    }),
  ];
}

function failures({ function: lambda, logGroup }: DashboardProps): IWidget[] {
  const size = { width: WIDTH, height: 5 };
  return [
    new GraphWidget({
      ...size,
      title: 'Failed: a day',
      view: GraphWidgetView.BAR,
      left: [
        lambda.metricErrors({ statistic: Stats.SUM, period: DAY, label: 'runs', color: Color.RED }),
        perDay('Failures', 'users', Color.ORANGE),
        perDay('CircuitBreakers', 'circuit breakers', Color.PURPLE),
      ],
      leftYAxis: { min: 0, showUnits: false },
    }),
    new GraphWidget({
      ...size,
      title: 'Runs: AWS calls and seconds',
      left: [perDay('AwsCalls', 'calls, a day', Color.BLUE), perDay('Throttles', 'throttled, a day', Color.RED)],
      right: [now('RunTime', 'longest run', Color.GREY)],
      leftYAxis: { min: 0, showUnits: false },
      rightYAxis: { min: 0 },
    }),
    new LogQueryWidget({
      ...size,
      title: 'Last failures',
      view: LogQueryVisualizationType.TABLE,
      logGroupNames: [logGroup.logGroupName],
      queryLines: [
        'fields @timestamp, userName, error',
        'filter message in ["user failed", "run failed", "circuit breaker"]',
        'sort @timestamp desc',
        'limit 20',
      ],
    }),
  ];
}
