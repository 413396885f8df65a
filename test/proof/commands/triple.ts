/**
 * A command, another one and a run at the same time, in some order, while one call of one of them goes wrong. test/proof/commands/together.ts
 * has all pairs without a fault.
 */
import * as fc from 'fast-check';
import { reportProof } from '../../support/proof/report-proof';
import { SEED } from '../../support/proof/seed';
import { addUp } from '../../support/simulation/excuses';
import { FAULTS, faultFor } from '../../support/simulation/faults';
import { interleave } from '../../support/simulation/interleave';
import type { Life } from '../../support/simulation/life';
import type { Intercept } from '../../support/world';
import { ALL, CASES, judge } from './moments';

const ACTORS = ['first', 'second', 'run'] as const;
type Actor = (typeof ACTORS)[number];

/** Moments and commands by their place in the tables of moments.ts. */
export interface Triple {
  readonly moment: number;
  readonly first: number;
  readonly second: number;
  /** Who goes on for how many calls, in turn. */
  readonly order: readonly (readonly [Actor, number])[];
  readonly fault: { readonly actor: Actor; readonly call: number; readonly how: (typeof FAULTS)[number] };
}

const anyTriple: fc.Arbitrary<Triple> = fc.record({
  moment: fc.nat(CASES.length - 1),
  first: fc.nat(ALL.length - 1),
  second: fc.nat(ALL.length - 1),
  order: fc.array(fc.tuple(fc.constantFrom(...ACTORS), fc.integer({ min: 1, max: 12 })), { maxLength: 8 }),
  fault: fc.record({
    actor: fc.constantFrom(...ACTORS),
    call: fc.integer({ min: 1, max: 14 }),
    how: fc.constantFrom(...FAULTS),
  }),
});

const starts = new Map<number, Promise<Life>>();
function startOf(moment: number): Promise<Life> {
  const start = starts.get(moment) ?? (CASES[moment] as (typeof CASES)[number])[1]();
  starts.set(moment, start);
  return start;
}

const UNTOLD = 'promise 8: nobody was told of';
/** All write the one tag of what was announced: what one of them has just noted, another may write over. */
const LOST = 'promise 8: a message is lost, but two commands, a run and a fault met within seconds';

/** What is wrong afterwards. @param excused is added to */
export async function play({ moment, first, second, order, fault }: Triple, excused: Map<string, number>) {
  const start = await startOf(moment);
  const [one, other] = [first, second].map((index) => ALL[index]?.[1](start));
  const life = start.fork();
  let calls = 0;
  // They share one gate, because the world has one; a call goes wrong when it is its turn.
  const failing =
    (gate: Intercept): Intercept =>
    async (attempt) => {
      const answer = await gate(attempt);
      return attempt.actor === fault.actor && ++calls === fault.call ? faultFor(fault.how, attempt.operation) : answer;
    };
  await interleave(order, {
    ...(one && { first: (gate: Intercept) => life.ask(one, failing(gate), 'first') }),
    ...(other && { second: (gate: Intercept) => life.ask(other, failing(gate), 'second') }),
    run: (gate) => life.run(failing(gate), 'run'),
  });
  // Whoever was answered with an error asks again.
  const again = { first: one, second: other, run: undefined }[fault.actor];
  if (again && calls >= fault.call) await life.ask(again, undefined, 'again');
  const complaints = await judge(life);
  const found = complaints.filter((complaint) => !complaint.startsWith(UNTOLD));
  if (complaints.length > found.length) excused.set(LOST, (excused.get(LOST) ?? 0) + 1);
  addUp(excused, life.watch.excuses.counts);
  return { moment: CASES[moment]?.[0], asked: [one, other], found };
}

export function drawTriples(numRuns: number): void {
  test('promise 12, 6, 3: two commands, a run and a fault', async () => {
    let cases = 0;
    const excused = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyTriple, async (triple) => {
        expect(await play(triple, excused)).toMatchObject({ found: [] });
        cases++;
      }),
      { numRuns, seed: SEED, endOnFailure: false },
    );
    reportProof({ proof: 'commands-triples', cases, seed: SEED, excused });
  });
}
