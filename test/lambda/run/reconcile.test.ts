/** The whole loop over many users: whom a run serves, what it leaves, and that nobody's trouble becomes anybody else's. */
import { setImmediate } from 'node:timers/promises';
import { plan } from '../../../lambda/core/rules/plan';
import { logLines, RunFailedError } from '../../../lambda/log';
import { serveOne } from '../../../lambda/run/command';
import { userNamed } from '../../../lambda/run/read/one-user';
import { later } from '../../support/builders';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, reconcileIn, runIn, stepsOf } from '../../support/simulation/harness';
import { type Call, type Intercept, serviceError, World, type WorldOptions } from '../../support/world';

/** Managed users by the age of their one key, in days. */
function aWorld(ages: Readonly<Record<string, number>>, options: Partial<WorldOptions> = {}) {
  const world = new World(options);
  for (const [name, days] of Object.entries(ages)) {
    world.addUser({ name, tags: MANAGED, createdAt: later(world.now, -400 * DAY) });
    world.createKey(name, { createdAt: later(world.now, -days * DAY) });
  }
  return world;
}

const failingFor =
  (userName: string, operation: string): Intercept =>
  ({ operation: called, input }) =>
    called === operation && input.UserName === userName ? 'throttle' : undefined;

const MUTATIONS = /^(Create|Put|Update|Delete|Tag|Untag|Publish|Restore)/;
const mutations = (world: World) => Object.keys(world.calls).filter((operation) => MUTATIONS.test(operation));
const events = (world: World) => world.published.map(({ attributes }) => `${attributes.userName} ${attributes.event}`);
const rotated = (world: World) => events(world).filter((event) => event.endsWith(' key-rotated'));

describe('promise 10: one user’s trouble stays that user’s', () => {
  it.each(['ListAccessKeys', 'CreateAccessKey'])(
    'a failed %s is that user’s failure, and the others are served',
    async (operation) => {
      const world = aWorld({ alice: 80, bob: 90, carol: 100 });
      world.intercept = failingFor('bob', operation);
      const { failures, users, remaining } = await runIn(world);
      expect(failures).toEqual([{ userName: 'bob', error: expect.stringContaining('Rate exceeded') }]);
      expect(rotated(world).toSorted()).toEqual(['alice key-rotated', 'carol key-rotated']);
      expect({ users, remaining }).toEqual({ users: { scanned: 3, managed: 3, examined: 3 }, remaining: 0 });
    },
  );

  it('after a step that failed, the user’s other steps wait for the next run', async () => {
    const world = aWorld({ alice: 80 });
    const spare = world.createKey('alice').accessKeyId;
    world.setKeyStatus(spare, 'Inactive');
    await reconcileIn(world);
    world.advance(7 * DAY + MINUTE);
    world.intercept = failingFor('alice', 'DeleteAccessKey');
    const { outcomes } = await runIn(world);
    expect(outcomes[0]?.steps.map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'delete-key failed',
      'issue-key skipped',
    ]);
    expect(world.keysOf('alice')).toHaveLength(2);
  });

  it('a user that was deleted after the scan is no failure', async () => {
    const world = aWorld({ alice: 80, bob: 80 });
    world.intercept = ({ operation }) => {
      if (operation === 'ListAccessKeys' && world.users.has('alice')) world.deleteUser('alice');
      return undefined;
    };
    const { failures } = await runIn(world);
    expect(failures.map(({ userName }) => userName)).toEqual([]);
    expect(rotated(world)).toEqual(['bob key-rotated']);
  });
});

