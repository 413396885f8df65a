import { App, CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SECRET_TAG } from '../../lambda/core/names';
import { SETTINGS, type SettingName, STACK_SETTINGS } from '../../lambda/core/settings/config';
import { environmentName, fromEnvironment } from '../../lambda/core/settings/environment';
import { HORIZON_MS } from '../../lambda/core/user/horizon';
import { KeyRotation } from '../../lib/key-rotation';
import type { KeyRotationProps } from '../../lib/props';
import { KeyturnStack } from '../../lib/stack';

const TEAM = 'arn:aws:sns:eu-central-1:123456789012:team-a';
const ENV = { account: '123456789012', region: 'eu-central-1' };

/** The function is not bundled here: test/bin/app.test.ts does that, once. */
function stackOf(props: KeyRotationProps = {}, env: { account: string; region: string } | undefined = ENV) {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new KeyturnStack(app, 'Keyturn', { ...props, ...(env && { env }) });
}

const templateOf = (props: KeyRotationProps = {}) => Template.fromStack(stackOf(props));

interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape
type Json = any;

const listOf = <T>(oneOrMore: T | T[]): T[] => (Array.isArray(oneOrMore) ? oneOrMore : [oneOrMore]);

/** Joins are written out, references become `<Name>`. */
function flat(value: Json): Json {
  if (Array.isArray(value)) return value.map(flat);
  if (typeof value !== 'object' || value === null) return value;
  if (value.Ref) return `<${value.Ref}>`;
  if (value['Fn::GetAtt']) return `<${value['Fn::GetAtt'].join('.')}>`;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, flat(inner)]));
}

/** The one on the schedule, or the one that answers leaks: the same file behind a queue. */
function functionOf(template: Template, which: 'runs' | 'leaks' = 'runs'): Json {
  const found = Object.values(template.findResources('AWS::Lambda::Function')).filter(
    ({ Properties }) => Properties.Description.includes('leaked') === (which === 'leaks'),
  );
  expect(found).toHaveLength(1);
  return flat(found[0]);
}

/** A resource that there is exactly one of. */
function only(template: Template, type: string): Json {
  const found = Object.values(template.findResources(type));
  expect(found).toHaveLength(1);
  return flat(found[0]);
}

function statementsOf(template: Template, roleDescription: RegExp): Statement[] {
  const roles = template.findResources('AWS::IAM::Role', {
    Properties: { Description: Match.stringLikeRegexp(roleDescription.source) },
  });
  const [role] = Object.values(flat(roles)) as Json[];
  return role.Properties.Policies.flatMap((policy: Json) => policy.PolicyDocument.Statement);
}

const functionStatements = (props: KeyRotationProps = {}) => statementsOf(templateOf(props), /What Keyturn may do/);

function statement(sid: string, props: KeyRotationProps = {}): Statement {
  const found = functionStatements(props).filter((each) => each.Sid === sid);
  expect(found).toHaveLength(1);
  return found[0] as Statement;
}

