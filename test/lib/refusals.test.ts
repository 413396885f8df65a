/** What AWS would refuse in the middle of a deployment is refused at synthesis, with the numbers. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { ConfigError } from '../../lambda/core/settings/setting';
import type { KeyRotationProps } from '../../lib/props';
import { KeyturnStack, type KeyturnStackProps } from '../../lib/stack';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

function stackOf(props: (outer: Stack) => KeyturnStackProps): KeyturnStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new KeyturnStack(app, 'Keyturn', props(new Stack(app, 'Keys', { env: ENV })));
}

const refused = (props: (outer: Stack) => KeyturnStackProps) => {
  try {
    stackOf(props);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return undefined;
};

describe.each(['secretKey', 'encryptionKey'] as const)('%s', (prop) => {
  test.each<[kind: string, key: (scope: Stack) => KeyRotationProps['secretKey'], name: string]>([
    ['by its name', (scope) => Alias.fromAliasName(scope, 'A', 'alias/keyturn'), 'alias/keyturn'],
    ['by its ARN', (scope) => Key.fromKeyArn(scope, 'A', 'arn:aws:kms:eu-central-1:123456789012:alias/keyturn'), ''],
    ['made in the app', (scope) => new Key(scope, 'K').addAlias('keyturn'), 'made in this app'],
  ])('cannot be an alias, %s', (_, key, name) => {
    const message = refused((scope) => ({ env: ENV, [prop]: key(scope) }));
    expect(message).toContain(`KeyRotation: ${prop} is an alias (${name}`);
    expect(message).toContain('but must be the key itself');
  });

  test('cannot be a key of another Region', () => {
    const elsewhere = KEY_ARN.replace('eu-central-1', 'eu-west-1');
    expect(refused((scope) => ({ env: ENV, [prop]: Key.fromKeyArn(scope, 'K', elsewhere) }))).toBe(
      `KeyRotation: ${prop} is a key in eu-west-1, but must be one in eu-central-1, where the stack is`,
    );
  });

  test('can be a key', () => {
    expect(refused((scope) => ({ env: ENV, [prop]: Key.fromKeyArn(scope, 'K', KEY_ARN) }))).toBeUndefined();
  });
});

describe('ownerTopics that do not fit', () => {
  const topics = (count: number, nameLength: number) =>
    Array.from({ length: count }, (_, n) =>
      `arn:aws:sns:eu-central-1:123456789012:${String(n).padStart(2, '0')}-`.padEnd(38 + nameLength, 'x'),
    );

  test('twenty with names of 250 characters', () => {
    const message = refused(() => ({ env: ENV, ownerTopicArns: topics(20, 250) })) ?? '';
    expect(message).toMatch(
      /^KeyRotation: the (policy of the function's role would have 1\d,\d{3} characters, but IAM takes 10,240|function's environment would have [5-9],\d{3} bytes, but Lambda takes 4,096): name fewer ownerTopics/,
    );
  });

  test('the environment, before the policy is full', () => {
    expect(refused(() => ({ env: ENV, ownerTopicArns: topics(20, 150) }))).toMatch(
      /^KeyRotation: the function's environment would have 4,\d{3} bytes, but Lambda takes 4,096/,
    );
  });

  test('the policy, with many copies', () => {
    const regions = Array.from({ length: 80 }, (_, n) => `ap-southwest-${n + 10}`);
    const message = refused(() => ({ env: ENV, ownerTopicArns: topics(12, 100), replicaRegions: regions }));
    expect(message).toMatch(
      /^KeyRotation: the policy of the function's role would have 1\d,\d{3} characters, but IAM takes 10,240/,
    );
  });

  test('what fits is deployed', () => {
    expect(refused(() => ({ env: ENV, ownerTopicArns: topics(20, 60) }))).toBeUndefined();
  });
});

describe('a Region among its own copies', () => {
  const own = 'KeyRotation: replicaRegions names eu-central-1, but must name other Regions';

  test('of the stack', () => {
    expect(refused(() => ({ env: ENV, replicaRegions: ['eu-west-1', 'eu-central-1'] }))).toContain(own);
  });

  describe('of whoever deploys a stack without an environment, as the CDK says', () => {
    const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
    afterEach(() => {
      set('CDK_DEFAULT_ACCOUNT', account);
      set('CDK_DEFAULT_REGION', region);
    });
    const set = (name: string, value: string | undefined) => {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    };

    test('with credentials', () => {
      set('CDK_DEFAULT_ACCOUNT', '123456789012');
      set('CDK_DEFAULT_REGION', 'eu-central-1');
      expect(refused(() => ({ replicaRegions: ['eu-central-1'] }))).toContain(own);
      expect(refused(() => ({ replicaRegions: ['eu-west-1'] }))).toBeUndefined();
    });

    test('without, it is not known', () => {
      set('CDK_DEFAULT_ACCOUNT', undefined);
      set('CDK_DEFAULT_REGION', 'us-east-1');
      expect(refused(() => ({ replicaRegions: ['us-east-1'] }))).toBeUndefined();
    });
  });
});

test.each(['', 'with space', 'x'.repeat(56), 'path/role'])(
  'roleName %j is refused with what is allowed',
  (roleName) => {
    expect(refused(() => ({ env: ENV, roleName }))).toContain(
      'but must be 1 to 55 of the characters that a role name may hold',
    );
  },
);

test('roleName names both roles, for organizations that demand a prefix', () => {
  const names = (props: KeyturnStackProps) =>
    Object.values(Template.fromStack(stackOf(() => ({ env: ENV, ...props }))).findResources('AWS::IAM::Role')).map(
      ({ Properties }) => Properties.RoleName,
    );
  expect(names({ roleName: 'acme-keyturn' })).toEqual(['acme-keyturn', 'acme-keyturn-schedule']);
  expect(names({})).toEqual(['keyturn-function', undefined]);
});