describe('limits', () => {
  const ages = { alice: 80, bob: 300, carol: 100, dave: 200, erin: 10 };

  it('a run issues no more keys than it may, takes the stalest first, and counts the rest', async () => {
    const world = aWorld(ages);
    const { remaining, users } = await runIn(world, { config: aConfig({ maxRotationsPerRun: 2 }) });
    expect(rotated(world).toSorted()).toEqual(['bob key-rotated', 'dave key-rotated']);
    expect(remaining).toBe(2);
    expect(users).toEqual({ scanned: 5, managed: 5, examined: 2 });
  });

  it('the rest follows in the next runs', async () => {
    const world = aWorld(ages);
    const config = aConfig({ maxRotationsPerRun: 2 });
    await runIn(world, { config });
    world.advance(HOUR);
    expect((await runIn(world, { config })).remaining).toBe(0);
    expect(rotated(world)).toHaveLength(4);
  });

  it('a user that was looked at for more than a rotation is withheld, and counted', async () => {
    const world = aWorld({ alice: 80, bob: 300 }, { reportHidesInactiveKeys: false });
    for (const name of ['alice', 'bob']) world.setKeyStatus(world.createKey(name).accessKeyId, 'Inactive');
    await reconcileIn(world);
    world.advance(7 * DAY + MINUTE);
    const { outcomes, remaining } = await runIn(world, { config: aConfig({ maxRotationsPerRun: 1 }) });
    const results = outcomes.map(({ userName, steps }) => `${userName} ${steps.map(({ result }) => result).join(' ')}`);
    expect(results).toEqual(['bob done done', 'alice done withheld']);
    expect(remaining).toBe(1);
  });

  it('a blocked user uses up nobody’s allowance', async () => {
    const world = aWorld({ alice: 300, bob: 80 });
    world.createKey('alice');
    const { remaining } = await runIn(world, { config: aConfig({ maxRotationsPerRun: 1 }) });
    expect(events(world).toSorted()).toEqual(['alice user-blocked', 'bob key-rotated']);
    expect(remaining).toBe(0);
  });

  it('nobody is taken up who could not be finished before the function is stopped', async () => {
    const world = aWorld(ages);
    const { remaining, users, outcomes } = await runIn(world, { remainingMs: () => 179_999 });
    expect({ remaining, examined: users.examined, outcomes }).toEqual({ remaining: 4, examined: 0, outcomes: [] });
    expect(mutations(world)).toEqual([]);
  });

  it('those who were taken up in time are finished', async () => {
    const world = aWorld(ages);
    const times = [900_000, 900_000, 100_000, 100_000];
    const { remaining } = await runIn(world, { remainingMs: () => times.shift() ?? 0 });
    expect(rotated(world).toSorted()).toEqual(['bob key-rotated', 'dave key-rotated']);
    expect(remaining).toBe(2);
  });
});

