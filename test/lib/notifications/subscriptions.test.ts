/** Who gets which messages: the prop `subscriptions` of the ready-made stack, as the template has it. */
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { KeyRotation } from '../../../lib/key-rotation';
import type { OwnerSubscription } from '../../../lib/notifications/owner-subscription';
import { KeyturnStack, type KeyturnStackProps } from '../../../lib/stack';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const newApp = () => new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stackOf = (props: KeyturnStackProps) => new KeyturnStack(newApp(), 'Keyturn', { ...props, env: ENV });

function subscriptionsOf(...subscriptions: OwnerSubscription[]) {
  const found = Template.fromStack(stackOf({ subscriptions })).findResources('AWS::SNS::Subscription');
  return Object.values(found).map(({ Properties: { Protocol, Endpoint, FilterPolicy } }) => [
    Protocol,
    Endpoint,
    FilterPolicy,
  ]);
}

describe('a subscription', () => {
  test('without a list gets every message', () => {
    expect(subscriptionsOf({ email: 'team-a@example.com' })).toEqual([['email', 'team-a@example.com', undefined]]);
  });

  test('with all lists filters by five attributes, which is as many as AWS takes, and paths by their beginning', () => {
    expect(
      subscriptionsOf({
        https: 'https://example.com/hook',
        owners: ['team-a'],
        paths: ['/service/', '/'],
        users: ['alice', 'bob'],
        events: ['key-held', 'user-blocked'],
        severities: ['critical'],
      }),
    ).toEqual([
      [
        'https',
        'https://example.com/hook',
        {
          owner: ['team-a'],
          userPath: [{ prefix: '/service/' }, { prefix: '/' }],
          userName: ['alice', 'bob'],
          event: ['key-held', 'user-blocked'],
          severity: ['critical'],
        },
      ],
    ]);
  });

  test('can be a queue or a function', () => {
    const sqsArn = 'arn:aws:sqs:eu-central-1:123456789012:team-a';
    const lambdaArn = 'arn:aws:lambda:eu-central-1:123456789012:function:team-a';
    expect(subscriptionsOf({ sqsArn }, { lambdaArn })).toEqual([
      ['sqs', sqsArn, undefined],
      ['lambda', lambdaArn, undefined],
    ]);
  });

  test('leaves the policies of a queue and a function to their owners', () => {
    const sqsArn = 'arn:aws:sqs:eu-central-1:123456789012:team-a';
    const lambdaArn = 'arn:aws:lambda:eu-central-1:123456789012:function:team-a:live';
    const template = Template.fromStack(stackOf({ subscriptions: [{ sqsArn }, { lambdaArn }] }));
    template.resourceCountIs('AWS::Lambda::Permission', 0);
    template.resourcePropertiesCountIs('AWS::SQS::QueuePolicy', { Queues: [Match.stringLikeRegexp('team-a')] }, 0);
  });

  test('can be a queue whose ARN is known only at deployment', () => {
    const app = newApp();
    const { queueArn } = new Queue(new Stack(app, 'Team', { env: ENV }), 'Queue');
    const stack = new KeyturnStack(app, 'Keyturn', {
      subscriptions: [{ sqsArn: queueArn, owners: ['team-a'] }],
      env: ENV,
    });
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', { FilterPolicy: { owner: ['team-a'] } });
  });

  test("of a construct in somebody's own stack is the CDK's, as docs/messages.md has it", () => {
    const stack = new Stack(newApp(), 'Stack', { env: ENV });
    const { topic } = new KeyRotation(stack, 'KeyRotation');
    const filterPolicy = { userPath: SubscriptionFilter.stringFilter({ matchPrefixes: ['/service/'] }) };
    topic.addSubscription(new SqsSubscription(new Queue(stack, 'Queue'), { filterPolicy }));
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', {
      FilterPolicy: { userPath: [{ prefix: '/service/' }] },
    });
  });

  const a = { email: 'a@example.com' };
  test.each<[sentence: string, ...subscriptions: unknown[]]>([
    ['subscriptions[0] names nobody to send to, but must name exactly one of email, https, sqsArn, lambdaArn', {}],
    ['subscriptions[1] names email and https, but must name exactly one', a, { ...a, https: 'https://example.com' }],
    ['subscriptions[0].email is "team", but must be an e-mail address', { email: 'team' }],
    [
      'subscriptions[0].https is "http://example.com", but must be a URL that begins with https://',
      { https: 'http://example.com' },
    ],
    ['subscriptions[0].sqsArn is "team", but must be a queue\'s ARN', { sqsArn: 'team' }],
    ['subscriptions[0].lambdaArn is "team", but must be a function\'s ARN', { lambdaArn: 'team' }],
    ['subscriptions[0] has "owner", which is not known; a subscription has email,', { ...a, owner: 'team-a' }],
    ['subscriptions[0].owners is "\\"team-a\\"", but must be a list of at least one', { ...a, owners: 'team-a' }],
    ['subscriptions[0].owners is "[]", but must be a list of at least one', { ...a, owners: [] }],
    ['subscriptions[0].owners holds "", but must hold a value of the tag keyturn:owner', { ...a, owners: [''] }],
    ['subscriptions[0].paths holds "service/", but must hold an IAM path', { ...a, paths: ['service/'] }],
    ['subscriptions[0].paths holds "/service", but must hold an IAM path', { ...a, paths: ['/service'] }],
    ['subscriptions[0].users holds "a*", but must hold an IAM user\'s name', { ...a, users: ['a*'] }],
    [
      'subscriptions[0].events holds "key-lost", but must hold one of key-rotation-upcoming, key-rotated,',
      { ...a, events: ['key-lost'] },
    ],
    [
      'subscriptions[0].severities holds "high", but must hold one of info, warning, critical',
      { ...a, severities: ['high'] },
    ],
    ['subscriptions[1] names "a@example.com" a second time', a, { ...a, owners: ['team-a'] }],
    [
      'subscriptions[0] has lists whose lengths multiply to 152, but SNS takes a filter policy of at most 150',
      { ...a, owners: Array.from({ length: 76 }, (_, index) => `team-${index}`), events: ['key-held', 'user-blocked'] },
    ],
  ])('refused: %s', (sentence, ...subscriptions) => {
    const props = { subscriptions: subscriptions as OwnerSubscription[] };
    expect(() => stackOf(props)).toThrow(expect.objectContaining({ name: 'ConfigError' }));
    expect(() => stackOf(props)).toThrow(`KeyturnStack: ${sentence}`);
  });

  test('the address of notifyEmail cannot be subscribed a second time', () => {
    expect(() => stackOf({ notifyEmail: 'a@example.com', subscriptions: [a] })).toThrow('a second time');
  });

  test('passes cdk-nag', () => {
    const stack = stackOf({ subscriptions: [{ email: 'a@example.com', paths: ['/service/'] }] });
    expect(new AwsSolutionsChecks().validateScope(stack).violations).toEqual([]);
  });
});
