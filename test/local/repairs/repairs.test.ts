/** Where moto behaves differently from AWS, the local AWS does as AWS: one test for each repair. */
import type { LocalAws } from '../../../local/aws';
import { emptyAws } from '../../support/local-aws/shared';
import { everyRepairIsChecked } from './checked';
import { CHECKS } from './checks';

let aws: LocalAws;
beforeAll(async () => {
  aws = await emptyAws();
});
afterAll(() => aws?.stop());

everyRepairIsChecked('moto_server/repairs', CHECKS, () => aws);
