/** Where ministack behaves differently from AWS it does as AWS, because of a repair; without that, its check fails. So one that can go shows. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startMinistack } from '../../../local/aws';
import { CHECKS } from './checks';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startMinistack();
});
afterAll(() => aws?.stop());

test('every repair has a check, and every check a repair', () => {
  const repairs = readdirSync(join(__dirname, '../../../local/ministack_server/repairs'))
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

test.each(Object.entries(CHECKS))('without %s its check fails', async (without, { check }) => {
  const unrepaired = await startMinistack({ without });
  try {
    await expect(check(unrepaired)).rejects.toThrow();
  } finally {
    await unrepaired.stop();
  }
});
