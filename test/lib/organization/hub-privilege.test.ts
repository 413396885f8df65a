/** Promise 14, by IAM: what the roles and the resources of the hub allow, and what they refuse. */
import { memberTemplate } from '../../../lib/organization/member-template';
import {
  ARNS,
  deployedForm,
  HUB_ACCOUNT,
  hubTemplate,
  isAllowed,
  MEMBER_ACCOUNT,
  ORGANIZATION,
  type Question,
  REGION,
} from '../../support/organization/synthesized-hub';
import { type Json, resolved } from '../../support/template';

const hub = deployedForm(hubTemplate());
const resources = Object.values<Json>(hub);
const ofType = (type: string): Json[] =>
  resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
const roles = ofType('AWS::IAM::Role');
const role = (about: RegExp): Json =>
  roles.find(({ RoleName = '', Description }) => about.test(`${RoleName} ${Description}`));
const policies = ({ Policies = [] }: Json): Json[] => Policies.map(({ PolicyDocument }: Json) => PolicyDocument);

const MACHINE = `arn:aws:sts::${HUB_ACCOUNT}:assumed-role/keyturn-organization/states`;
const machineRole = role(/^keyturn-organization /);
const inOrganization = { 'aws:PrincipalOrgID': ORGANIZATION };
const ofOrganization = { ...inOrganization, 'aws:ResourceOrgID': ORGANIZATION };

