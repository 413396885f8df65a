/** The table of rules in docs/design.md is the list that the code goes by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../../../lambda/core/rules/plan';

const DESIGN = readFileSync(join(__dirname, '..', '..', '..', '..', 'docs', 'design.md'), 'utf8');

test('docs/design.md has every rule with its phase and meaning, in the order in which they are tried', () => {
  const [, section = ''] = /\n## The rules\n(.*?)\n## /s.exec(DESIGN) ?? [];
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (\w+) \| (.{10,}) \|$/gm)].map(([, name, phase]) => [
    name,
    phase,
  ]);
  expect(rows).toEqual(RULES.map(({ name, phase }) => [name, phase]));
});
