/** What an account of an organization gets: little, at no cost, and exactly as much as the hub and the operator need. */
import { App, CfnParameter, Duration, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FUNCTION_SETTINGS, type SettingName } from '../../../lambda/core/settings/config';
import { environmentName, fromEnvironment, metricsFrom } from '../../../lambda/core/settings/environment';
import { HUB_PARAMETERS } from '../../../lib/organization/hub-parameters';
import { KeyturnMember } from '../../../lib/organization/member';
import { SETTINGS_OF_THE_ROLE } from '../../../lib/organization/member-parameters';
import type { KeyturnMemberProps, MemberRotation } from '../../../lib/organization/member-props';
import { memberTemplate } from '../../../lib/organization/member-template';
import { KeyturnStack } from '../../../lib/stack';
import { isAllowed } from '../../support/iam';
import { reportProof } from '../../support/proof/report-proof';
import { functionStatements, type Json, resolved, resourcesOf } from '../../support/template';

const HUB = {
  accountId: '111122223333',
  organizationId: 'o-a1b2c3d4e5',
  topicArn: 'arn:aws:sns:us-east-1:111122223333:keyturn-organization',
  topicKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  codeBucket: 'keyturn-organization-111122223333-us-east-1',
  codeKey: 'code/0123abcd.zip',
  operatorPrincipalArn: 'arn:aws:iam::111122223333:role/platform',
} as const;

const LONGEST_TEMPLATE_BYTES = 51_200;

const templateOf = (props: KeyturnMemberProps = {}): Json => JSON.parse(memberTemplate(props).body);

/** As CloudFormation fills it in, with the parameters' defaults. */
function filledIn(template: Json): Json {
  const values = Object.fromEntries(
    Object.entries<Json>(template.Parameters).map(([name, { Default }]) => [name, Default]),
  );
  return resolved(template.Resources, (name) => values[name] ?? name);
}

