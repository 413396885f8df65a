/** Promise 14 for the gate between two waves: it can start and look, and nothing else. */
import {
  ARNS,
  deployedForm,
  HUB_ACCOUNT,
  hubTemplate,
  isAllowed,
  REGION,
} from '../../support/organization/synthesized-hub';
import type { Json } from '../../support/template';

const roles = Object.values<Json>(deployedForm(hubTemplate()))
  .filter(({ Type }) => Type === 'AWS::IAM::Role')
  .map(({ Properties }) => Properties);
const role = (about: RegExp): Json => roles.find(({ Description = '' }) => about.test(Description));
const policiesOf = ({ Policies }: Json): Json[] => Policies.map(({ PolicyDocument }: Json) => PolicyDocument);

const GATE = role(/tries a wave/);
const WAITING = role(/asks? whether a run is over/);
const executions = (machine: string, name: string) => `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
const SCHEDULE = `arn:aws:scheduler:${REGION}:${HUB_ACCOUNT}:schedule/default/keyturn-organization`;

const may = (who: Json, action: string, resource: string, context: Record<string, string> = {}) =>
  isAllowed({
    principal: `arn:aws:sts::${HUB_ACCOUNT}:assumed-role/gate/session`,
    action,
    resource,
    context,
    identityPolicies: policiesOf(who),
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
    expect(await may(GATE, action, resource)).toBe(true);
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
    expect(await may(GATE, action, resource)).toBe(false);
  });

  test('has no statement on *', () => {
    const resources = policiesOf(GATE).flatMap(({ Statement }) => Statement.flatMap(({ Resource }: Json) => Resource));
    expect(resources.length).toBeGreaterThan(6);
    expect(resources).not.toContain('*');
  });
});

describe('the role of the machine that waits', () => {
  test('may ask the gate, and nothing else', async () => {
    expect(await may(WAITING, 'lambda:InvokeFunction', ARNS.gate)).toBe(true);
    expect(await may(WAITING, 'lambda:InvokeFunction', ARNS.accounts)).toBe(false);
    expect(await may(WAITING, 'states:StartExecution', ARNS.machine)).toBe(false);
    expect(policiesOf(WAITING).flatMap(({ Statement }) => Statement)).toHaveLength(1);
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
