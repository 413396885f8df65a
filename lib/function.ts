import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type CfnFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../lambda/core/settings/config';
import { SECRET_KEY_ARN_VARIABLE, TOPIC_ARN_VARIABLE, toEnvironment } from '../lambda/core/settings/environment';
import { FUNCTION_TIMEOUT_MS, MAX_QUEUED_AGE_MS } from '../lambda/core/user/horizon';
import { acknowledgeWildcards } from './permissions/acknowledge';
import { letLogsUse } from './permissions/encryption';
import { toStatement } from './permissions/permission';
import { permissions } from './permissions/permissions';

/** Role names are unique in an account, which makes this one the lock: a second Keyturn would fight over the same users. */
const ROLE_NAME = 'keyturn-function';

interface RotationFunctionProps {
  readonly config: Config;
  readonly topicArn: string;
  readonly topicKeyArn: string;
  /** The keys that encrypt the topics of teams. */
  readonly ownerTopicKeyArns: readonly string[];
  readonly deadLetterQueue: IQueue;
  /** Encrypts the log and the queue, in place of the services' own keys. */
  readonly encryptionKey: IKey | undefined;
  readonly reservedConcurrency: number | undefined;
  /** The customer's key for new secrets. */
  readonly secretKeyArn: string | undefined;
}

/** The function with everything that is its alone: role, log group, settings. */
export function rotationFunction(scope: Construct, props: RotationFunctionProps): NodejsFunction {
  const { config, topicArn, deadLetterQueue, encryptionKey, reservedConcurrency, secretKeyArn } = props;
  if (encryptionKey) letLogsUse(encryptionKey, scope);
  const logGroup = new LogGroup(scope, 'Log', {
    retention: RetentionDays.ONE_YEAR,
    // The record of what was done to whose keys outlives the stack.
    removalPolicy: RemovalPolicy.RETAIN,
    ...(encryptionKey && { encryptionKey }),
  });
  const lambda = new NodejsFunction(scope, 'Function', {
    ...code(),
    description: "Keyturn: rotates IAM users' access keys",
    role: functionRole(scope, props, logGroup),
    // A run over 5,000 users has its peak below 256 MB (docs/performance.md). Lambda gives CPU by memory, and this costs no more: it is
    // done in half the time.
    memorySize: 512,
    timeout: Duration.millis(FUNCTION_TIMEOUT_MS),
    environment: {
      ...toEnvironment(config),
      [TOPIC_ARN_VARIABLE]: topicArn,
      ...(secretKeyArn !== undefined && { [SECRET_KEY_ARN_VARIABLE]: secretKeyArn }),
      POWERTOOLS_SERVICE_NAME: 'keyturn',
    },
    logGroup,
    // The lines of Powertools Logger are JSON and bypass the runtime's console, so Lambda passes them on as they are. With this format
    // the lines of Lambda itself (start, report, a thrown error) are JSON too, and one query finds both.
    loggingFormat: LoggingFormat.JSON,
    maxEventAge: Duration.millis(MAX_QUEUED_AGE_MS),
    retryAttempts: 2,
    // SqsDestination would add a second policy to the role; lib/permissions is to be the only place.
    onFailure: { bind: () => ({ destination: deadLetterQueue.queueArn }) },
    ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
  });
  // The CDK writes a DependsOn for the role beside the reference to it.
  (lambda.node.defaultChild as CfnFunction).addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
  return lambda;
}

/** One bundled file with the AWS SDK inside, so that what was tested is what runs. */
function code() {
  // Beside this file's folder lies the function's, as source in a checkout and as JavaScript in the published package (dist/).
  const entry = ['index.ts', 'index.js'].map((name) => join(__dirname, '..', 'lambda', name)).find(existsSync);
  if (entry === undefined) throw new Error(`the code of the function is missing beside ${__dirname}`);
  const root = basename(join(__dirname, '..')) === 'dist' ? join(__dirname, '..', '..') : join(__dirname, '..');
  return {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    entry,
    // The package's own folder and a file that is always in it: in somebody else's project, the CDK would look for theirs.
    projectRoot: root,
    depsLockFilePath: join(root, 'package.json'),
    bundling: {
      bundleAwsSDK: true,
      minify: true,
      format: OutputFormat.CJS,
      target: 'node24',
      // The SDK's ES modules, of which a bundle takes only what is used.
      mainFields: ['module', 'main'],
      // Errors leave the function as a name and one line (promise 4), so there is no stack trace that a map could make readable.
      sourceMap: false,
      logLevel: LogLevel.WARNING,
    },
  };
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
    deadLetterQueueArn: props.deadLetterQueue.queueArn,
    queueKeyArn: props.encryptionKey?.keyArn,
  });
  const role = new Role(scope, 'Role', {
    roleName: ROLE_NAME,
    description: 'What Keyturn may do; the name makes it one per account',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { keyturn: new PolicyDocument({ statements: allowed.map(toStatement) }) },
  });
  acknowledgeWildcards(role, allowed);
  return role;
}
