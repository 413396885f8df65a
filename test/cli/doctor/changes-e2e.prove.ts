/** What people change in a deployed stack: doctor names each, with a command, and after the command all is as the template says. */
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import {
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Finding } from '../../../cli/doctor/finding';
import type { LocalAws } from '../../../local/aws';
import { deployKeyturn } from '../../../local/deploy';
import { invoke } from '../../../local/invoke';
import { runAwsCommand } from '../../support/cli/aws-command';
import { Cli } from '../../support/cli/cli';
import { bootstrappedAws } from '../../support/local-aws/shared';

const SUBSCRIPTIONS = [{ email: 'team-a@example.com', owners: ['team-a'] }];

let aws: LocalAws;
let cli: Cli;
let functionName: string;
let topicArn: string;
let policyArn: string;
let cloudwatch: CloudWatchClient;
let events: EventBridgeClient;
let iam: IAMClient;
let lambda: LambdaClient;
let scheduler: SchedulerClient;
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  [aws, cli] = await Promise.all([bootstrappedAws(), Cli.build()]);
  const context = { notifyEmail: 'platform@example.com', subscriptions: JSON.stringify(SUBSCRIPTIONS) };
  const deployed = await deployKeyturn(aws, { context, isBootstrapped: true });
  ({ functionName, topicArn } = deployed);
  policyArn = deployed.outputs.ReadOwnSecretPolicyArn ?? '';
  await invoke(aws, functionName, { time: new Date().toISOString() });
  cloudwatch = new CloudWatchClient(aws.clientConfig);
  events = new EventBridgeClient(aws.clientConfig);
  iam = new IAMClient(aws.clientConfig);
  lambda = new LambdaClient(aws.clientConfig);
  scheduler = new SchedulerClient(aws.clientConfig);
  sns = new SNSClient(aws.clientConfig);
  sqs = new SQSClient(aws.clientConfig);
});
afterAll(async () => {
  await aws?.stop();
  cli?.remove();
});

async function problems(): Promise<Finding[]> {
  const { stdout } = await cli.run(['doctor', '--json'], { env: aws.env });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return findings.filter(({ level }) => level === 'problem' || level === 'unknown');
}

test('as it was deployed, nothing is wrong', async () => {
  expect(await problems()).toEqual([]);
});

async function subscriptionArn(endpoint: string): Promise<string> {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  return Subscriptions.find(({ Endpoint }) => Endpoint === endpoint)?.SubscriptionArn ?? '';
}

async function schedule(): Promise<UpdateScheduleCommandInput> {
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  const { $metadata, ...live } = await scheduler.send(new GetScheduleCommand({ Name: Schedules[0]?.Name }));
  return live as UpdateScheduleCommandInput;
}

async function queueUrl(part: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return QueueUrls.find((url) => url.includes(part)) ?? '';
}

async function withoutStatement(sid: string): Promise<void> {
  const role = { RoleName: 'keyturn-function', PolicyName: 'keyturn' };
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(role));
  const document = JSON.parse(decodeURIComponent(PolicyDocument));
  const Statement = document.Statement.filter(({ Sid }: { Sid: string }) => Sid !== sid);
  await iam.send(new PutRolePolicyCommand({ ...role, PolicyDocument: JSON.stringify({ ...document, Statement }) }));
}

async function alarm(name: string): Promise<object> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms[0] ?? {};
}

async function rule(part: string): Promise<string> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  return Rules.find(({ Name }) => Name?.includes(part))?.Name ?? '';
}

async function withoutTargets(Rule: string): Promise<void> {
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule }));
  await events.send(new RemoveTargetsCommand({ Rule, Ids: Targets.map(({ Id }) => Id ?? '') }));
}

async function connection(): Promise<string> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  return EventSourceMappings[0]?.UUID ?? '';
}

