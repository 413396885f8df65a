import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { HUB_NAME } from '../../../lambda/core/organization-names';
import { MAX_DELIVERY_AGE_MS } from '../../../lambda/core/user/horizon';
import { machineArn } from './machine';

/** Starts the state machine. Two executions that a repeated delivery makes are no harm: the later one ends at once. */
export function hubSchedule(scope: Construct, expression: string, timeZone: string): CfnSchedule {
  const { account } = Stack.of(scope);
  const group = Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const role = new Role(scope, 'ScheduleRole', {
    description: 'Lets EventBridge Scheduler start the hub of Keyturn, and nothing else',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
    }),
    inlinePolicies: {
      start: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'StartTheHub',
            actions: ['states:StartExecution'],
            resources: [machineArn(scope)],
          }),
        ],
      }),
    },
  });
  return new CfnSchedule(scope, 'Schedule', {
    name: HUB_NAME,
    description: 'Keyturn: starts a run in each account of the organization; paused by: npx keyturn organization pause',
    scheduleExpression: expression,
    scheduleExpressionTimezone: timeZone,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: machineArn(scope),
      roleArn: role.roleArn,
      input: '{}',
      retryPolicy: {
        maximumEventAgeInSeconds: Duration.millis(MAX_DELIVERY_AGE_MS).toSeconds(),
        maximumRetryAttempts: 10,
      },
    },
  });
}
