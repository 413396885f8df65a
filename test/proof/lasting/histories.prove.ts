/**
 * Histories of faults that last for hours or days: more users than a run can serve, hourly runs, calls of some users that are refused
 * while the fault lasts. Promises 8 and 10 are judged for all of them. One thing is excused: what cannot be noted is announced once a day,
 * by the clock, and once more as soon as it can be.
 */
import * as fc from 'fast-check';
import { reportProof } from '../../support/proof/report-proof';
import { SEED } from '../../support/proof/seed';
import { aConfig, DAY, HOUR, MANAGED, reconcileIn } from '../../support/simulation/harness';
import { accessDenied, type Call, World } from '../../support/world';

/** A history is some hundred runs, so that a hundredth of the others' number is as much work. */
const COUNT = Math.max(10, Math.ceil(Number(process.env.KEYTURN_HISTORIES ?? 10_000) / 100));
const DAYS = 9;

const OPERATIONS = [
  ...['CreateSecret', 'TagResource', 'CreateAccessKey', 'PutSecretValue', 'GetCallerIdentity'],
  ...['UpdateSecretVersionStage', 'Publish', 'ListAccessKeys', 'DescribeSecret'],
] as const;

interface Fault {
  readonly operation: (typeof OPERATIONS)[number];
  /** Every so-manieth user has it. */
  readonly every: number;
  readonly fromHour: number;
  readonly hours: number;
}

const fault: fc.Arbitrary<Fault> = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  every: fc.integer({ min: 1, max: 4 }),
  fromHour: fc.integer({ min: 0, max: 30 }),
  hours: fc.integer({ min: 3, max: 120 }),
});

const history = fc.record({
  users: fc.integer({ min: 4, max: 24 }),
  maxRotationsPerRun: fc.constantFrom(2, 5, 25),
  /** How many users there is time for in a run. */
  time: fc.constantFrom(6, 12, 100),
  faults: fc.array(fault, { minLength: 1, maxLength: 3 }),
});

type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

const nameOf = (index: number) => `u${String(index).padStart(2, '0')}`;

function userOf(world: World, { input, signedBy }: Call): number {
  const owner = world.key(String(signedBy ?? input.AccessKeyId ?? ''))?.userName;
  return Number(/\bu(\d\d)\b/.exec(owner ?? JSON.stringify(input))?.[1] ?? -1);
}

const isIn = ({ fromHour, hours }: Fault, hour: number) => hour >= fromHour && hour < fromHour + hours;

async function play({ users, maxRotationsPerRun, time, faults }: History) {
  const world = new World();
  for (let index = 0; index < users; index++) {
    const createdAt = new Date(world.now.getTime() - (200 - index) * DAY);
    world.addUser({ name: nameOf(index), tags: MANAGED, createdAt });
    world.createKey(nameOf(index), { createdAt });
  }
  const begin = world.now.getTime();
  const config = aConfig({ maxRotationsPerRun });
  const wasted: number[] = [];
  for (let hour = 0; hour < DAYS * 24; hour++) {
    const active = faults.filter((one) => isIn(one, hour));
    world.intercept = (call) => {
      const user = userOf(world, call);
      const hit = active.find(
        ({ operation, every }) => operation === call.operation && user >= 0 && user % every === 0,
      );
      return hit ? { fail: accessDenied(call.service) } : undefined;
    };
    const [made, looked] = [world.calls.CreateAccessKey ?? 0, world.calls.ListAccessKeys ?? 0];
    const remainingMs = () => ((world.calls.ListAccessKeys ?? 0) - looked >= time ? 1000 : 900_000);
    const { outcomes } = await reconcileIn(world, { config, remainingMs });
    const kept = outcomes.filter(({ steps }) =>
      steps.some(({ kind, result }) => kind === 'issue-key' && result === 'done'),
    );
    wasted.push((world.calls.CreateAccessKey ?? 0) - made - kept.length);
    world.advance(HOUR);
  }
  const found = (pattern: RegExp, text: string) => pattern.exec(text)?.[1] ?? '';
  const told = world.published.map(({ attributes, message, at }) => {
    // Each key is news of its own, and so is each step that fails.
    const about = [/(AKIA\w{16})/, /"reason\\*":\\*"([\w-]+)/, /: ([a-z][a-z ]+): AccessDenied/];
    const what = [attributes.userName, attributes.event, ...about.map((pattern) => found(pattern, message))].join(' ');
    return { what, at: (at.getTime() - begin) / HOUR };
  });
  return { world, told, wasted };
}

const ONCE_MORE = 'promise 8: announced again within a day, but its note could not be written';

test('promises 8 and 10: faults that last', async () => {
  let played = 0;
  const excused = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(history, async (one) => {
      const { world, told, wasted } = await play(one);
      played++;
      expect(Math.max(...wasted)).toBeLessThanOrEqual(10);
      // Promise 10: all faults are over three days before the end, so that everybody has its key.
      const [last] = one.faults.map(({ fromHour, hours }) => fromHour + hours).sort((a, b) => b - a);
      expect((last ?? 0) <= (DAYS - 2) * 24).toBe(true);
      const without = [...world.users.keys()].filter((name) => world.keysOf(name).length < 2);
      expect(without).toEqual([]);
      // Promise 8: what happened was announced, and nothing more than once a day.
      for (const name of world.users.keys())
        expect([name, told.some(({ what }) => what.startsWith(`${name} key-rotated`))]).toEqual([name, true]);
      const cannotNote = one.faults.some(({ operation }) => operation === 'TagResource');
      for (const { what, at } of told) {
        const often = told.filter((other) => other.what === what && Math.abs(other.at - at) < 23).length;
        const isExcused = often > 1 && often <= 3 && cannotNote;
        if (isExcused) excused.set(ONCE_MORE, (excused.get(ONCE_MORE) ?? 0) + 1);
        else expect([what, often]).toEqual([what, 1]);
      }
    }),
    { numRuns: COUNT, seed: SEED, endOnFailure: false },
  );
  reportProof({ proof: 'lasting-histories', cases: played, seed: SEED, excused });
});
