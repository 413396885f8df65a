/**
 * Fleets: one program reads the secret, others never do and keep the key that they were born with. None whose rhythm is within (grace +
 * window) / 2 is ever refused under `hold`, whoever else has moved. KEYTURN_FLEETS and KEYTURN_SEED change how many are drawn and which.
 */

import { reportProof } from '../../support/proof/report-proof';
import { SEED } from '../../support/proof/seed';
import { Life } from '../../support/simulation/life';
import {
  every,
  Fleet,
  hourly,
  jittered,
  never,
  type Program,
  randomFrom,
  weekdays,
} from '../../support/simulation/rhythms';

const COUNT = Number(process.env.KEYTURN_FLEETS ?? 40);
/** Users beside one another: they share the runs, and nothing else. */
const USERS = 20;
const DAYS = 60;

const fresh: Program = { name: 'fresh', calls: hourly, reads: hourly };

/** A rhythm of up to 11 days, any phase, and 6 hours early or late. */
function stuck(index: number, random: () => number): Program {
  const days = [1, 2, 7, 10, 11][Math.floor(random() * 6)];
  const hour = Math.floor(random() * 24);
  if (days === undefined) return { name: `weekdays-${index}`, calls: weekdays(hour), reads: never };
  const first = Math.floor(random() * days * 24);
  return {
    name: `every-${days}-days-${index}`,
    calls: jittered(days * 24, first, days > 1 ? 6 : 0, random),
    reads: never,
  };
}

test('promise 1: no program with a rhythm of up to 11 days is refused, whoever else has moved', async () => {
  const random = randomFrom(SEED);
  let calls = 0;
  for (let done = 0; done < COUNT; done += USERS) {
    const life = Life.begin({ now: new Date('2026-01-05T00:00:00Z') });
    const fleet = new Fleet(life);
    for (let user = 0; user < USERS; user++) {
      const size = 1 + Math.floor(random() * 4);
      const ageDays = [30, 60, 67, 68, 80, 400][Math.floor(random() * 6)] ?? 80;
      fleet.add(`user-${user}`, ageDays, [fresh, ...Array.from({ length: size }, (_, index) => stuck(index, random))]);
    }
    fleet.add('moved', 80, [fresh]);
    await fleet.days(DAYS);
    // Where everybody has moved, the old key goes.
    expect(life.world.keysOf('moved')).toHaveLength(1);
    calls += life.world.calls.UpdateAccessKey ?? 0;
    expect(fleet.refusals).toEqual([]);
    expect(life.complaints().filter((complaint) => !complaint.startsWith('promise 8'))).toEqual([]);
  }
  reportProof({ proof: 'fleets', cases: COUNT, seed: SEED, deactivations: calls });
});

test('promise 1: a program that calls every 30 days beside one that has moved is what cannot be seen', async () => {
  const life = Life.begin({ now: new Date('2026-01-05T00:00:00Z') });
  const fleet = new Fleet(life);
  const monthly: Program = { name: 'monthly', calls: every(30 * 24, 13 * 24), reads: never };
  fleet.add('alice', 80, [fresh, monthly]);
  fleet.add('bob', 80, [fresh, monthly], { 'keyturn:idle-days': '31' });
  await fleet.days(DAYS);
  expect(new Set(fleet.refusals.map(({ userName }) => userName))).toEqual(new Set(['alice']));
});
