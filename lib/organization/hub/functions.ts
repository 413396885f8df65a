/** The hub's own functions: one bundle, a handler for each, and for each a role that may do what its handler does. */

import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { HUB_VARIABLES } from '../../../lambda/core/organization/hub-environment';
import {
  ACCOUNTS_FUNCTION_NAME,
  CODE_PREFIX,
  DIGEST_FUNCTION_NAME,
  REPORT_KEY,
  RUNS_PREFIX,
  STACK_SET_PREFIX,
} from '../../../lambda/core/organization-names';
import { functionCode } from '../../function-code';
import { acknowledgeWildcards } from '../../permissions/acknowledge';
import { allow, type Permission, toStatement } from '../../permissions/permission';
import { machineArn } from './machine';

interface HubFunctionProps {
  readonly id: string;
  /** @default - one that CloudFormation makes */
  readonly functionName?: string;
  readonly handler: string;
  readonly description: string;
  readonly environment?: Readonly<Partial<Record<keyof typeof HUB_VARIABLES, string>>>;
  readonly allowed: readonly Permission[];
}

export function hubFunction(scope: Construct, props: HubFunctionProps): LambdaFunction {
  const { id, functionName, handler, description, environment = {} } = props;
  const logGroup = new LogGroup(scope, `${id}Log`, {
    retention: RetentionDays.THIRTEEN_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const allowed = [
    ...props.allowed,
    allow({
      sid: 'WriteLog',
      why: 'Its own log.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  ];
  const role = new Role(scope, `${id}Role`, {
    description,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { keyturn: new PolicyDocument({ statements: allowed.map(toStatement) }) },
  });
  acknowledgeWildcards(role, allowed);
  return new LambdaFunction(scope, id, {
    ...(functionName !== undefined && { functionName }),
    code: functionCode('hub'),
    handler: `index.${handler}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    description,
    role,
    memorySize: 512,
    timeout: Duration.minutes(15),
    environment: {
      ...Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [HUB_VARIABLES[name as keyof typeof HUB_VARIABLES], value]),
      ),
      POWERTOOLS_SERVICE_NAME: 'keyturn',
    },
    logGroup,
    loggingFormat: LoggingFormat.JSON,
  });
}

export function accountsFunction(scope: Construct, bucket: Bucket, waves: readonly string[]): LambdaFunction {
  const stack = Stack.of(scope);
  return hubFunction(scope, {
    id: 'Accounts',
    functionName: ACCOUNTS_FUNCTION_NAME,
    handler: 'accountsHandler',
    description: 'Keyturn: lists the accounts of the organization for a run',
    environment: { bucket: bucket.bucketName, waves: JSON.stringify(waves) },
    allowed: [
      allow({
        sid: 'ReadTheOrganization',
        why: 'The accounts with their names, OUs and states. ListRoots takes no resource, and the ids of the others are not known here.',
        actions: [
          'organizations:ListRoots',
          'organizations:ListOrganizationalUnitsForParent',
          'organizations:ListAccountsForParent',
        ],
        resources: ['*'],
      }),
      allow({
        sid: 'ReadTheWaves',
        why: 'Which accounts have a member, and how its last deployment ended.',
        actions: ['cloudformation:ListStackInstances'],
        resources: [
          stack.formatArn({ service: 'cloudformation', resource: 'stackset', resourceName: `${STACK_SET_PREFIX}*` }),
        ],
      }),
      allow({
        sid: 'SeeOtherRuns',
        why: 'A run that finds an earlier one under way ends at once.',
        actions: ['states:ListExecutions'],
        resources: [machineArn(scope)],
      }),
      allow({
        sid: 'WriteTheList',
        why: 'The accounts of the run, for the map.',
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${RUNS_PREFIX}*`)],
      }),
    ],
  });
}

interface DigestProps {
  readonly bucket: Bucket;
  readonly topic: ITopic;
  readonly key: IKey;
  readonly organizationId: string;
  readonly tolerated: number;
  readonly contact: string;
  readonly docsUrl: string;
}

export function digestFunction(scope: Construct, props: DigestProps): LambdaFunction {
  const { bucket, topic, key, organizationId, tolerated, contact, docsUrl } = props;
  const report = bucket.arnForObjects(REPORT_KEY);
  return hubFunction(scope, {
    id: 'Digest',
    functionName: DIGEST_FUNCTION_NAME,
    handler: 'digestHandler',
    description: 'Keyturn: reads what the accounts of the organization answered',
    environment: {
      bucket: bucket.bucketName,
      topicArn: topic.topicArn,
      organizationId,
      tolerated: String(tolerated),
      contact,
      docsUrl,
    },
    allowed: [
      allow({
        sid: 'ReadAndWriteReports',
        why: "The map's results, the report of each run, and the last one.",
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [bucket.arnForObjects(`${RUNS_PREFIX}*`), report],
      }),
      allow({
        sid: 'SeeThatThereIsNone',
        why: 'Before the first run there is no last report, which S3 says only to those who may list.',
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions: { StringEquals: { 's3:prefix': REPORT_KEY } },
      }),
      ...notifying(Stack.of(scope), topic, key),
    ],
  });
}

export const notifying = ({ region }: Stack, topic: ITopic, key: IKey): Permission[] => [
  allow({ sid: 'Notify', why: 'The platform team.', actions: ['sns:Publish'], resources: [topic.topicArn] }),
  allow({
    sid: 'EncryptMessages',
    why: "SNS encrypts a message in the publisher's name.",
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    resources: [key.keyArn],
    conditions: { StringLike: { 'kms:ViaService': `sns.${region}.*` } },
  }),
];

export const copyingFunction = (scope: Construct, bucket: Bucket): LambdaFunction =>
  hubFunction(scope, {
    id: 'Copier',
    handler: 'codeHandler',
    description: "Keyturn: copies the members' code to where the organization may read it",
    allowed: [
      allow({
        sid: 'WriteCode',
        why: 'Under the prefix that the organization may read.',
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${CODE_PREFIX}*`)],
      }),
      allow({
        sid: 'ListTheBucket',
        why: 'To empty it when the hub is destroyed.',
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
      }),
      allow({
        sid: 'EmptyTheBucket',
        why: 'When the hub is destroyed: CloudFormation deletes no bucket that holds something.',
        actions: ['s3:DeleteObject'],
        resources: [bucket.arnForObjects('*')],
      }),
    ],
  });
