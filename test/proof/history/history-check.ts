/** Shared by the test files among which the histories are divided, so that jest's workers can play them side by side. */
import * as fc from 'fast-check';
import { type History, histories } from './history';

export const SEED = Number(process.env.KEYTURN_SEED ?? 20260131);
const COUNT = Number(process.env.KEYTURN_HISTORIES ?? 10_000);
const PARTS = 2;

/** Plays a part of the histories. */
export async function checkHistories(part: number): Promise<void> {
  let played = 0;
  let runs = 0;
  const told = new Map<string, number>();
  const startedAt = Date.now();
  const numRuns = Math.ceil(COUNT / PARTS);
  await fc.assert(
    fc.asyncProperty(histories(), async (history: History) => {
      const play = await history.play();
      played++;
      runs += play.runs;
      for (const [event, count] of play.judge.told) told.set(event, (told.get(event) ?? 0) + count);
    }),
    { numRuns, seed: SEED + part, endOnFailure: false },
  );
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const messages = [...told].map(([event, count]) => `${event} ${count}`).join(', ');
  console.info(
    `histories: ${played} of 200 days, seed ${SEED + part}, ${runs} runs that looked at somebody, ${seconds} s; told: ${messages}`,
  );
}
