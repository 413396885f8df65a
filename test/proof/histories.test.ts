/**
 * 200 days of random life, a hundred times: people, programs, faults, late and overlapping runs. `npm run prove` plays ten thousand, of
 * which these are the first ones (histories-1.prove.ts and its neighbours).
 */
import { checkHistories } from './history/history-check';

jest.mock('../../lambda/run/read/scan', () => {
  const { withQuickScan } = jest.requireActual('./history/history-quick');
  return withQuickScan(jest.requireActual('../../lambda/run/read/scan'));
});

test('promise 1 to 11: no history breaks one', () => checkHistories(0, 100));
