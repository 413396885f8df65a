/**
 * 10,000 histories, beside all other proofs: the processes that play them take what these leave of the processors. KEYTURN_HISTORIES and
 * KEYTURN_SEED change how many and which.
 */
import { PARTS } from './history/history-check';
import { playHistories } from './history/players';

// As many at a time as there are processors (maxConcurrency).
test.concurrent.each(Array.from({ length: PARTS }, (_, part) => part))(
  'promise 1 to 11: no history breaks one (part %d)',
  (part) => playHistories(part),
);
