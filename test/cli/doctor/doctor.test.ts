/** `keyturn doctor` as a process: an account in which all is well, and then one thing after the other that is not. */

import { toEnvironment } from '../../../lambda/core/settings/environment';
import { Cli, type Said } from '../../support/cli/cli';
import { aHeldUser, aResult, aUser, deployedSaying, FUNCTION, stackXml } from '../../support/cli/cli-answers';
import { type Answers, FakeAws, functionError, json, refusal, xml } from '../../support/http/fake-aws';
import { aConfig } from '../../support/simulation/harness';

let cli: Cli;
let aws: FakeAws;

beforeAll(async () => {
  [cli, aws] = await Promise.all([Cli.build(), FakeAws.start()]);
});
afterAll(async () => {
  await aws?.stop();
  cli?.remove();
});

/** What the construct sets for the defaults, whatever settings there are by now. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  ...toEnvironment(aConfig()),
  POWERTOOLS_SERVICE_NAME: 'keyturn',
};
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:Keyturn-Topic-EXAMPLE';
const QUEUES = {
  Function: 'https://sqs.example.com/123456789012/FunctionDead',
  Schedule: 'https://sqs.example.com/123456789012/ScheduleDead',
  Signals: 'https://sqs.example.com/123456789012/Signals.fifo',
  Unanswered: 'https://sqs.example.com/123456789012/Unanswered.fifo',
  Undelivered: 'https://sqs.example.com/123456789012/Undelivered',
};
const STATEMENTS = [
  {
    Sid: 'ReadInBulk',
    Effect: 'Allow',
    Action: ['iam:GetCredentialReport', 'iam:GenerateCredentialReport'],
    Resource: '*',
  },
  { Sid: 'Tell', Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'Topic' } },
];
const READING = [{ Sid: 'ReadOwnSecret', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' }];
const READERS = 'arn:aws:iam::123456789012:policy/keyturn/Keyturn-ReadOwnSecret-EXAMPLE';
/** As IAM has it. */
const DEPLOYED = STATEMENTS.map((each) => ({ ...each, Resource: each.Sid === 'Tell' ? TOPIC : '*' }));
const ref = (id: string) => ({ Ref: id });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const PATTERN = { source: ['aws.health'], detail: { service: ['RISK'] } };
/** What hears of leaked keys. */
const LANE = {
  LeakFunction: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: ENVIRONMENT } } },
  LeakSource: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: ref('LeakFunction'), EventSourceArn: arn('Signals') },
  },
  Signals: {
    Type: 'AWS::SQS::Queue',
    Properties: { RedrivePolicy: { deadLetterTargetArn: arn('Unanswered'), maxReceiveCount: 2 } },
  },
  Unanswered: { Type: 'AWS::SQS::Queue' },
  Undelivered: { Type: 'AWS::SQS::Queue' },
  LeaksOfHealth: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: PATTERN,
      State: 'ENABLED',
      Targets: [
        {
          Id: 'Target0',
          Arn: arn('Signals'),
          DeadLetterConfig: { Arn: arn('Undelivered') },
          SqsParameters: { MessageGroupId: 'leaks' },
        },
      ],
    },
  },
  OfAnother: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 'a', Arn: ref('Topic') }] } },
};

const TEMPLATE = {
  Resources: {
    Other: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { A: 'b' } } } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Timeout: 900,
        MemorySize: 256,
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: arn('Role'),
        Environment: { Variables: { ...ENVIRONMENT, KEYTURN_TOPIC_ARN: ref('Topic') } },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'keyturn', PolicyDocument: { Statement: STATEMENTS } }] },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
    ...LANE,
    FunctionDead: { Type: 'AWS::SQS::Queue' },
    ScheduleDead: { Type: 'AWS::SQS::Queue' },
    Config: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: ref('Function'),
        DestinationConfig: { OnFailure: { Destination: arn('FunctionDead') } },
      },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: 'keyturn-no-good-run', AlarmActions: [ref('Topic')] },
    },
    TeamAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'of-a-team' } },
    ReadOwnSecret: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Path: '/keyturn/', PolicyDocument: { Statement: READING } },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        Target: { Arn: arn('Function'), DeadLetterConfig: { Arn: arn('ScheduleDead') } },
      },
    },
  },
};