const CHANGES: readonly (readonly [what: string, change: () => Promise<unknown>, says: RegExp])[] = [
  [
    "an owner's subscription is gone",
    async () => sns.send(new UnsubscribeCommand({ SubscriptionArn: await subscriptionArn('team-a@example.com') })),
    /^team-a@example.com \(email\) is in the template and is not subscribed, so it gets nothing$/,
  ],
  [
    'a subscription gets other messages',
    async () =>
      sns.send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn: await subscriptionArn('team-a@example.com'),
          AttributeName: 'FilterPolicy',
          AttributeValue: '{"owner":["team-b"]}',
        }),
      ),
    /^the filter of team-a@example.com \(email\) was changed: it is {"owner":\["team-b"\]}, and the template says {"owner":\["team-a"\]}$/,
  ],
  [
    'an alarm is gone',
    () => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['keyturn-no-good-run'] })),
    /^the alarm keyturn-no-good-run does not exist$/,
  ],
  [
    'an alarm has no action',
    async () =>
      cloudwatch.send(
        new PutMetricAlarmCommand({
          ...((await alarm('keyturn-long-hold')) as never as object),
          AlarmName: 'keyturn-long-hold',
          AlarmActions: [],
        } as never),
      ),
    /^the alarm keyturn-long-hold was changed: AlarmActions is not set, and the template says \["arn:aws:sns:/,
  ],
  [
    "an alarm's actions are off",
    () => cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['keyturn-run-failed'] })),
    /^the alarm keyturn-run-failed notifies nobody: its actions are disabled$/,
  ],
  [
    "an alarm's threshold was changed",
    async () =>
      cloudwatch.send(
        new PutMetricAlarmCommand({
          ...((await alarm('keyturn-key-too-old')) as never as object),
          AlarmName: 'keyturn-key-too-old',
          Threshold: 100,
        } as never),
      ),
    /^the alarm keyturn-key-too-old was changed: Threshold is 100(\.0)?, and the template says 1$/,
  ],
  [
    "a statement of the function's role is missing",
    () => withoutStatement('WriteOwnedSecrets'),
    /^in the policy keyturn of keyturn-function, the statement WriteOwnedSecrets is missing$/,
  ],
  [
    "a policy is attached to the function's role",
    () =>
      iam.send(
        new AttachRolePolicyCommand({
          RoleName: 'keyturn-function',
          PolicyArn: policyArn,
        }),
      ),
    /^(the policy \S+ is attached to keyturn-function|role keyturn-function carries)/,
  ],
  [
    'the schedule is off',
    async () => scheduler.send(new UpdateScheduleCommand({ ...(await schedule()), State: 'DISABLED' })),
    /^the schedule Keyturn-\S+ is disabled, so no run begins by itself$/,
  ],
  [
    'the schedule is gone',
    async () => scheduler.send(new DeleteScheduleCommand({ Name: (await schedule()).Name })),
    /^the schedule of Keyturn does not exist, so no run begins by itself$/,
  ],
  [
    'the schedule gives up nothing any more',
    async () => {
      const live = await schedule();
      const { DeadLetterConfig, ...Target } = live.Target ?? { Arn: '', RoleArn: '' };
      await scheduler.send(new UpdateScheduleCommand({ ...live, Target }));
    },
    /^the schedule Keyturn-\S+ was changed: Target is /,
  ],
  [
    'a dead-letter queue is gone',
    async () => sqs.send(new DeleteQueueCommand({ QueueUrl: await queueUrl('FunctionDead') })),
    /^the queue Keyturn-\S+ for events that the function could not handle does not exist$/,
  ],
  [
    'a dead-letter queue keeps events for a minute, over plain HTTP too',
    async () =>
      sqs.send(
        new SetQueueAttributesCommand({
          QueueUrl: await queueUrl('ScheduleDead'),
          Attributes: { MessageRetentionPeriod: '60', Policy: '' },
        }),
      ),
    /^the queue Keyturn-\S+ was changed: (MessageRetentionPeriod is 60, and the template says 1209600|the statement Deny sqs:\* is missing)$/,
  ],
  [
    'the queue of reports of leaked keys gives up after twenty tries',
    async () => {
      const QueueUrl = await queueUrl('Signals');
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      const RedrivePolicy = JSON.stringify({ ...JSON.parse(Attributes?.RedrivePolicy ?? '{}'), maxReceiveCount: 20 });
      // moto drops the policy where it is not set again.
      const { Policy = '' } = Attributes ?? {};
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy, Policy } }));
    },
    /^the queue Keyturn-\S+ was changed: RedrivePolicy is .*20.*, and the template says .*"maxReceiveCount":2}$/,
  ],
  [
    'a rule for leaked keys is disabled',
    async () => events.send(new DisableRuleCommand({ Name: await rule('LeaksOfHealth') })),
    /^the rule Keyturn-\S*LeaksOfHealth\S* is disabled, so no report of a leaked key comes by it$/,
  ],
  [
    'a rule for leaked keys lets less through',
    async () =>
      events.send(
        new PutRuleCommand({
          Name: await rule('LeaksOfGuardDuty'),
          EventPattern: '{"source":["aws.guardduty"],"detail":{"severity":[9]}}',
        }),
      ),
    /^the rule Keyturn-\S*LeaksOfGuardDuty\S* was changed: its pattern is /,
  ],
  [
    'a rule for leaked keys has no target',
    async () => withoutTargets(await rule('LeaksOfHealth')),
    /^the rule Keyturn-\S*LeaksOfHealth\S* has lost its target, the queue$/,
  ],
  [
    'a rule for leaked keys is gone',
    async () => {
      const Name = await rule('LeaksOfHealth');
      await withoutTargets(Name);
      await events.send(new DeleteRuleCommand({ Name }));
    },
    /^the rule Keyturn-\S*LeaksOfHealth\S* (does not exist|has lost its target, the queue)$/,
  ],
  [
    'the function takes no reports of leaked keys',
    async () => lambda.send(new UpdateEventSourceMappingCommand({ UUID: await connection(), Enabled: false })),
    /^the function takes nothing from its queue \(Disabl(ed|ing)\)$/,
  ],
  [
    'the function is not connected with its queue',
    async () => lambda.send(new DeleteEventSourceMappingCommand({ UUID: await connection() })),
    /^the function is not connected with its queue$/,
  ],
  [
    'alarms may not publish to the topic',
    () =>
      sns.send(
        new SetTopicAttributesCommand({
          TopicArn: topicArn,
          AttributeName: 'Policy',
          AttributeValue: '{"Version":"2012-10-17","Statement":[]}',
        }),
      ),
    /^in the policy of the topic, the statement \w+ is missing$/,
  ],
  [
    'the function has less time',
    () => lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: functionName, Timeout: 60 })),
    /^Timeout is 60, and the template says 900$/,
  ],
  [
    'the policy for readers opens every secret',
    () =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: policyArn,
          SetAsDefault: true,
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              { Sid: 'ReadOwnSecret', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
            ],
          }),
        }),
      ),
    /^in the policy of this stack for readers, the statement ReadOwnSecret was changed$/,
  ],
];

test.each(CHANGES)('%s: doctor says so, and its command fixes it', async (_, change, says) => {
  await change();
  const found = await problems();
  expect(found.length).toBeGreaterThan(0);
  for (const { message, run } of found) {
    expect(message).toMatch(says);
    expect(run).toMatch(/^aws /);
  }
  for (const run of new Set(found.map((each) => each.run))) await runAwsCommand(aws, run ?? '');
  expect(await problems()).toEqual([]);
});