const roleNamed = (template: Json, name: string): Json =>
  Object.values<Json>(filledIn(template)).find(
    ({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.RoleName === name,
  );

const MOST = {
  maxKeyAge: Duration.days(80),
  grace: Duration.days(10),
  quarantine: Duration.days(5),
  idle: Duration.days(6),
  whenStillInUse: 'deactivate',
  manage: 'path:/service/',
  schedule: ScheduleExpression.expression('cron(0 6 * * ? *)', TimeZone.of('Europe/Berlin')),
  dryRun: true,
  maxRotationsPerRun: 7,
  secretPrefix: 'team/',
  secretFormat: 'tool',
  secretFormats: { tool: { id: '{AccessKeyId}', key: '{SecretAccessKey}' } },
  secretTags: { 'cost-center': '42' },
  replicaRegions: ['eu-west-1'],
  cloudTrailEvidence: false,
  leakResponse: 'deactivate',
  headsUp: Duration.days(3),
  docsUrl: 'https://wiki.example.com/keys',
  contact: 'platform@example.com',
  ownerTopics: [Topic.fromTopicArn(new Stack(), 'T', 'arn:aws:sns:us-east-1:111122223333:team-a')],
} satisfies MemberRotation;

describe('the template of a member', () => {
  const template = templateOf();

  test('has nothing that costs by being there: no metric, alarm, dashboard, KMS key, topic or schedule', () => {
    const types = Object.values<Json>(template.Resources).map(({ Type }) => Type);
    expect(types.sort()).toEqual([
      'AWS::Events::Rule',
      'AWS::Events::Rule',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Role',
      'AWS::IAM::Role',
      'AWS::IAM::Role',
      'AWS::Lambda::Alias',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::SQS::Queue',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::SQS::QueuePolicy',
    ]);
    const [[, { Properties }]] = resourcesOf(template, 'AWS::Lambda::Function') as [[string, Json]];
    expect(metricsFrom(Properties.Environment.Variables)).toBe(false);
  });

  test('hears of its own leaked keys: two rules, one queue, and a second function of the same code, role and settings', () => {
    const only = (type: string) => resourcesOf(template, type).map(([, { Properties }]) => Properties as Json);
    const [main, leaks] = only('AWS::Lambda::Function');
    for (const name of ['Code', 'Handler', 'Role', 'Environment', 'LoggingConfig'])
      expect([name, leaks[name]]).toEqual([name, main[name]]);
    const rules = only('AWS::Events::Rule');
    expect(rules.map(({ EventPattern }) => EventPattern.source)).toEqual([['aws.health'], ['aws.guardduty']]);
    const [source] = only('AWS::Lambda::EventSourceMapping');
    for (const { Targets } of rules) expect(Targets.map(({ Arn }: Json) => Arn)).toEqual([source.EventSourceArn]);
  });

  test('with leakResponse off nothing hears, and deployment cannot change that: the role has no right to', () => {
    const off = templateOf({ leakResponse: 'off' });
    for (const type of ['AWS::Events::Rule', 'AWS::SQS::Queue', 'AWS::Lambda::EventSourceMapping'])
      expect(resourcesOf(off, type)).toEqual([]);
    expect(off.Parameters.LeakResponse).toMatchObject({ Default: 'off', AllowedValues: ['off'] });
    expect(template.Parameters.LeakResponse).not.toHaveProperty('AllowedValues');
  });

  test('needs no upload, whatever the settings', () => {
    const sizes = [memberTemplate({}), memberTemplate({ ...MOST, hub: HUB })].map(({ body }) =>
      Buffer.byteLength(body),
    );
    reportProof({ proof: 'member template', cases: sizes.length, bytes: sizes, limit: LONGEST_TEMPLATE_BYTES });
    for (const size of sizes) expect(size).toBeLessThan(LONGEST_TEMPLATE_BYTES);
  });

  test('needs nothing of the CDK in the account: no asset, no bootstrap, no metadata', () => {
    expect(Object.keys(template).sort()).toEqual(['Conditions', 'Description', 'Outputs', 'Parameters', 'Resources']);
    expect(JSON.stringify(template)).not.toMatch(/cdk|hnb659fds/i);
  });

  test('has the names on which the hub, the operator and the lock rely', () => {
    const names = Object.values<Json>(filledIn(template)).flatMap(
      ({ Properties: { RoleName, FunctionName, Name } }) =>
        RoleName ?? (Name ? `${Name} of ${FunctionName}` : undefined) ?? [],
    );
    expect(names.sort()).toEqual([
      expect.stringMatching(/^hub of memberfunction|^hub of MemberFunction/),
      'keyturn-function',
      'keyturn-member',
      'keyturn-operator',
    ]);
    const [[, { Properties }]] = resourcesOf(template, 'AWS::Lambda::Function') as [[string, Json]];
    expect(Properties.FunctionName).toBe('keyturn');
  });

  test('the same settings give the same template, in whichever app it is made', () => {
    process.env.CDK_OUTDIR = '/nowhere';
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:enable-path-metadata': true, graceDays: '3' });
    try {
      expect(templateOf()).toEqual(template);
    } finally {
      delete process.env.CDK_OUTDIR;
      delete process.env.CDK_CONTEXT_JSON;
    }
  });
});

describe('a setting', () => {
  const { parameters } = memberTemplate(MOST);
  const [most, none] = [templateOf(MOST), templateOf()];

  const variablesOf = (props: KeyturnMemberProps) => {
    const filled = filledIn(templateOf({ ...props, hub: HUB }));
    const lambda = Object.values<Json>(filled).find(({ Type }) => Type === 'AWS::Lambda::Function');
    return lambda.Properties.Environment.Variables as Record<string, string>;
  };

  test.each(FUNCTION_SETTINGS)('%s has a parameter, which the function reads', (name) => {
    const { Parameters, Resources } = most;
    const parameter = name.replace(/^./, (letter) => letter.toUpperCase());
    expect(Parameters[parameter]).toMatchObject({
      Type: 'String',
      Default: parameters[parameter],
    });
    const lambda = Object.values<Json>(Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(lambda.Properties.Environment.Variables[environmentName(name)]).toEqual({ Ref: parameter });
  });

  test('reaches the function as it reaches that of a standalone Keyturn', () => {
    const env = { account: '123456789012', region: 'us-east-1' };
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
    const standalone = Template.fromStack(new KeyturnStack(app, 'Keyturn', { ...MOST, env })).toJSON();
    const [[, { Properties }]] = resourcesOf(standalone, 'AWS::Lambda::Function') as [[string, Json]];
    const topic = { KEYTURN_TOPIC_ARN: HUB.topicArn };
    expect(fromEnvironment(variablesOf(MOST))).toEqual(
      fromEnvironment({ ...Properties.Environment.Variables, ...topic }),
    );
  });

  test.each(FUNCTION_SETTINGS)('%s can be changed at deployment only where the role does not depend on it', (name) => {
    const policy = (props: MemberRotation) =>
      JSON.stringify(roleNamed(templateOf(props), 'keyturn-function').Properties);
    const changed = policy(pickProps(name)) !== policy(pickProps(name, 'default'));
    expect({ name, changed }).toEqual({ name, changed: SETTINGS_OF_THE_ROLE.includes(name) });
    const parameter = none.Parameters[name.replace(/^./, (letter) => letter.toUpperCase())];
    expect(parameter.AllowedValues).toEqual(changed ? [parameter.Default] : undefined);
  });

  /** The one prop of MOST that makes this setting, with what it needs. */
  function pickProps(name: SettingName, how?: 'default'): MemberRotation {
    const { secretFormats } = MOST;
    if (how === 'default') return name === 'secretFormat' ? { secretFormats } : {};
    if (name === 'secretFormat') return { secretFormats, secretFormat: 'tool' };
    if (name === 'scheduleTimezone') return { schedule: MOST.schedule };
    const prop = name.replace(/Days$/, '') as keyof typeof MOST;
    return { [prop]: MOST[prop] };
  }
});

describe('a mistake is refused when the template is made, in the words of the member', () => {
  const { Parameters } = templateOf();

  test.each<[sentence: string, props: object]>([
    ['KeyturnMember: grace is "0", but must be a number of days greater than 0', { grace: Duration.days(0) }],
    ['KeyturnMember: maxKeyAge is 10, grace is 14', { maxKeyAge: Duration.days(10) }],
    ['KeyturnMember: manage is "everybody", but must be "tag:<key>=<value>"', { manage: 'everybody' }],
    ['KeyturnMember: secretFormat is "tool", but must be "credential-process"', { secretFormat: 'tool' }],
    ['KeyturnMember: notifyEmail is nothing that a member has; it has maxKeyAge, ', { notifyEmail: 'a@example.com' }],
    ['KeyturnMember: roleName is nothing that a member has', { roleName: 'acme' }],
    ['KeyturnMember: hub.account is not known; the hub has accountId, ', { hub: { account: '1' } }],
    [
      'KeyturnMember: hub.accountId is "1234", but must be an account\'s id of 12 digits',
      { hub: { accountId: '1234' } },
    ],
    ['KeyturnMember: hub.organizationId is "ou-1", but must be an organization', { hub: { organizationId: 'ou-1' } }],
    [
      'KeyturnMember: hub.operatorPrincipalArn is "*", but must be the ARN of an IAM role',
      { hub: { operatorPrincipalArn: '*' } },
    ],
  ])('%s', (sentence, props) => {
    expect(() => memberTemplate(props as KeyturnMemberProps)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(sentence) }),
    );
  });

  test('a value of the hub that only CloudFormation knows is a parameter at deployment', () => {
    const stack = new Stack();
    const { valueAsString } = new CfnParameter(stack, 'Later');
    expect(() => new KeyturnMember(stack, 'Member', { hub: { topicKeyArn: valueAsString } })).toThrow(
      'KeyturnMember: hub.topicKeyArn is known only at deployment, but must be known at synthesis: leave it out, and give the parameter TopicKeyArn at deployment',
    );
  });

  test('a policy that is tight is a warning, as for a standalone Keyturn', () => {
    const stack = new Stack();
    new KeyturnMember(stack, 'Member', { maxKeyAge: Duration.days(40), hub: HUB });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('maxKeyAge \\(40\\) is less than'));
    expect(memberTemplate({ maxKeyAge: Duration.days(40) }).warnings).toEqual([
      expect.stringContaining('maxKeyAge (40) is less than'),
    ]);
    expect(memberTemplate({}).warnings).toEqual([]);
  });

  test.each(Object.values(HUB_PARAMETERS))('$parameter is checked by CloudFormation too', (known) => {
    const { AllowedPattern, ConstraintDescription } = Parameters[known.parameter];
    expect(ConstraintDescription).toBe(`must be ${known.allowed}`);
    expect(new RegExp(AllowedPattern).test('not allowed!')).toBe(false);
    for (const value of Object.values(HUB))
      expect(new RegExp(AllowedPattern).test(value)).toBe(new RegExp(`^(?:${known.pattern})$`).test(value));
  });
});

