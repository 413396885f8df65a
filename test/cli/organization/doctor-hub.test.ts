/** `doctor --organization` with AWS's answers about a hub in which all is well, and then one thing after the other that is not. */
import { Writable } from 'node:stream';
import type { Finding } from '../../../cli/doctor/finding';
import { resolve } from '../../../cli/doctor/template/resolve';
import { main } from '../../../cli/main';
import { ofType, type StackView } from '../../../cli/session/stack-view';
import type { Streams } from '../../../cli/terminal/terminal';
import { type Answers, FakeAws, json, refusal, xml } from '../../support/http/fake-aws';
import { aMemberSummary, aReport, aReportedAccount, ENDED_AT } from '../../support/organization/reports';
import { ARNS, HUB_ACCOUNT, hubTemplate, REGION } from '../../support/organization/synthesized-hub';

const MANAGEMENT = '999988887777';
const STACK_ARN = `arn:aws:cloudformation:${REGION}:${HUB_ACCOUNT}:stack/KeyturnOrganization/00000000-0000-0000-0000-000000000000`;
const BUCKET = ARNS.bucket.slice('arn:aws:s3:::'.length);
const HOUR_MS = 3_600_000;

let aws: FakeAws;
let view: StackView;
const environment = { ...process.env };

beforeAll(async () => {
  aws = await FakeAws.start();
  view = viewOf(hubTemplate().Resources);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
});
afterAll(async () => {
  process.env = environment;
  await aws?.stop();
});

function viewOf(template: StackView['template']): StackView {
  const physical: Readonly<Record<string, string>> = {
    'AWS::SNS::Topic': ARNS.topic,
    'AWS::KMS::Key': ARNS.key.slice(ARNS.key.lastIndexOf('/') + 1),
    'AWS::S3::Bucket': BUCKET,
    'AWS::StepFunctions::StateMachine': ARNS.machine,
    'AWS::Scheduler::Schedule': 'keyturn-organization',
  };
  const physicalIds = new Map(
    Object.entries(template).map(([id, { Type, Properties }]) => [
      id,
      physical[Type] ?? String(Properties?.RoleName ?? id),
    ]),
  );
  const createdAt = new Date(ENDED_AT);
  return { name: 'KeyturnOrganization', arn: STACK_ARN, status: 'CREATE_COMPLETE', createdAt, template, physicalIds };
}

/** As the template has it, once deployed. */
// biome-ignore lint/suspicious/noExplicitAny: a template's values
function live(type: string): any[] {
  return ofType(view, type).map(([, { Properties = {} }]) => resolve(view, Properties));
}

const schedule = () => ({ GroupName: 'default', ...live('AWS::Scheduler::Schedule')[0] });

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const listed = (action: string, list: string, members: readonly string[]) => () =>
  xml(
    action,
    `<${list}>${members.map((each) => `<member>${each}</member>`).join('')}</${list}><IsTruncated>false</IsTruncated>`,
  );

const instance = (account: string, status: string, detail: string, reason = '') =>
  `<Account>${account}</Account><Status>${status}</Status><StatusReason>${reason}</StatusReason><StackInstanceStatus><DetailedStatus>${detail}</DetailedStatus></StackInstanceStatus>`;

const instances = (...members: readonly string[]) => listed('ListStackInstances', 'Summaries', members);

const access = (status: string) => () => xml('DescribeOrganizationsAccess', `<Status>${status}</Status>`);

const drift =
  (status: string, more = '') =>
  () =>
    xml(
      'DetectStackResourceDrift',
      `<StackResourceDrift><StackResourceDriftStatus>${status}</StackResourceDriftStatus>${more}</StackResourceDrift>`,
    );

const entry = (name: string, value: string) => `<entry><key>${name}</key><value>${escaped(value)}</value></entry>`;

function topic(change: (statements: readonly { Sid?: string }[]) => unknown = (all) => all): Answers[string] {
  const [{ PolicyDocument }] = live('AWS::SNS::TopicPolicy');
  const [{ KmsMasterKeyId, DisplayName }] = live('AWS::SNS::Topic');
  const policy = JSON.stringify({ ...PolicyDocument, Statement: change(PolicyDocument.Statement) });
  return () =>
    xml(
      'GetTopicAttributes',
      `<Attributes>${entry('Policy', policy)}${entry('KmsMasterKeyId', KmsMasterKeyId)}${entry('DisplayName', DisplayName)}</Attributes>`,
    );
}

const report = (...more: Parameters<typeof aReport>[0]) =>
  aReport([aReportedAccount('222233334441', { summary: aMemberSummary({ held: 0, blocked: 0 }) }), ...more]);