/** A member as CloudFormation fills it in. */
const member: Json[] = (() => {
  const { Parameters, Resources } = JSON.parse(memberTemplate({}).body);
  const given: Readonly<Record<string, string>> = {
    HubAccountId: HUB_ACCOUNT,
    OrganizationId: ORGANIZATION,
    OperatorPrincipalArn: `arn:aws:iam::${HUB_ACCOUNT}:role/platform`,
    TopicArn: ARNS.topic,
    TopicKeyArn: ARNS.key,
    'AWS::AccountId': MEMBER_ACCOUNT,
    'AWS::Region': REGION,
  };
  const text = JSON.stringify(Resources)
    .replaceAll('{"Ref":"AWS::AccountId"}', `"${MEMBER_ACCOUNT}"`)
    .replaceAll('{"Ref":"AWS::Region"}', `"${REGION}"`)
    // Without MFA.
    .replaceAll(/,"Bool":\{"Fn::If":.*?\]\}/g, '');
  return Object.values<Json>(resolved(JSON.parse(text), (name) => given[name] ?? Parameters[name]?.Default ?? name));
})();
const memberRole = (name: string): Json => member.find(({ Properties }) => Properties.RoleName === name).Properties;
const roleArn = (name: string, account = MEMBER_ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;

/** As the roles of administrators do. */
const TRUSTS_THE_HUB = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${HUB_ACCOUNT}:root` } }],
};

describe("the machine's role", () => {
  const may = (action: string, resource: string, more: Partial<Question> = {}) =>
    isAllowed({ principal: MACHINE, action, resource, identityPolicies: policies(machineRole), ...more });
  const assume = (name: string, more: Partial<Question> = {}) =>
    may('sts:AssumeRole', roleArn(name), {
      account: MEMBER_ACCOUNT,
      context: ofOrganization,
      resourcePolicy: memberRole('keyturn-member').AssumeRolePolicyDocument,
      ...more,
    });

  test('has no statement on *', () => {
    const statements = policies(machineRole).flatMap(({ Statement }) => Statement as Json[]);
    expect(statements.length).toBeGreaterThan(4);
    expect(statements.flatMap(({ Resource }) => Resource).filter((resource) => resource === '*')).toEqual([]);
    expect(statements.flatMap(({ Action }) => Action).filter((action: string) => action.includes('*'))).toEqual([]);
  });

  test("may act as a member's role, which lets it, in its own organization", async () => {
    expect(await assume('keyturn-member')).toBe(true);
  });

  test.each<[sentence: string, name: string, more?: Partial<Question>]>([
    [
      'the operator of a member',
      'keyturn-operator',
      { resourcePolicy: memberRole('keyturn-operator').AssumeRolePolicyDocument },
    ],
    ["a member's function, whatever that trusts", 'keyturn-function', { resourcePolicy: TRUSTS_THE_HUB }],
    ['an administrator, whatever that trusts', 'OrganizationAccountAccessRole', { resourcePolicy: TRUSTS_THE_HUB }],
    [
      'a member of another organization',
      'keyturn-member',
      { context: { ...inOrganization, 'aws:ResourceOrgID': 'o-another000' } },
    ],
    [
      'a member of an organization that it has left',
      'keyturn-member',
      { context: { ...ofOrganization, 'aws:PrincipalOrgID': 'o-another000' } },
    ],
  ])('may not act as %s', async (_sentence, name, more) => {
    expect(await assume(name, more)).toBe(false);
  });

  test.each([
    ['lambda:InvokeFunction', ARNS.accounts],
    ['lambda:InvokeFunction', ARNS.digest],
    ['states:StartExecution', ARNS.machine],
    ['states:StopExecution', ARNS.machine.replace('stateMachine:', 'execution:').concat('/accounts:abc')],
    ['s3:GetObject', `${ARNS.bucket}/runs/r/accounts.json`],
    ['s3:PutObject', `${ARNS.bucket}/runs/r/manifest.json`],
  ])('may %s on %s', async (action, resource) => {
    expect(await may(action, resource)).toBe(true);
  });

  test.each([
    ['lambda:InvokeFunction', `arn:aws:lambda:${REGION}:${MEMBER_ACCOUNT}:function:keyturn:hub`],
    ['lambda:InvokeFunction', `arn:aws:lambda:${REGION}:${HUB_ACCOUNT}:function:other`],
    ['lambda:UpdateFunctionCode', ARNS.accounts],
    ['states:UpdateStateMachine', ARNS.machine],
    ['states:StartExecution', ARNS.machine.replace('keyturn-organization', 'other')],
    ['s3:PutObject', `${ARNS.bucket}/code/evil.zip`],
    ['s3:PutObject', `${ARNS.bucket}/latest.json`],
    ['s3:DeleteObject', `${ARNS.bucket}/runs/r/accounts.json`],
    ['iam:CreateAccessKey', `arn:aws:iam::${HUB_ACCOUNT}:user/alice`],
    ['iam:PassRole', roleArn('keyturn-organization', HUB_ACCOUNT)],
    ['cloudformation:UpdateStackSet', `arn:aws:cloudformation:${REGION}:${HUB_ACCOUNT}:stackset/keyturn-member-all:1`],
    ['sns:Publish', ARNS.topic],
  ])('may not %s on %s', async (action, resource) => {
    expect(await may(action, resource)).toBe(false);
  });

  test('is for this machine alone', () => {
    expect(machineRole.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'states.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': HUB_ACCOUNT }, ArnEquals: { 'aws:SourceArn': ARNS.machine } },
      },
    ]);
  });
});

describe("a member's role", () => {
  const trust = memberRole('keyturn-member').AssumeRolePolicyDocument;
  const ALLOWS_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const assumedBy = (principal: string, context = ofOrganization, resourcePolicy = trust) =>
    isAllowed({
      principal,
      action: 'sts:AssumeRole',
      resource: roleArn('keyturn-member'),
      account: MEMBER_ACCOUNT,
      context,
      identityPolicies: [ALLOWS_ALL],
      resourcePolicy,
    });

  test.each([
    ["another role of the hub's account", `arn:aws:sts::${HUB_ACCOUNT}:assumed-role/admin/alice`],
    ["a user of the hub's account", `arn:aws:iam::${HUB_ACCOUNT}:user/alice`],
    ['a role of that name in another account', 'arn:aws:sts::999988887777:assumed-role/keyturn-organization/states'],
    ['a role of its own account', `arn:aws:sts::${MEMBER_ACCOUNT}:assumed-role/developer/bob`],
  ])('refuses %s, whatever that may do', async (_what, principal) => {
    expect(await assumedBy(principal)).toBe(false);
  });

  test('refuses the hub once that has left the organization', async () => {
    expect(await assumedBy(MACHINE)).toBe(true);
    expect(await assumedBy(MACHINE, { ...ofOrganization, 'aws:PrincipalOrgID': 'o-another000' })).toBe(false);
  });

  const functionArn = `arn:aws:lambda:${REGION}:${MEMBER_ACCOUNT}:function:keyturn`;
  const may = (action: string, resource: string) =>
    isAllowed({
      principal: `arn:aws:sts::${MEMBER_ACCOUNT}:assumed-role/keyturn-member/states`,
      action,
      resource,
      account: MEMBER_ACCOUNT,
      identityPolicies: policies(memberRole('keyturn-member')),
    });

  test('may invoke the alias, and nothing else', async () => {
    expect(await may('lambda:InvokeFunction', `${functionArn}:hub`)).toBe(true);
    const refused = [
      ['lambda:InvokeFunction', functionArn],
      ['lambda:UpdateFunctionConfiguration', functionArn],
      ['iam:UpdateAccessKey', `arn:aws:iam::${MEMBER_ACCOUNT}:user/alice`],
      [
        'secretsmanager:GetSecretValue',
        `arn:aws:secretsmanager:${REGION}:${MEMBER_ACCOUNT}:secret:keyturn/alice-AbCdEf`,
      ],
    ] as const;
    for (const [action, resource] of refused) expect([action, await may(action, resource)]).toEqual([action, false]);
  });
});

describe('the topic and its key', () => {
  const [topicPolicy] = ofType('AWS::SNS::TopicPolicy').map(({ PolicyDocument }) => PolicyDocument);
  const [keyPolicy] = ofType('AWS::KMS::Key').map(({ KeyPolicy }) => KeyPolicy);
  const functionPolicies = policies(memberRole('keyturn-function'));
  const via = { 'kms:ViaService': `sns.${REGION}.amazonaws.com` };

  const publish = (name: string, account: string, organization: string, more: Partial<Question> = {}) =>
    isAllowed({
      principal: `arn:aws:sts::${account}:assumed-role/${name}/session`,
      action: 'sns:Publish',
      resource: ARNS.topic,
      context: {
        'aws:PrincipalOrgID': organization,
        'aws:PrincipalArn': roleArn(name, account),
        'aws:SecureTransport': 'true',
      },
      identityPolicies: functionPolicies,
      resourcePolicy: topicPolicy,
      ...more,
    });
  const encrypt = (name: string, account: string, organization: string, context: Question['context'] = via) =>
    isAllowed({
      principal: `arn:aws:sts::${account}:assumed-role/${name}/session`,
      action: 'kms:GenerateDataKey',
      resource: ARNS.key,
      context: { 'aws:PrincipalOrgID': organization, 'aws:PrincipalArn': roleArn(name, account), ...context },
      identityPolicies: functionPolicies,
      resourcePolicy: keyPolicy,
    });

  test("take the messages of members' functions", async () => {
    expect(await publish('keyturn-function', MEMBER_ACCOUNT, ORGANIZATION)).toBe(true);
    expect(await encrypt('keyturn-function', MEMBER_ACCOUNT, ORGANIZATION)).toBe(true);
  });

  test.each([
    ['another role of a member', 'developer', MEMBER_ACCOUNT, ORGANIZATION],
    ['a role of that name outside the organization', 'keyturn-function', '999988887777', 'o-another000'],
  ])('take none of %s', async (_what, name, account, organization) => {
    expect(await publish(name, account, organization)).toBe(false);
    expect(await encrypt(name, account, organization)).toBe(false);
  });

  test('the key serves messages only', async () => {
    const queues = { 'kms:ViaService': `sqs.${REGION}.amazonaws.com` };
    expect(await encrypt('keyturn-function', MEMBER_ACCOUNT, ORGANIZATION, queues)).toBe(false);
  });

  test('the topic takes nothing without TLS', async () => {
    const context = {
      'aws:PrincipalOrgID': ORGANIZATION,
      'aws:PrincipalArn': roleArn('keyturn-function'),
      'aws:SecureTransport': 'false',
    };
    expect(await publish('keyturn-function', MEMBER_ACCOUNT, ORGANIZATION, { context })).toBe(false);
  });
});

describe('the bucket', () => {
  const [bucketPolicy] = ofType('AWS::S3::BucketPolicy').map(({ PolicyDocument }) => PolicyDocument);
  const ALLOWS_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  const may = (action: string, key: string, organization = ORGANIZATION) =>
    isAllowed({
      principal: `arn:aws:sts::${MEMBER_ACCOUNT}:assumed-role/admin/alice`,
      action,
      resource: `${ARNS.bucket}/${key}`,
      context: { 'aws:PrincipalOrgID': organization, 'aws:SecureTransport': 'true' },
      identityPolicies: [ALLOWS_ALL],
      resourcePolicy: bucketPolicy,
    });

  test('gives the code to the organization', async () => {
    expect(await may('s3:GetObject', 'code/abc.zip')).toBe(true);
  });

  test.each([
    ['the code to another organization', 's3:GetObject', 'code/abc.zip', 'o-another000'],
    ['what accounts answered', 's3:GetObject', 'runs/r/SUCCEEDED_0.json', ORGANIZATION],
    ['the report', 's3:GetObject', 'latest.json', ORGANIZATION],
    ['its place to other code', 's3:PutObject', 'code/abc.zip', ORGANIZATION],
    ['its list of accounts to a change', 's3:PutObject', 'runs/r/accounts.json', ORGANIZATION],
  ])('gives not %s', async (_what, action, key, organization) => {
    expect(await may(action, key, organization)).toBe(false);
  });
});

describe("the hub's functions", () => {
  const may = (about: RegExp, action: string, resource: string, context: Question['context'] = {}) =>
    isAllowed({
      principal: `arn:aws:sts::${HUB_ACCOUNT}:assumed-role/hub/session`,
      action,
      resource,
      context,
      identityPolicies: policies(role(about)),
    });
  const ROLES = {
    accounts: /lists the accounts/,
    digest: /reads what the accounts/,
    copier: /copies the members' code/,
  };

  test('each has a role that may nothing on a key, a secret or another role', async () => {
    const refused = [
      ['iam:UpdateAccessKey', `arn:aws:iam::${HUB_ACCOUNT}:user/alice`],
      ['iam:CreateAccessKey', `arn:aws:iam::${HUB_ACCOUNT}:user/alice`],
      ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION}:${HUB_ACCOUNT}:secret:keyturn/alice-AbCdEf`],
      ['sts:AssumeRole', roleArn('keyturn-member')],
      ['sts:AssumeRole', roleArn('keyturn-operator')],
      [
        'cloudformation:CreateStackInstances',
        `arn:aws:cloudformation:${REGION}:${HUB_ACCOUNT}:stackset/keyturn-member-all:1`,
      ],
      ['states:StartExecution', ARNS.machine],
      ['organizations:MoveAccount', `arn:aws:organizations::${HUB_ACCOUNT}:account/${ORGANIZATION}/${MEMBER_ACCOUNT}`],
    ] as const;
    for (const about of Object.values(ROLES))
      for (const [action, resource] of refused) {
        const context = action === 'sts:AssumeRole' ? ofOrganization : {};
        expect([action, await may(about, action, resource, context)]).toEqual([action, false]);
      }
  });

  test('the one that lists accounts reads no answer, and the one that reads answers lists nobody', async () => {
    expect(await may(ROLES.accounts, 's3:PutObject', `${ARNS.bucket}/runs/r/accounts.json`)).toBe(true);
    expect(await may(ROLES.accounts, 's3:GetObject', `${ARNS.bucket}/runs/r/SUCCEEDED_0.json`)).toBe(false);
    expect(await may(ROLES.accounts, 's3:PutObject', `${ARNS.bucket}/latest.json`)).toBe(false);
    expect(await may(ROLES.digest, 's3:GetObject', `${ARNS.bucket}/runs/r/SUCCEEDED_0.json`)).toBe(true);
    expect(await may(ROLES.digest, 's3:PutObject', `${ARNS.bucket}/latest.json`)).toBe(true);
    expect(await may(ROLES.digest, 's3:PutObject', `${ARNS.bucket}/code/abc.zip`)).toBe(false);
    expect(await may(ROLES.digest, 'organizations:ListRoots', '*')).toBe(false);
  });

  test('only one of them writes code, and it reads no report', async () => {
    expect(await may(ROLES.copier, 's3:PutObject', `${ARNS.bucket}/code/abc.zip`)).toBe(true);
    expect(await may(ROLES.copier, 's3:PutObject', `${ARNS.bucket}/runs/r/accounts.json`)).toBe(false);
    expect(await may(ROLES.copier, 's3:GetObject', `${ARNS.bucket}/latest.json`)).toBe(false);
    expect(await may(ROLES.accounts, 's3:PutObject', `${ARNS.bucket}/code/abc.zip`)).toBe(false);
  });
});

