/** 200 days of random life, thousands of times: people, programs, faults, late and overlapping runs. KEYTURN_HISTORIES and KEYTURN_SEED change how many and which. */
import { checkHistories } from './support/history-check';

jest.mock('../lambda/scan', () => {
  const { withQuickScan } = jest.requireActual('./support/history-quick');
  return withQuickScan(jest.requireActual('../lambda/scan'));
});

test('promise 1 to 11: no history breaks one (first half)', () => checkHistories(0), 3_600_000);