/** All is well. */
function healthy(more: Answers = {}): Answers {
  const outputs = { BucketName: BUCKET, StateMachineArn: ARNS.machine, TopicArn: ARNS.topic };
  const role = live('AWS::IAM::Role').find(({ RoleName }) => RoleName === 'keyturn-organization');
  const [policy] = role.Policies;
  return {
    'cloudformation DescribeStacks': () =>
      xml(
        'DescribeStacks',
        `<Stacks><member><StackName>${view.name}</StackName><StackId>${STACK_ARN}</StackId><StackStatus>${view.status}</StackStatus><CreationTime>${ENDED_AT}</CreationTime><Outputs>${Object.entries(
          outputs,
        )
          .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
          .join('')}</Outputs></member></Stacks>`,
      ),
    'cloudformation ListStackResources': () =>
      xml(
        'ListStackResources',
        `<StackResourceSummaries>${[...view.physicalIds]
          .map(
            ([id, physical]) =>
              `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId></member>`,
          )
          .join('')}</StackResourceSummaries>`,
      ),
    'cloudformation GetTemplate': () =>
      xml('GetTemplate', `<TemplateBody>${escaped(JSON.stringify({ Resources: view.template }))}</TemplateBody>`),
    'cloudformation DescribeOrganizationsAccess': access('ENABLED'),
    'cloudformation ListStackInstances': instances(instance('222233334441', 'CURRENT', 'SUCCEEDED')),
    'cloudformation DetectStackResourceDrift': drift('IN_SYNC'),
    'sts GetCallerIdentity': () => xml('GetCallerIdentity', `<Account>${HUB_ACCOUNT}</Account>`),
    'organizations ListDelegatedAdministrators': () => json({ DelegatedAdministrators: [{ Id: HUB_ACCOUNT }] }),
    'organizations DescribeOrganization': () => json({ Organization: { MasterAccountId: MANAGEMENT } }),
    'scheduler *': () => json({ State: 'ENABLED', ...schedule() }),
    'monitoring DescribeAlarms': () => json({ MetricAlarms: live('AWS::CloudWatch::Alarm') }),
    'sns GetTopicAttributes': topic(),
    'sns ListSubscriptionsByTopic': listed('ListSubscriptionsByTopic', 'Subscriptions', [
      `<Endpoint>q</Endpoint><Protocol>sqs</Protocol><SubscriptionArn>${ARNS.topic}:1</SubscriptionArn>`,
    ]),
    'iam ListRolePolicies': listed('ListRolePolicies', 'PolicyNames', [policy.PolicyName]),
    'iam ListAttachedRolePolicies': listed('ListAttachedRolePolicies', 'AttachedPolicies', []),
    'iam GetRolePolicy': () =>
      xml(
        'GetRolePolicy',
        `<RoleName>keyturn-organization</RoleName><PolicyName>${policy.PolicyName}</PolicyName><PolicyDocument>${encodeURIComponent(JSON.stringify(policy.PolicyDocument))}</PolicyDocument>`,
      ),
    [`s3 GET /${BUCKET}/latest.json`]: () => json(report()),
    [`s3 GET /${BUCKET}*`]: () => json(live('AWS::S3::BucketPolicy')[0].PolicyDocument),
    ...more,
  };
}

async function doctor(answers: Answers, laterMs = HOUR_MS / 2): Promise<{ code: number; findings: Finding[] }> {
  aws.says(answers);
  const said: string[] = [];
  const stream = () =>
    new Writable({
      write: (chunk, _encoding, done) => {
        said.push(String(chunk));
        done();
      },
    });
  const streams = {
    stdin: process.stdin,
    stdout: stream(),
    stderr: new Writable({ write: (_c, _e, done) => done() }),
    env: {},
  };
  const args = ['doctor', '--organization', '--json', '--endpoint-url', aws.endpoint, '--region', REGION];
  const code = await main(args, new Date(Date.parse(ENDED_AT) + laterMs), streams as unknown as Streams);
  return { code, findings: JSON.parse(said.join('')).findings };
}

const bad = (findings: readonly Finding[]) =>
  findings.filter(({ level }) => level === 'problem' || level === 'unknown');

test('all is well: 0, every check ok, and a note about the management account', async () => {
  const { code, findings } = await doctor(healthy());
  expect(bad(findings)).toEqual([]);
  expect(code).toBe(0);
  expect(findings.filter(({ level }) => level === 'note').map(({ message }) => message)).toEqual([
    expect.stringContaining(`management account ${MANAGEMENT}`),
  ]);
  expect(new Set(findings.map(({ check }) => check))).toEqual(
    new Set(
      'stack|schedule|trusted access|management account|waves|topic|subscriptions|bucket|role|alarms|key of the topic|last run|accounts|versions|users'.split(
        '|',
      ),
    ),
  );
});