describe('the circuit breaker', () => {
  /** What becomes of a user: rotated, found without a key meanwhile, or failing at a step. */
  type Lot = 'fine' | 'nothing' | keyof typeof FAILING_CALL;
  const FAILING_CALL = {
    read: 'ListAccessKeys',
    create: 'CreateAccessKey',
    store: 'PutSecretValue',
    verify: 'GetCallerIdentity',
    announce: 'Publish',
  } as const;

  /** Users who are all due, the stalest first, named for their place and their lot. */
  const namesOf = (lots: readonly Lot[]) => lots.map((lot, index) => `${String(index).padStart(2, '0')}-${lot}`);
  const aWorldOf = (lots: readonly Lot[]) =>
    aWorld(Object.fromEntries(namesOf(lots).map((name, index) => [name, 300 - index])));

  const NAME = /\d\d-[a-z]+/;
  function nameIn(world: World, { input, signedBy }: Call): string {
    const owner = signedBy === undefined ? undefined : world.key(signedBy)?.userName;
    return NAME.exec(owner ?? JSON.stringify(input))?.[0] ?? '';
  }

  const toTheirLots =
    (world: World): Intercept =>
    (call) => {
      const name = nameIn(world, call);
      const lot = name.slice(3) as Lot;
      if (lot === 'fine') return undefined;
      if (lot === 'nothing') {
        for (const { id } of call.operation === 'ListAccessKeys' ? [...world.keysOf(name)] : []) world.deleteKey(id);
        return undefined;
      }
      // Not a throttle, after which time would pass for all.
      const fail = serviceError(call.service, 'ServiceFailure', 500, 'try later');
      return call.operation === FAILING_CALL[lot] ? { fail } : undefined;
    };

  const turnsOfTheLoop = async (count: number) => {
    for (let turn = 0; turn < count; turn++) await setImmediate();
  };

  /** Each user is looked at when the one before is finished: the world answers a rotation within some turns of the event loop. */
  const oneAfterTheOther =
    (world: World, lots: readonly Lot[]): Intercept =>
    async (call) => {
      if (call.operation === 'ListAccessKeys') await turnsOfTheLoop(20 * namesOf(lots).indexOf(nameIn(world, call)));
      return toTheirLots(world)(call);
    };

  async function runOneAfterTheOther(lots: readonly Lot[]) {
    const world = aWorldOf(lots);
    world.intercept = oneAfterTheOther(world, lots);
    return { world, result: await runIn(world) };
  }

  it.each<[string, readonly Lot[], { rotated: number; remaining: number }]>([
    ['two users fail at the same step', ['create', 'create', 'fine', 'fine'], { rotated: 2, remaining: 0 }],
    ['a third one fails after a success', ['create', 'create', 'fine', 'create', 'fine'], { rotated: 2, remaining: 0 }],
    ['they fail at different steps', ['create', 'store', 'create', 'store', 'fine'], { rotated: 1, remaining: 0 }],
    ['no key was at stake', ['read', 'read', 'read', 'read', 'fine'], { rotated: 1, remaining: 0 }],
  ])('stays closed when %s', async (_what, lots, expected) => {
    const { world, result } = await runOneAfterTheOther(lots);
    expect(result).not.toHaveProperty('stopped');
    expect({ rotated: rotated(world).length, remaining: result.remaining }).toEqual(expected);
  });

  it.each<[string, string, readonly Lot[]]>([
    ['create the new key', 'three users in a row', ['fine', 'create', 'create', 'create']],
    [
      'create the new key',
      'users for whom nothing is to do',
      ['fine', 'create', 'nothing', 'create', 'nothing', 'create'],
    ],
    ['store the new key', 'a failure elsewhere before', ['fine', 'create', 'create', 'store', 'store', 'store']],
    ['verify the new key', 'keys that do not work', ['fine', 'verify', 'verify', 'verify']],
    ['announce the new key', 'owners who cannot be told', ['fine', 'announce', 'announce', 'announce']],
  ])('opens at the step "%s", with %s', async (step, _what, lots) => {
    const { world, result } = await runOneAfterTheOther(lots);
    expect(result.stopped).toEqual({
      step,
      because: expect.stringMatching(/^3 users in a row failed .* no further key/),
    });
    expect(rotated(world)).toEqual(['00-fine key-rotated']);
  });

  it.each(['create', 'store', 'verify', 'announce'] as const)(
    'gives up after ten that fail at the step "%s": no further key is issued, and the rest is left',
    async (lot) => {
      const lots: readonly Lot[] = [...Array<Lot>(10).fill(lot), 'fine', 'fine'];
      const { world, result } = await runOneAfterTheOther(lots);
      expect(result.stopped?.because).toMatch(/^10 users failed .* no further key is issued in this run$/);
      expect({ failed: result.failures.length, remaining: result.remaining }).toEqual({ failed: 10, remaining: 2 });
      expect(world.calls.CreateAccessKey).toBe(10);
      expect(world.keysOf(namesOf(lots).at(-1) ?? '')).toHaveLength(1);
    },
  );

  it('promise 10: is refuted by the next who is served: three users in a row were in trouble, and not the account', async () => {
    const { world, result } = await runOneAfterTheOther(['create', 'create', 'create', 'fine', 'fine']);
    expect(result).not.toHaveProperty('stopped');
    expect(rotated(world)).toHaveLength(2);
    expect(result.failures).toHaveLength(3);
  });

  it('says so first, when it fails the run, and in a line of its own in the log', async () => {
    const { result } = await runOneAfterTheOther(['fine', 'create', 'create', 'create']);
    expect(new RunFailedError(result).message).toMatch(
      /^circuit breaker: 3 users in a row failed at the same step \(create the new key\), .* after 10 failures; 3 users could not be served: 01-create: create the new key: ServiceFailure: try later\. /,
    );
    expect(logLines(result)).toContainEqual({
      level: 'ERROR',
      message: 'circuit breaker',
      fields: { step: 'create the new key', because: expect.stringContaining('in a row'), remaining: 0 },
    });
  });

  it('promise 10: tries one at a time once it is open', async () => {
    const lots = Array<Lot>(10).fill('store');
    const world = aWorldOf(lots);
    let [inFlight, most] = [0, 0];
    const widest: number[] = [];
    world.intercept = async (call) => {
      if (call.operation === 'CreateAccessKey') most = Math.max(most, ++inFlight);
      if (call.operation !== 'PutSecretValue') return undefined;
      await turnsOfTheLoop(5);
      widest.push(inFlight--);
      return toTheirLots(world)(call);
    };
    const { failures } = await runIn(world);
    expect([failures.length, most]).toEqual([10, 5]);
    // What was in flight is finished; from there on nobody is beside another.
    expect(widest.slice(-3)).toEqual([1, 1, 1]);
  });

  it('does the other steps of those who get no key', async () => {
    const lots = Array<Lot>(12).fill('create');
    const ages = Object.fromEntries(namesOf(lots).map((name, index) => [name, 300 - index]));
    const world = aWorld(ages, { reportHidesInactiveKeys: false });
    for (const name of namesOf(lots)) world.setKeyStatus(world.createKey(name).accessKeyId, 'Inactive');
    await reconcileIn(world);
    world.advance(7 * DAY + MINUTE);
    world.intercept = oneAfterTheOther(world, lots);
    const { outcomes, remaining } = await runIn(world);
    expect(outcomes.map(({ steps }) => steps.map(({ kind, result }) => `${kind} ${result}`))).toEqual([
      ...Array(10).fill(['delete-key done', 'issue-key failed']),
      ...Array(2).fill(['delete-key done', 'issue-key withheld']),
    ]);
    expect(remaining).toBe(2);
  });

  it('promise 10: users whom every run fails stand in nobody’s way for longer than one run', async () => {
    const lots: readonly Lot[] = [...Array<Lot>(11).fill('create'), 'fine', 'fine'];
    const { world, result } = await runOneAfterTheOther(lots);
    expect(result.remaining).toBe(3);
    world.advance(HOUR);
    await runIn(world, { config: aConfig({ maxRotationsPerRun: 3 }) });
    expect(rotated(world).toSorted()).toEqual(['11-fine key-rotated', '12-fine key-rotated']);
  });

  it('promise 10: those that failed before are not tried in the same order by every run', async () => {
    const lots = Array<Lot>(30).fill('verify');
    const world = aWorldOf(lots);
    const first = new Set<string>();
    for (let hour = 0; hour < 5; hour++, world.advance(HOUR)) {
      world.intercept = toTheirLots(world);
      first.add((await runIn(world)).failures[0]?.userName ?? '');
    }
    expect(first.size).toBeGreaterThan(3);
  });

  it('is closed again in the next run, which goes on where the cause is fixed', async () => {
    const lots: readonly Lot[] = [...Array<Lot>(10).fill('create'), 'fine', 'fine'];
    const { world, result } = await runOneAfterTheOther(lots);
    expect(result.stopped).toBeDefined();
    world.intercept = undefined;
    world.advance(HOUR);
    const next = await runIn(world);
    expect({ stopped: next.stopped, failures: next.failures, remaining: next.remaining }).toEqual({
      stopped: undefined,
      failures: [],
      remaining: 0,
    });
    expect(rotated(world)).toHaveLength(12);
  });

  it('promise 10: two users that fail in every run never stop the others', async () => {
    const world = aWorld({ '00-create': 300, '01-create': 299, '02-fine': 90, '03-fine': 79, '04-fine': 76 });
    world.intercept = toTheirLots(world);
    for (let day = 0; day < 3; day++, world.advance(DAY)) {
      const { stopped, failures } = await runIn(world);
      expect([stopped, failures.length]).toEqual([undefined, 2]);
    }
    expect(rotated(world).toSorted()).toEqual(['02-fine key-rotated', '03-fine key-rotated', '04-fine key-rotated']);
  });

  it('promise 11: does not open in a dry run, which risks nothing and so plans the same whoever was finished first', async () => {
    const lots: readonly Lot[] = ['read', 'read', 'read', 'fine'];
    const world = aWorldOf(lots);
    world.intercept = oneAfterTheOther(world, lots);
    const { stopped, outcomes } = await runIn(world, { dryRun: true });
    expect(stopped).toBeUndefined();
    expect(outcomes.at(-1)?.steps).toMatchObject([{ kind: 'issue-key', result: 'planned' }]);
  });
});