describe('permissions of the function', () => {
  const arn = (rest: string) => `arn:<AWS::Partition>:${rest}`;
  const secret = (name: string) => arn(`secretsmanager:eu-central-1:123456789012:secret:${name}`);
  const allTags = Object.values(SECRET_TAG);
  const stateTags = [...allTags.filter((key) => key !== 'keyturn:user-id'), 'keyturn:revoked:*', 'keyturn:leaked'];
  const owned = { 'aws:ResourceTag/keyturn:user-id': 'false' };

  test.each<[sentence: string, sid: string, expected: Partial<Statement>]>([
    [
      'bulk reads are on everything',
      'ReadInBulk',
      {
        Action: [
          'iam:GenerateCredentialReport',
          'iam:GetCredentialReport',
          'iam:GetAccountAuthorizationDetails',
          'secretsmanager:ListSecrets',
        ],
        Resource: '*',
      },
    ],
    [
      'keys are those of users who are tagged in',
      'RotateKeysOfManagedUsers',
      {
        Action: [
          'iam:GetUser',
          'iam:ListAccessKeys',
          'iam:GetAccessKeyLastUsed',
          'iam:CreateAccessKey',
          'iam:UpdateAccessKey',
          'iam:DeleteAccessKey',
        ],
        Resource: arn('iam::123456789012:user/*'),
        Condition: { StringEquals: { 'aws:ResourceTag/keyturn:managed': 'true' } },
      },
    ],
    [
      'secrets are created under the prefix, with an owner, who cannot be replaced',
      'CreateSecretsForUsers',
      {
        Action: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
        Resource: secret('keyturn/*'),
        Condition: {
          Null: { 'aws:RequestTag/keyturn:user-id': 'false' },
          StringEqualsIfExists: {
            'aws:ResourceTag/keyturn:user-id': `\${aws:RequestTag/keyturn:user-id}`,
          },
          'ForAllValues:StringLike': { 'aws:TagKeys': [...allTags, 'keyturn:revoked:*', 'keyturn:leaked'] },
        },
      },
    ],
    [
      'a secret of the same name can be seen',
      'SeeNamesakes',
      { Action: 'secretsmanager:DescribeSecret', Resource: secret('keyturn/*') },
    ],
    [
      'values and labels are written where there is an owner',
      'WriteOwnedSecrets',
      {
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: secret('*'),
        Condition: { Null: owned },
      },
    ],
    [
      'state goes into its own tags, where there is an owner',
      'KeepStateInTags',
      {
        Action: 'secretsmanager:TagResource',
        Resource: secret('*'),
        Condition: { Null: owned, 'ForAllValues:StringLike': { 'aws:TagKeys': stateTags } },
      },
    ],
    [
      "messages go to the stack's topic",
      'TellOwners',
      { Action: 'sns:Publish', Resource: expect.stringMatching(/^<KeyRotationTopic\w+>$/) },
    ],
    [
      "messages are encrypted with the topic's key, through SNS",
      'EncryptMessages',
      {
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: expect.stringMatching(/^<KeyRotationTopicKey\w+\.Arn>$/),
        Condition: { StringLike: { 'kms:ViaService': 'sns.eu-central-1.*' } },
      },
    ],
    [
      'who uses an old key is read from CloudTrail, which knows no resources',
      'SeeWhoUsesOldKeys',
      { Action: 'cloudtrail:LookupEvents', Resource: '*' },
    ],
    [
      'the log is its own',
      'WriteLog',
      {
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: expect.stringMatching(/^<KeyRotationLog\w+\.Arn>$/),
      },
    ],
    [
      'failed events go to its own queue',
      'KeepFailedEvents',
      { Action: 'sqs:SendMessage', Resource: expect.stringMatching(/^<KeyRotationFunctionDeadLetters\w+\.Arn>$/) },
    ],
  ])('%s', (_, sid, expected) => {
    expect(statement(sid)).toEqual({ Sid: sid, Effect: 'Allow', ...expected });
  });

  test.each([
    ['read or expose a secret', 'NeverReadOrExposeSecrets', ['GetSecretValue', 'BatchGetSecretValue']],
    ['read or expose a secret', 'NeverReadOrExposeSecrets', ['PutResourcePolicy', 'DeleteResourcePolicy']],
    ['read or expose a secret', 'NeverReadOrExposeSecrets', ['UntagResource', 'DeleteSecret', 'RotateSecret']],
    ['widen its own reach', 'NeverWidenItsReach', ['TagUser', 'UntagUser', 'AssumeRole']],
  ])('an explicit Deny: never %s (%#)', (_, sid, actions) => {
    const denied = statement(sid);
    expect(denied).toMatchObject({ Effect: 'Deny', Resource: '*' });
    expect(denied.Condition).toBeUndefined();
    expect(listOf(denied.Action).map((action) => action.split(':')[1])).toEqual(expect.arrayContaining(actions));
  });

  test('without cloudTrailEvidence there is no right to ask CloudTrail', () => {
    expect(JSON.stringify(functionStatements({ cloudTrailEvidence: false }))).not.toContain('cloudtrail');
  });

  test('nothing else: these statements are all, and no role in the stack has another policy', () => {
    expect(functionStatements().map(({ Sid }) => Sid)).toEqual([
      'ReadInBulk',
      'RotateKeysOfManagedUsers',
      'CreateSecretsForUsers',
      'SeeNamesakes',
      'WriteOwnedSecrets',
      'KeepStateInTags',
      'TellOwners',
      'EncryptMessages',
      'SeeWhoUsesOldKeys',
      'WriteLog',
      'KeepFailedEvents',
      'ReceiveSignals',
      'NeverReadOrExposeSecrets',
      'NeverWidenItsReach',
      'NeverCopyElsewhere',
      'NeverOverwriteCopies',
    ]);
    const template = templateOf();
    template.resourceCountIs('AWS::IAM::Policy', 0);
    // The one for users (test/lib/permissions/read-own-secret.test.ts), which is attached to nobody.
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 1);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('no role is allowed an action with a wildcard in it, or to read a secret', () => {
    const roles = Object.values(flat(templateOf().findResources('AWS::IAM::Role'))) as Json[];
    const allowed = roles
      .flatMap((role) => role.Properties.Policies.flatMap((policy: Json) => policy.PolicyDocument.Statement))
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => listOf<string>(Action));
    expect(allowed.filter((action) => action.includes('*') || /GetSecretValue|Policy|Untag/.test(action))).toEqual([]);
  });

  const unlessTaggedOut = { StringNotEquals: { 'aws:ResourceTag/keyturn:managed': 'false' } };
  test.each<[manage: string, resource: string, condition: unknown]>([
    ['tag:team=payments', 'user/*', { StringEquals: { 'aws:ResourceTag/team': 'payments' } }],
    ['path:/service/', 'user/service/*', unlessTaggedOut],
    ['path:/service/batch/', 'user/service/batch/*', unlessTaggedOut],
    ['all', 'user/*', unlessTaggedOut],
  ])('manage %s', (manage, resource, condition) => {
    expect(statement('RotateKeysOfManagedUsers', { manage })).toMatchObject({
      Resource: arn(`iam::123456789012:${resource}`),
      Condition: condition,
    });
  });

  test('another prefix moves both statements that know it', () => {
    for (const sid of ['CreateSecretsForUsers', 'SeeNamesakes'])
      expect(statement(sid, { secretPrefix: 'keys-' }).Resource).toBe(secret('keys-*'));
  });

  test.each([
    ['aws', 'us-east-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('every ARN is in the partition %s', (partition, region) => {
    // With this flag the CDK writes the partition of a known Region instead of a reference.
    const app = new App({
      context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:enablePartitionLiterals': true },
    });
    const stack = new KeyturnStack(app, 'Keyturn', { env: { account: '123456789012', region } });
    const arns = JSON.stringify(flat(Template.fromStack(stack).toJSON())).match(/arn:[^:]*:/g);
    expect(new Set(arns)).toEqual(new Set([`arn:${partition}:`]));
  });
});

describe('the function', () => {
  test('has a role that only one Keyturn per account can have', () => {
    templateOf().hasResourceProperties('AWS::IAM::Role', { RoleName: 'keyturn-function' });
  });

  test('runs on Node.js 24 on ARM, with a log of its own that outlives it', () => {
    const template = templateOf();
    expect(functionOf(template).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 900,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.stringMatching(/^<KeyRotationLog/) },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { RetentionInDays: 400 },
    });
  });

  test('reserves no concurrency unless it is told to', () => {
    const reserved = (props: KeyRotationProps) => functionOf(templateOf(props)).Properties.ReservedConcurrentExecutions;
    expect(reserved({})).toBeUndefined();
    expect(reserved({ reservedConcurrency: 2 })).toBe(2);
  });

  test('runs no failed event again, because the next run is the retry, and keeps it in its dead-letter queue', () => {
    expect(only(templateOf(), 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 600,
      DestinationConfig: {
        OnFailure: { Destination: expect.stringMatching(/^<KeyRotationFunctionDeadLetters\w+\.Arn>$/) },
      },
    });
  });

  test('ends every run within the horizon after its scheduled time', () => {
    const template = templateOf();
    const properties = (type: string) => only(template, type).Properties;
    const deliverySeconds = properties('AWS::Scheduler::Schedule').Target.RetryPolicy.MaximumEventAgeInSeconds;
    const queueSeconds = properties('AWS::Lambda::EventInvokeConfig').MaximumEventAgeInSeconds;
    const { Timeout } = functionOf(template).Properties;
    expect((deliverySeconds + queueSeconds + Timeout) * 1000).toBe(HORIZON_MS);
  });
});

