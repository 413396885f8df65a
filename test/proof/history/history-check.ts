/** What each history must stand. Four processes share them (players.ts), as many at a time as there are processors. */
import * as fc from 'fast-check';
import { reportProof } from '../../support/proof/report-proof';
import { SEED } from '../../support/proof/seed';
import { addUp } from '../../support/simulation/excuses';
import { type History, histories } from './history';

/** Of all parts. */
export const COUNT = Number(process.env.KEYTURN_HISTORIES ?? 10_000);
export const PARTS = 4;

/** @param part each has its own seed, next to the others'. @param numRuns how many of that part's histories are played */
export async function checkHistories(part: number, numRuns: number): Promise<void> {
  let played = 0;
  let runs = 0;
  const told = new Map<string, number>();
  const excused = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(histories(), async (history: History) => {
      const play = await history.play();
      played++;
      runs += play.runs;
      addUp(told, play.judge.told);
      addUp(excused, play.watch.excuses.counts);
    }),
    { numRuns, seed: SEED + part, endOnFailure: false },
  );
  reportProof({ proof: 'histories', cases: played, seed: SEED + part, runs, told, excused });
}