/** Between two waves: it can start and look, and nothing else. */
const GATE = role(/tries a wave/);
const WAITING = role(/asks? whether a run is over/);
const executions = (machine: string, name: string) => `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
const SCHEDULE = `arn:aws:scheduler:${REGION}:${HUB_ACCOUNT}:schedule/default/keyturn-organization`;

const mayOf = (who: Json, action: string, resource: string) =>
  isAllowed({
    principal: `arn:aws:sts::${HUB_ACCOUNT}:assumed-role/gate/session`,
    action,
    resource,
    identityPolicies: policies(who),
  });

describe("the gate's role", () => {
  test.each([
    ['states:StartExecution', ARNS.machine],
    ['states:StartExecution', ARNS.rollout],
    ['states:DescribeExecution', executions(ARNS.machine, 'gate-abc-1')],
    ['s3:GetObject', `${ARNS.bucket}/runs/gate-abc-1/report.json`],
    ['cloudformation:DescribeStacks', ARNS.stack],
    ['scheduler:GetSchedule', SCHEDULE],
    ['sns:Publish', ARNS.topic],
  ])('may %s on %s', async (action, resource) => {
    expect(await mayOf(GATE, action, resource)).toBe(true);
  });

  test.each([
    ['sts:AssumeRole', 'arn:aws:iam::222233334444:role/keyturn-member'],
    ['sts:AssumeRole', 'arn:aws:iam::222233334444:role/keyturn-operator'],
    ['lambda:InvokeFunction', `arn:aws:lambda:${REGION}:222233334444:function:keyturn:hub`],
    ['lambda:InvokeFunction', ARNS.accounts],
    ['states:StartExecution', ARNS.machine.replace('keyturn-organization', 'other')],
    ['states:StopExecution', executions(ARNS.machine, 'gate-abc-1')],
    ['states:UpdateStateMachine', ARNS.machine],
    ['states:DescribeExecution', executions(ARNS.machine, 'another')],
    ['scheduler:UpdateSchedule', SCHEDULE],
    ['cloudformation:DescribeStacks', ARNS.stack.replace('KeyturnOrganization', 'Other')],
    ['cloudformation:UpdateStack', ARNS.stack],
    ['cloudformation:UpdateStackSet', `arn:aws:cloudformation:${REGION}:${HUB_ACCOUNT}:stackset/keyturn-member-all:1`],
    ['s3:PutObject', `${ARNS.bucket}/runs/gate-abc-1/report.json`],
    ['s3:PutObject', `${ARNS.bucket}/code/evil.zip`],
    ['s3:GetObject', `${ARNS.bucket}/latest.json`],
    ['iam:UpdateAccessKey', `arn:aws:iam::${HUB_ACCOUNT}:user/alice`],
    ['iam:CreateAccessKey', `arn:aws:iam::${HUB_ACCOUNT}:user/alice`],
    ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION}:${HUB_ACCOUNT}:secret:keyturn/alice-AbCdEf`],
  ])('may not %s on %s', async (action, resource) => {
    expect(await mayOf(GATE, action, resource)).toBe(false);
  });

  test('has no statement on *', () => {
    const resources = policies(GATE).flatMap(({ Statement }) => Statement.flatMap(({ Resource }: Json) => Resource));
    expect(resources.length).toBeGreaterThan(6);
    expect(resources).not.toContain('*');
  });
});

describe('the role of the machine that waits', () => {
  test('may ask the gate, and nothing else', async () => {
    expect(await mayOf(WAITING, 'lambda:InvokeFunction', ARNS.gate)).toBe(true);
    expect(await mayOf(WAITING, 'lambda:InvokeFunction', ARNS.accounts)).toBe(false);
    expect(await mayOf(WAITING, 'states:StartExecution', ARNS.machine)).toBe(false);
    expect(policies(WAITING).flatMap(({ Statement }) => Statement)).toHaveLength(1);
  });

  test('is for that machine of this account', () => {
    const [statement] = WAITING.AssumeRolePolicyDocument.Statement;
    expect(statement).toMatchObject({
      Principal: { Service: 'states.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': HUB_ACCOUNT },
        ArnEquals: { 'aws:SourceArn': ARNS.rollout },
      },
    });
  });
});