describe('the schedule', () => {
  test('invokes the function with the scheduled time, for five minutes, then gives up into its own queue', () => {
    const { Properties } = only(templateOf(), 'AWS::Scheduler::Schedule');
    expect(Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: expect.stringMatching(/^<KeyRotationFunction\w+\.Arn>$/),
        Input: '{"time":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 300 },
        DeadLetterConfig: { Arn: expect.stringMatching(/^<KeyRotationScheduleDeadLetters\w+\.Arn>$/) },
      },
    });
  });

  test('keeps the time zone of a cron expression', () => {
    const schedule = ScheduleExpression.cron({ minute: '0', hour: '6', timeZone: TimeZone.EUROPE_BERLIN });
    expect(only(templateOf({ schedule }), 'AWS::Scheduler::Schedule').Properties).toMatchObject({
      ScheduleExpression: 'cron(0 6 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    });
  });

  test('has a role for these two calls, which Scheduler can take in this account only', () => {
    const template = templateOf();
    expect(statementsOf(template, /EventBridge Scheduler/).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['lambda:InvokeFunction', expect.stringMatching(/^<KeyRotationFunction\w+\.Arn>$/)],
      ['sqs:SendMessage', expect.stringMatching(/^<KeyRotationScheduleDeadLetters\w+\.Arn>$/)],
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: Match.objectLike({ 'aws:SourceAccount': '123456789012' }) },
          }),
        ],
      },
    });
  });
});