test('it changes nothing, and asks no account', async () => {
  await doctor(healthy());
  const reads = / (Describe|DetectStackResourceDrift|List|Get|GET )/;
  expect(aws.actions().filter((action) => !reads.test(action))).toEqual([]);
});

const withoutMembers = (all: readonly { Sid?: string }[]) => all.filter(({ Sid }) => Sid !== 'MembersMayPublish');

/** What is wrong, AWS's answers then, the check that finds it, what it says, and what to do. */
const FAULTS: readonly (readonly [string, () => Answers, string, RegExp, RegExp])[] = [
  [
    'trusted access was taken away',
    () => ({ 'cloudformation DescribeOrganizationsAccess': access('DISABLED') }),
    'trusted access',
    /no access to the organization \(DISABLED\)/,
    /^npx keyturn organization prepare --delegate 111122223333$/,
  ],
  [
    'another account is the delegated administrator',
    () => ({
      'organizations ListDelegatedAdministrators': () => json({ DelegatedAdministrators: [{ Id: '444455556666' }] }),
    }),
    'trusted access',
    /111122223333 of the hub is no delegated administrator .*444455556666 is/,
    /^npx keyturn organization prepare --delegate 111122223333$/,
  ],
  [
    'the hub is paused',
    () => ({ 'scheduler *': () => json({ ...schedule(), State: 'DISABLED' }) }),
    'schedule',
    /the organization is paused/,
    /^npx keyturn organization resume$/,
  ],
  [
    'somebody made the schedule rarer',
    () => ({
      'scheduler *': () => json({ State: 'ENABLED', ...schedule(), ScheduleExpression: 'rate(1 day)' }),
    }),
    'schedule',
    /ScheduleExpression is rate\(1 day\)/,
    /^aws scheduler update-schedule/,
  ],
  [
    'an account has a Keyturn of its own',
    () => ({
      'cloudformation ListStackInstances': instances(
        instance('222233334442', 'OUTDATED', 'FAILED', 'keyturn-function already exists in stack Keyturn'),
      ),
    }),
    'waves',
    /222233334442 is OUTDATED \(FAILED\): keyturn-function already exists/,
    /cdk destroy Keyturn/,
  ],
  [
    'a deployment failed',
    () => ({
      'cloudformation ListStackInstances': instances(
        instance('222233334442', 'OUTDATED', 'FAILED', 'with an explicit deny in a service control policy'),
      ),
    }),
    'waves',
    /222233334442 .*explicit deny in a service control policy/,
    /list-stack-instances --stack-set-name keyturn-member-canary/,
  ],
  [
    'a StackSet was deleted',
    () => ({
      'cloudformation ListStackInstances': (call) =>
        refusal(call, 'StackSetNotFoundException', 'StackSet keyturn-member-canary not found', 404),
    }),
    'waves',
    /the StackSet keyturn-member-canary does not exist/,
    /^$/,
  ],
  [
    'members may not publish',
    () => ({ 'sns GetTopicAttributes': topic(withoutMembers) }),
    'topic',
    /the statement MembersMayPublish is missing/,
    /^aws sns set-topic-attributes/,
  ],
  [
    "the key's policy was changed",
    () => ({
      'cloudformation DetectStackResourceDrift': drift(
        'MODIFIED',
        '<PropertyDifferences><member><PropertyPath>/KeyPolicy/Statement/2</PropertyPath><ExpectedValue>a</ExpectedValue><ActualValue>b</ActualValue><DifferenceType>REMOVE</DifferenceType></member></PropertyDifferences>',
      ),
    }),
    'key of the topic',
    /the key was changed \(KeyPolicy\)/,
    /^npx cdk deploy KeyturnOrganization --revert-drift$/,
  ],
  [
    'the key is gone',
    () => ({ 'cloudformation DetectStackResourceDrift': drift('DELETED') }),
    'key of the topic',
    /the key is gone/,
    /^$/,
  ],
  [
    'somebody lets another account read the bucket',
    () => ({
      [`s3 GET /${BUCKET}*`]: () => {
        const [{ PolicyDocument }] = live('AWS::S3::BucketPolicy');
        const added = { Sid: 'Added', Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' };
        return json({ ...PolicyDocument, Statement: [...PolicyDocument.Statement, added] });
      },
    }),
    'bucket',
    /the statement Added was added/,
    /^(aws s3api put-bucket-policy|npx cdk deploy)/,
  ],
  [
    'the role of the hub was widened',
    () => ({
      'iam ListAttachedRolePolicies': listed('ListAttachedRolePolicies', 'AttachedPolicies', [
        '<PolicyName>AdministratorAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn>',
      ]),
    }),
    'role',
    /AdministratorAccess/,
    /./,
  ],
  [
    'nobody subscribes',
    () => ({ 'sns ListSubscriptionsByTopic': listed('ListSubscriptionsByTopic', 'Subscriptions', []) }),
    'subscriptions',
    /nobody subscribes/,
    /^aws sns subscribe/,
  ],
  [
    'an alarm was deleted',
    () => ({ 'monitoring DescribeAlarms': () => json({ MetricAlarms: live('AWS::CloudWatch::Alarm').slice(1) }) }),
    'alarms',
    /the alarm keyturn-organization-\S+ does not exist/,
    /./,
  ],
  [
    'an account cannot be reached',
    () => ({
      [`s3 GET /${BUCKET}/latest.json`]: () =>
        json(report(aReportedAccount('222233334442', { standing: 'unreached', because: 'Lambda.AccessDenied' }))),
    }),
    'accounts',
    /222233334442 .*unreached since .*Lambda\.AccessDenied/,
    /^$/,
  ],
];

test.each(FAULTS)('%s: it is found, alone, with what to do', async (_what, answers, check, message, run) => {
  const { code, findings } = await doctor(healthy(answers()));
  expect(code).toBe(1);
  const problems = bad(findings);
  expect(new Set(problems.map((each) => each.check))).toEqual(new Set([check]));
  expect(problems[0]).toMatchObject({
    level: 'problem',
    message: expect.stringMatching(message),
    remedy: expect.anything(),
  });
  expect(problems[0]?.run ?? '').toMatch(run);
});

test('a run that is missing is found', async () => {
  const { findings } = await doctor(healthy(), 4 * HOUR_MS);
  expect(bad(findings)).toMatchObject([
    { check: 'last run', run: expect.stringContaining(`--state-machine-arn ${ARNS.machine}`) },
  ]);
});

test('an account in no wave is named; the management account only as what it is', async () => {
  const outside = [aReportedAccount('222233334442'), aReportedAccount(MANAGEMENT)].map(({ summary: _, ...each }) => ({
    ...each,
    standing: 'in-no-wave' as const,
  }));
  const { code, findings } = await doctor(
    healthy({ [`s3 GET /${BUCKET}/latest.json`]: () => json(report(...outside)) }),
  );
  expect(code).toBe(0);
  const [named] = findings.filter(({ message }) => message.includes('in no wave'));
  expect(named?.message).toContain('222233334442');
  expect(named?.message).not.toContain(MANAGEMENT);
});

test('where the schedule may not be read, the template says when a run is missing', async () => {
  const denied: Answers[string] = (call) =>
    refusal(call, 'AccessDenied', 'not authorized to perform: scheduler:GetSchedule');
  const { findings } = await doctor(healthy({ 'scheduler *': denied }), 4 * HOUR_MS);
  expect(bad(findings).map(({ check, level }) => [check, level])).toEqual([
    ['schedule', 'unknown'],
    ['last run', 'problem'],
  ]);
});

describe('what may not be looked at is said, and hides nothing else', () => {
  const denied: Answers[string] = (call) =>
    refusal(call, 'AccessDenied', `User: x is not authorized to perform: ${call.service}:Something on resource: y`);

  test.each([
    ['cloudformation ListStackInstances', 'waves'],
    ['cloudformation DetectStackResourceDrift', 'key of the topic'],
    ['cloudformation DescribeOrganizationsAccess', 'trusted access'],
    ['organizations DescribeOrganization', 'management account'],
    ['scheduler *', 'schedule'],
    ['sns GetTopicAttributes', 'topic'],
    ['iam GetRolePolicy', 'role'],
    ['monitoring DescribeAlarms', 'alarms'],
  ])('%s', async (action, check) => {
    const { code, findings } = await doctor(healthy({ [action]: denied }));
    expect(code).toBe(1);
    expect(bad(findings)).toMatchObject([
      { check, level: 'unknown', message: expect.stringMatching(/^could not be checked: Access denied/) },
    ]);
  });

  test('whether the account is still a delegated administrator: Organizations says it to nobody else', async () => {
    const { findings } = await doctor(
      healthy({
        'organizations ListDelegatedAdministrators': (call) =>
          refusal(call, 'AccessDeniedException', "You don't have permissions to access this resource.", 400),
      }),
    );
    expect(bad(findings)).toMatchObject([
      { check: 'trusted access', level: 'unknown', remedy: expect.stringContaining('organization prepare --delegate') },
    ]);
  });
});
