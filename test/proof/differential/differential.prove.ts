/**
 * Is the in-memory world true to its model? The same random sequences of calls go to it and to moto over HTTP; each answer, each error's name
 * and the final state must agree, but for a short list of known differences. KEYTURN_SEQUENCES and KEYTURN_SEED change how many and which.
 */
import * as fc from 'fast-check';
import type { LocalAws } from '../../../local/aws';
import { emptyAws } from '../../support/local-aws/shared';
import { reportProof } from '../../support/report-proof';
import { type Answer, ask, motoClients, motoSide, worldSide } from './differential';
import { callsOf, namesOf, stateOf } from './differential-calls';
import { knownDifference } from './differential-known';

const COUNT = Number(process.env.KEYTURN_SEQUENCES ?? 200);
const SEED = Number(process.env.KEYTURN_SEED ?? 20260131);

let aws: LocalAws;
beforeAll(async () => {
  aws = await emptyAws();
});
afterAll(() => aws?.stop());

test('the in-memory world answers like moto', async () => {
  const clients = await motoClients(aws);
  let calls = 0;
  let excused = 0;
  let sequence = 0;
  const property = fc.asyncProperty(
    fc.array(callsOf(namesOf(0)), { minLength: 10, maxLength: 30, size: 'max' }),
    async (drawn) => {
      // Names that no earlier sequence has used, and shrinking neither.
      const number = sequence++;
      const names = namesOf(number);
      const renamed = JSON.parse(renumbered(JSON.stringify(drawn), number)) as typeof drawn;
      const created = new Set<string | undefined>();
      const [world, moto] = [worldSide(names.users), await motoSide(clients, names.users)];
      for (const call of [...renamed, ...stateOf(names)]) {
        const answers: [Answer, Answer] = [await ask(world, call), await ask(moto, call)];
        calls++;
        // moto makes a repeated CreateSecret's secret anew, labels and all; AWS changes nothing.
        if (call.name === 'CreateSecret' && answers[0].error === undefined) {
          if (created.has(call.input.Name)) return;
          created.add(call.input.Name);
        }
        const [ours, theirs] = answers.map((answer) => JSON.stringify(answer));
        if (ours === theirs) continue;
        const known = knownDifference(call, ...answers);
        if (known === undefined) throw new Error(`${JSON.stringify(call)}\n  world: ${ours}\n  moto:  ${theirs}`);
        excused++;
        // From here on the two accounts differ for a known reason.
        if (known.changesState) return;
      }
    },
  );
  await fc.assert(property, { numRuns: COUNT, seed: SEED });
  reportProof({
    proof: 'differential',
    cases: COUNT,
    seed: SEED,
    calls,
    excused: new Map([['known differences', excused]]),
  });
});

const renumbered = (text: string, number: number) =>
  text
    .replaceAll('alice-0', `alice-${number}`)
    .replaceAll('bob,0', `bob,${number}`)
    .replaceAll('differential-0/', `differential-${number}/`)
    .replaceAll('tag-0-', `tag-${number}-`)
    .replaceAll('other-0', `other-${number}`);
