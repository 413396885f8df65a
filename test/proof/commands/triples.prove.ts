/**
 * A command, another one and a run at the same time, in any order, while one call of any of them goes wrong in one of five ways: drawn by
 * chance from all moments, with and without a hold, the clocks of function and IAM apart or not. KEYTURN_TRIPLES and KEYTURN_SEED change how
 * many are drawn and which. test/proof/commands/together.test.ts has all pairs without a fault.
 */
import * as fc from 'fast-check';
import { reportProof } from '../../support/report-proof';
import { addUp } from '../../support/simulation/excuses';
import { FAULTS, faultFor } from '../../support/simulation/faults';
import { interleave } from '../../support/simulation/interleave';
import type { Life } from '../../support/simulation/life';
import type { Intercept } from '../../support/world';
import { ALL, CASES, judge } from './moments';

const SEED = Number(process.env.KEYTURN_SEED ?? 20260131);
const COUNT = Number(process.env.KEYTURN_TRIPLES ?? 3_000);

const starts = new Map<string, Promise<Life>>();
function startOf(index: number): Promise<Life> {
  const [name, begin] = CASES[index] ?? ['', () => Promise.reject(new Error('no such moment'))];
  const start = starts.get(name) ?? begin();
  starts.set(name, start);
  return start;
}

const ACTORS = ['first', 'second', 'run'] as const;

const triple = fc.record({
  moment: fc.nat(CASES.length - 1),
  first: fc.nat(ALL.length - 1),
  second: fc.nat(ALL.length - 1),
  /** Who goes on for how many calls, in turn. */
  order: fc.array(fc.tuple(fc.constantFrom(...ACTORS), fc.integer({ min: 1, max: 12 })), { maxLength: 8 }),
  fault: fc.record({
    actor: fc.constantFrom(...ACTORS),
    call: fc.integer({ min: 1, max: 14 }),
    how: fc.constantFrom(...FAULTS),
  }),
});

interface Wrong {
  readonly actor: string;
  readonly call: number;
  readonly how: (typeof FAULTS)[number];
}

/** The gate lets a call go when it is its turn; then it may go wrong. All share one, because the world has one. */
function failing(gate: Intercept, { actor, call, how }: Wrong, seen: { count: number }): Intercept {
  return async (attempt) => {
    const answer = await gate(attempt);
    return attempt.actor === actor && ++seen.count === call ? faultFor(how, attempt.operation) : answer;
  };
}

const UNTOLD = 'promise 8: nobody was told of';
/** Both write the one tag of what was announced: what one of them has just noted, the other may write over. */
const LOST = 'promise 8: a message is lost, but two commands, a run and a fault met within seconds';

test('promise 12, 6, 3: two commands, a run and a fault', async () => {
  let played = 0;
  const excused = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(triple, async ({ moment, first, second, order, fault }) => {
      const start = await startOf(moment);
      const asked = [first, second].map((index) => ALL[index]?.[1](start));
      const life = start.fork();
      const seen = { count: 0 };
      const gated = (gate: Intercept) => failing(gate, fault, seen);
      const [one, other] = asked;
      await interleave(order, {
        ...(one && { first: (gate: Intercept) => life.ask(one, gated(gate), 'first') }),
        ...(other && { second: (gate: Intercept) => life.ask(other, gated(gate), 'second') }),
        run: (gate) => life.run(gated(gate), 'run'),
      });
      // Whoever was answered with an error asks again.
      const again = fault.actor === 'first' ? one : fault.actor === 'second' ? other : undefined;
      if (again && seen.count >= fault.call) await life.ask(again, undefined, 'again');
      const complaints = await judge(life);
      const found = complaints.filter((complaint) => !complaint.startsWith(UNTOLD));
      if (complaints.length > found.length) excused.set(LOST, (excused.get(LOST) ?? 0) + 1);
      played++;
      addUp(excused, life.watch.excuses.counts);
      expect({ moment: CASES[moment]?.[0], asked, found }).toMatchObject({ found: [] });
    }),
    { numRuns: COUNT, seed: SEED, endOnFailure: false },
  );
  reportProof({ proof: 'commands-triples', cases: played, seed: SEED, excused });
});