describe('promise 11: a dry run', () => {
  /** One user alone, as a run serves it. */
  async function serve(world: World, userName: string) {
    const run = { clients: world.clients(), config: aConfig(), now: world.now, dryRun: false };
    await serveOne(run, await userNamed(run.clients, userName, run.config), (observation) =>
      plan(observation, run.now),
    );
  }

  /** One user in each phase. */
  async function aBusyWorld() {
    const ages = { blocked: 100, due: 80, fresh: 3, grace: 90, quarantined: 90, spare: 10, badTag: 80 };
    const world = aWorld(ages, { reportHidesInactiveKeys: false });
    world.createKey('blocked');
    world.setKeyStatus(world.createKey('spare').accessKeyId, 'Inactive');
    world.tagUser('badTag', { 'keyturn:max-key-age-days': 'soon' });
    await serve(world, 'quarantined');
    world.advance(14 * DAY + HOUR);
    await serve(world, 'quarantined');
    await serve(world, 'grace');
    world.advance(12 * DAY);
    world.useKey(world.keysOf('grace')[0]?.id ?? '');
    return world;
  }
  const decided = (result: Awaited<ReturnType<typeof runIn>>) =>
    result.outcomes.map(({ steps, ...outcome }) => ({
      ...outcome,
      steps: steps.map(({ result: _, facts: __, ...step }) => step),
    }));

  it('decides exactly as a real run in the same world at the same time', async () => {
    const world = await aBusyWorld();
    const copy = world.clone();
    const dry = await runIn(world, { dryRun: true });
    const real = await runIn(copy);
    expect(decided(dry)).toEqual(decided(real));
    expect([dry.remaining, dry.users]).toEqual([real.remaining, real.users]);
    expect(decided(real).map(({ userName, rule }) => `${userName} ${rule}`)).toEqual([
      'blocked rotate',
      'grace grace',
      'spare record-spare',
      'quarantined quarantine',
      'due rotate',
      'badTag identity',
    ]);
    expect(real.outcomes.every(({ steps }) => steps.length > 0)).toBe(true);
  });

  it('decides the same with a limit too', async () => {
    const world = aWorld({ alice: 80, bob: 300, carol: 100 });
    const copy = world.clone();
    const config = aConfig({ maxRotationsPerRun: 2 });
    const dry = await runIn(world, { dryRun: true, config });
    expect(decided(dry)).toEqual(decided(await runIn(copy, { config })));
    expect(dry.remaining).toBe(1);
  });

  it('changes nothing', async () => {
    const world = (await aBusyWorld()).clone();
    const result = await runIn(world, { dryRun: true });
    expect(mutations(world)).toEqual([]);
    const results = result.outcomes.flatMap(({ steps }) => steps.map((step) => step.result));
    expect(new Set(results)).toEqual(new Set(['planned']));
  });
});

