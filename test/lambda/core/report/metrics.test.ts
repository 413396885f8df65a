/** What a run is measured by. */

import { UsageCounter } from '../../../../lambda/aws/usage';
import { presentHold } from '../../../../lambda/core/account/held';
import { metricsOfCommand, metricsOfFailedRun, metricsOfRun } from '../../../../lambda/core/report/metrics';
import type { Outcome } from '../../../../lambda/core/report/outcome';
import { later } from '../../../support/builders';
import { aConfig, DAY, HOUR, MANAGED, reconcileIn } from '../../../support/simulation/harness';
import { Life } from '../../../support/simulation/life';
import { accessDenied, failing, World } from '../../../support/world';

const EFFORT = { calls: 7, throttles: 2, durationMs: 1234.5 };
const NOW = new Date('2027-01-01T00:00:00Z');

function anOutcome(...steps: object[]): Outcome {
  return { userName: 'alice', steps: steps as unknown as Outcome['steps'], plan: undefined, error: undefined };
}
const measure = (outcomes: readonly Outcome[]) =>
  metricsOfRun({ users: { scanned: 9, managed: 5, examined: 2 }, outcomes, remaining: 3 }, NOW, EFFORT);

describe('a run', () => {
  test('counts what was done, by its kind, and nothing that was only planned', () => {
    const done = { result: 'done' };
    const outcomes = [
      anOutcome({ kind: 'issue-key', ...done }),
      anOutcome({ kind: 'deactivate-key', ...done }, { kind: 'delete-key', role: 'retiring', ...done }),
      anOutcome({ kind: 'delete-key', role: 'orphan', ...done }, { kind: 'issue-key', result: 'failed' }),
      anOutcome({ kind: 'delete-key', role: 'pending', ...done }, { kind: 'issue-key', result: 'withheld' }),
      anOutcome({ kind: 'issue-key', result: 'planned' }, { kind: 'delete-key', role: 'spare', result: 'planned' }),
    ];
    expect(measure(outcomes)).toMatchObject({
      KeysRotated: 1,
      KeysDeactivated: 1,
      KeysDeleted: 1,
      OrphansRemoved: 2,
      UsersManaged: 5,
      Remaining: 3,
      GoodRuns: 1,
      Failures: 0,
      CircuitBreakers: 0,
      AwsCalls: 7,
      Throttles: 2,
      RunTime: 1235,
    });
  });

  test('tells users that are held from users that are blocked, and has the longest of both', () => {
    const held = anOutcome({ kind: 'hold', reason: 'still-in-use', result: 'done' });
    const blocked = anOutcome({ kind: 'hold', reason: 'two-active-keys', result: 'done' });
    const since = (outcome: Outcome, days: number) => ({ ...outcome, heldSince: later(NOW, -days * DAY) });
    expect(measure([held, since(held, 3), since(blocked, 20.55)])).toMatchObject({
      UsersHeld: 2,
      UsersBlocked: 1,
      LongestHoldDays: 20.5,
    });
    expect(measure([held, since(held, -1)])).toMatchObject({ LongestHoldDays: 0 });
  });

  test('with a user that failed is not a good one', () => {
    expect(measure([{ ...anOutcome(), error: 'x' }])).toMatchObject({ GoodRuns: 0, Failures: 1 });
  });

  test('that failed altogether says so, and says nothing of how matters stand', () => {
    expect(metricsOfFailedRun(EFFORT)).toEqual({ GoodRuns: 0, Failures: 1, AwsCalls: 7, Throttles: 2, RunTime: 1235 });
  });
});

test('a command adds to what is counted, and is no run', () => {
  const outcomes = [
    anOutcome({ kind: 'issue-key', result: 'done' }, { kind: 'hold', reason: 'by-hand', result: 'done' }),
  ];
  expect(metricsOfCommand({ outcomes }, { ...EFFORT, throttles: 0 })).toEqual({ KeysRotated: 1, AwsCalls: 7 });
});

