import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type CfnFunction,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../lambda/core/settings/config';
import {
  METRICS_VARIABLE,
  SECRET_KEY_ARN_VARIABLE,
  TOPIC_ARN_VARIABLE,
  toEnvironment,
} from '../lambda/core/settings/environment';
import { FUNCTION_TIMEOUT_MS, MAX_QUEUED_AGE_MS } from '../lambda/core/user/horizon';
import { functionCode } from './function-code';
import { leakLane } from './leaks/lane';
import type { LeakQueues } from './leaks/queues';
import { checkEnvironment, checkRolePolicies } from './limits';
import { acknowledgeWildcards } from './permissions/acknowledge';
import { letLogsUse } from './permissions/encryption';
import { toStatement } from './permissions/permission';
import { permissions } from './permissions/permissions';

export interface RotationFunctionProps {
  readonly config: Config;
  /** @default - one that CloudFormation makes */
  readonly functionName?: string;
  /** @default - the bundle, as an asset of the CDK */
  readonly code?: Code;
  /**
   * Variables whose values CloudFormation fills in, in place of the settings' own.
   *
   * @default - none
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Whether runs publish metrics.
   *
   * @default true
   */
  readonly metrics?: boolean;
  /** Role names are unique in an account, which makes this one the lock: a second Keyturn would fight over the same users. */
  readonly roleName: string;
  readonly topicArn: string;
  readonly topicKeyArn: string;
  /** The keys that encrypt the topics of teams. */
  readonly ownerTopicKeyArns: readonly string[];
  /** @default - none: whoever invokes the function waits for its answer */
  readonly deadLetterQueue?: IQueue;
  /**
   * Where what AWS says about leaked keys waits.
   *
   * @default - none: nobody listens
   */
  readonly leakQueues?: LeakQueues | undefined;
  /** Encrypts the log and the queue, in place of the services' own keys. */
  readonly encryptionKey?: IKey | undefined;
  readonly reservedConcurrency?: number | undefined;
  /** The customer's key for new secrets. */
  readonly secretKeyArn?: string | undefined;
}

/** The function with everything that is its alone: role, log group, settings. */
export function rotationFunction(scope: Construct, props: RotationFunctionProps): LambdaFunction {
  const { config, topicArn, deadLetterQueue, encryptionKey, reservedConcurrency, secretKeyArn } = props;
  if (encryptionKey) letLogsUse(encryptionKey, scope);
  const logGroup = new LogGroup(scope, 'Log', {
    // 400 days: a year, and a month in which an auditor may ask about it.
    retention: RetentionDays.THIRTEEN_MONTHS,
    // The record of what was done to whose keys outlives the stack, and a deployment that never succeeded has none.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(encryptionKey && { encryptionKey }),
  });
  const environment = {
    ...toEnvironment(config),
    [TOPIC_ARN_VARIABLE]: topicArn,
    ...(secretKeyArn !== undefined && { [SECRET_KEY_ARN_VARIABLE]: secretKeyArn }),
    ...(props.metrics === false && { [METRICS_VARIABLE]: 'false' }),
    POWERTOOLS_SERVICE_NAME: 'keyturn',
  };
  // With the settings' own values, whose lengths are known.
  checkEnvironment(environment, scope);
  const variables = { ...environment, ...props.parameters };
  const code = props.code ?? functionCode();
  const lambda = new LambdaFunction(scope, 'Function', {
    ...(props.functionName !== undefined && { functionName: props.functionName }),
    code,
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    description: "Keyturn: rotates IAM users' access keys",
    role: functionRole(scope, props, logGroup),
    // A run over 5,000 users has its peak below 256 MB (docs/performance.md). Lambda gives CPU by memory, and this costs no more: it is
    // done in half the time.
    memorySize: 512,
    timeout: Duration.millis(FUNCTION_TIMEOUT_MS),
    environment: variables,
    logGroup,
    // The lines of Powertools Logger are JSON and bypass the runtime's console, so Lambda passes them on as they are. With this format
    // the lines of Lambda itself (start, report, a thrown error) are JSON too, and one query finds both.
    loggingFormat: LoggingFormat.JSON,
    maxEventAge: Duration.millis(MAX_QUEUED_AGE_MS),
    // The next run is the retry. Lambda's own, a minute later with the same event, would find what failed too young to be touched, and be
    // taken for a good run.
    retryAttempts: 0,
    // SqsDestination would add a second policy to the role; lib/permissions is to be the only place.
    ...(deadLetterQueue && { onFailure: { bind: () => ({ destination: deadLetterQueue.queueArn }) } }),
    ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
  });
  // The CDK writes a DependsOn for the role next to the reference to it.
  (lambda.node.defaultChild as CfnFunction).addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
  if (props.leakQueues) leakLane(scope, lambda, { code, environment: variables, queues: props.leakQueues });
  return lambda;
}

function functionRole(scope: Construct, props: RotationFunctionProps, logGroup: LogGroup): Role {
  const { partition, account, region } = Stack.of(scope);
  const allowed = permissions({
    partition,
    account,
    region,
    ...props.config,
    ...(props.secretKeyArn !== undefined && { secretKeyArn: props.secretKeyArn }),
    topicArn: props.topicArn,
    topicKeyArn: props.topicKeyArn,
    ownerTopicKeyArns: props.ownerTopicKeyArns,
    logGroupArn: logGroup.logGroupArn,
    deadLetterQueueArn: props.deadLetterQueue?.queueArn,
    leakQueueArn: props.leakQueues?.signals.queueArn,
    queueKeyArn: props.encryptionKey?.keyArn,
  });
  const keyturn = new PolicyDocument({ statements: allowed.map(toStatement) });
  checkRolePolicies(keyturn, scope);
  const role = new Role(scope, 'Role', {
    roleName: props.roleName,
    description: 'What Keyturn may do; the name makes it one per account',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { keyturn },
  });
  acknowledgeWildcards(role, allowed);
  return role;
}
