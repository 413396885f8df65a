import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAws } from '../../../local/aws';
import type { Check } from './checks';

const LOCAL = join(__dirname, '../../../local');

/** Each repair in a folder of `local` has a check, which passes in that local AWS. */
export function everyRepairIsChecked(
  folder: string,
  checks: Readonly<Record<string, Check>>,
  awsOf: () => LocalAws,
): void {
  test('every repair has a check, and every check a repair', () => {
    const repairs = readdirSync(join(LOCAL, folder))
      .filter((name) => name.endsWith('.py') && name !== '__init__.py')
      .map((name) => name.replace('.py', ''));
    expect(Object.keys(checks).sort()).toEqual(repairs.sort());
  });

  test.each(Object.entries(checks).map(([name, { says, check }]) => [says, name, check] as const))(
    '%s (%s)',
    async (_says, _name, check) => {
      await expect(check(awsOf())).resolves.toBeUndefined();
    },
  );
}