describe('promise 14: who may do what', () => {
  const template = templateOf({ hub: HUB });
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:keyturn';
  const policiesOf = (name: string) =>
    roleNamed(template, name).Properties.Policies.map(({ PolicyDocument }: Json) => PolicyDocument);
  const may = (name: string, action: string, resource: string) =>
    isAllowed(policiesOf(name), { principal: `arn:aws:iam::123456789012:role/${name}`, action, resource });

  test('the hub may invoke the alias', async () => {
    expect(await may('keyturn-member', 'lambda:InvokeFunction', `${functionArn}:hub`)).toBe(true);
  });

  test.each([
    ['lambda:InvokeFunction', functionArn],
    ['lambda:InvokeFunction', `${functionArn}:$LATEST`],
    ['lambda:InvokeFunction', `${functionArn}:1`],
    ['lambda:InvokeFunction', `${functionArn}:hubs`],
    ['lambda:InvokeFunction', functionArn.replace('us-east-1', 'eu-west-1').concat(':hub')],
    ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:123456789012:function:other:hub'],
    ['lambda:UpdateAlias', `${functionArn}:hub`],
    ['lambda:UpdateFunctionCode', functionArn],
    ['lambda:GetFunction', functionArn],
    ['iam:CreateAccessKey', 'arn:aws:iam::123456789012:user/alice'],
    ['secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:keyturn/alice-AbCdEf'],
    ['sts:AssumeRole', 'arn:aws:iam::123456789012:role/keyturn-operator'],
  ])('the hub may not %s on %s', async (action, resource) => {
    expect(await may('keyturn-member', action, resource)).toBe(false);
  });

  test('the operator may invoke the function itself, and nothing more', async () => {
    expect(await may('keyturn-operator', 'lambda:InvokeFunction', functionArn)).toBe(true);
    expect(await may('keyturn-operator', 'lambda:UpdateFunctionCode', functionArn)).toBe(false);
    expect(await may('keyturn-operator', 'iam:DeleteAccessKey', 'arn:aws:iam::123456789012:user/alice')).toBe(false);
  });

  const trustOf = (name: string) => roleNamed(template, name).Properties.AssumeRolePolicyDocument.Statement;

  test('the hub is the role of that name, in that account, in that organization', () => {
    expect(trustOf('keyturn-member')).toEqual([
      {
        Sid: 'HubOfTheOrganization',
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: 'arn:aws:iam::111122223333:role/keyturn-organization' },
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      },
    ]);
  });

  test('the operator is whoever is named, from the organization, with MFA where that is asked for', () => {
    expect(trustOf('keyturn-operator')).toEqual([
      {
        Sid: 'OperatorOfTheOrganization',
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: HUB.operatorPrincipalArn },
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
          Bool: { 'Fn::If': ['OperatorNeedsMfa', { 'aws:MultiFactorAuthPresent': 'true' }, 'AWS::NoValue'] },
        },
      },
    ]);
  });

  test('without a name there is no operator', () => {
    const [[, role]] = resourcesOf(templateOf(), 'AWS::IAM::Role').filter(
      ([, { Properties }]) => Properties.RoleName === 'keyturn-operator',
    ) as [[string, Json]];
    expect(role.Condition).toBe('HasOperator');
    expect(templateOf().Parameters.OperatorPrincipalArn.Default).toBe('');
  });

  test("promise 5: the function's role is that of a standalone Keyturn, less the queue that it does not have", () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
    const standalone = functionStatements(Template.fromStack(new KeyturnStack(app, 'Keyturn')).toJSON());
    const member = functionStatements(template, (name) => template.Parameters[name]?.Default ?? name);
    const unnamed = (statements: ReturnType<typeof functionStatements>) =>
      statements.map(({ Sid, Resource, Action, ...rest }) => ({
        Sid,
        ...rest,
        Action: [Action].flat().sort(),
        ...(!['TellOwners', 'EncryptMessages', 'WriteLog', 'ReceiveSignals'].includes(Sid) && { Resource }),
      }));
    expect(unnamed(member)).toEqual(unnamed(standalone.filter(({ Sid }) => Sid !== 'KeepFailedEvents')));
    expect(member.find(({ Sid }) => Sid === 'TellOwners')?.Resource).toBe(HUB.topicArn);
    expect(member.find(({ Sid }) => Sid === 'EncryptMessages')?.Resource).toBe(HUB.topicKeyArn);
  });
});

test("deployed by itself, it passes the CDK's own checks and those of cdk-nag", () => {
  const app = new App({ context: recommendedFlags });
  const told = jest.spyOn(console, 'error').mockImplementation();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  new KeyturnMember(new Stack(app, 'Keyturn'), 'Member', { hub: HUB });
  expect(() => app.synth()).not.toThrow();
  expect(told.mock.calls).toEqual([]);
  told.mockRestore();
});
