/** How a member outside us-east-1 hears what AWS Health says about its keys. */
import { hubTemplate, PROPS, REGION } from '../../support/organization/synthesized-hub';
import { type Json, resourcesOf } from '../../support/template';

const [canary, all] = PROPS.waves as [(typeof PROPS.waves)[number], (typeof PROPS.waves)[number]];

function signalsOf(template: Json): Json | undefined {
  const sets = Object.values<Json>(template.Resources).filter(({ Type }) => Type === 'AWS::CloudFormation::StackSet');
  return sets.find(({ Properties }) => Properties.StackSetName === 'keyturn-signals');
}

test('every account of every wave passes it on from us-east-1 to the Region of its member', () => {
  const { Properties } = signalsOf(hubTemplate()) as Json;
  expect(Properties.StackInstancesGroup).toEqual([
    { Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: canary.organizationalUnits } },
    { Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: all.organizationalUnits } },
  ]);
  expect(Properties.Parameters).toEqual([{ ParameterKey: 'HomeRegion', ParameterValue: REGION }]);
  expect(Properties.AutoDeployment).toEqual({ Enabled: true, RetainStacksOnAccountRemoval: false });
});

test('the template has a rule, its role and a queue for what could not be passed on, and costs nothing', () => {
  const body: string = signalsOf(hubTemplate())?.Properties.TemplateBody;
  const types = Object.values<Json>(JSON.parse(body).Resources).map(({ Type }) => Type);
  expect(types.sort()).toEqual([
    'AWS::Events::Rule',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
  ]);
  const [rule] = resourcesOf(JSON.parse(body), 'AWS::Events::Rule');
  expect(JSON.stringify(rule)).toContain('AWS_RISK_CREDENTIALS_');
  expect(JSON.stringify(rule)).toContain('":event-bus/default"');
  expect(JSON.stringify(rule)).toContain('{"Ref":"HomeRegion"}');
});

test('waves that answer no leaks are left out, and without any there is no such StackSet', () => {
  const off = { ...canary, rotation: { leakResponse: 'off' as const } };
  expect(signalsOf(hubTemplate({ waves: [off, all] }))?.Properties.StackInstancesGroup).toHaveLength(1);
  expect(signalsOf(hubTemplate({ rotation: { leakResponse: 'off' } }))).toBeUndefined();
});

test('in us-east-1 each member hears of it by itself; where the Region is not known yet, CloudFormation decides', () => {
  const account = '111122223333';
  expect(signalsOf(hubTemplate({ env: { account, region: 'us-east-1' } }))).toBeUndefined();
  expect(signalsOf(hubTemplate({ env: { account, region: 'us-gov-west-1' } }))).toBeUndefined();
  const agnostic = hubTemplate({ env: {} });
  const condition: string = signalsOf(agnostic)?.Condition;
  expect(agnostic.Conditions[condition]).toEqual({
    'Fn::And': [
      { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws'] },
      { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }] },
    ],
  });
});

test('an exception of a wave is one here, too', () => {
  const waves = [{ ...all, exceptAccounts: ['222233334444'] }];
  expect(signalsOf(hubTemplate({ waves }))?.Properties.StackInstancesGroup[0].DeploymentTargets).toEqual({
    OrganizationalUnitIds: all.organizationalUnits,
    Accounts: ['222233334444'],
    AccountFilterType: 'DIFFERENCE',
  });
});
