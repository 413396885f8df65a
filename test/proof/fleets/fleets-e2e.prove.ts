/**
 * Fleets on the deployed bundle, over HTTP: beside a program that reads the secret each day, another one keeps the key that it was born
 * with, in five rhythms of up to 11 days. No call of either is ever refused (test/proof/fleets/fleets.prove.ts has thousands of them in memory).
 */
import type { KeyPair } from '../../../lambda/core/secret/key-pair';
import { Deployed } from '../../support/deployed/deployed';
import { reportProof } from '../../support/proof/report-proof';
import { SEED } from '../../support/proof/seed';
import { stepsOf } from '../../support/simulation/harness';
import { every, jittered, type Rhythm, randomFrom, weekdays } from '../../support/simulation/rhythms';

const DAYS = 60;
const RUN_EVERY = 12;
const LONGEST_JITTER = 6;

/** Each at a phase of its own, in hours. */
const RHYTHMS: Readonly<Record<string, (random: () => number) => Rhythm>> = {
  daily: (random) => every(24, Math.floor(random() * 24)),
  weekdays: (random) => weekdays(Math.floor(random() * 24)),
  weekly: (random) => jittered(7 * 24, Math.floor(random() * 7 * 24), LONGEST_JITTER, random),
  'ten-daily': (random) => jittered(10 * 24, Math.floor(random() * 10 * 24), LONGEST_JITTER, random),
  'eleven-daily': (random) => jittered(11 * 24, Math.floor(random() * 11 * 24), LONGEST_JITTER, random),
};

interface Fleet {
  readonly userName: string;
  readonly born: KeyPair;
  readonly stuck: Rhythm | undefined;
  readonly readsAt: number;
}

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.start();
});
afterAll(() => deployed?.stop());

const isNoHeadsUp = (step: string) => step !== 'notify:key-rotation-upcoming';

test('promise 1: 5 rhythms and 2 seeds, 60 days: no call is refused, and where everybody has moved the old key goes', async () => {
  const fleets: Fleet[] = [];
  const add = async (userName: string, ageDays: number, stuck: Rhythm | undefined, readsAt: number) =>
    fleets.push({ userName, born: await deployed.addUser(userName, ageDays), stuck, readsAt });
  for (const seed of [SEED, SEED + 1]) {
    const random = randomFrom(seed);
    for (const [name, rhythm] of Object.entries(RHYTHMS))
      await add(`${name}-${seed}`, 60 + Math.floor(random() * 30), rhythm(random), Math.floor(random() * 24));
  }
  await add('moved', 80, undefined, 12);

  const steps = new Map<string, string[]>();
  const refused: string[] = [];
  let calls = 0;
  const call = async ({ userName }: Fleet, key: KeyPair, hour: number, who: string) => {
    calls++;
    const answer = await deployed.use(key);
    if (answer !== 'ok') refused.push(`day ${(hour / 24).toFixed(1)}: ${who} of ${userName}: ${answer}`);
  };
  for (let hour = 0; hour < DAYS * 24; hour++) {
    if (hour % RUN_EVERY === 0) {
      const result = await deployed.run(hour / 24);
      for (const { userName } of fleets)
        steps.set(userName, [...(steps.get(userName) ?? []), ...stepsOf(result, userName).filter(isNoHeadsUp)]);
    }
    const awake = fleets.filter(({ stuck, readsAt }) => hour % 24 === readsAt || stuck?.(hour));
    if (awake.length > 0) await deployed.setDay((hour + 0.5) / 24);
    for (const fleet of awake) {
      const { userName, born, stuck, readsAt } = fleet;
      if (stuck?.(hour)) await call(fleet, born, hour, 'the program that never reads');
      const hasSecret = (await deployed.secretValue(`keyturn/${userName}`)) !== undefined;
      const current = hasSecret ? await deployed.currentKey(`keyturn/${userName}`) : born;
      if (hour % 24 === readsAt) await call(fleet, current, hour, 'the program that reads');
    }
  }

  expect(refused).toEqual([]);
  for (const { userName } of fleets) expect([userName, steps.get(userName)?.[0]]).toEqual([userName, 'issue-key']);
  expect(steps.get('moved')).toEqual(['issue-key', 'deactivate-key', 'delete-key']);
  // Somebody uses the old key until the end, so it is held, and its owner hears of it.
  for (const { userName, stuck } of fleets)
    if (stuck) expect([userName, steps.get(userName)]).toEqual([userName, expect.arrayContaining(['notify:key-held'])]);
  for (const { userName, born, stuck } of fleets)
    if (stuck) expect((await deployed.keysOf(userName))[born.accessKeyId]).toBe('Active');
  reportProof({ proof: 'fleets over HTTP', cases: fleets.length, seed: SEED, calls, days: DAYS });
});
