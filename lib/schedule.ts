import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type CfnSchedule,
  ContextAttribute,
  type ISchedule,
  Schedule,
  type ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { MAX_DELIVERY_AGE_MS } from '../lambda/core/user/horizon';

interface RotationScheduleProps {
  readonly expression: ScheduleExpression;
  readonly target: IFunction;
  readonly deadLetterQueue: IQueue;
  /** Encrypts that queue, where it is not SQS's own. */
  readonly queueKey: IKey | undefined;
  /** Of the role; undefined for one that CloudFormation makes. */
  readonly roleName: string | undefined;
}

/** Invokes the function with the time that the run was scheduled for, so that a repeated delivery is the same run again. */
export function rotationSchedule(scope: Construct, props: RotationScheduleProps): Schedule {
  const { expression, target, deadLetterQueue } = props;
  return new Schedule(scope, 'Schedule', {
    description: "Keyturn: looks for IAM users' access keys that are due",
    schedule: expression,
    timeWindow: TimeWindow.off(),
    target: new LambdaInvoke(target, {
      input: ScheduleTargetInput.fromObject({ time: ContextAttribute.scheduledTime }),
      // LambdaInvoke would also allow every version and alias of the function.
      role: schedulerRole(scope, props).withoutPolicyUpdates(),
      deadLetterQueue,
      maxEventAge: Duration.millis(MAX_DELIVERY_AGE_MS),
    }),
  });
}

/**
 * A `rate` without a start date fires as soon as it is made. So it waits for everything else in its scope, the topic's policy and the alarms
 * among it; and CloudFormation takes it away first when the stack is destroyed.
 */
export function startLast(schedule: ISchedule, scope: IConstruct): void {
  const others = scope.node.children.filter((each) => each !== schedule && !schedule.node.scopes.includes(each));
  schedule.node.addDependency(...others);
  // Some of them it refers to as well, which the linter calls redundant.
  (schedule.node.defaultChild as CfnSchedule).addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
}

function schedulerRole(scope: Construct, { target, deadLetterQueue, queueKey, roleName }: RotationScheduleProps): Role {
  const stack = Stack.of(scope);
  const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
  const may = (sid: string, resource: string, ...actions: string[]) =>
    new PolicyStatement({ sid, actions, resources: [resource] });
  return new Role(scope, 'SchedulerRole', {
    ...(roleName !== undefined && { roleName }),
    description: 'Lets EventBridge Scheduler invoke Keyturn, and nothing else',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
    }),
    inlinePolicies: {
      invoke: new PolicyDocument({
        statements: [
          may('InvokeKeyturn', target.functionArn, 'lambda:InvokeFunction'),
          may('KeepFailedEvents', deadLetterQueue.queueArn, 'sqs:SendMessage'),
          ...(queueKey ? [may('EncryptFailedEvents', queueKey.keyArn, 'kms:GenerateDataKey', 'kms:Decrypt')] : []),
        ],
      }),
    },
  });
}
