/** How long a reported key works after `revoke`: the real SDK's clients, 40 ms a call, 8 seconds until IAM knows a new key. */
import { ownAccountClients } from '../../../lambda/aws/clients';
import { accessKeyIdOf } from '../../../lambda/core/names';
import { obey } from '../../../lambda/run/command';
import { Life } from '../../support/simulation/life';
import { simulate } from '../../support/simulation/simulate';
import type { World } from '../../support/world';

async function aged(days: number): Promise<World> {
  const life = Life.begin();
  life.addUser('alice', 'lazy', 80);
  await life.days(days);
  return life.world.clone();
}

async function revokeCurrent(world: World, limits: Readonly<Record<string, number>> = {}) {
  const accessKeyId = accessKeyIdOf(world.secrets.get('keyturn/alice')?.labels.get('AWSCURRENT')) ?? '';
  const begunAt = world.now.getTime();
  const { traffic, result } = await simulate(world, {
    sdk: ownAccountClients,
    propagationMs: 8_000,
    limits,
    burst: 0,
    act: (run) => obey(run, { command: 'revoke', accessKeyId }),
  });
  const secondsTo = (operation: string) => ((traffic.get(operation)?.lastAt ?? Number.NaN) - begunAt) / 1000;
  return { accessKeyId, secondsTo, errors: result.failures.map(({ error }) => error) };
}

test.each([
  ['with a free slot', 40],
  ['in a grace, with a predecessor that works', 80],
])(
  'promise 12: %s: programs have another key within 20 seconds, and the reported one is off within 30',
  async (_when, days) => {
    const world = await aged(days);
    const { accessKeyId, secondsTo, errors } = await revokeCurrent(world);
    expect(errors).toEqual([]);
    expect(secondsTo('UpdateSecretVersionStage')).toBeLessThanOrEqual(20);
    expect(secondsTo('UpdateAccessKey')).toBeLessThanOrEqual(30);
    expect(world.key(accessKeyId)?.status).not.toBe('Active');
  },
);

const SECRETS_MANAGER = [
  'ListSecrets',
  'DescribeSecret',
  'TagResource',
  'CreateSecret',
  'PutSecretValue',
  'UpdateSecretVersionStage',
];
const refusing = (operations: readonly string[]) => Object.fromEntries(operations.map((operation) => [operation, 0]));

test.each([
  ['everything', SECRETS_MANAGER],
  ['every write', SECRETS_MANAGER.slice(2)],
  ['every new value', ['PutSecretValue']],
  ['every move of a label', ['UpdateSecretVersionStage']],
])(
  'promise 12: Secrets Manager throttles %s without end, and the reported key is off within a minute',
  async (_what, operations) => {
    const world = await aged(40);
    const { accessKeyId, secondsTo, errors } = await revokeCurrent(world, refusing(operations));
    expect(secondsTo('UpdateAccessKey')).toBeLessThanOrEqual(60);
    expect(world.key(accessKeyId)?.status).toBe('Inactive');
    expect(errors[0]).toContain(`The key ${accessKeyId} is deactivated.`);
  },
);
