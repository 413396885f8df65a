/**
 * A command while a run is at work: either is stopped after each of its calls while the other goes on for each number of its own. The
 * promises are checked after every call of both. A rollback waits for decisions that were made before it; that wait is what makes this pass.
 * And the run's process is stopped with each answer in its hands, as when Lambda freezes it: what it has read is old when it goes on.
 */
import { reportProof } from '../support/proof/report-proof';
import { addUp } from '../support/simulation/excuses';
import { interleave } from '../support/simulation/interleave';
import type { Asked, Life } from '../support/simulation/life';
import { COMMANDS } from '../support/simulation/scenarios';

let pairs = 0;
const excused = new Map<string, number>();
afterAll(() => reportProof({ proof: 'overlap-commands', cases: pairs, excused }));

const everything = Number.POSITIVE_INFINITY;

/** How many calls the run and the command make when each is alone. */
async function callsOf(life: Life, asked: Asked): Promise<{ readonly run: number; readonly command: number }> {
  const counts = { run: 0, command: 0 };
  await life.fork().run(() => {
    counts.run++;
    return undefined;
  });
  await life.fork().ask(asked, () => {
    counts.command++;
    return undefined;
  });
  return counts;
}

/** A run that sleeps with the answer of its nth call, while the whole command goes by. */
async function stoppedAfter(nth: number, life: Life, asked: Asked): Promise<void> {
  let answers = 0;
  life.world.beforeAnswer = async ({ actor }) => {
    if (actor === 'run' && answers++ === nth) await life.ask(asked, undefined, 'command');
  };
  await life.run(() => undefined, 'run');
  life.world.beforeAnswer = undefined;
}

test.each(COMMANDS)('promise 1 to 8: a run at the same time breaks none in "$name"', async ({ begin, ask }) => {
  const start = await begin();
  const asked = ask(start);
  const calls = await callsOf(start, asked);
  const complaints: Record<string, string[]> = {};
  for (let i = 0; i <= calls.run; i++)
    for (let j = 0; j <= calls.command; j++) {
      const life = start.fork();
      await interleave(
        [
          ['run', i],
          ['command', j],
          ['run', everything],
          ['command', everything],
        ],
        { run: (gate) => life.run(gate, 'run'), command: (gate) => life.ask(asked, gate, 'command') },
      );
      life.consume();
      pairs++;
      await life.heal(i % 4 === 0 && j % 4 === 0 ? 30 : 0);
      addUp(excused, life.watch.excuses.counts);
      const found = life.complaints();
      if (found.length > 0) complaints[`the run stops at ${i}, the command at ${j}`] = found;
    }
  for (let nth = 0; nth < calls.run; nth++) {
    const life = start.fork();
    await stoppedAfter(nth, life, asked);
    life.consume();
    pairs++;
    await life.heal();
    const found = life.complaints();
    addUp(excused, life.watch.excuses.counts);
    if (found.length > 0) complaints[`the run sleeps with answer ${nth}`] = found;
  }
  expect(complaints).toEqual({});
});
