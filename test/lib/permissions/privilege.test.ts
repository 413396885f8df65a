/** Promise 5: what IAM refuses, by the synthesized policy and a simulator that knows conditions. test/proof/watch.prove.ts has what it allows. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SECRET_TAG } from '../../../lambda/core/names';
import type { KeyRotationProps } from '../../../lib/props';
import { KeyturnStack } from '../../../lib/stack';
import { isAllowed, type Request, secretArn, tagged, tagging, userArn } from '../../support/simulation/simulator';
import { functionStatements, type Json } from '../../support/template';

function templateOf(props: KeyRotationProps = {}): Json {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const env = { account: '123456789012', region: 'us-east-1' };
  return Template.fromStack(new KeyturnStack(app, 'Keyturn', { ...props, env })).toJSON();
}

const MANAGED = tagged({ 'keyturn:managed': 'true' });
const OWNED = tagged({ [SECRET_TAG.userId]: 'AIDAIOSFODNN7EXAMPLE' });
const claim = { [SECRET_TAG.userId]: 'AIDAIOSFODNN7EXAMPLE' };
const request = (action: string, resource: string, context: Request['context'] = {}): Request => ({
  action,
  resource,
  context,
});
const COPIES = 'secretsmanager:AddReplicaRegions';
const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;

/** What must be refused, each by a sentence. `beyond`: even if a policy that allows everything is attached to the role. */
const REFUSED: readonly (readonly [sentence: string, request: Request, beyond?: 'beyond'])[] = [
  ...['iam:CreateAccessKey', 'iam:UpdateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:GetUser'].flatMap(
    (action) =>
      [
        [`${action} of an untagged user`, request(action, userArn('alice'))],
        [
          `${action} of a user tagged otherwise`,
          request(action, userArn('alice'), tagged({ 'keyturn:managed': 'no' })),
        ],
      ] as const,
  ),
  ['tagging a user', request('iam:TagUser', userArn('alice'), tagging({ 'keyturn:managed': 'true' })), 'beyond'],
  ['untagging a user', request('iam:UntagUser', userArn('alice'), MANAGED), 'beyond'],
  ['making a user', request('iam:CreateUser', userArn('mallory'))],
  ['a policy for a user', request('iam:PutUserPolicy', userArn('alice'), MANAGED)],
  ['a password for a user', request('iam:CreateLoginProfile', userArn('alice'), MANAGED)],
  ['a wider role', request('iam:PutRolePolicy', 'arn:aws:iam::123456789012:role/keyturn-function')],
  ['assuming a role', request('sts:AssumeRole', 'arn:aws:iam::123456789012:role/admin'), 'beyond'],
  [
    "reading its own secret's value",
    request('secretsmanager:GetSecretValue', secretArn('keyturn/alice'), OWNED),
    'beyond',
  ],
  ["reading any secret's value", request('secretsmanager:GetSecretValue', secretArn('database')), 'beyond'],
  ['reading values in bulk', request('secretsmanager:BatchGetSecretValue', '*'), 'beyond'],
  ...['PutResourcePolicy', 'DeleteResourcePolicy', 'RotateSecret', 'UpdateSecret', 'DeleteSecret', 'UntagResource'].map(
    (name) => {
      const refused = request(`secretsmanager:${name}`, secretArn('keyturn/alice'), OWNED);
      return [`${name} on its own secret`, refused, 'beyond'] as const;
    },
  ),
  ...['CreateSecret', 'ReplicateSecretToRegions'].flatMap((name) => {
    const copied = (how: Request['context']) =>
      request(`secretsmanager:${name}`, secretArn('keyturn/alice'), { ...OWNED, ...how });
    return [
      [`copying a secret to another Region by ${name}`, copied({ [COPIES]: ['eu-west-1'] }), 'beyond'],
      [`overwriting a copy by ${name}`, copied({ 'secretsmanager:ForceOverwriteReplicaSecret': 'true' }), 'beyond'],
    ] as const;
  }),
  ['writing to a secret without the tag', request('secretsmanager:PutSecretValue', secretArn('database'))],
  [
    'writing to a secret without the tag under the prefix',
    request('secretsmanager:PutSecretValue', secretArn('keyturn/alice')),
  ],
  [
    "moving another secret's labels",
    request('secretsmanager:UpdateSecretVersionStage', secretArn('database'), tagged({ team: 'payments' })),
  ],
  ['looking at a secret elsewhere', request('secretsmanager:DescribeSecret', secretArn('database'))],
  [
    'creating a secret outside the prefix',
    request('secretsmanager:CreateSecret', secretArn('database'), tagging(claim)),
  ],
  ['creating a secret without its tag', request('secretsmanager:CreateSecret', secretArn('keyturn/alice'))],
  [
    "claiming somebody's secret outside the prefix",
    request('secretsmanager:TagResource', secretArn('database'), tagging(claim)),
  ],
  [
    "replacing a secret's owner by another",
    request('secretsmanager:TagResource', secretArn('keyturn/alice'), {
      ...OWNED,
      ...tagging({ [SECRET_TAG.userId]: 'AIDAI44QH8DHBEXAMPLE' }),
    }),
  ],
  [
    'a tag of its own making on a secret',
    request('secretsmanager:TagResource', secretArn('keyturn/alice'), { ...OWNED, ...tagging({ team: 'x' }) }),
  ],
  ['publishing to another topic', request('sns:Publish', topic('billing'))],
  ['subscribing to a topic', request('sns:Subscribe', topic('keyrotationtopic'))],
  [
    'using the key of the topic directly',
    request('kms:Decrypt', 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555'),
  ],
  [
    'using another key through SNS',
    request('kms:Decrypt', 'arn:aws:kms:us-east-1:123456789012:key/99999999-2222-3333-4444-555555555555', {
      'kms:ViaService': 'sns.us-east-1.amazonaws.com',
    }),
  ],
  ['reading a log', request('logs:FilterLogEvents', 'arn:aws:logs:us-east-1:123456789012:log-group:keyturn')],
  [
    'changing its own code',
    request('lambda:UpdateFunctionCode', 'arn:aws:lambda:us-east-1:123456789012:function:keyturn'),
  ],
];

const EVERYTHING = { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' } as const;
const statements = functionStatements(templateOf());

test.each(REFUSED.map(([sentence, refused]) => [sentence, refused] as const))(
  'promise 5: IAM refuses %s',
  async (_, refused) => {
    expect(await isAllowed(statements, refused)).toBe(false);
  },
);

const BEYOND = REFUSED.filter(([, , beyond]) => beyond).map(([sentence, refused]) => [sentence, refused] as const);

test.each(BEYOND)('promise 5: beside a policy that allows everything, IAM still refuses %s', async (_, refused) => {
  expect(await isAllowed([...statements, EVERYTHING], refused)).toBe(false);
});

test('every action that a Deny names is refused even beside a policy that allows everything', async () => {
  const denied = statements.filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action);
  const tried = BEYOND.map(([, { action }]) => action);
  expect(new Set(tried)).toEqual(new Set(denied));
});

test.each(statements.filter(({ Effect }) => Effect === 'Deny').map(({ Sid }) => [Sid]))(
  'without the Deny %s, a broad policy on the role would let something through',
  async (sid) => {
    const rest = [...statements.filter(({ Sid }) => Sid !== sid), EVERYTHING];
    expect(await Promise.all(BEYOND.map(([, refused]) => isAllowed(rest, refused)))).toContain(true);
  },
);

test.each<[manage: string, user: string, context: Request['context'], allowed: boolean]>([
  ['tag:team=payments', userArn('alice'), tagged({ team: 'payments' }), true],
  ['tag:team=payments', userArn('alice'), MANAGED, false],
  ['path:/service/', userArn('alice', '/service/'), {}, true],
  ['path:/service/', userArn('alice', '/service/batch/'), {}, true],
  ['path:/service/', userArn('alice', '/service/'), tagged({ 'keyturn:managed': 'false' }), false],
  ['path:/service/', userArn('alice', '/people/'), MANAGED, false],
  ['path:/service/', userArn('alice'), MANAGED, false],
  ['all', userArn('alice'), {}, true],
  ['all', userArn('alice'), tagged({ 'keyturn:managed': 'false' }), false],
])('manage %s: whether a key of %s with %j can be created: %s', async (manage, user, context, allowed) => {
  const policy = functionStatements(templateOf({ manage }));
  expect(await isAllowed(policy, request('iam:CreateAccessKey', user, context))).toBe(allowed);
});

const key = (id: string) => `arn:aws:kms:us-east-1:123456789012:key/${id}`;
const SECRETS_KEY = '22222222-2222-3333-4444-555555555555';
const EVENTS_KEY = '33333333-2222-3333-4444-555555555555';
const imported = (id: string) => Key.fromKeyArn(new Stack(), 'Key', key(id));
const via = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` });
const copied = (regions: string[], context: Request['context'] = {}) =>
  request('secretsmanager:ReplicateSecretToRegions', secretArn('team/db'), { ...context, [COPIES]: regions });

describe('a statement that comes with a prop', () => {
  const copying = { replicaRegions: ['eu-west-1'] };
  const encrypting = { secretKey: imported(SECRETS_KEY) };
  const keeping = { encryptionKey: imported(EVENTS_KEY) };
  const newSecret = secretArn('keyturn/alice');

  test.each<[sid: string, props: KeyRotationProps, needs: Request, refuses: Request]>([
    [
      'CopyNewSecrets',
      copying,
      { ...copied(['eu-west-1']), resource: newSecret },
      { ...copied(['eu-west-2']), resource: newSecret },
    ],
    ['CopyOwnedSecrets', copying, copied(['eu-west-1'], OWNED), copied(['eu-west-1'])],
    [
      'EncryptSecrets',
      encrypting,
      request('kms:GenerateDataKey', key(SECRETS_KEY), via('secretsmanager')),
      request('kms:Decrypt', key(SECRETS_KEY)),
    ],
    [
      'EncryptFailedEvents',
      keeping,
      request('kms:GenerateDataKey', key(EVENTS_KEY), via('sqs')),
      request('kms:Decrypt', key(EVENTS_KEY), via('s3')),
    ],
  ])('%s is needed, and goes no further', async (sid, props, needs, refuses) => {
    const all = functionStatements(templateOf(props));
    const without = all.filter(({ Sid }) => Sid !== sid);
    expect([await isAllowed(all, needs), await isAllowed(without, needs)]).toEqual([true, false]);
    expect(await isAllowed(all, refuses)).toBe(false);
  });
});

test('the settings that change nothing in the policy change nothing in it', () => {
  const other = { maxKeyAge: Duration.days(60), dryRun: true, configRule: true, holdAlarmAfter: Duration.days(3) };
  expect(functionStatements(templateOf(other))).toEqual(statements);
});
