/**
 * Is the in-memory world true to its model? The same random sequences of calls go to it and over HTTP to two AWSs that know nothing of each other;
 * each answer, each error's name and the final state must agree, but for a short list of known differences. KEYTURN_SEQUENCES and KEYTURN_SEED
 * change how many and which.
 */
import * as fc from 'fast-check';
import { type LocalAws, startMinistack } from '../../../local/aws';
import { emptyAws } from '../../support/local-aws/shared';
import { reportProof } from '../../support/proof/report-proof';
import { SEED } from '../../support/proof/seed';
import { type Answer, ask, clientsOf, sideOf, worldSide } from './differential';
import { bulkStateOf, callsOf, type DifferentialCall, namesOf, stateOf } from './differential-calls';
import type { Difference } from './known/difference';
import { MINISTACK } from './known/ministack';
import { MOTO } from './known/moto';

const COUNT = Number(process.env.KEYTURN_SEQUENCES ?? 200);
const MOST_ROWS = 10;
/** Every so many sequences: an emulator's bulk reads take longer with each user, and keep all. */
const IN_BULK = 10;

interface Played {
  readonly call: DifferentialCall;
  readonly world: Answer;
  readonly emulator: Answer;
  readonly isSame: boolean;
}

describe.each([
  ['moto', emptyAws, MOTO],
  ['ministack', startMinistack, MINISTACK],
] as const)('the world and %s', (emulator, start, rows: readonly Difference[]) => {
  let aws: LocalAws;
  let clients: Awaited<ReturnType<typeof clientsOf>>;
  /** Names that no earlier sequence has used, and shrinking neither. */
  let sequence = 0;

  beforeAll(async () => {
    aws = await start();
    clients = await clientsOf(aws);
  });
  afterAll(() => aws?.stop());

  async function* played(numbered: (number: number) => readonly DifferentialCall[]): AsyncGenerator<Played> {
    const number = sequence++;
    const { users } = namesOf(number);
    const [ours, theirs] = [worldSide(users), await sideOf(clients, users)];
    for (const call of numbered(number)) {
      const [world, answer] = [await ask(ours, call), await ask(theirs, call)];
      yield { call, world, emulator: answer, isSame: JSON.stringify(world) === JSON.stringify(answer) };
    }
  }

  const rowOf = ({ call, world, emulator: answer }: Played) => rows.find(({ is }) => is(call, world, answer));

  test('differ in few ways, each with the page of AWS that decides', () => {
    expect(rows.length).toBeLessThanOrEqual(MOST_ROWS);
    for (const { page } of rows) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
  });

  test.each(rows.map((row) => [row.why, row] as const))('still differ: %s', async (_why, row) => {
    let last: Played | undefined;
    for await (const one of played((number) => row.example(namesOf(number)))) last = one;
    expect(last).toMatchObject({ isSame: false });
    expect(last && rowOf(last)).toBe(row);
  });

  test('answer alike otherwise', async () => {
    let calls = 0;
    let excused = 0;
    const property = fc.asyncProperty(
      fc.array(callsOf(namesOf(0)), { minLength: 10, maxLength: 30, size: 'max' }),
      async (drawn) => {
        const sequenceOf = (number: number) => [
          ...renumbered(drawn, number),
          ...stateOf(namesOf(number)),
          ...(number % IN_BULK === 0 ? bulkStateOf(namesOf(number)) : []),
        ];
        for await (const one of played(sequenceOf)) {
          calls++;
          const { call, world, emulator: answer, isSame } = one;
          if (isSame) continue;
          const known = rowOf(one);
          if (known === undefined)
            throw new Error(
              `${JSON.stringify(call)}\n  world: ${JSON.stringify(world)}\n  ${emulator}: ${JSON.stringify(answer)}`,
            );
          excused++;
          // From here on the two accounts differ for a known reason.
          if (known.changesState) return;
        }
      },
    );
    await fc.assert(property, { numRuns: COUNT, seed: SEED });
    reportProof({
      proof: `differential, ${emulator}`,
      cases: COUNT,
      seed: SEED,
      calls,
      excused: new Map([['known differences', excused]]),
    });
  });
});

const renumbered = (calls: readonly DifferentialCall[], number: number): readonly DifferentialCall[] =>
  JSON.parse(
    JSON.stringify(calls)
      .replaceAll('alice-0', `alice-${number}`)
      .replaceAll('bob,0', `bob,${number}`)
      .replaceAll('differential-0/', `differential-${number}/`)
      .replaceAll('tag-0-', `tag-${number}-`)
      .replaceAll('other-0', `other-${number}`),
  );