describe('an account of 200 users', () => {
  it('one run rotates all 20 that are stale, in 10 calls each beyond the scan', async () => {
    const ages = Array.from({ length: 200 }, (_, index) => [`user-${index}`, index < 20 ? 80 + index : 30] as const);
    const world = aWorld(Object.fromEntries(ages));
    const { failures, remaining, users } = await runIn(world);
    expect({ failures, remaining, users }).toEqual({
      failures: [],
      remaining: 0,
      users: { scanned: 200, managed: 200, examined: 20 },
    });
    expect(rotated(world)).toHaveLength(20);
    const { GenerateCredentialReport, GetCredentialReport, GetAccountAuthorizationDetails, ListSecrets, ...calls } =
      world.calls;
    const { ListAccessKeys = 0, ...each } = calls;
    // Two pages of the world's 100 users each.
    expect([GenerateCredentialReport, GetCredentialReport, GetAccountAuthorizationDetails, ListSecrets]).toEqual([
      2, 1, 2, 1,
    ]);
    // Once a day for a user without a secret: an hour's share of 200.
    expect(ListAccessKeys).toBe(20 + 11);
    expect(Object.values(each).reduce((sum, count) => sum + count, 0)).toBe(20 * 9);
  });
});

describe('promise 8: a hold is told once a week, neither daily nor never', () => {
  const TROUBLE: Record<string, (world: World) => void> = {
    'a secret that is scheduled for deletion': (world) => world.deleteSecret('keyturn/alice', { recoveryDays: 30 }),
    'a tag of the user that does not parse': (world) => world.tagUser('alice', { 'keyturn:max-key-age-days': 'soon' }),
    'a tag of the secret that does not parse': (world) =>
      world.tagSecret('keyturn/alice', { 'keyturn:intent': 'rotated' }),
    'a second secret with the user’s id': (world) =>
      world.addSecret('prod/alice', '{}', { 'keyturn:user-id': world.users.get('alice')?.id ?? '' }),
    'a current key that somebody deactivated': (world) =>
      world.setKeyStatus(world.keysOf('alice').at(-1)?.id ?? '', 'Inactive'),
    'a version that somebody wrote over AWSCURRENT': (world) => world.overwriteSecret('keyturn/alice', 'by hand'),
  };

  /** Three weeks of hourly runs, sped up: one each 8 hours. */
  async function threeWeeks(world: World) {
    const told: { readonly day: number; readonly event: string }[] = [];
    const began = world.now.getTime();
    const heldEachRun: boolean[] = [];
    while (world.now.getTime() - began < 21 * DAY) {
      const before = world.published.length;
      const result = await runIn(world);
      expect(result.failures).toEqual([]);
      const day = Math.floor((world.now.getTime() - began) / DAY);
      for (const event of events(world).slice(before)) told.push({ day, event });
      heldEachRun.push(stepsOf(result, 'alice').some((step) => step.startsWith('hold:')));
      world.advance(8 * HOUR);
    }
    return { told, heldEachRun };
  }

  it.each(Object.entries(TROUBLE))('%s, while the others are served', async (_what, makeTrouble) => {
    const world = aWorld({ alice: 80, bob: 65 });
    await reconcileIn(world);
    world.advance(5 * HOUR);
    makeTrouble(world);
    const { told, heldEachRun } = await threeWeeks(world);
    const ofAlice = told.filter(({ event }) => event.startsWith('alice'));
    expect(ofAlice.map(({ event }) => event)).toEqual(['alice key-held', 'alice key-held', 'alice key-held']);
    const [first = 0, second = 0, third = 0] = ofAlice.map(({ day }) => day);
    // The report, which shows what people did, is up to 4 hours old.
    expect([first, second - first, third - second]).toEqual([0, 7, 7]);
    expect(told.map(({ event }) => event)).toContain('bob key-rotated');
    expect(heldEachRun.filter(Boolean).length).toBeGreaterThanOrEqual(heldEachRun.length - 1);
  });

  it('a bad tag before the first rotation, and no key is issued meanwhile', async () => {
    const world = aWorld({ alice: 80 });
    world.tagUser('alice', { 'keyturn:max-key-age-days': 'soon' });
    const { told } = await threeWeeks(world);
    expect(told.map(({ event }) => event)).toEqual(['alice key-held', 'alice key-held', 'alice key-held']);
    expect(world.calls.CreateAccessKey).toBeUndefined();
  });

  it('a bad name of a secret, though it begins with the prefix', async () => {
    const world = aWorld({ alice: 80 });
    world.tagUser('alice', { 'keyturn:secret-name': 'keyturn/my secret' });
    const { told } = await threeWeeks(world);
    expect(told.map(({ event }) => event)).toEqual(['alice key-held', 'alice key-held', 'alice key-held']);
  });

  it('the name of another user’s notice board, which is not written to', async () => {
    const world = aWorld({ alice: 80 });
    world.tagUser('alice', { 'keyturn:secret-name': 'keyturn/=notices/bob' });
    await runIn(world);
    expect([...world.secrets.keys()]).not.toContain('keyturn/=notices/bob');
  });

  it('a blocked rotation', async () => {
    const world = aWorld({ alice: 80 });
    world.createKey('alice');
    const { told } = await threeWeeks(world);
    expect(told).toEqual([0, 7, 14].map((day) => ({ day, event: 'alice user-blocked' })));
  });

  it('and goes on by itself once the trouble is mended', async () => {
    const world = aWorld({ alice: 80 });
    world.tagUser('alice', { 'keyturn:max-key-age-days': 'soon' });
    await runIn(world);
    world.untagUser('alice', 'keyturn:max-key-age-days');
    world.advance(HOUR);
    expect(stepsOf(await runIn(world), 'alice')).toEqual(['issue-key']);
  });
});

