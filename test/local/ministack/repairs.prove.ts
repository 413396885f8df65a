/** Where ministack behaves differently from AWS it does as AWS, because of a repair; without that, its check fails. So one that can go shows. */
import { type LocalAws, startMinistack } from '../../../local/aws';
import { everyRepairIsChecked } from '../repairs/checked';
import { CHECKS } from './checks';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startMinistack();
});
afterAll(() => aws?.stop());

everyRepairIsChecked('ministack_server/repairs', CHECKS, () => aws);

test.each(Object.entries(CHECKS))('without %s its check fails', async (without, { check }) => {
  const unrepaired = await startMinistack({ without });
  try {
    await expect(check(unrepaired)).rejects.toThrow();
  } finally {
    await unrepaired.stop();
  }
});
