import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  DetectStackResourceDriftCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListPoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetTopicAttributesCommand, ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { jsonApi } from '../../../local/api';
import type { LocalAws } from '../../../local/aws';
import type { Check } from './checks';

const DENY = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }] };
const policy = (ManagedPolicyName: string, more: object = {}) => ({
  Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName, PolicyDocument: DENY }, ...more },
});

/** As the CDK does it: a change set that is executed. Its outputs. */
export async function deployed(
  aws: LocalAws,
  StackName: string,
  template: object,
  more: { readonly ChangeSetType?: 'UPDATE'; readonly Parameters?: object[] } = {},
): Promise<Record<string, string>> {
  const stacks = new CloudFormationClient({ ...aws.clientConfig, maxAttempts: 1 });
  const names = { StackName, ChangeSetName: 'change' };
  const TemplateBody = JSON.stringify(template);
  await stacks.send(new CreateChangeSetCommand({ ...names, TemplateBody, ChangeSetType: 'CREATE', ...more }));
  await stacks.send(new ExecuteChangeSetCommand(names));
  const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
  if (Stacks[0]?.StackStatus?.endsWith('ROLLBACK_COMPLETE'))
    throw new Error(`${Stacks[0].StackStatus}: ${await reason(aws, StackName)}`);
  return Object.fromEntries((Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

/** Which resources failed, and why. */
async function reason(aws: LocalAws, StackName: string): Promise<string> {
  const stacks = new CloudFormationClient({ ...aws.clientConfig, maxAttempts: 1 });
  const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter(({ ResourceStatus }) => /^(CREATE|UPDATE)_FAILED$/.test(ResourceStatus ?? ''))
    .map((event) => `${event.LogicalResourceId} ${event.ResourceStatusReason}`)
    .join();
}

const destroyed = (aws: LocalAws, StackName: string) =>
  new CloudFormationClient({ ...aws.clientConfig, maxAttempts: 1 }).send(new DeleteStackCommand({ StackName }));

async function policiesOf(aws: LocalAws): Promise<(string | undefined)[]> {
  const { Policies = [] } = await new IAMClient(aws.clientConfig).send(new ListPoliciesCommand({ Scope: 'Local' }));
  return Policies.map(({ PolicyName }) => PolicyName);
}

export const STACK_CHECKS: Readonly<Record<string, Check>> = {
  outputs_of_change_sets: {
    says: 'a stack that was deployed by a change set has its outputs',
    check: async (aws) => {
      const Resources = { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'outputs' } } };
      const outputs = await deployed(aws, 'outputs', { Resources, Outputs: { Arn: { Value: { Ref: 'Topic' } } } });
      match(outputs.Arn ?? '', /:outputs$/);
    },
  },
  fifo_queue_names: {
    says: 'a FIFO queue of a stack that gives it no name has one that ends in .fifo, and no other has it',
    check: async (aws) => {
      const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } };
      const outputs = await deployed(aws, 'fifo', { Resources, Outputs: { Url: { Value: { Ref: 'Queue' } } } });
      match(outputs.Url ?? '', /\.fifo$/);
      const fifo = Resources.Queue;
      await deployed(aws, `of-a-stack-${'x'.repeat(60)}`, { Resources: { One: fifo, Another: fifo } });
    },
  },
  missing_change_sets: {
    says: 'deleting a change set that is not there is no error, and looking at it says that it is not there',
    check: async (aws) => {
      const stacks = new CloudFormationClient({ ...aws.clientConfig, maxAttempts: 1 });
      const missing = { StackName: 'none', ChangeSetName: 'none' };
      await stacks.send(new DeleteChangeSetCommand(missing));
      await rejects(stacks.send(new DescribeChangeSetCommand(missing)), { name: 'ChangeSetNotFoundException' });
    },
  },
  previous_parameters: {
    says: 'a second deployment keeps the previous value of a parameter that names an SSM parameter',
    check: async (aws) => {
      const Properties = { Name: '/named', Type: 'String', Value: 'resolved' };
      await deployed(aws, 'ssm', { Resources: { Named: { Type: 'AWS::SSM::Parameter', Properties } } });
      const template = (DisplayName: string) => ({
        Parameters: { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/named' } },
        Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'previous', DisplayName } } },
        Outputs: { Version: { Value: { Ref: 'Version' } } },
      });
      const value = { ParameterKey: 'Version', ParameterValue: '/named' };
      deepEqual(await deployed(aws, 'previous', template('one'), { Parameters: [value] }), { Version: 'resolved' });
      const Parameters = [{ ParameterKey: 'Version', UsePreviousValue: true }];
      const second = await deployed(aws, 'previous', template('two'), { ChangeSetType: 'UPDATE', Parameters });
      deepEqual(second, { Version: 'resolved' });
    },
  },
  drift_of_keys: {
    says: "CloudFormation says whether a key's policy is that of the template",
    check: async (aws) => {
      const own = { Sid: 'Own', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' };
      const KeyPolicy = { Version: '2012-10-17', Statement: [own] };
      const Resources = { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } } };
      const { Id: KeyId } = await deployed(aws, 'drifting', { Resources, Outputs: { Id: { Value: { Ref: 'Key' } } } });
      const stacks = new CloudFormationClient({ ...aws.clientConfig, maxAttempts: 1 });
      const status = async () => {
        const asked = new DetectStackResourceDriftCommand({ StackName: 'drifting', LogicalResourceId: 'Key' });
        return (await stacks.send(asked)).StackResourceDrift?.StackResourceDriftStatus;
      };
      equal(await status(), 'IN_SYNC');
      const Policy = JSON.stringify({ ...KeyPolicy, Statement: [{ ...own, Action: 'kms:Decrypt' }] });
      await jsonApi(aws, 'kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy });
      equal(await status(), 'MODIFIED');
    },
  },
  policies_of_stacks: {
    says: "a stack's managed policy goes with it",
    check: async (aws) => {
      await deployed(aws, 'going', { Resources: policy('going') });
      await destroyed(aws, 'going');
      equal((await policiesOf(aws)).includes('going'), false);
    },
  },
  retain_except_on_create: {
    says: 'what is to be retained, except on creation, outlives its stack',
    check: async (aws) => {
      await deployed(aws, 'retaining', { Resources: policy('kept', { DeletionPolicy: 'RetainExceptOnCreate' }) });
      await destroyed(aws, 'retaining');
      equal((await policiesOf(aws)).includes('kept'), true);
    },
  },
  failed_deletions: {
    says: 'a stack that cannot be deleted stays in DELETE_FAILED',
    check: async (aws) => {
      const template = { Resources: policy('in-use'), Outputs: { Arn: { Value: { Ref: 'Policy' } } } };
      const { Arn } = await deployed(aws, 'in-use', template);
      const iam = new IAMClient(aws.clientConfig);
      await iam.send(new CreateUserCommand({ UserName: 'user-of-it' }));
      await iam.send(new AttachUserPolicyCommand({ UserName: 'user-of-it', PolicyArn: Arn }));
      await destroyed(aws, 'in-use');
      const stacks = new CloudFormationClient(aws.clientConfig);
      const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName: 'in-use' }));
      equal(Stacks[0]?.StackStatus, 'DELETE_FAILED');
    },
  },
  failed_deployments: {
    says: 'what fails ends a deployment, is its reason, and what was changed by then is put back',
    check: async (aws) => {
      const sns = new SNSClient(aws.clientConfig);
      const topic = (TopicName: string, DisplayName: string, more: object = {}) => ({
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName, DisplayName },
        ...more,
      });
      /** The one after the policy is named first. */
      const stack = (says: string, PolicyDocument: object | string) => ({
        Resources: {
          After: topic('after', says, { DependsOn: 'Policy' }),
          Policy: {
            Type: 'AWS::IAM::ManagedPolicy',
            DependsOn: 'Before',
            Properties: { ManagedPolicyName: 'between', PolicyDocument },
          },
          Before: topic('before', says),
          ...(says === 'two' && { New: topic('new', says), Policy2: policy('between').Policy }),
        },
      });
      const said = async () => {
        const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
        const ours = Topics.map(({ TopicArn = '' }) => TopicArn).filter((arn) => /:(before|after|new)$/.test(arn));
        const words = ours.map(async (TopicArn) => {
          const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
          return `${TopicArn.split(':').at(-1)} ${Attributes.DisplayName}`;
        });
        return (await Promise.all(words)).sort();
      };
      // A policy of that name is there already.
      await deployed(aws, 'in-the-way', { Resources: policy('between') });
      await rejects(deployed(aws, 'failing', stack('none', DENY)), /ROLLBACK_COMPLETE: Policy .*between/);
      deepEqual(await said(), []);
      await destroyed(aws, 'in-the-way');
      await destroyed(aws, 'failing');
      await deployed(aws, 'failing', stack('one', DENY));
      deepEqual(await said(), ['after one', 'before one']);
      const update = { ChangeSetType: 'UPDATE' } as const;
      await rejects(deployed(aws, 'failing', stack('two', DENY), update), /^Error: UPDATE_ROLLBACK_COMPLETE: Policy2 /);
      deepEqual(await said(), ['after one', 'before one']);
      await deployed(aws, 'failing', stack('three', DENY), update);
      deepEqual(await said(), ['after three', 'before three']);
    },
  },
  role_policies: {
    says: 'the inline policy of a role that a stack made is JSON',
    check: async (aws) => {
      const Properties = {
        RoleName: 'inline',
        AssumeRolePolicyDocument: DENY,
        Policies: [{ PolicyName: 'inline', PolicyDocument: DENY }],
      };
      await deployed(aws, 'role', { Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } });
      const asked = new GetRolePolicyCommand({ RoleName: 'inline', PolicyName: 'inline' });
      const { PolicyDocument = '' } = await new IAMClient(aws.clientConfig).send(asked);
      deepEqual(JSON.parse(decodeURIComponent(PolicyDocument)), DENY);
    },
  },
  log_group_arns: {
    says: "the ARN of a stack's log group is that of its streams",
    check: async (aws) => {
      const Resources = { Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'group' } } };
      const Outputs = { Arn: { Value: { 'Fn::GetAtt': ['Log', 'Arn'] } } };
      match((await deployed(aws, 'log', { Resources, Outputs })).Arn ?? '', /:log-group:group:\*$/);
    },
  },
  passed_over_resources: {
    says: 'alarms, subscriptions and schedules of a stack are there',
    check: async (aws) => {
      await deployed(aws, 'passed-over', { Resources: PASSED_OVER });
      const { MetricAlarms } = await new CloudWatchClient(aws.clientConfig).send(new DescribeAlarmsCommand({}));
      deepEqual(
        MetricAlarms?.map(({ AlarmName }) => AlarmName),
        ['an-alarm'],
      );
      const { Subscriptions } = await new SNSClient(aws.clientConfig).send(new ListSubscriptionsCommand({}));
      deepEqual(
        Subscriptions?.map(({ Endpoint }) => Endpoint),
        ['team@example.com'],
      );
      const asked = new GetScheduleCommand({ Name: 'a-schedule' });
      equal((await new SchedulerClient(aws.clientConfig).send(asked)).ScheduleExpression, 'rate(1 hour)');
    },
  },
};

const PASSED_OVER = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'passed-over' } },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'team@example.com' },
  },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'an-alarm',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      MetricName: 'Runs',
      Namespace: 'Keyturn',
      Period: 60,
      Statistic: 'Sum',
      Threshold: 0,
    },
  },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'a-schedule',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', RoleArn: 'arn:aws:iam::123456789012:role/r' },
    },
  },
};
