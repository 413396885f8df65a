/** What plays histories outside jest (players.ts). Its arguments: which part, and how many of its histories. */
import { constants, getPriority, setPriority } from 'node:os';
import { checkHistories } from './history-check';

// What only computes lets those go first that measure seconds.
const { PRIORITY_BELOW_NORMAL } = constants.priority;
if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);

process.once('disconnect', () => process.exit());

const [part, numRuns] = process.argv.slice(2).map(Number);
checkHistories(part as number, numRuns as number)
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => process.disconnect());
