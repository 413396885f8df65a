/** The policy for users opens exactly the own secret: the synthesized policy in a policy simulator. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { KeyturnStack, type KeyturnStackProps } from '../../../lib/stack';
import { OTHER_USER_ID, USER_ID } from '../../support/builders';
import { ACCOUNT_ID, isAllowed, type Request } from '../../support/iam';

const ENV = { account: ACCOUNT_ID, region: 'eu-central-1' };
const KEY_ARN = `arn:aws:kms:eu-central-1:${ACCOUNT_ID}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

type Props = Pick<KeyturnStackProps, 'replicaRegions'> & { readonly key?: true };

function stackOf({ key, ...props }: Props = {}): KeyturnStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:enablePartitionLiterals': true } });
  const secretKey = key && { secretKey: { keyArn: KEY_ARN } as IKey };
  return new KeyturnStack(app, 'Keyturn', { env: ENV, ...props, ...secretKey });
}

const templates = new Map<string, Template>();

function templateOf(props: Props): Template {
  const id = JSON.stringify(props);
  const template = templates.get(id) ?? Template.fromStack(stackOf(props));
  templates.set(id, template);
  return template;
}

function resourceOf(props: Props = {}) {
  const policies = Object.values(templateOf(props).findResources('AWS::IAM::ManagedPolicy'));
  expect(policies).toHaveLength(1);
  return policies[0];
}

const policyOf = (props: Props = {}) => resourceOf(props)?.Properties;

const ALICE = { 'aws:userid': USER_ID };
const ALICES_SECRET = { 'aws:ResourceTag/keyturn:user-id': USER_ID };
const BOBS_SECRET = { 'aws:ResourceTag/keyturn:user-id': OTHER_USER_ID };

const secret = (name: string, region = 'eu-central-1', account = ACCOUNT_ID) =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}-a1b2c3`;

const reading = (context: Request['context'], resource = secret('keyturn/alice')): Request => ({
  action: 'secretsmanager:GetSecretValue',
  resource,
  context: { ...ALICE, ...context },
});

const may = (request: Request, props: Props = {}) => isAllowed([policyOf(props).PolicyDocument], request);

describe('the policy', () => {
  test('outlives the stack, because people attach it, but not a first deployment that is rolled back', () => {
    expect(resourceOf()).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('has a path by which commands find it, a name made by CloudFormation for each deployment, and is attached to nobody', () => {
    expect(policyOf()).toMatchObject({ Path: '/keyturn/' });
    expect(policyOf()).not.toHaveProperty('ManagedPolicyName');
    for (const attachedTo of ['Users', 'Roles', 'Groups']) expect(policyOf()).not.toHaveProperty(attachedTo);
  });

  test('is a property of the construct and an output of the stack', () => {
    const stack = stackOf();
    const { Outputs } = Template.fromStack(stack).toJSON();
    expect(Outputs.ReadOwnSecretPolicyArn.Value).toEqual(
      stack.resolve(stack.rotation.readOwnSecretPolicy.managedPolicyArn),
    );
  });

  test.each<[string, Props]>([
    ['alone', {}],
    ['with copies', { replicaRegions: ['eu-west-1'] }],
    ['with a customer key', { key: true }],
  ])('passes cdk-nag %s: each wildcard is argued', (_, props) => {
    expect(new AwsSolutionsChecks().validateScope(stackOf(props)).violations).toEqual([]);
  });
});

describe('a user that has it', () => {
  test.each(['GetSecretValue', 'DescribeSecret'])('may %s its own secret, whatever the name', async (action) => {
    for (const name of ['keyturn/alice', 'erp/password'])
      expect(await may({ ...reading(ALICES_SECRET, secret(name)), action: `secretsmanager:${action}` })).toBe(true);
  });

  test.each<[sentence: string, request: Request]>([
    ["somebody else's secret", reading(BOBS_SECRET, secret('keyturn/bob'))],
    ['a secret under its own name that is tagged for another user', reading(BOBS_SECRET)],
    ['a secret that is tagged for nobody', reading({})],
    ['a secret whose tag only begins with its id', reading({ 'aws:ResourceTag/keyturn:user-id': `${USER_ID}A` })],
    ['a secret whose tag is a pattern', reading({ 'aws:ResourceTag/keyturn:user-id': '*' })],
    ['a secret whose tag is the variable itself', reading({ 'aws:ResourceTag/keyturn:user-id': `\${aws:userid}` })],
    ['a secret of another account', reading(ALICES_SECRET, secret('keyturn/alice', 'eu-central-1', '210987654321'))],
    ['a secret of another Region', reading(ALICES_SECRET, secret('keyturn/alice', 'eu-west-1'))],
  ])('may not read %s', async (_, request) => {
    expect(await may(request)).toBe(false);
  });

  test.each([
    'PutSecretValue',
    'UpdateSecret',
    'UpdateSecretVersionStage',
    'DeleteSecret',
    'TagResource',
    'UntagResource',
    'PutResourcePolicy',
    'ReplicateSecretToRegions',
  ])('may not %s, not even of its own', async (action) => {
    expect(await may({ ...reading(ALICES_SECRET), action: `secretsmanager:${action}` })).toBe(false);
  });

  test('reads its copy in a Region that has one', async () => {
    const copies: Props = { replicaRegions: ['eu-west-1'] };
    const inIreland = (context: Request['context']) => reading(context, secret('keyturn/alice', 'eu-west-1'));
    expect(await may(inIreland(ALICES_SECRET), copies)).toBe(true);
    expect(await may(inIreland(BOBS_SECRET), copies)).toBe(false);
    expect(await may(reading(ALICES_SECRET, secret('keyturn/alice', 'eu-west-2')), copies)).toBe(false);
  });

  test('decrypts with a customer key through Secrets Manager, and in no other way', async () => {
    const decrypting = (service: string, resource = KEY_ARN): Request => ({
      action: 'kms:Decrypt',
      resource,
      context: { ...ALICE, 'kms:ViaService': `${service}.eu-central-1.amazonaws.com` },
    });
    expect(await may(decrypting('secretsmanager'), { key: true })).toBe(true);
    expect(await may(decrypting('s3'), { key: true })).toBe(false);
    expect(await may({ ...decrypting('secretsmanager'), context: ALICE }, { key: true })).toBe(false);
    expect(await may({ ...decrypting('secretsmanager'), action: 'kms:Encrypt' }, { key: true })).toBe(false);
    expect(await may(decrypting('secretsmanager'))).toBe(false);
  });
});

test('a role that has it reads nothing: the id of a session has another form', async () => {
  const session = { principal: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/ops/alice` };
  const asSession = { 'aws:userid': 'AROACKCEVSQ6C2EXAMPLE:alice' };
  expect(await may({ ...reading({ ...ALICES_SECRET, ...asSession }), ...session })).toBe(false);
});

test('the simulator does look: with a policy that opens all, every one of these is allowed', async () => {
  const open = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  expect(await isAllowed([open], reading(BOBS_SECRET, secret('keyturn/bob')))).toBe(true);
});
