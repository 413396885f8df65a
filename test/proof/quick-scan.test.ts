/** Whether the quick scan, by which the histories spare themselves the paging and the CSV, sees what the scan sees. */
import * as fc from 'fast-check';
import { scan } from '../../lambda/run/read/scan';
import { SEED } from '../support/proof/seed';
import { histories } from './history/history';
import { Play } from './history/history-play';

jest.mock('../../lambda/run/read/scan', () => {
  const { withQuickScan } = jest.requireActual('./history/history-quick');
  return withQuickScan(jest.requireActual('../../lambda/run/read/scan'));
});

test('the quick scan sees what the scan sees', async () => {
  let compared = 0;
  const drawn = fc.sample(histories(['fault', 'overlap', 'again']), { numRuns: 40, seed: SEED });
  for (const history of drawn) {
    const play = new Play(history, false, async ({ world, config, day }, quick) => {
      // The account's own report is made afresh on days with events only, at the same moment as the quick scan's.
      if (!history.events.some((event) => event.day === day)) return;
      const { users } = await scan(world.clone().clients(), config);
      expect(plain(users)).toEqual(plain(quick.users));
      compared++;
    });
    await play.all();
  }
  expect(compared).toBeGreaterThan(100);
});

const plain = (rows: unknown): unknown => JSON.parse(JSON.stringify(rows));