describe('topic and queues', () => {
  const tlsOnly = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

  test('the topic is encrypted with a key that rotates, and refuses plain HTTP', () => {
    const template = templateOf();
    expect(only(template, 'AWS::SNS::Topic').Properties.KmsMasterKeyId).toMatch(/^<KeyRotationTopicKey\w+\.Arn>$/);
    expect(only(template, 'AWS::KMS::Key')).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { EnableKeyRotation: true },
    });
    expect(only(template, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ ...tlsOnly, Action: 'sns:Publish' }),
    );
  });

  test("alarms of this account can publish, nobody else's", () => {
    const template = templateOf();
    const cloudWatch = { Principal: { Service: 'cloudwatch.amazonaws.com' }, Effect: 'Allow' };
    expect(only(template, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        ...cloudWatch,
        Action: 'sns:Publish',
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:cloudwatch:eu-central-1:123456789012:alarm:*' },
        },
      }),
    );
    expect(only(template, 'AWS::KMS::Key').Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({ ...cloudWatch, Action: ['kms:GenerateDataKey*', 'kms:Decrypt'] }),
    );
  });

  test('dead-letter queues keep events for 14 days, encrypted, and refuse plain HTTP', () => {
    const keeps = (props: KeyRotationProps) => {
      const template = templateOf(props);
      template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
      template.allResourcesProperties('AWS::SQS::QueuePolicy', {
        PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(tlsOnly)]) },
      });
      return Object.values(template.findResources('AWS::SQS::Queue')).map(
        ({ Properties }) => Properties.MessageRetentionPeriod,
      );
    };
    const days14 = 14 * 24 * 60 * 60;
    expect(keeps({ leakResponse: 'off' })).toEqual([days14, days14]);
    // Signals wait, and are no dead letters.
    expect(keeps({})).toEqual([days14, days14, days14, days14, undefined]);
  });

  test('an address is subscribed when there is one', () => {
    templateOf().resourceCountIs('AWS::SNS::Subscription', 0);
    templateOf({ notifyEmail: 'team@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'team@example.com',
    });
  });
});

describe('the stack', () => {
  test('puts out what people and commands need to find', () => {
    const { Outputs } = flat(templateOf().toJSON());
    expect(Outputs).toMatchObject({
      FunctionName: { Value: expect.stringMatching(/^<KeyRotationFunction/) },
      TopicArn: { Value: expect.stringMatching(/^<KeyRotationTopic/) },
    });
    expect(Object.keys(Outputs)).toEqual(['FunctionName', 'TopicArn', 'ReadOwnSecretPolicyArn', 'DashboardUrl']);
  });

  test.each<[string, KeyRotationProps]>([
    ['the defaults', {}],
    ['a path', { manage: 'path:/service/', secretPrefix: 'keys/' }],
    ['all users', { manage: 'all' }],
    ['copies', { replicaRegions: ['eu-west-1'] }],
  ])("passes cdk-nag's AwsSolutions with %s, in a known environment and in any", (_, props) => {
    for (const stack of [stackOf(props), stackOf(props, undefined)])
      expect(new AwsSolutionsChecks().validateScope(stack).violations).toEqual([]);
  });

  test('cdk-nag looks at all: an unacknowledged wildcard is found', () => {
    const stack = stackOf();
    stack.rotation.function.addToRolePolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
    const found = new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
    expect(found).toContain('AwsSolutions-IAM5[Action::s3:*]');
  });
});