const PHYSICAL_IDS: Readonly<Record<string, string>> = {
  Function: FUNCTION,
  Role: 'keyturn-function',
  Topic: TOPIC,
  FunctionDead: QUEUES.Function,
  ScheduleDead: QUEUES.Schedule,
  Schedule: 'Keyturn-Schedule-EXAMPLE',
  ReadOwnSecret: READERS,
  LeakFunction: 'Keyturn-LeakFunction-EXAMPLE',
  Signals: QUEUES.Signals,
  Unanswered: QUEUES.Unanswered,
  Undelivered: QUEUES.Undelivered,
  LeaksOfHealth: 'Keyturn-LeaksOfHealth-EXAMPLE',
};

const configuration = (more: object = {}) => ({
  FunctionName: FUNCTION,
  Timeout: 900,
  MemorySize: 256,
  Handler: 'index.handler',
  Runtime: 'nodejs24.x',
  Role: 'arn:aws:iam::123456789012:role/keyturn-function',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  LoggingConfig: { LogGroup: 'Keyturn-Log-EXAMPLE' },
  Environment: { Variables: { ...ENVIRONMENT, KEYTURN_TOPIC_ARN: TOPIC } },
  ...more,
});

const resources =
  (ids: Readonly<Record<string, string>> = PHYSICAL_IDS) =>
  () =>
    xml(
      'ListStackResources',
      `<StackResourceSummaries>${Object.entries(ids)
        .map(
          ([id, physical]) =>
            `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId></member>`,
        )
        .join('')}</StackResourceSummaries>`,
    );

const subscriptions =
  (...members: readonly (readonly [endpoint: string, arn: string])[]) =>
  () =>
    xml(
      'ListSubscriptionsByTopic',
      `<Subscriptions>${members
        .map(
          ([endpoint, each]) =>
            `<member><Endpoint>${endpoint}</Endpoint><Protocol>email</Protocol><SubscriptionArn>${each}</SubscriptionArn></member>`,
        )
        .join('')}</Subscriptions>`,
    );

const runLine = (hoursAgo: number, failures = 0, message = 'run') => ({
  timestamp: Date.now() - hoursAgo * 3_600_000,
  message: JSON.stringify({ level: 'INFO', message, failures }),
});

/** As FilterLogEvents does it: only from the start time on. */
const log =
  (...lines: readonly ReturnType<typeof runLine>[]): Answers[string] =>
  ({ body }) =>
    json({ events: lines.filter(({ timestamp }) => timestamp >= Number(body.startTime)) });

const schedule =
  (more: object = {}) =>
  () =>
    json({
      Name: 'Keyturn-Schedule-EXAMPLE',
      GroupName: 'default',
      State: 'ENABLED',
      ScheduleExpression: 'rate(1 hour)',
      Target: {
        Arn: `arn:aws:lambda:eu-central-1:123456789012:function:${FUNCTION}`,
        RoleArn: 'arn:aws:iam::123456789012:role/x',
        DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-central-1:123456789012:ScheduleDead' },
      },
      ...more,
    });

const names = (action: string, list: string, member: string) => () =>
  xml(action, `<${list}>${member}</${list}><IsTruncated>false</IsTruncated>`);

const rolePolicy = (statements: readonly object[]) => () =>
  xml(
    'GetRolePolicy',
    `<RoleName>keyturn-function</RoleName><PolicyName>keyturn</PolicyName><PolicyDocument>${encodeURIComponent(JSON.stringify({ Statement: statements }))}</PolicyDocument>`,
  );

/** As many messages as are in the queue of this name. */
const queues =
  (messages: Readonly<Record<string, number>> = {}): Answers[string] =>
  ({ body }) => {
    const url = String(body.QueueUrl);
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:123456789012:Unanswered.fifo',
      maxReceiveCount: 2,
    });
    return json({
      Attributes: {
        ApproximateNumberOfMessages: String(messages[url] ?? 0),
        ApproximateNumberOfMessagesNotVisible: '0',
        ...(url === QUEUES.Signals && { RedrivePolicy }),
      },
    });
  };

const rule =
  (more: object = {}): Answers[string] =>
  ({ body: { Name } }) =>
    json({ Name, State: 'ENABLED', EventPattern: JSON.stringify(PATTERN), ...more });

const mapping = (State: string) => () =>
  json({ EventSourceMappings: [{ UUID: '00000000-1111-2222-3333-444444444444', State }] });

