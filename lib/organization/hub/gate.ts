/** Between two waves: a run of the one that was just updated decides whether the next one is. lambda/hub/gate.ts is its function. */

import { createHash } from 'node:crypto';
import { ArnFormat, type CfnStackSet, CustomResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct, IDependable } from 'constructs';
import { GATE_FUNCTION_NAME, HUB_NAME, ROLLOUT_NAME, RUNS_PREFIX } from '../../../lambda/core/organization-names';
import { acknowledge } from '../../permissions/acknowledge';
import { allow, type Permission, toStatement } from '../../permissions/permission';
import { hubFunction, notifying } from './functions';
import { invoke, machineArn } from './machine';

interface GateProps {
  readonly bucket: Bucket;
  readonly topic: ITopic;
  readonly key: IKey;
  readonly organizationId: string;
  readonly contact: string;
  readonly docsUrl: string;
  /** What a run needs to be there. */
  readonly after: readonly IDependable[];
}

/** Between a StackSet and the next. */
export type GateOf = (wave: string, set: CfnStackSet) => CustomResource;

export function rolloutGate(scope: Construct, props: GateProps): GateOf {
  const target = gateFunction(scope, props);
  const machine = rolloutMachine(scope, target);
  return (wave, set) => {
    const gate = new CustomResource(scope, `Gate-${wave}`, {
      resourceType: 'Custom::KeyturnGate',
      serviceToken: target.functionArn,
      serviceTimeout: Duration.hours(1),
      // CloudFormation asks again only when one of these has changed.
      properties: { Wave: wave, Version: versionOf(set) },
    });
    gate.node.addDependency(set, machine, ...props.after);
    return gate;
  };
}

/** What the wave's accounts get, code and settings: not who they are. Late, because a user of the construct may change the set. */
const versionOf = (set: CfnStackSet) =>
  Lazy.string({
    produce: () => {
      const what = Stack.of(set).resolve([set.templateBody, set.parameters]);
      return createHash('sha256').update(JSON.stringify(what)).digest('hex');
    },
  });

const arnOfMachine = (scope: Construct, resource: string, resourceName: string) =>
  Stack.of(scope).formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });

function gateFunction(scope: Construct, props: GateProps): IFunction {
  const { bucket, topic, organizationId, contact, docsUrl } = props;
  return hubFunction(scope, {
    id: 'Gate',
    functionName: GATE_FUNCTION_NAME,
    handler: 'gateHandler',
    description: 'Keyturn: tries a wave of the organization before the next one is updated',
    environment: {
      bucket: bucket.bucketName,
      topicArn: topic.topicArn,
      organizationId,
      contact,
      docsUrl,
      stateMachineArn: machineArn(scope),
      rolloutMachineArn: arnOfMachine(scope, 'stateMachine', ROLLOUT_NAME),
    },
    allowed: gatePermissions(scope, props),
  });
}

function gatePermissions(scope: Construct, { bucket, topic, key }: GateProps): Permission[] {
  const stack = Stack.of(scope);
  return [
    allow({
      sid: 'RunAWave',
      why: 'Of the wave that was updated; and the machine that waits for it.',
      actions: ['states:StartExecution'],
      resources: [machineArn(scope), arnOfMachine(scope, 'stateMachine', ROLLOUT_NAME)],
    }),
    allow({
      sid: 'SeeThatItIsOver',
      why: 'Its own runs of the wave, which have names that begin so.',
      actions: ['states:DescribeExecution'],
      resources: [arnOfMachine(scope, 'execution', `${HUB_NAME}:gate-*`)],
    }),
    allow({
      sid: 'ReadTheReport',
      why: 'Which accounts failed, and why.',
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects(`${RUNS_PREFIX}*`)],
    }),
    allow({
      sid: 'SeeARollback',
      why: 'What CloudFormation puts back is not tried.',
      actions: ['cloudformation:DescribeStacks'],
      resources: [stack.stackId],
    }),
    allow({
      sid: 'SeeAPause',
      why: 'In a paused organization the wave is only looked at.',
      actions: ['scheduler:GetSchedule'],
      resources: [stack.formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `default/${HUB_NAME}` })],
    }),
    ...notifying(stack, topic, key),
  ];
}

/** IAM spreads what was just deployed within seconds; and a run takes a minute or two. */
const PAUSE_SECONDS = 20;

function rolloutMachine(scope: Construct, target: IFunction): CfnStateMachine {
  const stack = Stack.of(scope);
  const arn = arnOfMachine(scope, 'stateMachine', ROLLOUT_NAME);
  const role = new Role(scope, 'RolloutRole', {
    description: 'Lets the gate between two waves of Keyturn ask whether a run is over, and nothing else',
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnEquals: { 'aws:SourceArn': arn } },
    }),
    inlinePolicies: {
      rollout: new PolicyDocument({
        statements: [
          toStatement(
            allow({
              sid: 'AskTheGate',
              why: 'Again and again, until it has answered CloudFormation.',
              actions: ['lambda:InvokeFunction'],
              resources: [target.functionArn],
            }),
          ),
        ],
      }),
    },
  });
  const machine = new CfnStateMachine(scope, 'RolloutMachine', {
    stateMachineName: ROLLOUT_NAME,
    stateMachineType: 'STANDARD',
    roleArn: role.roleArn,
    definitionString: stack.toJsonString({
      Comment: 'Keyturn: waits for a run of a wave, while its rollout waits for the answer',
      TimeoutSeconds: Duration.hours(1).toSeconds(),
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Seconds: PAUSE_SECONDS, Next: 'Gate' },
        Gate: invoke(target, { 'Payload.$': '$', OutputPath: '$.Payload', Next: 'IsOver' }),
        IsOver: {
          Type: 'Choice',
          Choices: [{ Variable: '$.isOver', BooleanEquals: true, Next: 'Answered' }],
          Default: 'Wait',
        },
        Answered: { Type: 'Succeed' },
      },
    }),
  });
  machine.node.addDependency(role);
  acknowledge(
    machine,
    'SF1',
    'What it decides is in the event of CloudFormation, and the log of its function has the rest.',
  );
  acknowledge(machine, 'SF2', 'It calls one function in a loop: its history shows the times.');
  return machine;
}
