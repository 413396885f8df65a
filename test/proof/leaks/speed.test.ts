/**
 * How long a leaked key works, in virtual time: the real SDK's clients, 40 ms a call, 8 seconds until IAM knows a new key; and any one call
 * refused, or hanging until its client gives it up. leaks-e2e.prove.ts measures the deployed bundle.
 */
import { ownAccountClients } from '../../../lambda/aws/clients';
import { signalFrom } from '../../../lambda/core/leaks/read';
import { answerSignals } from '../../../lambda/run/leaks/answer-signal';
import { currentOf, statusOf } from '../../support/leaks/signals';
import { reportProof } from '../../support/proof/report-proof';
import { Life } from '../../support/simulation/life';
import { simulate } from '../../support/simulation/simulate';
import { type Action, accessDenied, type Call, type World } from '../../support/world';
import { exposed } from './moments';

/** As the clients give up (aws/clients.ts): those of the notes sooner. */
const HANGS_MS = 15_000;

async function aged(): Promise<World> {
  const life = Life.begin({}, { leakResponse: 'deactivate' });
  life.addUser('alice', 'lazy', 80);
  await life.days(40);
  return life.world.clone();
}

/** @param gate what becomes of each call, which is slow already */
async function leak(world: World, gate: (call: Call) => Promise<Action | undefined> = async () => undefined) {
  const key = currentOf(world);
  const begunAt = world.now.getTime();
  const { traffic, result } = await simulate(world, {
    sdk: ownAccountClients,
    propagationMs: 8_000,
    // The real client of CloudTrail reaches no world.
    config: { leakResponse: 'deactivate', cloudTrailEvidence: false },
    act: (run) => {
      const slow = world.intercept;
      world.intercept = async (call) => (await gate(call)) ?? slow?.(call);
      return answerSignals({ ...run, remainingMs: () => 90_000 }, [signalFrom(exposed(key))]);
    },
  });
  const secondsTo = (operation: string) => ((traffic.get(operation)?.lastAt ?? Number.NaN) - begunAt) / 1000;
  return { key, secondsTo, errors: result.failures.map(({ error }) => error) };
}

test('promise 12: programs have another key within 20 seconds, and the leaked one is off within 30', async () => {
  const world = await aged();
  const { key, secondsTo, errors } = await leak(world);
  expect(errors).toEqual([]);
  expect(secondsTo('UpdateSecretVersionStage')).toBeLessThanOrEqual(20);
  expect(secondsTo('UpdateAccessKey')).toBeLessThanOrEqual(30);
  expect([statusOf({ world }, key), statusOf({ world }, currentOf(world))]).toEqual(['Inactive', 'Active']);
});

const FAULTS: Readonly<Record<string, () => Promise<Action>>> = {
  'is refused': async () => ({ fail: accessDenied('iam') }),
  hangs: async () => {
    await new Promise((resolve) => setTimeout(resolve, HANGS_MS));
    return 'lose-answer';
  },
};

test.each(Object.entries(FAULTS))(
  'promise 12: whichever one call %s, the leaked key is off within a minute',
  async (what, fault) => {
    const start = await aged();
    let calls = 0;
    await leak(start.clone(), async () => {
      calls++;
      return undefined;
    });
    const late: Record<string, unknown> = {};
    let slowest = 0;
    for (let index = 0; index < calls; index++) {
      const world = start.clone();
      let n = 0;
      let operation = '';
      const { key, secondsTo } = await leak(world, async (call) => {
        if (n++ !== index) return undefined;
        operation = call.operation;
        return fault();
      });
      const seconds = secondsTo('UpdateAccessKey');
      slowest = Math.max(slowest, seconds);
      if (!(seconds <= 60) || statusOf({ world }, key) === 'Active') late[`${index} ${operation}`] = seconds;
    }
    reportProof({ proof: `leaks-${what.replace(' ', '-')}`, cases: calls, slowestS: slowest });
    expect(late).toEqual({});
  },
);
