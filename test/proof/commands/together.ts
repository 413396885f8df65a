/**
 * Every command beside every other one, and beside a run, at each of these moments, with and without a hold: either is stopped after calls
 * of its own while the other goes on. A command that is new is tried by itself, because the table must name it.
 */
import { reportProof } from '../../support/proof/report-proof';
import { addUp } from '../../support/simulation/excuses';
import { interleave } from '../../support/simulation/interleave';
import type { Asked, Life } from '../../support/simulation/life';
import { ALL, CASES, judge } from './moments';

let orders = 0;
const excused = new Map<string, number>();

async function judged(life: Life): Promise<string[]> {
  const found = await judge(life);
  orders++;
  addUp(excused, life.watch.excuses.counts);
  return found;
}

const everything = Number.POSITIVE_INFINITY;

async function callsOf(life: Life, act: (life: Life, count: () => undefined) => Promise<unknown>): Promise<number> {
  let calls = 0;
  await act(life.fork(), () => {
    calls++;
    return undefined;
  });
  return calls;
}

export type Act = (life: Life, gate: Parameters<Life['ask']>[1], actor?: string) => Promise<unknown>;

export const reportTogether = (proof: string, stride: number) =>
  afterAll(() => reportProof({ proof, cases: orders, stride, excused }));

/** Each complaint, by where the two stopped. */
export async function together(start: Life, a: Act, b: Act, stride: number): Promise<Record<string, string[]>> {
  const [callsOfA, callsOfB] = [await callsOf(start, a), await callsOf(start, b)];
  const complaints: Record<string, string[]> = {};
  for (let i = 1; i <= callsOfA; i += stride)
    for (let j = 1; j <= callsOfB; j += stride) {
      const life = start.fork();
      await interleave(
        [
          ['a', i],
          ['b', j],
          ['a', everything],
          ['b', everything],
        ],
        { a: (gate) => a(life, gate, 'a'), b: (gate) => b(life, gate, 'b') },
      );
      const found = await judged(life);
      if (found.length > 0) complaints[`the first stops at ${i}, the second at ${j}`] = found;
    }
  return complaints;
}

export const asking =
  (asked: Asked): Act =>
  (life, gate, actor) =>
    life.ask(asked, gate, actor);
export const running: Act = (life, gate, actor) => life.run(gate, actor);

/** @param stride each is stopped at every so manieth call of its own */
export function everyPair(stride: number): void {
  reportTogether('commands-together', stride);
  describe.each(CASES)('%s', (_name, begin) => {
    test.each(ALL)('promise 12, 6: %s beside every command and a run', async (_what, ask) => {
      const start = await begin();
      const first = ask(start);
      if (!first) return;
      const complaints: Record<string, unknown> = {};
      for (const [name, other] of ALL) {
        const second = other(start);
        if (second)
          Object.assign(complaints, named(name, await together(start, asking(first), asking(second), stride)));
      }
      Object.assign(complaints, named('run', await together(start, asking(first), running, stride)));
      expect(complaints).toEqual({});
    });
  });
}

const named = (name: string, complaints: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(complaints).map(([when, found]) => [`${name}: ${when}`, found]));
