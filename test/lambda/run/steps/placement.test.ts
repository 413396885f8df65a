/** A customer's key, and copies in other Regions: from prop to environment to permission to behaviour. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fromEnvironment } from '../../../../lambda/core/settings/environment';
import type { KeyRotationProps } from '../../../../lib/props';
import { KeyturnStack } from '../../../../lib/stack';
import { isAllowed, type Request } from '../../../support/iam';
import { aConfig, DAY, HOUR, MANAGED, runIn, stepsOf } from '../../../support/simulation/harness';
import { World } from '../../../support/world';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const secretKey = { keyArn: KEY_ARN } as IKey;

function stackOf(props: KeyRotationProps | ((app: App) => KeyRotationProps)): KeyturnStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:enablePartitionLiterals': true } });
  return new KeyturnStack(app, 'Keyturn', { env: ENV, ...(typeof props === 'function' ? props(app) : props) });
}

const synthesized = (props: KeyRotationProps) => Template.fromStack(stackOf(props));
const WITH_KEY = synthesized({ secretKey });
const WITH_COPIES = synthesized({ replicaRegions: ['eu-west-1', 'us-east-2'] });
const PLAIN = synthesized({});

function environmentOf(template: Template): Record<string, string> {
  const [lambda] = Object.values(template.findResources('AWS::Lambda::Function'));
  return lambda?.Properties.Environment.Variables;
}

/** The one policy of the function's role. */
function functionPolicy(template: Template): unknown {
  const roles = template.findResources('AWS::IAM::Role', {
    Properties: { RoleName: 'keyturn-function' },
  });
  return Object.values(roles)[0]?.Properties.Policies[0].PolicyDocument;
}

const mayFunction = (template: Template, request: Request) =>
  isAllowed([functionPolicy(template)], {
    principal: 'arn:aws:sts::123456789012:assumed-role/keyturn-function/keyturn',
    ...request,
  });

const CREATE: Request = {
  action: 'secretsmanager:CreateSecret',
  resource: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:keyturn/alice-a1b2c3',
  context: { 'aws:RequestTag/keyturn:user-id': 'AIDACKCEVSQ6C2EXAMPLE', 'aws:TagKeys': ['keyturn:user-id'] },
};
const COPIES = 'secretsmanager:AddReplicaRegions';
const creatingIn = (...regions: string[]): Request => ({
  ...CREATE,
  context: { ...CREATE.context, [COPIES]: regions },
});
const replicating = (regions: string[], context: Request['context'] = {}): Request => ({
  action: 'secretsmanager:ReplicateSecretToRegions',
  resource: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:erp/password-a1b2c3',
  context: { [COPIES]: regions, ...context },
});
const owned = { 'aws:ResourceTag/keyturn:user-id': 'AIDACKCEVSQ6C2EXAMPLE' };

/** A user whose key is due. */
function aWorld(secretTags?: boolean) {
  const world = new World();
  world.recording = true;
  const user = world.addUser({ name: 'alice', tags: MANAGED });
  world.createKey('alice', { createdAt: new Date(world.now.getTime() - 80 * DAY) });
  if (secretTags)
    world.addSecret('keyturn/alice', '{}', {
      'keyturn:user-id': user.id,
      'keyturn:secret-format': 'credential-process',
    });
  return world;
}
const inputOf = (world: World, operation: string) =>
  world.recorded.filter((call) => call.operation === operation).map(({ input }) => input);

describe('a customer key for the secrets', () => {
  test('reaches the function', () => {
    expect(fromEnvironment(environmentOf(WITH_KEY))).toMatchObject({ secretKeyArn: KEY_ARN });
    expect(fromEnvironment(environmentOf(PLAIN))).not.toHaveProperty('secretKeyArn');
  });

  test.each(['kms:GenerateDataKey', 'kms:Decrypt'])(
    'the function may %s with it, through Secrets Manager only',
    async (action) => {
      const request = (service: string): Request => ({
        action,
        resource: KEY_ARN,
        context: { 'kms:ViaService': `${service}.eu-central-1.amazonaws.com` },
      });
      expect(await mayFunction(WITH_KEY, request('secretsmanager'))).toBe(true);
      expect(await mayFunction(WITH_KEY, request('s3'))).toBe(false);
      expect(await mayFunction(WITH_KEY, { ...request('secretsmanager'), resource: `${KEY_ARN.slice(0, -1)}c` })).toBe(
        false,
      );
      expect(await mayFunction(PLAIN, request('secretsmanager'))).toBe(false);
    },
  );

  test('encrypts a new secret, and leaves one that exists with the key that it has', async () => {
    const world = aWorld();
    await runIn(world, { config: aConfig({ secretKeyArn: KEY_ARN }) });
    expect(inputOf(world, 'CreateSecret')).toMatchObject([{ KmsKeyId: KEY_ARN }]);
    expect(world.secrets.get('keyturn/alice')?.kmsKeyId).toBe(KEY_ARN);

    const adopted = aWorld(true);
    const result = await runIn(adopted, { config: aConfig({ secretKeyArn: KEY_ARN }) });
    expect(stepsOf(result, 'alice')).toEqual(['issue-key']);
    expect(adopted.secrets.get('keyturn/alice')?.kmsKeyId).toBeUndefined();
  });

  test('may be one that is made in the same app, and passes cdk-nag', () => {
    const stack = stackOf((app) => {
      const keys = new Stack(app, 'Keys', { env: ENV });
      return { secretKey: new Key(keys, 'SecretKey', { enableKeyRotation: true }) };
    });
    expect(new AwsSolutionsChecks().validateScope(stack).violations).toEqual([]);
  });

  test('does not go together with copies, which would not be under that key', () => {
    expect(() => stackOf({ secretKey, replicaRegions: ['eu-west-1'] })).toThrow(
      'KeyRotation: replicaRegions is eu-west-1, but must be left out together with secretKey',
    );
  });
});

