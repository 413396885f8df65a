/** How AWS's signals reach the function, by the synthesized templates: rules, queue, function, and the small stack in us-east-1. */
import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { isApartFromIam } from '../../lambda/core/region-of-iam';
import type { LeakResponse } from '../../lambda/core/settings/leaks';
import { KeyturnSignalsStack } from '../../lib/leaks/signals-stack';
import type { KeyRotationProps } from '../../lib/props';
import { KeyturnStack } from '../../lib/stack';
import { functionStatements, type Json, madeUp, resolved } from '../support/template';

const ACCOUNT = '123456789012';

function templateOf(props: KeyRotationProps = {}): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return Template.fromStack(
    new KeyturnStack(app, 'Keyturn', { ...props, env: { account: ACCOUNT, region: 'eu-central-1' } }),
  );
}

const of = (template: Template, type: string): Json[] => {
  const json = template.toJSON();
  return resolved(
    Object.values<Json>(json.Resources).filter(({ Type }) => Type === type),
    madeUp(json),
  ).map(({ Properties }: Json) => Properties);
};

const signalsApp = (region: string, homeRegion = 'eu-central-1') => {
  const app = new App();
  return new KeyturnSignalsStack(app, 'KeyturnSignals', {
    env: { region },
    homeRegion,
    notifyEmail: 'team@example.com',
  });
};

describe('in the Region of Keyturn', () => {
  const template = templateOf();

  test('two rules put what Health and GuardDuty say into one FIFO queue, one after the other', () => {
    const rules = of(template, 'AWS::Events::Rule');
    expect(rules.map(({ EventPattern }) => EventPattern.source)).toEqual([['aws.health'], ['aws.guardduty']]);
    const [signals] = of(template, 'AWS::SQS::Queue').filter(({ VisibilityTimeout }) => VisibilityTimeout);
    expect(signals).toMatchObject({
      FifoQueue: true,
      ContentBasedDeduplication: true,
      VisibilityTimeout: 90,
      RedrivePolicy: { maxReceiveCount: 2 },
    });
    for (const { Targets } of rules)
      expect(Targets).toEqual([
        expect.objectContaining({
          SqsParameters: { MessageGroupId: 'leaks' },
          DeadLetterConfig: { Arn: expect.stringContaining('undelivered') },
        }),
      ]);
  });

  test('the patterns let through what design and AWS name, and no finding below High', () => {
    const [health, guardDuty] = of(template, 'AWS::Events::Rule').map(({ EventPattern }) => EventPattern.detail);
    expect(health).toEqual({
      service: ['RISK'],
      eventTypeCode: [{ prefix: 'AWS_RISK_CREDENTIALS_' }, 'AWS_RISK_IAM_QUARANTINE'],
    });
    expect(guardDuty).toEqual({
      type: [{ wildcard: '*IAMUser/*' }, { prefix: 'AttackSequence:IAM/' }],
      severity: [{ numeric: ['>=', 7] }],
    });
  });

  test('a second function of the same file, role, settings and log takes them one by one', () => {
    const [main, leaks, ...others] = of(template, 'AWS::Lambda::Function');
    expect(others).toEqual([]);
    for (const name of ['Code', 'Handler', 'Role', 'Runtime', 'Environment', 'LoggingConfig', 'Architectures'])
      expect([name, leaks[name]]).toEqual([name, main[name]]);
    expect(leaks.Timeout).toBe(90);
    expect(of(template, 'AWS::Lambda::EventSourceMapping')).toEqual([
      expect.objectContaining({ BatchSize: 1, EventSourceArn: expect.stringContaining('signals') }),
    ]);
  });

  test('only EventBridge may send, and only for these rules; a given key is for all queues', () => {
    const policies = of(template, 'AWS::SQS::QueuePolicy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const sends = policies.filter(({ Effect }) => Effect === 'Allow');
    expect(new Set(sends.map(({ Principal }) => Principal.Service))).toEqual(new Set(['events.amazonaws.com']));
    for (const { Condition } of sends) expect(Condition.ArnEquals['aws:SourceArn']).toMatch(/leaksof/);
  });

  test('off leaves nothing of it, neither queue nor right', () => {
    const off = templateOf({ leakResponse: 'off' });
    for (const type of ['AWS::Events::Rule', 'AWS::Lambda::EventSourceMapping']) off.resourceCountIs(type, 0);
    off.resourceCountIs('AWS::Lambda::Function', 1);
    expect(functionStatements(off.toJSON()).map(({ Sid }) => Sid)).not.toContain('ReceiveSignals');
  });

  test.each<LeakResponse>(['notify', 'replace', 'deactivate'])(
    '%s gives the function no other right',
    (leakResponse) => {
      expect(functionStatements(templateOf({ leakResponse }).toJSON())).toEqual(functionStatements(template.toJSON()));
    },
  );
});

describe('KeyturnSignals', () => {
  const stack = signalsApp('us-east-1');
  const template = Template.fromStack(stack);

  test('passes Health, and nothing else, to the default bus of the home Region', () => {
    const [rule, ...others] = of(template, 'AWS::Events::Rule');
    expect(others).toEqual([]);
    expect(rule.EventPattern.source).toEqual(['aws.health']);
    expect(rule.Targets[0].Arn).toBe(`arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/default`);
    const [role] = of(template, 'AWS::IAM::Policy');
    expect(role.PolicyDocument.Statement).toEqual([
      {
        Action: 'events:PutEvents',
        Effect: 'Allow',
        Resource: `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/default`,
      },
    ]);
  });

  test('what it cannot pass on is kept, and an alarm that somebody hears', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'keyturn-signals-undelivered',
      AlarmActions: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'team@example.com' });
  });

  test('needs no bootstrapped Region: it has no asset, and no parameter or rule of the CDK', () => {
    const { Parameters = {}, Rules = {} } = template.toJSON();
    expect([Parameters, Rules]).toEqual([{}, {}]);
  });

  test('would pass events to itself in the home Region, and says so', () => {
    expect(() => signalsApp('eu-central-1')).toThrow(
      'KeyturnSignalsStack: homeRegion is eu-central-1, but must be another',
    );
  });

  test.each([
    ['us-east-1', false],
    ['eu-central-1', true],
    ['us-west-2', true],
    ['cn-north-1', false],
    ['us-gov-west-1', false],
  ])('Keyturn in %s needs it: %s', (region, needs) => expect(isApartFromIam(region)).toBe(needs));

  test('cdk-nag finds nothing', () => {
    const app = new App();
    new AwsSolutionsChecks(app);
    expect(Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('AwsSolutions'))).toEqual([]);
  });
});
