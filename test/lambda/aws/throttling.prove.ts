/** AWS's limits, against the real SDK's clients as the function makes them, in simulated time: slower, and nobody fails. */
import { ownAccountClients } from '../../../lambda/aws/clients';
import { fullAccount, nameOf } from '../../support/full-account';
import { shareOfLimit } from '../../support/http/slow-aws';
import { DAY } from '../../support/simulation/harness';
import { simulate } from '../../support/simulation/simulate';

/** Limits far below what is known of AWS, each for the operation of one step, in calls a second. */
it.each([
  ['the reads of the users', { ListAccessKeys: 8 }],
  ['the reads of the secrets', { DescribeSecret: 5 }],
  ['the tags', { TagResource: 10 }],
  ['the new keys', { CreateAccessKey: 2 }],
  ['the verification', { GetCallerIdentity: 10 }],
  ['the messages', { Publish: 5 }],
])('%s are limited: at least 90 %% of the limit is used, and everybody is served', async (_what, limits) => {
  const world = await fullAccount({ users: 100, due: 100 });
  const { result, traffic } = await simulate(world, {
    limits,
    config: { maxRotationsPerRun: 100 },
    sdk: ownAccountClients,
  });
  expect({ failures: result.failures, remaining: result.remaining }).toEqual({ failures: [], remaining: 0 });
  expect(world.published).toHaveLength(100);
  for (const [operation, perSecond] of Object.entries(limits)) {
    const seen = traffic.get(operation);
    expect(seen && shareOfLimit(seen, perSecond)).toBeGreaterThan(0.9);
    // The limit is used, not stormed.
    expect(seen?.throttled).toBeLessThan((seen?.accepted ?? 0) / 2);
  }
});

it('everything of IAM is limited to 3 calls a second, with 8 seconds until it knows a key: nobody fails', async () => {
  const world = await fullAccount({ users: 120, due: 120 });
  const limits = {
    ListAccessKeys: 3,
    CreateAccessKey: 3,
    GetAccountAuthorizationDetails: 3,
    GenerateCredentialReport: 3,
  };
  const simulation = { limits, propagationMs: 8_000, config: { maxRotationsPerRun: 120 }, sdk: ownAccountClients };
  const { result } = await simulate(world, simulation);
  expect({ failures: result.failures, remaining: result.remaining }).toEqual({ failures: [], remaining: 0 });
});

it('promise 1: decisions to cut stay younger than a minute, however slow IAM is, so that none of sixty fails', async () => {
  const world = await fullAccount({ users: 60, due: 60 });
  await simulate(world, { config: { maxRotationsPerRun: 100 } });
  world.advance(14.1 * DAY);
  for (let index = 0; index < 60; index++) world.useKey(world.keysOf(nameOf(index)).at(-1)?.id ?? '');
  const limits = { ListAccessKeys: 1, GetAccessKeyLastUsed: 2, UpdateAccessKey: 1 };
  const { result } = await simulate(world, { limits, sdk: ownAccountClients });
  expect({ failures: result.failures, remaining: result.remaining }).toEqual({ failures: [], remaining: 0 });
  expect(result.outcomes.flatMap(({ steps }) => steps.map(({ kind }) => kind))).toEqual(
    Array(60).fill('deactivate-key'),
  );
});

it('an API that accepts nothing at all is given up within some minutes, and the circuit breaker sees to the rest', async () => {
  const world = await fullAccount({ users: 50, due: 50 });
  const { result, seconds } = await simulate(world, {
    limits: { CreateAccessKey: 0 },
    burst: 0,
    config: { maxRotationsPerRun: 50 },
    sdk: ownAccountClients,
  });
  expect(result.stopped?.step).toBe('create the new key');
  expect(result.failures.length + result.remaining).toBe(50);
  expect(seconds).toBeLessThan(300);
});