describe('promise 6: crash anywhere, and the next runs heal it', () => {
  it.each(['crash-before', 'crash-after'] as const)('%s each call of a rotation', async (action) => {
    for (let n = 0; ; n++) {
      const world = aWorld({ alice: 80 });
      let seen = -1;
      let hit = false;
      world.intercept = () => {
        hit ||= ++seen === n;
        return seen === n ? action : undefined;
      };
      await runIn(world).catch(() => undefined);
      if (!hit) {
        // Each call of the run has had its turn.
        expect(n).toBeGreaterThan(12);
        return;
      }
      world.intercept = undefined;
      world.advance(HOUR);
      await runIn(world);
      const current = (JSON.parse(world.secretValue('keyturn/alice')) as { AccessKeyId: string }).AccessKeyId;
      expect(world.keysOf('alice').map(({ status }) => status)).toEqual(['Active', 'Active']);
      expect(world.key(current)).toBe(world.keysOf('alice')[1]);
      expect(rotated(world).length).toBeGreaterThanOrEqual(1);
    }
  });
});

it('promise 9: no managed key stays Active past its maximum age, in an account that begins with old and new ones', async () => {
  const world = aWorld({ alice: 0, bob: 40, carol: 89 });
  for (let day = 0; day < 300; day++, world.advance(DAY)) {
    await reconcileIn(world);
    for (const name of ['alice', 'bob', 'carol'])
      for (const key of world.keysOf(name)) {
        const isFirst = key.createdAt < Date.parse('2025-12-31T00:00:00Z');
        // A key that was old when Keyturn came gets a whole grace, and a daily run may come a day late.
        const bound = isFirst ? 90 + 14 : 91;
        if (key.status === 'Active') expect((world.now.getTime() - key.createdAt) / DAY).toBeLessThanOrEqual(bound);
      }
  }
  expect(rotated(world).length).toBeGreaterThan(10);
});
