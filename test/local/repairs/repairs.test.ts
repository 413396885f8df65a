/** Where moto behaves differently from AWS, the local AWS does as AWS: one test for each repair. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAws } from '../../../local/aws';
import { emptyAws } from '../../support/local-aws/shared';
import { CHECKS } from './checks';

let aws: LocalAws;
beforeAll(async () => {
  aws = await emptyAws();
});
afterAll(() => aws?.stop());

test('every repair has a check, and every check a repair', () => {
  const repairs = readdirSync(join(__dirname, '../../../local/moto_server/repairs'))
    .filter((name) => name.endsWith('.py') && name !== '__init__.py')
    .map((name) => name.replace('.py', ''));
  expect(Object.keys(CHECKS).sort()).toEqual(repairs.sort());
});

test.each(Object.entries(CHECKS).map(([name, { says, check }]) => [says, name, check] as const))(
  '%s (%s)',
  async (_says, _name, check) => {
    await expect(check(aws)).resolves.toBeUndefined();
  },
);
