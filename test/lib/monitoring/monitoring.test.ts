/** Alarms, dashboard, Config rule and encryption in the template. test/proof/watch.prove.ts makes each alarm go off. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { AwsSolutionsChecks } from 'cdk-nag';
import { DIMENSIONS, METRICS, NAMESPACE } from '../../../lambda/core/report/metrics';
import { goodRunWindow } from '../../../lib/monitoring/alarms';
import type { KeyRotationProps } from '../../../lib/props';
import { KeyturnStack } from '../../../lib/stack';
import { functionStatements, type Json, madeUp, resolved, resourcesOf } from '../../support/template';

const ENV = { account: '123456789012', region: 'us-east-1' };

function stackOf(props: (app: App) => KeyRotationProps = () => ({})): KeyturnStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new KeyturnStack(app, 'Keyturn', { ...props(app), env: ENV });
}

function resources(type: string, props?: KeyRotationProps): Json[] {
  const template = Template.fromStack(stackOf(() => props ?? {})).toJSON();
  return resourcesOf(template, type).map(([, { Properties }]) => resolved(Properties, madeUp(template)));
}

const alarms = resources('AWS::CloudWatch::Alarm');
const names = alarms.map(({ AlarmName }) => AlarmName);
const alarm = (name: string, props?: KeyRotationProps) =>
  resources('AWS::CloudWatch::Alarm', props).find(({ AlarmName }) => AlarmName === name);

describe('alarms', () => {
  test('are these', () => {
    expect(names.sort()).toEqual([
      'keyturn-circuit-breaker',
      'keyturn-key-too-old',
      'keyturn-leak-unanswered',
      'keyturn-leak-undelivered',
      'keyturn-long-hold',
      'keyturn-no-good-run',
      'keyturn-run-failed',
      'keyturn-schedule-dead-letters',
      'keyturn-throttling',
    ]);
  });

  const runbook = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
  const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

  test.each(alarms.map((one) => [one.AlarmName, one]))(
    '%s says what is wrong, names its entry in the runbook, and tells the topic when it begins and ends',
    (_, { AlarmDescription, AlarmActions, OKActions }) => {
      const [, anchor] = /^[A-Z].+\. Runbook: docs\/runbook\.md#([\w-]+)$/.exec(AlarmDescription) ?? [];
      expect(anchors).toContain(anchor);
      const entry = runbook.split(/^## /m)[anchors.indexOf(anchor ?? '') + 1];
      for (const part of ['**Means:**', '**Look:**', '**Do:**']) expect(entry).toContain(part);
      expect(AlarmActions).toEqual([expect.stringMatching(/^arn:aws:sns:/)]);
      expect(OKActions).toEqual(AlarmActions);
    },
  );

  test('of Keyturn’s own metrics have its name and its one dimension', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === NAMESPACE);
    expect(own).toHaveLength(5);
    for (const { MetricName, Dimensions } of own) {
      expect(Object.keys(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: 'service', Value: DIMENSIONS.service }]);
    }
  });

  test('the one for a missing good run takes missing data for the worst', () => {
    expect(alarm('keyturn-no-good-run')).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
    });
  });

  test('the one for long holds waits as long as it is told', () => {
    expect(alarm('keyturn-long-hold').Threshold).toBe(14);
    expect(alarm('keyturn-long-hold', { holdAlarmAfter: Duration.hours(36) }).Threshold).toBe(1.5);
    expect(() => stackOf(() => ({ holdAlarmAfter: Duration.days(0) }))).toThrow(
      'KeyRotation: holdAlarmAfter is "0", but must be a number of days greater than 0',
    );
  });
});

describe('the interval of a schedule', () => {
  test.each<[schedule: string, window: string | undefined]>([
    ['rate(1 hour)', '3 x 60 min'],
    ['rate(1 minute)', '3 x 15 min'],
    ['rate(90 minutes)', '3 x 90 min'],
    ['rate(1 day)', '3 x 1440 min'],
    ['rate(2 days)', '6 x 1440 min'],
    ['cron(0 6 ? * MON-FRI *)', '7 x 1440 min'],
    ['rate(6 days)', '7 x 1440 min'],
    ['rate(7 days)', undefined],
    ['cron(0 6 L * ? *)', undefined],
  ])('%s: the alarm waits for %s', (schedule, window) => {
    const found = goodRunWindow(schedule, 'Etc/UTC');
    expect(found && `${found.periods} x ${found.period.toMinutes()} min`).toBe(window);
  });

  test('a schedule that is too rare to be watched has no such alarm, and a warning', () => {
    const stack = stackOf(() => ({ schedule: ScheduleExpression.expression('rate(7 days)') }));
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 8);
    Annotations.fromStack(stack).hasWarning('/Keyturn/KeyRotation', Match.stringLikeRegexp('^more than 6 days'));
    expect(Annotations.fromStack(stackOf()).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe('the dashboard', () => {
  const [{ DashboardName, DashboardBody }] = resources('AWS::CloudWatch::Dashboard') as [Json];
  const { widgets } = JSON.parse(DashboardBody);

  test('is one screen, without gaps or overlaps', () => {
    expect(DashboardName).toBe('Keyturn');
    const cells = widgets.flatMap(({ x, y, width, height }: Json) =>
      Array.from({ length: width * height }, (_, n) => `${x + (n % width)},${y + Math.floor(n / width)}`),
    );
    expect([cells.length, new Set(cells).size]).toEqual([24 * 15, 24 * 15]);
  });

  test('asks what a person would ask, and begins with the alarms', () => {
    expect(widgets.map(({ type, properties }: Json) => `${type}: ${properties.title}`)).toEqual([
      'alarm: Alarms',
      'metric: Are we in policy?',
      'metric: What moves? (a day)',
      'metric: What is stuck?',
      'metric: In policy: the oldest active key',
      'metric: Moves: keys, a day',
      'metric: Stuck: users, and the longest hold',
      'metric: Failed: a day',
      'metric: Runs: AWS calls and seconds',
      'log: Last failures',
    ]);
    const shown = widgets[0].properties.alarms.map((arn: string) => arn.split(':').at(-1));
    expect(shown.sort()).toEqual(names);
  });

  test('draws the lines that must not be crossed', () => {
    const lines = (title: RegExp) =>
      widgets.find(({ properties }: Json) => title.test(properties.title)).properties.annotations.horizontal;
    expect(lines(/oldest active key/)).toEqual([expect.objectContaining({ value: 90 })]);
    expect(lines(/longest hold/)).toEqual([expect.objectContaining({ value: 14, yAxis: 'right' })]);
  });
});

describe('the rule of AWS Config', () => {
  test('is there when it is asked for, with the same age in whole days', () => {
    expect(resources('AWS::Config::ConfigRule')).toEqual([]);
    const [rule] = resources('AWS::Config::ConfigRule', { configRule: true, maxKeyAge: Duration.hours(61 * 24 - 6) });
    expect(rule).toMatchObject({
      Source: { Owner: 'AWS', SourceIdentifier: 'ACCESS_KEYS_ROTATED' },
      InputParameters: { maxAccessKeyAge: 61 },
    });
  });
});

describe('a key for everything', () => {
  const stack = stackOf((app) => ({
    encryptionKey: new Key(new Stack(app, 'Others', { env: ENV }), 'Key', { enableKeyRotation: true }),
  }));
  const template = Template.fromStack(stack);
  const arn = { 'Fn::ImportValue': Match.stringLikeRegexp('Key') };

  test('encrypts topic, queues and log, and there is no other', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: arn });
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: arn });
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: arn });
  });

  test('may be used by the alarms and the log, and by both roles for their queues', () => {
    const others = Template.fromStack(stack.node.root.node.findChild('Others') as Stack);
    const services = JSON.stringify(others.findResources('AWS::KMS::Key'));
    expect(services).toContain('cloudwatch.amazonaws.com');
    expect(services).toContain('logs.us-east-1.');
    const json = template.toJSON();
    const sids = functionStatements(json, (id) => id).map(({ Sid }) => Sid);
    expect(sids).toEqual(expect.arrayContaining(['EncryptMessages', 'KeepFailedEvents', 'EncryptFailedEvents']));
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: Match.stringLikeRegexp('EventBridge Scheduler'),
      Policies: [
        { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'EncryptFailedEvents' })]) } },
      ],
    });
  });

  test("passes cdk-nag's AwsSolutions, with the Config rule too", () => {
    for (const one of [stack, stackOf(() => ({ configRule: true }))])
      expect(new AwsSolutionsChecks().validateScope(one).violations).toEqual([]);
  });
});