describe('copies in other Regions', () => {
  test('the Regions reach the function', () => {
    expect(fromEnvironment(environmentOf(WITH_COPIES))).toMatchObject({ replicaRegions: ['eu-west-1', 'us-east-2'] });
  });

  test('promise 5: without them the role can make no copy, neither with CreateSecret nor later', async () => {
    expect(await mayFunction(PLAIN, CREATE)).toBe(true);
    expect(await mayFunction(PLAIN, creatingIn('eu-west-1'))).toBe(false);
    expect(await mayFunction(PLAIN, replicating(['eu-west-1'], owned))).toBe(false);
  });

  test('promise 5: with them it can, in these Regions only, and only for secrets that are owned or under the prefix', async () => {
    expect(await mayFunction(WITH_COPIES, CREATE)).toBe(true);
    expect(await mayFunction(WITH_COPIES, creatingIn('eu-west-1', 'us-east-2'))).toBe(true);
    expect(await mayFunction(WITH_COPIES, creatingIn('eu-west-1', 'ap-south-1'))).toBe(false);
    expect(await mayFunction(WITH_COPIES, replicating(['eu-west-1'], owned))).toBe(true);
    expect(await mayFunction(WITH_COPIES, replicating(['eu-west-1']))).toBe(false);
    expect(await mayFunction(WITH_COPIES, replicating(['ap-south-1'], owned))).toBe(false);
    expect(await mayFunction(WITH_COPIES, replicating(['eu-west-1', 'ap-south-1'], owned))).toBe(false);
  });

  test('promise 5: it can never overwrite a secret that the other Region has under the same name', async () => {
    const force = { 'secretsmanager:ForceOverwriteReplicaSecret': 'true' };
    expect(await mayFunction(WITH_COPIES, replicating(['eu-west-1'], { ...owned, ...force }))).toBe(false);
    const creating = creatingIn('eu-west-1');
    expect(await mayFunction(WITH_COPIES, { ...creating, context: { ...creating.context, ...force } })).toBe(false);
  });

  const config = aConfig({ replicaRegions: ['eu-west-1', 'us-east-2'] });

  test('a new secret is made with its copies', async () => {
    const world = aWorld();
    expect(stepsOf(await runIn(world, { config }), 'alice')).toEqual(['issue-key']);
    expect(inputOf(world, 'CreateSecret')).toMatchObject([
      { AddReplicaRegions: [{ Region: 'eu-west-1' }, { Region: 'us-east-2' }] },
    ]);
    expect(inputOf(world, 'ReplicateSecretToRegions')).toEqual([]);
  });

  test('one that exists gets the copies that it lacks, with its next rotation and once', async () => {
    const world = aWorld(true);
    await runIn(world, { config: aConfig({ replicaRegions: ['us-east-2'] }) });
    expect(world.secrets.get('keyturn/alice')?.replicas).toEqual(['us-east-2']);
    world.advance(77 * DAY);
    // The old key leaves its slot, then the next one is made.
    for (let hour = 0; hour < 14 * 24; hour++, world.advance(HOUR)) {
      for (const { id } of world.keysOf('alice').slice(1)) world.useKey(id);
      await runIn(world, { config });
    }
    expect(world.secrets.get('keyturn/alice')?.replicas).toEqual(['us-east-2', 'eu-west-1']);
    expect(inputOf(world, 'ReplicateSecretToRegions')).toEqual([
      expect.objectContaining({ AddReplicaRegions: [{ Region: 'us-east-2' }] }),
      expect.objectContaining({ AddReplicaRegions: [{ Region: 'eu-west-1' }] }),
    ]);
  });

  test('no rotation waits for a copy: one that AWS refuses is a failure of the run, and is tried with the next rotation', async () => {
    const world = aWorld(true);
    world.intercept = ({ operation }) => (operation === 'ReplicateSecretToRegions' ? 'throttle' : undefined);
    const result = await runIn(world, { config });
    expect(result.failures).toMatchObject([
      { userName: 'alice', error: expect.stringMatching(/copy the secret to other Regions: /) },
    ]);
    const [, fresh] = world.keysOf('alice');
    expect(JSON.parse(world.secretValue('keyturn/alice'))).toMatchObject({ AccessKeyId: fresh?.id });
    expect(world.published).toHaveLength(1);

    world.advance(HOUR);
    expect((await runIn(world, { config })).failures).toEqual([]);
  });
});
