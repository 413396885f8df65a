/** The props `subscriptions` and `ownerTopics`: who gets which messages, as the template has it. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { KeyRotation } from '../../lib/key-rotation';
import type { OwnerSubscription } from '../../lib/notifications/subscriptions';
import type { KeyRotationProps } from '../../lib/props';
import { KeyturnStack } from '../../lib/stack';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const newApp = () => new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stackOf = (props: KeyRotationProps) => new KeyturnStack(newApp(), 'Keyturn', { ...props, env: ENV });

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

  test('can be a queue of the same stack, whose ARN is known only at deployment', () => {
    const stack = new Stack(newApp(), 'Stack', { env: ENV });
    const { queueArn } = new Queue(stack, 'Queue');
    new KeyRotation(stack, 'KeyRotation', { subscriptions: [{ sqsArn: queueArn, owners: ['team-a'] }] });
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', { FilterPolicy: { owner: ['team-a'] } });
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
    ['subscriptions[0].events holds "key-lost", but must hold one of key-rotated,', { ...a, events: ['key-lost'] }],
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
    expect(() => stackOf(props)).toThrow(`KeyRotation: ${sentence}`);
  });

  test('the address of notifyEmail cannot be subscribed a second time', () => {
    expect(() => stackOf({ notifyEmail: 'a@example.com', subscriptions: [a] })).toThrow('a second time');
  });
});

describe('topics of teams', () => {
  const TEAM = 'arn:aws:sns:eu-central-1:123456789012:team-a';
  const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
  const team = (arn = TEAM) => Topic.fromTopicArn(new Stack(), 'Team', arn);

  function statements(stack: Stack): Record<string, { Resource: unknown; Action: unknown; Condition?: unknown }> {
    const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    const role = roles.find(({ Properties }) => Properties.RoleName === 'keyturn-function');
    const all = role?.Properties.Policies[0].PolicyDocument.Statement as {
      Sid: string;
      Resource: unknown;
      Action: unknown;
    }[];
    return Object.fromEntries(all.map((each) => [each.Sid, each]));
  }

  test('can be published to, these and no others', () => {
    const { TellTeams, EncryptMessagesOfTeams } = statements(stackOf({ ownerTopics: [team()] }));
    expect(TellTeams).toMatchObject({ Action: 'sns:Publish', Resource: TEAM });
    expect(EncryptMessagesOfTeams).toBeUndefined();
    expect(Object.keys(statements(stackOf({})))).not.toContain('TellTeams');
  });

  test('that are encrypted bring the right to use their keys, through SNS only', () => {
    const topic = Topic.fromTopicAttributes(new Stack(), 'Team', { topicArn: TEAM, keyArn: KEY });
    expect(statements(stackOf({ ownerTopics: [topic] })).EncryptMessagesOfTeams).toMatchObject({
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: KEY,
      Condition: { StringLike: { 'kms:ViaService': 'sns.eu-central-1.amazonaws.com*' } },
    });
  });

  test('can be made in the same app, with a key of their own, and the function learns their ARNs', () => {
    const stack = new Stack(newApp(), 'Stack', { env: ENV });
    const topic = new Topic(stack, 'Team', { masterKey: new Key(stack, 'Key') });
    new KeyRotation(stack, 'KeyRotation', { ownerTopics: [topic] });
    const [{ Properties } = { Properties: {} }] = Object.values(
      Template.fromStack(stack).findResources('AWS::Lambda::Function'),
    );
    const topicRef = { Ref: stack.getLogicalId(topic.node.defaultChild as never) };
    expect(Properties.Environment.Variables.KEYTURN_OWNER_TOPICS).toEqual({ 'Fn::Join': ['', ['["', topicRef, '"]']] });
    expect(statements(stack).TellTeams?.Resource).toEqual(topicRef);
    expect(statements(stack).EncryptMessagesOfTeams).toBeDefined();
  });

  test('can be named by their ARNs in the ready-made app', () => {
    const stack = new KeyturnStack(newApp(), 'Keyturn', { env: ENV, ownerTopicArns: [TEAM] });
    expect(statements(stack).TellTeams?.Resource).toBe(TEAM);
  });

  test('pass cdk-nag', () => {
    const stack = stackOf({ ownerTopics: [team()], subscriptions: [{ email: 'a@example.com', paths: ['/service/'] }] });
    expect(new AwsSolutionsChecks().validateScope(stack).violations).toEqual([]);
  });

  test.each<[sentence: string, arn: string]>([
    [
      'ownerTopics holds arn:aws:sns:eu-west-1:123456789012:team-a, but must hold topics in eu-central-1',
      TEAM.replace('central', 'west'),
    ],
    ['ownerTopics[0] is a FIFO topic', `${TEAM}.fifo`],
  ])('refused: %s', (sentence, arn) => {
    expect(() => stackOf({ ownerTopics: [team(arn)] })).toThrow(`KeyRotation: ${sentence}`);
  });

  test('twice the same is refused', () => {
    expect(() => stackOf({ ownerTopics: [team(), team()] })).toThrow('KeyRotation: ownerTopics is ');
  });
});