describe('the age of the oldest active key', () => {
  const ages = async (world: World) => (await reconcileIn(world, { config: aConfig({ dryRun: true }) })).ages;
  function aWorld(...users: [ageDays: number, tags?: Record<string, string>][]): World {
    const world = new World();
    users.forEach(([ageDays, tags = {}], n) => {
      const createdAt = later(world.now, -ageDays * DAY);
      world.addUser({ name: `user-${n}`, tags: { ...MANAGED, ...tags }, createdAt });
      world.createKey(`user-${n}`, { createdAt });
    });
    return world;
  }

  test('is in whole days, of managed users only, and of active keys only', async () => {
    const world = aWorld([40.9], [300, { 'keyturn:managed': 'no' }], [500]);
    world.setKeyStatus(world.keysOf('user-2')[0]?.id ?? '', 'Inactive');
    expect(await ages(world)).toEqual({ oldestDays: 40, pastMaxAge: 0 });
  });

  test('is 0 where there is none', async () => {
    expect(await ages(aWorld())).toEqual({ oldestDays: 0, pastMaxAge: 0 });
  });

  test("is past its maximum by the user's own policy, and by a whole day", async () => {
    const own = { 'keyturn:max-key-age-days': '200' };
    const strict = { 'keyturn:max-key-age-days': '30' };
    expect(await ages(aWorld([90.9], [199, own], [32, strict]))).toEqual({ oldestDays: 199, pastMaxAge: 1 });
    expect(await ages(aWorld([91]))).toEqual({ oldestDays: 91, pastMaxAge: 1 });
  });

  test('does not count a key that Keyturn has deactivated since the report was made', async () => {
    const life = Life.begin();
    life.addUser('alice', 'prompt', 80);
    await life.days(14);
    const run = async () => (await reconcileIn(life.world)).ages;
    life.world.advance(2 * HOUR);
    expect(life.world.keysOf('alice').map(({ status }) => status)).toEqual(['Active', 'Active']);
    // Deactivates it, by a report that has it as active; so has the report that the next run reads.
    expect(await run()).toEqual({ oldestDays: 14, pastMaxAge: 0 });
    expect(life.world.keysOf('alice').map(({ status }) => status)).toEqual(['Inactive', 'Active']);
    life.world.advance(HOUR);
    expect(await run()).toEqual({ oldestDays: 14, pastMaxAge: 0 });
  });
});

test('a hold lasts since it was first told, on the notice board too', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  await life.days(30);
  life.people((world) => world.deleteSecret('keyturn/alice'));
  await reconcileIn(life.world);
  const told = life.world.now;
  life.world.advance(5 * DAY);
  const { outcomes } = await reconcileIn(life.world);
  expect(outcomes.map((outcome) => Math.round(Number(outcome.heldSince) / DAY))).toEqual([
    Math.round(Number(told) / DAY),
  ]);
});

test('a hold that is told for the first time begins now', () => {
  const hold = { steps: [{ kind: 'hold', reason: 'still-in-use' }] } as never;
  expect(presentHold({ board: undefined, secret: undefined } as never, hold)).toEqual({ reason: 'still-in-use' });
});

test('a bulk read that fails is a failed run', async () => {
  const world = new World();
  world.intercept = failing('ListSecrets', accessDenied('secretsmanager'));
  await expect(reconcileIn(world)).rejects.toThrow('read the list of secrets');
});

describe('requests to AWS', () => {
  const sent = async (...answers: (Error | 'ok')[]) => {
    const counter = new UsageCounter();
    let middleware: (next: () => Promise<unknown>) => () => Promise<unknown> = (next) => next;
    counter.count({
      middlewareStack: {
        add: (given) => {
          middleware = given;
        },
      },
    });
    for (const answer of answers)
      await middleware(async () => {
        if (answer !== 'ok') throw answer;
      })().catch(() => undefined);
    return counter.usage;
  };
  const named = (name: string, httpStatusCode = 400) =>
    Object.assign(new Error('x'), { name, $metadata: { httpStatusCode } });

  test.each<[sentence: string, answers: (Error | 'ok')[], throttles: number]>([
    ['none is throttled', ['ok', 'ok'], 0],
    ['IAM throttles', [named('Throttling'), 'ok'], 1],
    ['Secrets Manager throttles', [named('ThrottlingException'), named('ThrottlingException')], 2],
    ['SNS throttles', [named('ThrottledException')], 1],
    ['a service says 429', [named('Unknown', 429)], 1],
    ['another error', [named('AccessDenied', 403), new Error('socket hang up')], 0],
  ])('are counted one by one: %s', async (_, answers, throttles) => {
    expect(await sent(...answers)).toEqual({ calls: answers.length, throttles });
  });
});
