/** 200 days of random life, thousands of times: people, programs, faults, late and overlapping runs. KEYTURN_HISTORIES and KEYTURN_SEED change how many and which. */
import { checkHistories } from './history/history-check';

jest.mock('../../lambda/run/read/scan', () => {
  const { withQuickScan } = jest.requireActual('./history/history-quick');
  return withQuickScan(jest.requireActual('../../lambda/run/read/scan'));
});

test('promise 1 to 11: no history breaks one (first half)', () => checkHistories(0), 3_600_000);
