/** The second quarter of the histories: a file for each, so that jest's workers play them side by side. KEYTURN_HISTORIES and KEYTURN_SEED change how many and which. */
import { checkHistories } from './history-check';

jest.mock('../../../lambda/run/read/scan', () => {
  const { withQuickScan } = jest.requireActual('./history-quick');
  return withQuickScan(jest.requireActual('../../../lambda/run/read/scan'));
});

test('promise 1 to 11: no history breaks one (second quarter)', () => checkHistories(1));