describe('props', () => {
  /** A value that is not the default, for every prop that the function is told of, and what the function makes of it. */
  const values: Partial<Record<SettingName, [props: KeyRotationProps, environment: string, value: unknown]>> = {
    maxKeyAgeDays: [{ maxKeyAge: Duration.days(60) }, '60', 60],
    graceDays: [{ grace: Duration.hours(36) }, '1.5', 1.5],
    quarantineDays: [{ quarantine: Duration.days(3) }, '3', 3],
    idleDays: [{ idle: Duration.hours(48) }, '2', 2],
    headsUpDays: [{ headsUp: Duration.days(0) }, '0', 0],
    docsUrl: [{ docsUrl: 'https://wiki.example.com' }, 'https://wiki.example.com', 'https://wiki.example.com'],
    contact: [{ contact: 'ops@example.com' }, 'ops@example.com', 'ops@example.com'],
    whenStillInUse: [{ whenStillInUse: 'deactivate' }, 'deactivate', 'deactivate'],
    manage: [{ manage: 'path:/service/' }, 'path:/service/', { by: 'path', path: '/service/' }],
    schedule: [{ schedule: ScheduleExpression.rate(Duration.minutes(15)) }, 'rate(15 minutes)', 'rate(15 minutes)'],
    scheduleTimezone: [
      { schedule: ScheduleExpression.cron({ hour: '6', timeZone: TimeZone.EUROPE_BERLIN }) },
      'Europe/Berlin',
      'Europe/Berlin',
    ],
    dryRun: [{ dryRun: true }, 'true', true],
    maxRotationsPerRun: [{ maxRotationsPerRun: 3 }, '3', 3],
    secretPrefix: [{ secretPrefix: 'keys-' }, 'keys-', 'keys-'],
    secretFormat: [{ secretFormat: 'env' }, 'env', 'env'],
    secretFormats: [
      { secretFormats: { tool: { key: '{AccessKeyId}', secret: '{SecretAccessKey}' } } },
      '{"tool":{"key":"{AccessKeyId}","secret":"{SecretAccessKey}"}}',
      { tool: { key: '{AccessKeyId}', secret: '{SecretAccessKey}' } },
    ],
    secretTags: [{ secretTags: { CostCenter: '1234' } }, '{"CostCenter":"1234"}', { CostCenter: '1234' }],
    replicaRegions: [{ replicaRegions: ['eu-west-1', 'us-east-2'] }, 'eu-west-1,us-east-2', ['eu-west-1', 'us-east-2']],
    ownerTopics: [{ ownerTopics: [Topic.fromTopicArn(new Stack(), 'Team', TEAM)] }, `["${TEAM}"]`, [TEAM]],
    cloudTrailEvidence: [{ cloudTrailEvidence: false }, 'false', false],
    leakResponse: [{ leakResponse: 'deactivate' }, 'deactivate', 'deactivate'],
  };
  const environmentOf = (props: KeyRotationProps): Record<string, string> =>
    functionOf(templateOf(props)).Properties.Environment.Variables;

  test.each(Object.entries(values))('%s reaches the function', (name, [props, environment, value]) => {
    const variables = environmentOf(props);
    expect(variables[environmentName(name as SettingName)]).toBe(environment);
    expect(fromEnvironment(variables)).toMatchObject({ [name]: value });
  });

  test('every setting is in the table above, except those that the function need not know', () => {
    expect([...Object.keys(values), ...STACK_SETTINGS].sort()).toEqual(Object.keys(SETTINGS).sort());
  });

  test('the schedule is the one that is given', () => {
    const schedule = ScheduleExpression.rate(Duration.minutes(15));
    expect(only(templateOf({ schedule }), 'AWS::Scheduler::Schedule').Properties.ScheduleExpression).toBe(
      'rate(15 minutes)',
    );
  });

  test('without props, the function gets every default', () => {
    const { topicArn, ...config } = fromEnvironment(environmentOf({}));
    const defaults = Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]));
    expect(defaults).toMatchObject(config);
    expect(topicArn).toMatch(/^<KeyRotationTopic/);
  });

  const aDay = 'must be a number of days greater than 0 and at most 3650, such as 14 or 0.5';
  test.each<[sentence: string, props: KeyRotationProps]>([
    [`KeyRotation: grace is "0", but ${aDay}`, { grace: Duration.days(0) }],
    [`KeyRotation: maxKeyAge is "4000", but ${aDay}`, { maxKeyAge: Duration.days(4000) }],
    [`KeyRotation: quarantine is "0", but ${aDay}`, { quarantine: Duration.days(0) }],
    ['KeyRotation: idle is "3651", but must be a number of days', { idle: Duration.days(3651) }],
    ['KeyRotation: whenStillInUse is "delete", but must be "hold" or', { whenStillInUse: 'delete' as 'hold' }],
    ['KeyRotation: manage is "everybody", but must be "tag:<key>=<value>"', { manage: 'everybody' }],
    ['KeyRotation: manage is "path:service", but must be', { manage: 'path:service' }],
    ['KeyRotation: manage is "tag:team=*", but must be', { manage: 'tag:team=*' }],
    [
      'KeyRotation: schedule is "at(1970-01-01T00:00:00)", but must be',
      { schedule: ScheduleExpression.at(new Date(0)) },
    ],
    ['KeyRotation: maxRotationsPerRun is "0", but must be a whole number from 1', { maxRotationsPerRun: 0 }],
    ['KeyRotation: maxRotationsPerRun is "1.5", but must be a whole number from 1', { maxRotationsPerRun: 1.5 }],
    ['KeyRotation: secretPrefix is "", but must be 1 to 200', { secretPrefix: '' }],
    ['KeyRotation: secretPrefix is "keys/*", but must be 1 to 200', { secretPrefix: 'keys/*' }],
    ['KeyRotation: secretFormat is "json", but must be "credential-process" or "env"', { secretFormat: 'json' }],
    ['KeyRotation: replicaRegions is "Frankfurt", but must be Regions', { replicaRegions: ['Frankfurt'] }],
    [
      'KeyRotation: replicaRegions names eu-central-1, but must name other Regions',
      { replicaRegions: ['eu-west-1', 'eu-central-1'] },
    ],
    ['KeyRotation: notifyEmail is "team", but must be an e-mail address', { notifyEmail: 'team' }],
    ['KeyRotation: reservedConcurrency is 0, but must be a whole number of 1 or more', { reservedConcurrency: 0 }],
    [
      'KeyRotation: maxKeyAge is 10, grace is 14 and idle is 8, but maxKeyAge must be greater than the other two together',
      { maxKeyAge: Duration.days(10), grace: Duration.days(14) },
    ],
    ['KeyRotation: maxKeyAge is 14, grace is 14 and idle is 8', { maxKeyAge: Duration.days(14) }],
  ])('refused: %s', (sentence, props) => {
    expect(() => stackOf(props)).toThrow(expect.objectContaining({ name: 'ConfigError' }));
    expect(() => stackOf(props)).toThrow(sentence);
  });

  const whatIsKnownLater = (stack: Stack): [keyof KeyRotationProps, KeyRotationProps][] => {
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    return [
      ['maxKeyAge', { maxKeyAge: Duration.days(number) }],
      ['idle', { idle: Duration.hours(number) }],
      ['manage', { manage: text }],
      ['schedule', { schedule: ScheduleExpression.expression(text) }],
      ['maxRotationsPerRun', { maxRotationsPerRun: number }],
      ['secretPrefix', { secretPrefix: `${text}/` }],
      ['replicaRegions', { replicaRegions: [text] }],
      ['notifyEmail', { notifyEmail: text }],
      ['holdAlarmAfter', { holdAlarmAfter: Duration.days(number) }],
      ['reservedConcurrency', { reservedConcurrency: number }],
    ];
  };

  test('a value that is known only at deployment is refused', () => {
    const stack = new Stack();
    for (const [prop, props] of whatIsKnownLater(stack))
      expect(() => new KeyRotation(stack, prop, props)).toThrow(
        `KeyRotation: ${prop} is known only at deployment (a parameter or a reference), but must be known at synthesis`,
      );
  });

  test('a policy that leaves no time between two rotations is a warning', () => {
    const warnings = (props: KeyRotationProps) =>
      Annotations.fromStack(stackOf(props)).findWarning('*', Match.anyValue()).length;
    expect(warnings({})).toBe(0);
    expect(warnings({ maxKeyAge: Duration.days(30) })).toBe(1);
    Annotations.fromStack(stackOf({ maxKeyAge: Duration.days(30) })).hasWarning(
      '/Keyturn/KeyRotation',
      Match.stringLikeRegexp('^maxKeyAge \\(30\\) is less than 2 x \\(grace \\+ idle\\) \\+ quarantine \\(51\\)'),
    );
  });
});
