/**
 * Two runs at once: a retry overlaps the schedule. One of them is stopped after each of its calls, the other is stopped after each of its
 * own, and the rest follows in both orders. The promises are checked after every call of both.
 */
import { reportProof } from '../support/proof/report-proof';
import { addUp } from '../support/simulation/excuses';
import { interleave } from '../support/simulation/interleave';
import type { Life } from '../support/simulation/life';
import { SCENARIOS } from '../support/simulation/scenarios';

let pairs = 0;
const excused = new Map<string, number>();
afterAll(() => reportProof({ proof: 'overlap', cases: pairs, excused }));

/** How many calls a run makes when it is alone. */
async function callsOf(life: Life): Promise<number> {
  let calls = 0;
  await life.fork().run(() => {
    calls++;
    return undefined;
  });
  return calls;
}

const bothRun = (life: Life, i: number, j: number) =>
  interleave(
    [
      ['A', i],
      ['B', j],
      ['A', Number.POSITIVE_INFINITY],
    ],
    { A: (gate) => life.run(gate, 'A'), B: (gate) => life.run(gate, 'B') },
  );

test.each(SCENARIOS)('promise 1 to 8: two runs at once break none in "$name"', async ({ begin }) => {
  const start = await begin();
  const calls = await callsOf(start);
  const complaints: Record<string, string[]> = {};
  for (let i = 0; i <= calls; i++)
    for (let j = 1; j <= calls; j++) {
      const life = start.fork();
      await bothRun(life, i, j);
      life.consume();
      pairs++;
      if (i % 4 === 0 && j % 4 === 0) await life.heal(30);
      else await life.heal(0);
      addUp(excused, life.watch.excuses.counts);
      const found = life.complaints();
      if (found.length > 0) complaints[`A stops at ${i}, B at ${j}`] = found;
    }
  expect(complaints).toEqual({});
});
