/** The size of a full account: calls, time and what the deadline leaves. All time is simulated; docs/performance.md has the measured figures. */
import { fullAccount, nameOf } from '../support/full-account';
import { DAY, HOUR } from '../support/simulation/harness';
import { simulate, total } from '../support/simulation/simulate';
import type { World } from '../support/world';

const FULL = 5000;
const LIMIT_S = 15 * 60;
const PER_USER = ['ListAccessKeys', 'DescribeSecret', 'GetAccessKeyLastUsed', 'TagResource', 'CreateAccessKey'];

describe('an idle run over 5,000 managed users', () => {
  let world: World;
  beforeAll(async () => {
    world = await fullAccount({ users: FULL });
  });

  it('makes at most 60 calls, none of them about one user, and takes less than 5 seconds', async () => {
    const { calls, seconds, result } = await simulate(world);
    expect(result.users).toEqual({ scanned: FULL, managed: FULL, examined: 0 });
    expect(total(calls)).toBeLessThanOrEqual(60);
    expect(PER_USER.filter((operation) => calls[operation])).toEqual([]);
    expect(seconds).toBeLessThan(5);
  });

  it('makes no more of them when IAM takes a while for its report', async () => {
    const copy = (await fullAccount({ users: FULL, options: { reportGenerationMs: 12_000 } })).clone();
    expect(total((await simulate(copy)).calls)).toBeLessThanOrEqual(60);
  });
});

it('500 rotations take less than 3 minutes, with 40 ms a call and 8 seconds until IAM knows a key', async () => {
  const world = await fullAccount({ users: 500, due: 500 });
  const { result, seconds } = await simulate(world, { propagationMs: 8_000, config: { maxRotationsPerRun: 500 } });
  expect({ failures: result.failures, remaining: result.remaining }).toEqual({ failures: [], remaining: 0 });
  expect(world.published).toHaveLength(500);
  expect(seconds).toBeLessThan(180);
});

describe('calls for one user, beside the scan', () => {
  const SCAN = ['GenerateCredentialReport', 'GetCredentialReport', 'GetAccountAuthorizationDetails', 'ListSecrets'];
  const READS = ['ListAccessKeys', 'DescribeSecret', 'GetAccessKeyLastUsed'];

  /** One user, with so many days of rotation, grace and quarantine behind it. Its program has moved on. */
  async function afterDays(...waits: readonly number[]) {
    const world = await fullAccount({ users: 1, due: 1 });
    for (const days of waits) {
      await simulate(world);
      world.advance(days * DAY);
      world.useKey(world.keysOf(nameOf(0)).at(-1)?.id ?? '');
    }
    return world;
  }

  const counted = (calls: Readonly<Record<string, number>>) => {
    const sum = (wanted: (name: string) => boolean) =>
      total(Object.fromEntries(Object.entries(calls).filter(([name]) => wanted(name))));
    return {
      decide: sum((name) => READS.includes(name)),
      act: sum((name) => ![...READS, ...SCAN].includes(name)),
    };
  };

  it('a rotation takes 10, with the reads before it', async () => {
    const { calls } = await simulate(await fullAccount({ users: 1, due: 1 }));
    expect(counted(calls)).toEqual({ decide: 2, act: 8 });
  });

  it('and one more for each time that IAM does not know the new key yet: two, if that takes 8 seconds', async () => {
    const { calls } = await simulate(await fullAccount({ users: 1, due: 1 }), { propagationMs: 8_000 });
    expect(counted(calls)).toEqual({ decide: 2, act: 8 + 2 });
  });

  it.each([
    // The fifth: right before the key is deactivated, whether anything has changed.
    ['a deactivation takes 4, of which one shows that a note can be written', [14.1], 'deactivate-key', 5, 4],
    ['a deletion takes 4', [14.1, 7.1], 'delete-key', 4, 4],
  ])('%s, message included, after the reads that decide it', async (_what, waits, kind, decide, act) => {
    const { calls, result } = await simulate(await afterDays(...waits));
    expect(result.outcomes[0]?.steps.map((step) => step.kind)).toEqual([kind]);
    expect(counted(calls)).toEqual({ decide, act });
  });
});

describe('more work than fits into a run: 5,000 stale users, all of whom it may rotate', () => {
  it('is left to the next runs in time, and nobody is left between two steps', async () => {
    const world = await fullAccount({ users: FULL, due: FULL });
    const left: number[] = [];
    do {
      const { result, seconds } = await simulate(world, { propagationMs: 8_000, config: { maxRotationsPerRun: FULL } });
      expect(seconds).toBeLessThan(LIMIT_S);
      expect(result.failures).toEqual([]);
      expect(unfinished(world)).toEqual([]);
      left.push(result.remaining);
      expect(world.published).toHaveLength(FULL - result.remaining);
      world.advance(HOUR);
    } while (left.at(-1) !== 0);
    expect(left.length).toBeLessThanOrEqual(3);
    expect(left[0]).toBeGreaterThan(0);
    // Each user once, and no key more than that.
    expect(world.calls.CreateAccessKey).toBe(FULL);
  });

  /** Users whose secret or keys are neither as before a rotation nor as after one. */
  function unfinished(world: World): string[] {
    return [...world.users.values()].flatMap(({ name, keys }) => {
      const secret = world.secrets.get(`keyturn/${name}`);
      const newest = keys.at(-1)?.id ?? '';
      const isCurrent = secret?.labels.get('AWSCURRENT') === `keyturn-access-key-${newest}`;
      const isTold = secret?.tags['keyturn:notified']?.includes(newest);
      return isCurrent && isTold ? [] : [name];
    });
  }
});

it('when something is wrong with the account, ten keys are made in vain, and no more', async () => {
  const world = await fullAccount({ users: FULL, due: FULL });
  const { result, calls } = await simulate(world, {
    propagationMs: 10 * LIMIT_S * 1000,
    config: { maxRotationsPerRun: FULL },
  });
  expect(result.stopped?.step).toBe('verify the new key');
  expect(calls.CreateAccessKey).toBe(10);
  expect(calls.DeleteAccessKey).toBe(10);
  expect(result.remaining).toBe(FULL - 10);
});
