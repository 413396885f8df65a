/** What plays histories outside jest (players.ts). Its arguments: which part, and how many of its histories. */
import { checkHistories } from './history-check';

const [part, numRuns] = process.argv.slice(2).map(Number);
checkHistories(part as number, numRuns as number).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
