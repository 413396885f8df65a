/**
 * 200 days of random life, a hundred times: people, programs, faults, late and overlapping runs. `npm run prove` plays ten thousand, of
 * which these are the first ones (histories.prove.ts).
 */
import { playHistories } from './history/players';

test('promise 1 to 11: no history breaks one', () => playHistories(0, 100));