const targets =
  (...more: readonly object[]) =>
  () =>
    json({ Targets: more });

const TARGET = {
  Id: 'Target0',
  Arn: 'arn:aws:sqs:eu-central-1:123456789012:Signals.fifo',
  DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-central-1:123456789012:Undelivered' },
  SqsParameters: { MessageGroupId: 'leaks' },
};

/** All is well. */
const healthy = (more: Answers = {}): Answers => ({
  ...deployedSaying({ status: aResult({ outcomes: [aUser('svc-reports'), aUser('svc-billing')] }) }),
  'cloudformation ListStackResources': resources(),
  'cloudformation GetTemplate': () => xml('GetTemplate', `<TemplateBody>${JSON.stringify(TEMPLATE)}</TemplateBody>`),
  [`lambda GET /2015-03-31/functions/${FUNCTION}/configuration`]: () => json(configuration()),
  [`lambda GET /2019-09-30/functions/${FUNCTION}/concurrency`]: () => json({}),
  'iam ListRolePolicies': names('ListRolePolicies', 'PolicyNames', '<member>keyturn</member>'),
  'iam ListAttachedRolePolicies': names('ListAttachedRolePolicies', 'AttachedPolicies', ''),
  'iam GetRolePolicy': rolePolicy(DEPLOYED.toReversed()),
  'iam ListPolicies': names('ListPolicies', 'Policies', `<member><Arn>${READERS}</Arn></member>`),
  'iam ListEntitiesForPolicy': names(
    'ListEntitiesForPolicy',
    'PolicyUsers',
    '<member><UserName>svc-reports</UserName></member>',
  ),
  'iam GetPolicy': () => xml('GetPolicy', '<Policy><DefaultVersionId>v1</DefaultVersionId></Policy>'),
  'iam GetPolicyVersion': () =>
    xml(
      'GetPolicyVersion',
      `<PolicyVersion><Document>${encodeURIComponent(JSON.stringify({ Statement: READING }))}</Document></PolicyVersion>`,
    ),
  [`lambda GET /2019-09-25/functions/${FUNCTION}/event-invoke-config`]: () =>
    json({ DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-central-1:123456789012:FunctionDead' } } }),
  'monitoring DescribeAlarms': () =>
    json({ MetricAlarms: [{ AlarmName: 'keyturn-no-good-run', ActionsEnabled: true, AlarmActions: [TOPIC] }] }),
  'sns GetTopicAttributes': () => xml('GetTopicAttributes', '<Attributes></Attributes>'),
  'sns GetSubscriptionAttributes': () => xml('GetSubscriptionAttributes', '<Attributes></Attributes>'),
  'scheduler *': schedule(),
  'logs FilterLogEvents': log(runLine(0.5), runLine(1.5)),
  'sqs GetQueueAttributes': queues(),
  'lambda GET /2015-03-31/event-source-mappings*': mapping('Enabled'),
  'events DescribeRule': rule(),
  'events ListTargetsByRule': targets(TARGET),
  'events ListRuleNamesByTarget': () => json({ RuleNames: ['KeyturnSignals-Leaks-EXAMPLE'] }),
  'sns ListSubscriptionsByTopic': subscriptions(['platform@example.com', `${TOPIC}:1`]),
  ...more,
});

/** All that was printed for people. */
const said: string[] = [];

async function doctor(...args: readonly string[]): Promise<Said> {
  const answer = await cli.run(['doctor', ...args], {
    env: {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
  if (args.length === 0) said.push(answer.stdout);
  return answer;
}

/** Times of day move on with every run. */
const still = (text: string) =>
  text
    // Where a line is broken depends on the time in it.
    .replace(/\n {9}(?!→|aws )/g, ' ')
    .replace(/\d+ (minutes|hours|days) ago \(.*?\)/g, 'N $1 ago (TIME)')
    .replaceAll(aws.endpoint, 'http://localhost:PORT');

test('all is well: 0, and every line an ok', async () => {
  aws.says(healthy());
  const { code, stdout, stderr } = await doctor();
  expect([code, stderr]).toEqual([0, '']);
  expect(still(stdout)).toMatchSnapshot();
  expect(stdout).not.toMatch(/PROBLEM|UNKNOWN|note/);
});

test('it changes nothing', async () => {
  aws.says(healthy());
  await doctor();
  expect(aws.actions().filter((action) => !/ (Describe|List|Get|Filter|GET )/.test(action))).toEqual([
    `lambda POST /2015-03-31/functions/${FUNCTION}/invocations`,
  ]);
  expect(aws.calls.filter(({ action }) => action.startsWith('POST')).map(({ body }) => body)).toEqual([
    { command: 'status' },
  ]);
});

const CONFIGURATION = `lambda GET /2015-03-31/functions/${FUNCTION}/configuration`;
const denied: Answers[string] = (call) =>
  refusal(
    call,
    call.service === 'monitoring' ||
      call.service === 'lambda' ||
      call.service === 'scheduler' ||
      call.service === 'events' ||
      call.service === 'logs'
      ? 'AccessDeniedException'
      : 'AccessDenied',
    `User: arn:aws:iam::123456789012:user/me is not authorized to perform: ${call.service}:${call.action.split(' ')[0]} on resource: x`,
  );

const gone =
  (code: string): Answers[string] =>
  (call) =>
    refusal(call, code, 'It does not exist.', 404);

/** One answer in that Region, another one elsewhere. */
const ofRegion =
  (region: string, here: Answers[string], elsewhere: Answers[string]): Answers[string] =>
  (call) =>
    call.signedBy.endsWith(` ${region}`) ? here(call) : elsewhere(call);

const ofHealth = rule();

const ofHealthDisabled = rule({ State: 'DISABLED' });

const without = (names: readonly string[]) =>
  Object.fromEntries(Object.entries(TEMPLATE.Resources).filter(([name]) => !names.includes(name)));

const findings: readonly (readonly [what: string, answers: Answers])[] = [
  [
    'the last deployment was rolled back',
    { 'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml(FUNCTION, 'UPDATE_ROLLBACK_COMPLETE')) },
  ],
  [
    'the stack cannot be relied on',
    { 'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml(FUNCTION, 'DELETE_FAILED')) },
  ],
  [
    'somebody stopped the function',
    { [`lambda GET /2019-09-30/functions/${FUNCTION}/concurrency`]: () => json({ ReservedConcurrentExecutions: 0 }) },
  ],
  [
    'the last update failed',
    { [CONFIGURATION]: () => json(configuration({ LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'no space' })) },
  ],
  [
    'drift: timeout, role, and variables that were changed, added and taken away',
    {
      [CONFIGURATION]: () =>
        json(
          configuration({
            Timeout: 60,
            Role: 'arn:aws:iam::123456789012:role/admin',
            Environment: {
              Variables: {
                ...ENVIRONMENT,
                KEYTURN_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:other',
                KEYTURN_GRACE_DAYS: '1',
                POWERTOOLS_SERVICE_NAME: undefined,
                DEBUG: '*',
              },
            },
          }),
        ),
    },
  ],
  [
    'settings that do not parse',
    {
      [CONFIGURATION]: () =>
        json(
          configuration({
            Environment: { Variables: { ...ENVIRONMENT, KEYTURN_TOPIC_ARN: TOPIC, KEYTURN_GRACE_DAYS: 'soon' } },
          }),
        ),
    },
  ],
  [
    'a policy too many',
    {
      'iam ListAttachedRolePolicies': names(
        'ListAttachedRolePolicies',
        'AttachedPolicies',
        '<member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member>',
      ),
    },
  ],
  [
    'a statement that was changed',
    { 'iam GetRolePolicy': rolePolicy([{ ...DEPLOYED[0], Action: '*' }, DEPLOYED[1] ?? {}]) },
  ],
  ['the schedule is off', { 'scheduler *': schedule({ State: 'DISABLED' }) }],
  [
    'the schedule is gone',
    { 'scheduler *': (call) => refusal(call, 'ResourceNotFoundException', 'Schedule does not exist.', 404) },
  ],
  [
    'the schedule was never made',
    { 'cloudformation ListStackResources': resources({ ...PHYSICAL_IDS, Schedule: '' }) },
  ],
  ['the schedule was changed', { 'scheduler *': schedule({ ScheduleExpression: 'rate(30 days)' }) }],
  [
    'the schedule invokes something else',
    {
      'scheduler *': schedule({
        Target: { Arn: 'arn:aws:lambda:eu-central-1:123456789012:function:other', RoleArn: 'x' },
      }),
    },
  ],
  ['the last run failed', { 'logs FilterLogEvents': log(runLine(0.5, 3), runLine(30)) }],
  ['no run for days', { 'logs FilterLogEvents': log(runLine(30)) }],
  ['no run at all; what a person asked is no run', { 'logs FilterLogEvents': log(runLine(0.1, 0, 'command')) }],
  [
    'events in a dead-letter queue',
    { 'sqs GetQueueAttributes': queues({ [QUEUES.Function]: 3, [QUEUES.Schedule]: 1 }) },
  ],
  [
    'reports of leaked keys that nobody has answered, or that could not be delivered; those that wait are in order',
    { 'sqs GetQueueAttributes': queues({ [QUEUES.Unanswered]: 1, [QUEUES.Undelivered]: 2, [QUEUES.Signals]: 5 }) },
  ],
  ['the rules for leaked keys are disabled', { 'events DescribeRule': rule({ State: 'DISABLED' }) }],
  [
    'a rule for leaked keys is gone',
    { 'events DescribeRule': ofRegion('eu-central-1', gone('ResourceNotFoundException'), ofHealth) },
  ],
  [
    'a rule for leaked keys was changed, and its target too',
    {
      'events DescribeRule': rule({
        EventPattern: JSON.stringify({ ...PATTERN, region: ['eu-west-1'] }),
      }),
      'events ListTargetsByRule': targets({ ...TARGET, Arn: 'arn:aws:sqs:eu-central-1:123456789012:other' }),
    },
  ],
  ['a rule for leaked keys has lost its target', { 'events ListTargetsByRule': targets() }],
  [
    'the function takes no reports from its queue',
    { 'lambda GET /2015-03-31/event-source-mappings*': mapping('Disabled') },
  ],
  [
    'the function is not connected with its queue',
    { 'lambda GET /2015-03-31/event-source-mappings*': () => json({ EventSourceMappings: [] }) },
  ],
  ['nobody passes on what AWS Health says', { 'events ListRuleNamesByTarget': () => json({ RuleNames: [] }) }],
  [
    'the rule that passes on what AWS Health says is disabled',
    { 'events DescribeRule': ofRegion('us-east-1', ofHealthDisabled, ofHealth) },
  ],
  [
    'deployed before leaks were heard of',
    {
      'cloudformation GetTemplate': () =>
        xml('GetTemplate', `<TemplateBody>${JSON.stringify({ Resources: without(Object.keys(LANE)) })}</TemplateBody>`),
    },
  ],
  [
    'a subscription that is not confirmed',
    {
      'sns ListSubscriptionsByTopic': subscriptions(
        ['platform@example.com', `${TOPIC}:1`],
        ["o'team@example.com", 'PendingConfirmation'],
      ),
    },
  ],
  ['nobody is told', { 'sns ListSubscriptionsByTopic': subscriptions() }],
  [
    'users that are held, blocked or failed',
    deployedSaying({
      status: aResult({
        outcomes: [
          aHeldUser('svc-erp'),
          aHeldUser('svc-two', {
            phase: 'blocked',
            reason: 'two-active-keys',
            because: 'two keys are Active',
            since: undefined,
          }),
          aUser('svc-fine'),
        ],
        failures: [{ userName: 'svc-odd', error: 'list the keys: Throttling' }],
      }),
    }),
  ],
  [
    'the function cannot answer',
    {
      [`lambda POST /2015-03-31/functions/${FUNCTION}/invocations`]: () =>
        functionError('Error', 'GetCredentialReport: AccessDenied: no'),
    },
  ],
];

describe('what is not in order is a finding with a remedy, and a 1:', () => {
  for (const [what, answers] of findings)
    test(what, async () => {
      aws.says(healthy(answers));
      const { code, stdout } = await doctor();
      const [notOk = ''] = [still(stdout).replace(/^ok .*\n/gm, '')];
      expect(notOk).toMatchSnapshot();
      expect(code).toBe(1);
      expect(stdout).toMatch(/^(PROBLEM|UNKNOWN) /m);
    });
});

describe('what may not be looked at is a finding, never an ok:', () => {
  test.each([
    ['the template', 'cloudformation GetTemplate'],
    ['the function', CONFIGURATION],
    ['the role', 'iam ListRolePolicies'],
    ['the schedule', 'scheduler *'],
    ['the log', 'logs FilterLogEvents'],
    ['the queues', 'sqs GetQueueAttributes'],
    ['the rules for leaked keys', 'events DescribeRule'],
    ['the subscriptions', 'sns ListSubscriptionsByTopic'],
    ['the topic', 'sns GetTopicAttributes'],
    ['the alarms', 'monitoring DescribeAlarms'],
    ['the readers', 'iam ListPolicies'],
    ['the users', `lambda POST /2015-03-31/functions/${FUNCTION}/invocations`],
  ])('%s', async (_, call) => {
    aws.says(healthy({ [call]: denied }));
    const { code, stdout } = await doctor();
    expect(still(stdout).replace(/^ok .*\n/gm, '')).toMatchSnapshot();
    expect(code).toBe(1);
    expect(stdout).toMatch(/could\s+not\s+be\s+checked/);
  });

  test('a log group that does not end', async () => {
    aws.says(healthy({ 'logs FilterLogEvents': () => json({ events: [], nextToken: 'more' }) }));
    const { stdout } = await doctor();
    expect(still(stdout)).toContain(
      'UNKNOWN  last good run: could not be checked: the log group Keyturn-Log-EXAMPLE is too long to read through',
    );
  });
});

test('notes alone are fine: dryRun, nobody managed, and nobody listening to AWS', async () => {
  const variables = { ...ENVIRONMENT, KEYTURN_TOPIC_ARN: TOPIC, KEYTURN_DRY_RUN: 'true', KEYTURN_LEAK_RESPONSE: 'off' };
  const template = JSON.stringify({ Resources: without(Object.keys(LANE)) })
    .replace('"KEYTURN_DRY_RUN":"false"', '"KEYTURN_DRY_RUN":"true"')
    .replace('"KEYTURN_LEAK_RESPONSE":"notify"', '"KEYTURN_LEAK_RESPONSE":"off"');
  aws.says(
    healthy({
      ...deployedSaying({ status: aResult() }),
      'cloudformation GetTemplate': () => xml('GetTemplate', `<TemplateBody>${template}</TemplateBody>`),
      [CONFIGURATION]: () => json(configuration({ Environment: { Variables: variables } })),
    }),
  );
  const { code, stdout } = await doctor();
  expect(still(stdout)).toMatchSnapshot();
  expect(code).toBe(0);
});

test('with --function alone, what the stack would tell is unknown', async () => {
  aws.says(
    healthy({
      'cloudformation DescribeStacks': (call) =>
        refusal(call, 'ValidationError', 'Stack with id Keyturn does not exist', 400),
    }),
  );
  const { code, stdout } = await doctor('--function', FUNCTION);
  expect(still(stdout)).toMatchSnapshot();
  expect(code).toBe(1);
});

test('deployed a moment ago, it has not run yet, which is no problem', async () => {
  const stack = stackXml().replace(
    /<CreationTime>.*<\/CreationTime>/,
    `<CreationTime>${new Date().toISOString()}</CreationTime>`,
  );
  aws.says(
    healthy({ 'cloudformation DescribeStacks': () => xml('DescribeStacks', stack), 'logs FilterLogEvents': log() }),
  );
  const { code, stdout } = await doctor();
  expect(stdout).toMatch(/^note {5}last good run: none yet; it was deployed \d+ seconds ago$/m);
  expect(code).toBe(0);
});

describe('what is late depends on the schedule', () => {
  const DAY = 24;
  const templateWith = (expression: string) =>
    JSON.stringify(TEMPLATE).replace('"ScheduleExpression":"rate(1 hour)"', `"ScheduleExpression":"${expression}"`);

  test.each<[expression: string, hoursSinceTheRun: number, isLate: boolean, zone: string]>([
    ['cron(0 6 ? * MON *)', 3 * DAY, false, 'UTC'],
    ['cron(0 6 ? * MON *)', 8 * DAY, true, 'UTC'],
    ['cron(0 6 ? * MON-FRI *)', 2.5 * DAY, false, 'UTC'],
    ['cron(0 6 * * ? *)', 25, false, 'UTC'],
    ['cron(0 6 * * ? *)', 30, true, 'UTC'],
    ['rate(7 days)', 6 * DAY, false, 'UTC'],
    ['rate(7 days)', 8 * DAY, true, 'UTC'],
    ['rate(1 hour)', 2, false, 'UTC'],
    ['rate(1 hour)', 3, true, 'UTC'],
    ['cron(0 6 1 * ? *)', 30 * DAY, false, 'UTC'],
    ['cron(0 6 1 * ? *)', 33 * DAY, true, 'UTC'],
    ['cron(0 6 L * ? *)', 30 * DAY, false, 'UTC'],
    ['cron(0 6 15W * ? *)', 30 * DAY, false, 'UTC'],
    ['cron(0 6 ? * MON#1 *)', 34 * DAY, false, 'UTC'],
    ['cron(0 6 ? * 6L *)', 36 * DAY, true, 'UTC'],
    // The clocks go forward past it once a year, and Scheduler leaves that run out.
    ['cron(30 2 * * ? *)', 46, false, 'Europe/Berlin'],
    ['cron(30 2 * * ? *)', 46, true, 'Asia/Tokyo'],
  ])('%s: last run %d hours ago, late: %s (%s)', async (expression, hours, isLate, zone) => {
    aws.says(
      healthy({
        'cloudformation GetTemplate': () =>
          xml('GetTemplate', `<TemplateBody>${templateWith(expression)}</TemplateBody>`),
        'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml().replaceAll('2026-', '2025-')),
        'scheduler *': schedule({ ScheduleExpression: expression, ScheduleExpressionTimezone: zone }),
        'logs FilterLogEvents': log(runLine(hours)),
      }),
    );
    const { findings } = JSON.parse((await doctor('--json')).stdout);
    const level = isLate ? 'problem' : 'ok';
    expect(findings).toContainEqual(expect.objectContaining({ check: 'last good run', level }));
  });

  test('nor can anybody tell without it', async () => {
    aws.says(healthy({ 'scheduler *': schedule({ ScheduleExpression: 'at(2027-01-31T06:00:00)' }) }));
    const { findings } = JSON.parse((await doctor('--json')).stdout);
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'last good run',
        level: 'unknown',
        message: expect.stringMatching(/^could not be checked: it was 30 minutes ago .*, but how often/),
      }),
    );
  });

  test('nothing has run yet, which is no problem before the first run of a weekly schedule was due', async () => {
    const stack = stackXml().replace(
      /<CreationTime>.*<\/CreationTime>/,
      `<CreationTime>${new Date(Date.now() - 3 * DAY * 3_600_000).toISOString()}</CreationTime>`,
    );
    aws.says(
      healthy({
        'cloudformation DescribeStacks': () => xml('DescribeStacks', stack),
        'cloudformation GetTemplate': () =>
          xml('GetTemplate', `<TemplateBody>${templateWith('rate(7 days)')}</TemplateBody>`),
        'scheduler *': schedule({ ScheduleExpression: 'rate(7 days)' }),
        'logs FilterLogEvents': log(),
      }),
    );
    const { code, stdout } = await doctor();
    expect(stdout).toMatch(/^note {5}last good run: none yet; it was deployed 3 days ago$/m);
    expect(code).toBe(0);
  });
});

test('all of it fitted 80 columns, but for commands that are to be copied', () => {
  expect(said.length).toBeGreaterThan(30);
  const lines = said.join('\n').split('\n');
  const wide = lines.filter((each) => each.length > 80 && !each.startsWith('         aws '));
  expect(wide).toEqual([]);
});

test('--json is one document', async () => {
  aws.says(healthy({ 'scheduler *': schedule({ State: 'DISABLED' }) }));
  const { code, stdout } = await doctor('--json');
  expect(code).toBe(1);
  const document = JSON.parse(stdout);
  expect(document.time).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(document.findings).toContainEqual({
    check: 'schedule',
    level: 'problem',
    message: 'the schedule Keyturn-Schedule-EXAMPLE is disabled, so no run begins by itself',
    remedy: expect.stringContaining('To enable it'),
    run: expect.stringMatching(/^aws scheduler update-schedule --cli-input-json /),
  });
  const checks = new Set(document.findings.map(({ check }: { check: string }) => check));
  expect([...checks]).toEqual([
    'stack',
    'function',
    'settings',
    'drift',
    'role',
    'schedule',
    'last good run',
    'dead letters',
    'leaked keys',
    'topic',
    'subscriptions',
    'alarms',
    'readers',
    'last use',
    'users',
  ]);
});
