/** What the hub of an organization is made of, and what is refused when its template is made. */
import { App, Duration, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';
import { organizationFromContext } from '../../../lib/organization/context';
import {
  KeyturnOrganizationStack,
  type KeyturnOrganizationStackProps,
} from '../../../lib/organization/organization-stack';
import {
  ARNS,
  deployedForm,
  HUB_ACCOUNT,
  hubStack,
  hubTemplate,
  ORGANIZATION,
  PROPS,
  REGION,
} from '../../support/organization/synthesized-hub';
import { type Json, resourcesOf } from '../../support/template';

const template = hubTemplate();
const deployed = deployedForm(template);

const all = (type: string): Json[] => Object.values<Json>(deployed).filter(({ Type }) => Type === type);
const only = (type: string): Json => {
  const found = all(type);
  expect(found).toHaveLength(1);
  return found[0].Properties;
};
const hubMachine = all('AWS::StepFunctions::StateMachine')
  .map(({ Properties }) => Properties)
  .find(({ StateMachineName }) => StateMachineName === 'keyturn-organization');
const definition = JSON.parse(hubMachine.DefinitionString);

/** Beside the StackSets of the waves there is one for signals (signals.test.ts). */
const isWave = ({ Properties }: Json) => Properties.StackSetName !== 'keyturn-signals';
const wavesOf = (from: Json) =>
  resourcesOf(from, 'AWS::CloudFormation::StackSet').filter(([, resource]) => isWave(resource));

test('the hub has five alarms, each of which tells the topic and names its entry in the runbook, and one dashboard', () => {
  const alarms = all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual([
    'keyturn-organization-no-good-run',
    'keyturn-organization-accounts-failing',
    'keyturn-organization-accounts-not-served',
    'keyturn-organization-key-too-old',
    'keyturn-organization-long-hold',
  ]);
  for (const { AlarmActions, OKActions, AlarmDescription, Dimensions } of alarms) {
    expect([AlarmActions, OKActions]).toEqual([[ARNS.topic], [ARNS.topic]]);
    expect(AlarmDescription).toMatch(/docs\/runbook\.md#[a-z-]+$/);
    // Nothing that grows with the accounts.
    expect(Dimensions).toEqual([{ Name: 'service', Value: 'keyturn' }]);
  }
  expect(only('AWS::CloudWatch::Dashboard').DashboardName).toBe('KeyturnOrganization');
});

describe('the state machine', () => {
  test('is a Standard one, because a run may take longer than Express allows', () => {
    expect(hubMachine).toMatchObject({ StateMachineType: 'STANDARD' });
    expect(definition.States.EachAccount.ItemProcessor.ProcessorConfig).toEqual({
      Mode: 'DISTRIBUTED',
      ExecutionType: 'STANDARD',
    });
  });

  test('promise 13: every account has its turn, however many others fail', () => {
    expect(definition.States.EachAccount).toMatchObject({ MaxConcurrency: 100, ToleratedFailurePercentage: 100 });
  });

  test('promise 14: asks nothing of an account but through the alias, which obeys run, plan and status, in the name of its member role', () => {
    const { Run, ...others } = definition.States.EachAccount.ItemProcessor.States;
    expect(others).toEqual({});
    expect(Run).toMatchObject({
      Credentials: { 'RoleArn.$': "States.Format('arn:aws:iam::{}:role/keyturn-member', $.accountId)" },
      Parameters: {
        'FunctionName.$': `States.Format('arn:aws:lambda:${REGION}:{}:function:keyturn:hub', $.accountId)`,
        Payload: { 'command.$': '$.command', answer: 'summary', account: { 'name.$': '$.name', 'ou.$': '$.ou' } },
      },
    });
  });

  test('tries again what a service refuses by chance, and never what a function throws', () => {
    const { Retry } = definition.States.EachAccount.ItemProcessor.States.Run;
    expect(Retry.flatMap(({ ErrorEquals }: Json) => ErrorEquals)).toEqual([
      'Lambda.TooManyRequestsException',
      'Lambda.ServiceException',
      'Lambda.SdkClientException',
    ]);
  });

  test('has for a task the time that a function has, and a little more', () => {
    const timeouts = [
      definition.States.Accounts,
      definition.States.Digest,
      definition.States.EachAccount.ItemProcessor.States.Run,
    ];
    expect(timeouts.map(({ TimeoutSeconds }) => TimeoutSeconds)).toEqual([960, 960, 960]);
  });
});

describe('the waves', () => {
  const sets = all('AWS::CloudFormation::StackSet')
    .filter(isWave)
    .map(({ Properties }) => Properties);

  test('are StackSets that reach accounts that join, and leave nothing behind in those that leave', () => {
    expect(sets.map(({ StackSetName }) => StackSetName)).toEqual(['keyturn-member-canary', 'keyturn-member-all']);
    for (const set of sets)
      expect(set).toMatchObject({
        PermissionModel: 'SERVICE_MANAGED',
        CallAs: 'DELEGATED_ADMIN',
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
        ManagedExecution: { Active: true },
        OperationPreferences: { FailureTolerancePercentage: 5, MaxConcurrentPercentage: 25 },
      });
    expect(sets[1].StackInstancesGroup).toEqual([
      { Regions: [REGION], DeploymentTargets: { OrganizationalUnitIds: ['ou-a1b2-c3d4e5f7', 'ou-a1b2-c3d4e5f8'] } },
    ]);
  });

  test("wait for each other, for the role that members trust, and for the members' code", () => {
    const [canary, rest] = wavesOf(template);
    const depends = (one: [string, Json] | undefined) => (one?.[1].DependsOn ?? []) as string[];
    const [[code = ''] = []] = resourcesOf(template, 'Custom::KeyturnCode');
    const [role = ''] =
      resourcesOf(template, 'AWS::IAM::Role').find(
        ([, { Properties }]) => Properties.RoleName === 'keyturn-organization',
      ) ?? [];
    expect(depends(canary)).toEqual(expect.arrayContaining([code, role]));
    expect(depends(rest)).toEqual(expect.arrayContaining([code, role, canary?.[0]]));
  });

  test('give every parameter of the template a value, each of its own', () => {
    const stack = hubTemplate({
      operatorPrincipalArn: `arn:aws:iam::${HUB_ACCOUNT}:role/platform`,
      rotation: { grace: Duration.days(10) },
      schedule: ScheduleExpression.rate(Duration.hours(2)),
      waves: [
        { name: 'canary', organizationalUnits: ['r-a1b2'], rotation: { dryRun: true } },
        { name: 'all', organizationalUnits: ['ou-a1b2-c3d4e5f7'], rotation: { grace: Duration.days(7) } },
      ],
    });
    const parameters = Object.values<Json>(deployedForm(stack))
      .filter((each) => each.Type === 'AWS::CloudFormation::StackSet' && isWave(each))
      .map(({ Properties: { Parameters, TemplateBody } }) => {
        const given = Object.fromEntries(Parameters.map((one: Json) => [one.ParameterKey, one.ParameterValue]));
        expect(Object.keys(given).sort()).toEqual(Object.keys(JSON.parse(TemplateBody).Parameters).sort());
        return given;
      });
    expect(parameters).toMatchObject([
      { GraceDays: '10', DryRun: 'true', Schedule: 'rate(2 hours)' },
      { GraceDays: '7', DryRun: 'false', Schedule: 'rate(2 hours)' },
    ]);
    expect(parameters[0]).toMatchObject({
      HubAccountId: HUB_ACCOUNT,
      OrganizationId: ORGANIZATION,
      TopicArn: ARNS.topic,
      TopicKeyArn: ARNS.key,
      OperatorPrincipalArn: `arn:aws:iam::${HUB_ACCOUNT}:role/platform`,
      OperatorMfa: 'false',
    });
    const [{ Properties: copied }] = all('Custom::KeyturnCode') as [Json];
    expect(parameters[0]).toMatchObject({ CodeBucket: copied.Bucket, CodeKey: copied.Key });
  });

  test('may leave accounts out, or reach only some, which then do not grow by themselves', () => {
    const wave = { name: 'all', organizationalUnits: ['ou-a1b2-c3d4e5f7'] };
    const setOf = (more: object) => wavesOf(hubTemplate({ waves: [{ ...wave, ...more }] }))[0]?.[1].Properties;
    const accounts = ['222233334444'];
    expect(setOf({ exceptAccounts: accounts })).toMatchObject({
      AutoDeployment: { Enabled: true },
      StackInstancesGroup: [{ DeploymentTargets: { Accounts: accounts, AccountFilterType: 'DIFFERENCE' } }],
    });
    expect(setOf({ onlyAccounts: accounts })).toMatchObject({
      AutoDeployment: { Enabled: false },
      StackInstancesGroup: [{ DeploymentTargets: { Accounts: accounts, AccountFilterType: 'INTERSECTION' } }],
    });
  });

  test('may share an OU, if each account of it is of one of them', () => {
    const organizationalUnits = ['ou-a1b2-c3d4e5f7'];
    const [one, two, three] = ['222233334444', '333344445555', '444455556666'];
    const waves = [
      { name: 'one', organizationalUnits, onlyAccounts: [one] },
      { name: 'rest', organizationalUnits, exceptAccounts: [one, two, three] },
      { name: 'two', organizationalUnits, onlyAccounts: [two, three] },
    ];
    const sets = wavesOf(hubTemplate({ waves } as Partial<KeyturnOrganizationStackProps>));
    expect(sets.map(([, { Properties }]) => Properties.StackInstancesGroup[0].DeploymentTargets.Accounts)).toEqual([
      [one],
      [one, two, three],
      [two, three],
    ]);
  });

  test("warn of what is hardly meant, by the wave's name", () => {
    const waves = [{ name: 'tight', organizationalUnits: ['r-a1b2'], rotation: { maxKeyAge: Duration.days(30) } }];
    // The CDK says so too, of the template alone.
    jest.spyOn(console, 'error').mockImplementation();
    Annotations.fromStack(hubStack({ waves })).hasWarning('*', Match.stringLikeRegexp('The wave tight: .*maxKeyAge'));
  });
});

describe('the gate between two waves', () => {
  const OTHERS = ['ou-a1b2-c3d4e5f8', 'ou-a1b2-c3d4e5f9'];
  const THREE = [
    ...PROPS.waves.slice(0, 1),
    ...OTHERS.map((ou) => ({ name: ou.slice(-2), organizationalUnits: [ou] })),
  ];
  const gatesOf = (props: Partial<KeyturnOrganizationStackProps>) =>
    resourcesOf(hubTemplate(props), 'Custom::KeyturnGate').map(([, { Properties }]) => Properties);
  const versionOf = (props: Partial<KeyturnOrganizationStackProps>): string => gatesOf(props)[0]?.Version;
  const before = only('Custom::KeyturnGate').Version;

  test('is after each wave but the last; one wave alone has none, nor a function or a machine for it', () => {
    expect(gatesOf({ waves: THREE }).map(({ Wave }) => Wave)).toEqual(['canary', 'f8']);
    const alone = hubTemplate({ waves: THREE.slice(0, 1) });
    expect(resourcesOf(alone, 'Custom::KeyturnGate')).toEqual([]);
    expect(resourcesOf(alone, 'AWS::StepFunctions::StateMachine')).toHaveLength(1);
    expect(JSON.stringify(alone)).not.toContain('keyturn-gate');
  });

  test('comes after its wave, and before the next', () => {
    const [[gate = '', { DependsOn: needs = [] as string[] } = {} as Json] = []] = resourcesOf(
      template,
      'Custom::KeyturnGate',
    );
    const [canary, rest] = wavesOf(template);
    expect(needs).toContain(canary?.[0]);
    expect(needs).not.toContain(rest?.[0]);
    expect(rest?.[1].DependsOn).toContain(gate);
    // What a run needs is there by then.
    const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([id]) => id);
    expect(needs).toEqual(expect.arrayContaining(machines));
    const [[, schedule]] = resourcesOf(template, 'AWS::Scheduler::Schedule') as [[string, Json]];
    expect(schedule.DependsOn).toContain(gate);
  });

  test('is asked again when code or settings of its wave have changed', () => {
    const [canary, ...rest] = PROPS.waves as [(typeof PROPS.waves)[number]];
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(versionOf({ rotation: { grace: Duration.days(10) } })).not.toBe(before);
    expect(versionOf({ waves: [{ ...canary, rotation: { dryRun: true } }, ...rest] })).not.toBe(before);
    expect(versionOf({ waves: [{ ...canary, rotation: { manage: 'path:/service/' } }, ...rest] })).not.toBe(before);
  });

  test("is not asked for what is the hub's, another wave's, or only about who is in the wave", () => {
    const [canary, last] = PROPS.waves as [(typeof PROPS.waves)[number], (typeof PROPS.waves)[number]];
    expect(versionOf({ tolerateFailedAccounts: 20, notifyEmail: 'platform@example.com' })).toBe(before);
    expect(versionOf({ waves: [canary, { ...last, rotation: { dryRun: true } }] })).toBe(before);
    expect(versionOf({ waves: [{ ...canary, exceptAccounts: ['222233334444'] }, last] })).toBe(before);
  });

  test('sees what somebody has changed in a StackSet besides', () => {
    const stack = hubStack();
    const [set] = stack.organization.stackSets;
    if (set) set.templateBody = '{}';
    const [[, { Properties }] = ['', {} as Json]] = resourcesOf(
      Template.fromStack(stack).toJSON(),
      'Custom::KeyturnGate',
    );
    expect(Properties.Version).toMatch(/^[0-9a-f]{64}$/);
    expect(Properties.Version).not.toBe(before);
  });

  test('is waited for by a machine that asks one function until it has answered', () => {
    const [rollout] = all('AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => Properties)
      .filter(({ StateMachineName }) => StateMachineName === 'keyturn-rollout');
    const { States, StartAt } = JSON.parse(rollout.DefinitionString);
    expect(StartAt).toBe('Wait');
    expect(States.Gate).toMatchObject({
      Parameters: { FunctionName: ARNS.gate, 'Payload.$': '$' },
      OutputPath: '$.Payload',
      Next: 'IsOver',
    });
    expect(States.IsOver).toMatchObject({
      Choices: [{ Variable: '$.isOver', BooleanEquals: true, Next: 'Answered' }],
      Default: 'Wait',
    });
  });
});

test('the schedule starts the machine once everything else is there', () => {
  const [[, schedule]] = resourcesOf(template, 'AWS::Scheduler::Schedule') as [[string, Json]];
  const { Name, Target } = deployedForm(template, schedule).Properties;
  expect([Name, Target.Arn]).toEqual(['keyturn-organization', ARNS.machine]);
  const types = ['AWS::StepFunctions::StateMachine', 'AWS::SNS::TopicPolicy', 'AWS::CloudWatch::Alarm'];
  const others = [...wavesOf(template), ...types.flatMap((type) => resourcesOf(template, type))];
  for (const [id] of others) expect(schedule.DependsOn).toContain(id);
});

const OU = 'ou-a1b2-c3d4e5f6';
const wave = { name: 'all', organizationalUnits: [OU] };

afterEach(() => jest.restoreAllMocks());

describe('a mistake is refused when the template is made: ', () => {
  test.each<[sentence: string, props: object]>([
    ['organizationId is "org", but must be an organization\'s id, such as o-a1b2c3d4e5', { organizationId: 'org' }],
    ['operatorPrincipalArn is "*", but must be the ARN of an IAM role', { operatorPrincipalArn: '*' }],
    ['tolerateFailedAccounts is 101, but must be a whole number from 0 to 100', { tolerateFailedAccounts: 101 }],
    ['concurrency is 0, but must be a whole number from 1 to 1000', { concurrency: 0 }],
    ['waves is "[]", but must be a list of 1 to 20 waves', { waves: [] }],
    ['waves[0].name is "All", but must be 1 to 40 lower-case letters', { waves: [{ ...wave, name: 'All' }] }],
    [
      'waves[1].name is "all", which another wave is called',
      { waves: [wave, { name: 'all', organizationalUnits: ['r-a1b2'] }] },
    ],
    ['waves[0] has "ous", which is not known; a wave has name, organizationalUnits', { waves: [{ ...wave, ous: [] }] }],
    [
      'waves[0].organizationalUnits is empty, but must name at least one OU',
      { waves: [{ ...wave, organizationalUnits: [] }] },
    ],
    [
      'waves[0].organizationalUnits holds "prod", but must hold ids of OUs',
      { waves: [{ ...wave, organizationalUnits: ['prod'] }] },
    ],
    [
      `waves[0].organizationalUnits holds ${OU}, which the wave "all" holds already`,
      { waves: [{ ...wave, organizationalUnits: [OU, OU] }] },
    ],
    [
      `waves[1].organizationalUnits holds ${OU}, which the wave "all" holds already`,
      { waves: [wave, { ...wave, name: 'b' }] },
    ],
    [
      'waves[0].organizationalUnits has 51 OUs, but a StackSet takes 50',
      {
        waves: [
          {
            ...wave,
            organizationalUnits: Array.from({ length: 51 }, (_, n) => `ou-a1b2-${String(n).padStart(8, '0')}`),
          },
        ],
      },
    ],
    [
      `waves[1].organizationalUnits holds ${OU}, which the wave "all" holds already: an account can have one Keyturn. Of an OU in two waves`,
      {
        waves: [
          { ...wave, exceptAccounts: ['222233334444'] },
          { ...wave, name: 'b', onlyAccounts: ['222233334444', '333344445555'] },
        ],
      },
    ],
    ['waves[0].onlyAccounts is empty', { waves: [{ ...wave, onlyAccounts: [] }] }],
    [
      'waves[0].exceptAccounts holds "12", but must hold ids of accounts',
      { waves: [{ ...wave, exceptAccounts: ['12'] }] },
    ],
    [
      'waves[0] has exceptAccounts and onlyAccounts',
      { waves: [{ ...wave, exceptAccounts: ['222233334444'], onlyAccounts: ['222233334444'] }] },
    ],
    [
      'waves[0].rotation has schedule, which is the organization',
      { waves: [{ ...wave, rotation: { schedule: ScheduleExpression.rate(Duration.hours(2)) } }] },
    ],
    [
      'waves[0].rotation: grace is "0", but must be a number of days',
      { waves: [{ ...wave, rotation: { grace: Duration.days(0) } }] },
    ],
    ['waves[0].rotation: roleName is nothing that a member has', { waves: [{ ...wave, rotation: { roleName: 'x' } }] }],
    ['maxKeyAge is 10, grace is 14', { rotation: { maxKeyAge: Duration.days(10) } }],
  ])('%s', (sentence, props) => {
    expect(() => hubStack(props as Partial<KeyturnOrganizationStackProps>)).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message: expect.stringMatching(`^KeyturnOrganization: ${escaped(sentence)}`),
      }),
    );
  });
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('by context', () => {
  const WAVES = `[{"name":"canary","ous":["${OU}"],"dryRun":true},{"name":"all","ous":["r-a1b2"],"exceptAccounts":["222233334444"]}]`;

  test('without an organization there is none', () => {
    expect(organizationFromContext({ graceDays: '7', 'aws:cdk:anything': true })).toBeUndefined();
  });

  test('an organization has waves, settings of its own, and those of one account', () => {
    const props = organizationFromContext({
      organization: ORGANIZATION,
      waves: WAVES,
      graceDays: '7',
      notifyEmail: 'platform@example.com',
      tolerateFailedAccounts: '5',
      operatorMfa: 'true',
      ownerTopics: 'arn:aws:sns:eu-central-1:123456789012:team-a',
    });
    expect(props).toMatchObject({
      organizationId: ORGANIZATION,
      notifyEmail: 'platform@example.com',
      tolerateFailedAccounts: 5,
      operatorMfa: true,
      waves: [
        { name: 'canary', organizationalUnits: [OU] },
        { name: 'all', organizationalUnits: ['r-a1b2'], exceptAccounts: ['222233334444'] },
      ],
    });
    const parameters = wavesOf(hubTemplate(props as KeyturnOrganizationStackProps)).map(([, { Properties }]) =>
      Object.fromEntries(Properties.Parameters.map((one: Json) => [one.ParameterKey, one.ParameterValue])),
    );
    expect(parameters).toMatchObject([
      { GraceDays: '7', DryRun: 'true', OwnerTopics: '["arn:aws:sns:eu-central-1:123456789012:team-a"]' },
      { GraceDays: '7', DryRun: 'false' },
    ]);
  });

  test('waves may be a list, as in cdk.json', () => {
    expect(organizationFromContext({ organization: ORGANIZATION, waves: JSON.parse(WAVES) })?.waves).toHaveLength(2);
  });

  test.each<[sentence: string, context: Record<string, unknown>]>([
    ["context waves is an organization's, so it needs organization too", { waves: WAVES }],
    ['context waves is "all", but must be a JSON list of waves', { organization: ORGANIZATION, waves: 'all' }],
    [
      'context roleName is nothing that an organization has',
      { organization: ORGANIZATION, waves: WAVES, roleName: 'x' },
    ],
    [
      'context operatorMfa is "yes", but must be "true" or "false"',
      { organization: ORGANIZATION, waves: WAVES, operatorMfa: 'yes' },
    ],
    [
      'context waves[0] has schedule, which is no setting of a wave',
      { organization: ORGANIZATION, waves: [{ name: 'a', ous: [OU], schedule: 'rate(1 day)' }] },
    ],
    [
      'context waves[0]: graceDay is no setting of Keyturn (did you mean graceDays?)',
      { organization: ORGANIZATION, waves: [{ name: 'a', ous: [OU], graceDay: 7 }] },
    ],
    [
      'context waves[0]: graceDays is "0", but must be a number of days',
      { organization: ORGANIZATION, waves: [{ name: 'a', ous: [OU], graceDays: 0 }] },
    ],
    ['context gracedays is no setting of Keyturn', { organization: ORGANIZATION, waves: WAVES, gracedays: '7' }],
  ])('%s', (sentence, context) => {
    expect(() => organizationFromContext(context)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(sentence) }),
    );
  });
});

test("the hub passes the CDK's own checks and those of cdk-nag", () => {
  const app = new App({ context: { ...recommendedFlags, 'aws:cdk:bundling-stacks': [] } });
  const told = jest.spyOn(console, 'error').mockImplementation();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  new KeyturnOrganizationStack(app, 'KeyturnOrganization', PROPS);
  expect(() => app.synth()).not.toThrow();
  expect(told.mock.calls).toEqual([]);
  told.mockRestore();
});
