/** Faults that last for hours and days, with hourly runs: who is served, what it costs, who is notified, and what the metrics say. */
import { METRICS, metricsOfRun } from '../../../lambda/core/report/metrics';
import type { RunResult } from '../../../lambda/core/report/run-result';
import { aConfig, DAY, HOUR, MANAGED, reconcileIn, type TestConfig } from '../../support/simulation/harness';
import { accessDenied, type Call, type Intercept, World } from '../../support/world';

const NO_EFFORT = { calls: 0, throttles: 0, durationMs: 0 };

/** Users who are all due, the stalest first. */
function dueWorld(names: readonly string[]): World {
  const world = new World();
  names.forEach((name, index) => {
    const createdAt = new Date(world.now.getTime() - (300 - index) * DAY);
    world.addUser({ name, tags: MANAGED, createdAt });
    world.createKey(name, { createdAt });
  });
  return world;
}

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(2, '0')}`);

/** The name of the user that a call to Secrets Manager is about. */
const isAbout = ({ input }: Call, prefix: string) => String(input.SecretId ?? input.Name).includes(`keyturn/${prefix}`);

const refuse =
  (operations: readonly string[], prefix: string): Intercept =>
  (call) =>
    operations.includes(call.operation) && isAbout(call, prefix) ? { fail: accessDenied(call.service) } : undefined;

interface Hour {
  readonly result: RunResult;
  readonly failed: readonly string[];
  readonly made: number;
  readonly isGood: boolean;
  readonly told: readonly string[];
}

/** What Lambda, CloudWatch and the owners see of one run. */
async function hourlyRun(world: World, intercept: Intercept | undefined, config: TestConfig): Promise<Hour> {
  const [made, told] = [world.calls.CreateAccessKey ?? 0, world.published.length];
  world.intercept = intercept;
  const result = await reconcileIn(world, { config });
  const measured = metricsOfRun(result, world.now, NO_EFFORT);
  expect(Object.keys(METRICS)).toEqual(expect.arrayContaining(Object.keys(measured)));
  const hour = {
    result,
    failed: result.outcomes.flatMap(({ userName, error }) => (error === undefined ? [] : [userName])),
    made: (world.calls.CreateAccessKey ?? 0) - made,
    isGood: measured.GoodRuns === 1,
    told: world.published.slice(told).map(({ attributes }) => `${attributes.userName} ${attributes.event}`),
  };
  world.advance(HOUR);
  return hour;
}

async function hourlyRuns(world: World, count: number, intercept?: Intercept, config = aConfig()): Promise<Hour[]> {
  const hours: Hour[] = [];
  for (let hour = 0; hour < count; hour++) hours.push(await hourlyRun(world, intercept, config));
  return hours;
}

describe('thirty due users whose PutSecretValue is refused, and a healthy one that is last in the order', () => {
  const names = [...numbered('bad', 30), 'healthy'];
  const fault = refuse(['PutSecretValue'], 'bad');

  test('promise 10: every run fails, makes ten keys at most, and the healthy one is served by the fourth', async () => {
    const world = dueWorld(names);
    const hours = await hourlyRuns(world, 4, fault);
    expect(hours.map(({ failed }) => failed.length > 0)).toEqual([true, true, true, true]);
    for (const { made, told } of hours)
      expect(made - told.filter((one) => one.includes('key-rotated')).length).toBeLessThanOrEqual(10);
    expect(hours.flatMap(({ told }) => told)).toContain('healthy key-rotated');
    expect(world.keysOf('healthy')).toHaveLength(2);
    for (const name of names.slice(0, 30)) expect(world.keysOf(name)).toHaveLength(1);
  });

  test('promise 8: for three weeks, each is tried once a day after the third failure, and notified once a week', async () => {
    const world = dueWorld(names);
    const triesOf = new Map<string, number[]>();
    const toldOf = new Map<string, number[]>();
    for (let hour = 0; hour < 21 * 24; hour++) {
      const { failed, told, made, isGood } = await hourlyRun(world, fault, aConfig());
      expect([hour, made <= 11, isGood]).toEqual([hour, true, false]);
      for (const name of failed) triesOf.set(name, [...(triesOf.get(name) ?? []), hour]);
      for (const one of told.filter((each) => each.endsWith('user-blocked'))) {
        const name = one.split(' ')[0] as string;
        toldOf.set(name, [...(toldOf.get(name) ?? []), hour]);
      }
    }
    for (const name of names.slice(0, 30)) {
      const daily = (triesOf.get(name) ?? []).slice(3);
      const gaps = daily.slice(1).map((hour, index) => hour - (daily[index] ?? 0));
      expect([name, Math.min(...gaps) >= 24, Math.max(...gaps) <= 26]).toEqual([name, true, true]);
      const weeks = toldOf.get(name) ?? [];
      expect([name, weeks.length]).toEqual([name, 3]);
      expect(weeks.slice(1).every((hour, index) => hour - (weeks[index] ?? 0) >= 7 * 24)).toBe(true);
    }
    const first = world.published.find(({ attributes }) => attributes.event === 'user-blocked');
    expect(first?.message).toContain('store the new key: AccessDenied');
    expect(first?.message).toContain('keeps-failing');
  });

  test('once the cause is gone, all are served within a day, and the runs are good again', async () => {
    const world = dueWorld(names);
    expect((await hourlyRuns(world, 5 * 24, fault)).some(({ isGood }) => isGood)).toBe(false);
    const after = await hourlyRuns(world, 26);
    expect(names.every((name) => world.keysOf(name).length === 2)).toBe(true);
    expect(after.flatMap(({ failed }) => failed)).toEqual([]);
    expect(after.at(-1)?.isGood).toBe(true);
    for (const { tags } of world.secrets.values()) expect(tags['keyturn:failing']).toBe('');
  });
});

test('promise 10: 25 users whose secret cannot be made take no turn from ten healthy ones', async () => {
  const world = dueWorld([...numbered('bad', 25), ...numbered('well', 10)]);
  const hours = await hourlyRuns(world, 2, refuse(['CreateSecret'], 'bad'));
  const served = hours.flatMap(({ told }) => told).filter((one) => one.endsWith('key-rotated'));
  expect(served.toSorted()).toEqual(numbered('well', 10).map((name) => `${name} key-rotated`));
  expect(hours.map(({ made }) => made)).toEqual([10, 0]);
});

test('promise 8: where nothing can be noted, an owner is notified once a day, at a time of the day that is its own', async () => {
  const names = numbered('bad', 8);
  const world = dueWorld(names);
  const hours = await hourlyRuns(world, 3 * 24, refuse(['CreateSecret'], 'bad'));
  for (const name of names) {
    const at = hours.flatMap(({ told }, hour) => (told.includes(`${name} user-blocked`) ? [hour] : []));
    expect([name, at.length]).toEqual([name, 3]);
    expect(new Set(at.map((hour) => hour % 24)).size).toBe(1);
  }
  expect(new Set(hours.flatMap(({ told }) => (told.length > 0 ? [told.join()] : []))).size).toBeGreaterThan(1);
});

test('a secret without room for the state tags is held before anything is touched', async () => {
  const world = dueWorld(['full']);
  const { id } = world.users.get('full') ?? { id: '' };
  const others = Object.fromEntries(numbered('team:', 45).map((key) => [key, '']));
  world.addSecret('keyturn/full', undefined, { 'keyturn:user-id': id, ...others });
  const [first, second] = await hourlyRuns(world, 2);
  expect(first?.result.outcomes[0]?.steps[0]).toMatchObject({ kind: 'hold', reason: 'secret-tags-full' });
  expect([first?.made, second?.made, world.keysOf('full').length]).toEqual([0, 0, 1]);
  const secret = world.secrets.get('keyturn/full');
  expect([secret?.labels.size, secret?.tags['keyturn:intent']]).toEqual([0, undefined]);
});

test('a secret whose room for the state tags is taken after it was read fails before anything is touched', async () => {
  const world = dueWorld(['full']);
  const { id } = world.users.get('full') ?? { id: '' };
  world.addSecret('keyturn/full', undefined, { 'keyturn:user-id': id });
  const others = Object.fromEntries(numbered('team:', 45).map((key) => [key, '']));
  const [first] = await hourlyRuns(world, 1, ({ operation }) => {
    if (operation === 'TagResource' && world.secrets.get('keyturn/full')?.tags['team:00'] === undefined)
      world.tagSecret('keyturn/full', others);
    return undefined;
  });
  expect(first?.result.outcomes[0]?.error).toMatch(/write the intent: .*50 tags.* The secret has no room/);
  const secret = world.secrets.get('keyturn/full');
  expect([first?.made, secret?.labels.size, secret?.tags['keyturn:intent']]).toEqual([0, 0, undefined]);
});

test('promise 11: a dry run that cannot read a user notes nothing, and notifies nobody', async () => {
  const world = dueWorld(['alice']);
  await hourlyRuns(world, 1);
  world.recording = true;
  world.intercept = ({ operation }) =>
    operation === 'DescribeSecret' ? { fail: accessDenied('secretsmanager') } : undefined;
  world.advance(40 * DAY);
  for (let hour = 0; hour < 30; hour++, world.advance(HOUR)) {
    const { outcomes } = await reconcileIn(world, { dryRun: true });
    expect(outcomes.map(({ error }) => error?.slice(0, 15))).toEqual(['read the secret']);
  }
  const changes = world.recorded.filter(({ operation }) => /^(Tag|Create|Put|Publish|Update|Delete)/.test(operation));
  expect(changes).toEqual([]);
});
