/** One run of an organization: who is there, each account's run, what came of it. */

import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import {
  HUB_ALIAS,
  HUB_NAME,
  MEMBER_FUNCTION_NAME,
  MEMBER_ROLE_NAME,
  RUNS_PREFIX,
} from '../../../lambda/core/organization-names';
import { FUNCTION_TIMEOUT_MS } from '../../../lambda/core/user/horizon';
import { acknowledge } from '../../permissions/acknowledge';

export interface MachineProps {
  readonly roleArn: string;
  readonly bucket: Bucket;
  readonly accounts: IFunction;
  readonly digest: IFunction;
  readonly concurrency: number;
}

export const machineArn = (scope: Construct): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: HUB_NAME,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** By its definition and not the CDK's states, which give the role rights on `*` for a role that an expression names. */
export function machine(scope: Construct, props: MachineProps): CfnStateMachine {
  const stack = Stack.of(scope);
  const made = new CfnStateMachine(scope, 'Machine', {
    stateMachineName: HUB_NAME,
    // Express ends after five minutes, and a run may take fifteen.
    stateMachineType: 'STANDARD',
    roleArn: props.roleArn,
    definitionString: stack.toJsonString(definition(stack, props)),
  });
  acknowledge(
    made,
    'SF1',
    'Each run leaves its report in the bucket, and its history is kept for 90 days. Logging would take rights on *, which this role does not have.',
  );
  acknowledge(made, 'SF2', 'A run is a list of function calls: its history shows their times.');
  return made;
}

/** What a service may refuse by chance. Never what a function throws: the next run is its retry. */
const RETRY = [
  {
    ErrorEquals: ['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.SdkClientException'],
    IntervalSeconds: 2,
    MaxAttempts: 4,
    BackoffRate: 2,
    JitterStrategy: 'FULL',
  },
];

/** A function's own limit, and a minute for Step Functions to notice. */
const TASK_LIMIT_SECONDS = Duration.millis(FUNCTION_TIMEOUT_MS).toSeconds() + 60;

const definition = (stack: Stack, { bucket, accounts, digest, concurrency }: MachineProps) => ({
  Comment: 'Keyturn: a run in each account of the organization',
  StartAt: 'Accounts',
  States: {
    Accounts: invoke(accounts, {
      Payload: {
        'run.$': '$$.Execution.Name',
        'executionArn.$': '$$.Execution.Id',
        'stateMachineArn.$': '$$.StateMachine.Id',
        'startedAt.$': '$$.Execution.StartTime',
        'input.$': '$$.Execution.Input',
      },
      ResultSelector: only('makesWayFor', 'served', 'servedKey'),
      ResultPath: '$.accounts',
      Next: 'WhomToServe',
    }),
    WhomToServe: {
      Type: 'Choice',
      Choices: [
        { Not: { Variable: '$.accounts.makesWayFor', StringEquals: '' }, Next: 'MakesWay' },
        { Variable: '$.accounts.served', NumericEquals: 0, Next: 'Nobody' },
      ],
      Default: 'EachAccount',
    },
    MakesWay: { Type: 'Succeed', Comment: "Another run is under way, and two at a time would be in each other's way" },
    Nobody: { Type: 'Pass', Result: {}, ResultPath: '$.outcome', Next: 'Digest' },
    EachAccount: eachAccount(stack, bucket, concurrency),
    Digest: invoke(digest, {
      Payload: {
        'run.$': '$$.Execution.Name',
        'startedAt.$': '$$.Execution.StartTime',
        'input.$': '$$.Execution.Input',
        'outcome.$': '$.outcome',
      },
      ResultSelector: only('isGood', 'reportKey'),
      ResultPath: '$.digest',
      End: true,
    }),
  },
});

const invoke = (target: IFunction, { Payload, ...rest }: { readonly Payload: object } & Record<string, unknown>) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: target.functionArn, Payload },
  TimeoutSeconds: TASK_LIMIT_SECONDS,
  Retry: RETRY,
  ...rest,
});

/** Of a function's answer. The rest of what Lambda says is of no use here. */
const only = (...names: string[]) => Object.fromEntries(names.map((name) => [`${name}.$`, `$.Payload.${name}`]));

/**
 * Every account has its turn, however many others fail (promise 13): what is tolerated is the digest's to judge. A map that stops at a
 * threshold would leave the accounts behind it unserved.
 */
const eachAccount = (stack: Stack, { bucketName }: Bucket, concurrency: number) => ({
  Type: 'Map',
  Label: 'accounts',
  MaxConcurrency: concurrency,
  ToleratedFailurePercentage: 100,
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Parameters: { Bucket: bucketName, 'Key.$': '$.accounts.servedKey' },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Run',
    States: { Run: runOfAccount(stack) },
  },
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: bucketName, 'Prefix.$': `States.Format('${RUNS_PREFIX}{}', $$.Execution.Name)` },
  },
  ResultSelector: { 'manifest.$': '$.ResultWriterDetails.Key' },
  ResultPath: '$.outcome',
  Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.outcome', Next: 'Digest' }],
  Next: 'Digest',
});

/** In the name of a role of that account, which may do this one thing. Its credentials are Step Functions' own and in no state. */
const runOfAccount = ({ partition, region }: Stack) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Credentials: { 'RoleArn.$': `States.Format('arn:${partition}:iam::{}:role/${MEMBER_ROLE_NAME}', $.accountId)` },
  Parameters: {
    'FunctionName.$': `States.Format('arn:${partition}:lambda:${region}:{}:function:${MEMBER_FUNCTION_NAME}:${HUB_ALIAS}', $.accountId)`,
    Payload: { 'command.$': '$.command', answer: 'summary', account: { 'name.$': '$.name', 'ou.$': '$.ou' } },
  },
  TimeoutSeconds: TASK_LIMIT_SECONDS,
  Retry: RETRY,
  ResultSelector: { 'summary.$': '$.Payload' },
  End: true,
});
