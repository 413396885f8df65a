/** Calls that must not be sent late, or twice: what a run that was stopped for a while still does, and how throttling is answered. */
import { obey } from '../../../../lambda/run/command';
import { sendOnce } from '../../../../lambda/run/steps/cut';
import { later } from '../../../support/builders';
import {
  aConfig,
  DAY,
  HOUR,
  MANAGED,
  MINUTE,
  reconcileIn,
  runIn,
  SECOND,
  stepsOf,
} from '../../../support/simulation/harness';
import { type Intercept, throttled, timedOut, World } from '../../../support/world';

/** alice with one key, 80 days old. */
function aWorld() {
  const world = new World();
  world.addUser({ name: 'alice', tags: MANAGED, createdAt: later(world.now, -200 * DAY) });
  const old = world.createKey('alice', { createdAt: later(world.now, -80 * DAY) }).accessKeyId;
  return { world, old };
}

/** The old key is due for its deactivation. */
async function graceOver() {
  const { world, old } = aWorld();
  await reconcileIn(world);
  world.advance(14 * DAY + MINUTE);
  return { world, old };
}

/** The old key is due for its deletion. */
async function quarantineOver() {
  const { world, old } = await graceOver();
  await reconcileIn(world);
  world.advance(7 * DAY + MINUTE);
  return { world, old };
}

/** The process sleeps after the last read of the user. */
function sleepingAfterItsReads(world: World, ms: number): void {
  let reads = 0;
  world.onCall = (_world, { operation }) => {
    if (operation === 'GetAccessKeyLastUsed' && ++reads === 2) world.advance(ms);
  };
}

/** The first calls of that operation are throttled. */
function throttling(operation: string, times: number): Intercept {
  let left = times;
  return (call) => (call.operation === operation && left-- > 0 ? 'throttle' : undefined);
}

const TOO_OLD = 'it was decided more than a minute ago and may be void by now; the next run decides again';

describe.each([
  ['deactivate', 'UpdateAccessKey', graceOver, 'deactivate the key', 'deactivate-key'],
  ['delete', 'DeleteAccessKey', quarantineOver, 'delete the key', 'delete-key'],
] as const)('a decision to %s', (_verb, operation, begin, attempted, step) => {
  it('promise 1: is not carried out by a run that was stopped since its reads; the next one decides anew', async () => {
    const { world, old } = await begin();
    const before = { ...world.key(old) };
    sleepingAfterItsReads(world, MINUTE + SECOND);
    const calls = world.calls[operation];
    const { failures } = await runIn(world);
    expect(failures).toEqual([
      { userName: 'alice', error: expect.stringContaining(`${attempted}: Error: ${TOO_OLD}`) },
    ]);
    expect(world.calls[operation]).toBe(calls);
    expect(world.key(old)).toEqual(before);
    world.onCall = undefined;
    world.advance(MINUTE);
    expect(stepsOf(await runIn(world), 'alice')).toEqual([step]);
  });

  it('is carried out a minute after its reads', async () => {
    const { world } = await begin();
    sleepingAfterItsReads(world, MINUTE);
    expect((await runIn(world)).failures).toEqual([]);
  });

  it('waits while IAM throttles, and does not fail', async () => {
    const { world } = await begin();
    world.intercept = throttling(operation, 5);
    const { failures } = await runIn(world);
    expect(failures).toEqual([]);
  });

  it('is not carried out late because of throttling', async () => {
    const { world, old } = await begin();
    const before = { ...world.key(old) };
    sleepingAfterItsReads(world, MINUTE - 5 * SECOND);
    world.intercept = throttling(operation, 20);
    expect((await runIn(world)).failures[0]?.error).toContain(TOO_OLD);
    expect(world.key(old)).toEqual(before);
  });

  it('fails when IAM throttles for longer than that, and the next run tries again', async () => {
    const { world } = await begin();
    world.intercept = throttling(operation, 100);
    expect((await runIn(world)).failures[0]?.error).toContain(`${attempted}: `);
    world.intercept = undefined;
    world.advance(HOUR);
    expect(stepsOf(await runIn(world), 'alice')).toEqual([step]);
  });

  it('is not sent again after a timeout', async () => {
    const { world } = await begin();
    const calls = world.calls[operation] ?? 0;
    world.intercept = (call) => (call.operation === operation ? { fail: timedOut() } : undefined);
    expect((await runIn(world)).failures).toHaveLength(1);
    expect(world.calls[operation]).toBe(calls + 1);
  });
});

describe('a revocation is a person’s word', () => {
  it('and holds however long the command was stopped', async () => {
    const { world, old } = await graceOver();
    sleepingAfterItsReads(world, 10 * MINUTE);
    const run = { clients: world.clients(), config: aConfig(), now: world.now, dryRun: false };
    const { outcomes } = await obey(run, { command: 'revoke', accessKeyId: old });
    expect(outcomes).toMatchObject([{ error: undefined }]);
    expect(world.key(old)?.status).toBe('Inactive');
  });
});

describe('CreateAccessKey', () => {
  const MADE = 2;

  it('is sent again when it was throttled, which has had no effect', async () => {
    const { world } = aWorld();
    world.intercept = throttling('CreateAccessKey', 3);
    expect((await runIn(world)).failures).toEqual([]);
    expect(world.calls.CreateAccessKey).toBe(4);
    expect(world.keysOf('alice')).toHaveLength(MADE);
  });

  it('is never sent again after a timeout, which may have had one', async () => {
    const { world } = aWorld();
    world.intercept = ({ operation }) => (operation === 'CreateAccessKey' ? 'lose-answer' : undefined);
    expect((await runIn(world)).failures).toHaveLength(1);
    expect(world.calls.CreateAccessKey).toBe(1);
    expect(world.keysOf('alice')).toHaveLength(MADE);
  });

  it('is never sent again after a timeout that followed a throttle', async () => {
    const { world } = aWorld();
    let sent = 0;
    world.intercept = ({ operation }) => {
      if (operation !== 'CreateAccessKey') return undefined;
      return ++sent === 1 ? 'throttle' : 'lose-answer';
    };
    expect((await runIn(world)).failures).toHaveLength(1);
    expect(world.calls.CreateAccessKey).toBe(2);
  });
});

describe('sending once', () => {
  /** Fails with these errors, one after the other, and then answers. */
  const answering = (...errors: readonly Error[]) => {
    const left = [...errors];
    return async () => {
      const error = left.shift();
      if (error) throw error;
      return 'an answer';
    };
  };
  const named = (name: string) => Object.assign(new Error('slow down'), { name });

  it.each(['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException'])(
    'is tried again after %s',
    async (name) => {
      await expect(sendOnce({ clients: new World().clients() }, answering(named(name)))).resolves.toBe('an answer');
    },
  );

  it.each(['TimeoutError', 'ServiceFailureException', 'InternalFailure', 'Error'])(
    'is not tried again after %s: the call may have had its effect',
    async (name) => {
      await expect(sendOnce({ clients: new World().clients() }, answering(named(name)))).rejects.toThrow('slow down');
    },
  );

  it('gives up when throttled for three quarters of a minute', async () => {
    const world = new World();
    const from = world.now.getTime();
    const always = Array.from({ length: 50 }, () => throttled('iam'));
    await expect(sendOnce({ clients: world.clients() }, answering(...always))).rejects.toThrow('Rate exceeded');
    const lasted = world.now.getTime() - from;
    expect(lasted).toBeGreaterThan(45 * SECOND);
    expect(lasted).toBeLessThan(MINUTE);
  });
});
