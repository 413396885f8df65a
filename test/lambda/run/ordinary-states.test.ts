/** What AWS reports by an error and is an ordinary state: a report that is not there yet, a user or a key that went away. */
import { LimitExceededException } from '@aws-sdk/client-iam';
import { scan } from '../../../lambda/run/read/scan';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, reconcileIn, runIn, stepsOf } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';
import { type Intercept, World } from '../../support/world';
import { reportExpired, reportInProgress, reportNotPresent } from '../../support/world/errors';

function aWorld(...names: readonly string[]): World {
  const world = new World();
  for (const name of names) {
    const createdAt = new Date(world.now.getTime() - 80 * DAY);
    world.addUser({ name, tags: MANAGED, createdAt });
    world.createKey(name, { createdAt });
  }
  return world;
}

const noCapacity = () =>
  new LimitExceededException({ message: 'Report generation is limited.', $metadata: { httpStatusCode: 409 } });

const failTimes = (operation: string, times: number, error: () => Error): Intercept => {
  let left = times;
  return (call) => (call.operation === operation && left-- > 0 ? { fail: error() } : undefined);
};

describe('the credential report', () => {
  it.each([
    ['is in progress again', reportInProgress],
    ['has expired', reportExpired],
    ['is gone', reportNotPresent],
  ])('%s right after it was complete: it is asked for again', async (_what, error) => {
    const world = aWorld('alice');
    world.intercept = failTimes('GetCredentialReport', 2, error);
    expect((await scan(world.clients(), aConfig())).users).toHaveLength(1);
    expect(world.calls.GetCredentialReport).toBe(3);
  });

  it('cannot be made, as IAM has no capacity: it is waited for', async () => {
    const world = aWorld('alice');
    world.intercept = failTimes('GenerateCredentialReport', 3, noCapacity);
    expect((await runIn(world)).failures).toEqual([]);
  });

  it('cannot be made for longer: the last one does while it is good', async () => {
    const world = aWorld('alice');
    const { reportedAt } = await scan(world.clients(), aConfig());
    world.advance(3 * HOUR);
    world.intercept = failTimes('GenerateCredentialReport', 1000, noCapacity);
    expect((await scan(world.clients(), aConfig())).reportedAt).toEqual(reportedAt);
  });

  it('cannot be made, and the last one is too old: the run fails, and says that it is no quota', async () => {
    const world = aWorld('alice');
    world.intercept = failTimes('GenerateCredentialReport', 1000, noCapacity);
    await expect(reconcileIn(world)).rejects.toThrow(/read the credential report: LimitExceeded.* it is no quota/);
  });
});

describe('went away while it was served', () => {
  it.each(['DescribeSecret', 'CreateSecret', 'CreateAccessKey'])('a user, before %s: no failure', async (operation) => {
    const world = aWorld('alice', 'bob');
    world.intercept = ({ operation: now, input }) => {
      if (now === operation && JSON.stringify(input).includes('alice') && world.users.has('alice'))
        world.deleteUser('alice');
      return undefined;
    };
    const { failures } = await runIn(world);
    expect(failures).toEqual([]);
    expect(world.keysOf('bob')).toHaveLength(2);
  });

  it('a key that was about to be deactivated: no failure, and the next run sees what is there', async () => {
    const world = aWorld('alice');
    await runIn(world);
    const old = world.keysOf('alice')[0]?.id ?? '';
    world.advance(14 * DAY + HOUR);
    world.intercept = ({ operation }) => {
      if (operation === 'UpdateAccessKey' && world.key(old)) world.deleteKey(old);
      return undefined;
    };
    const result = await runIn(world);
    expect([stepsOf(result, 'alice'), result.failures]).toEqual([['deactivate-key'], []]);
    expect(result.outcomes[0]?.steps[0]?.result).toBe('skipped');
    world.advance(HOUR);
    expect((await runIn(world)).failures).toEqual([]);
  });
});

it('a secret whose user is gone is listed, and one that is scheduled for deletion is not', async () => {
  const world = aWorld('alice', 'bob', 'carol');
  await runIn(world);
  const { id = '' } = world.users.get('alice') ?? {};
  world.deleteUser('alice');
  world.deleteUser('bob');
  world.deleteSecret('keyturn/bob');
  const { secretsWithoutUser = [] } = await scan(world.clients(), aConfig());
  expect(secretsWithoutUser.map(({ name, userId }) => [name, userId])).toEqual([['keyturn/alice', id]]);
});

describe('a wait without a sensible end', () => {
  it('is announced once, then every 90 days, and holds nothing', async () => {
    const world = aWorld('alice');
    const until = new Date(world.now.getTime() + 400 * DAY).toISOString().slice(0, 10);
    world.tagUser('alice', { 'keyturn:exempt-until': until });
    const told: number[] = [];
    for (let day = 0; day < 200; day++, world.advance(DAY)) {
      const before = world.published.length;
      const { outcomes } = await runIn(world);
      expect(outcomes.flatMap(({ steps }) => steps.filter(({ kind }) => kind !== 'notify'))).toEqual([]);
      if (world.published.length > before) told.push(day);
    }
    expect(told).toEqual([0, 90, 180]);
    expect(world.published[0]?.message).toContain('hold-without-end');
    expect(world.keysOf('alice')).toHaveLength(1);
  });

  it('is none up to 30 days beyond the maximum age', async () => {
    const world = aWorld('alice');
    world.tagUser('alice', {
      'keyturn:exempt-until': new Date(world.now.getTime() + 119 * DAY).toISOString().slice(0, 10),
    });
    await runIn(world);
    expect(world.published).toEqual([]);
  });
});

test('a secret that went away between the list and the note of a pause is no failure of that note', async () => {
  const life = Life.begin({ secretListLagMs: 5 * MINUTE });
  life.addUser('alice', 'prompt', 67);
  let tries = 0;
  for (let day = 0; day < 12; day++) {
    const other = life.fork();
    other.people((world) => world.secrets.size > 0 && world.deleteSecret('keyturn/alice', { recoveryDays: 7 }));
    const failures = await other.run(({ operation, input }) => {
      if (operation === 'TagResource' && JSON.stringify(input.Tags).startsWith('[{"Key":"keyturn:pauses"')) tries++;
      return undefined;
    });
    expect(failures.filter((failure) => failure.includes('note the pauses'))).toEqual([]);
    await life.days(1);
  }
  expect(tries).toBeGreaterThan(0);
});
