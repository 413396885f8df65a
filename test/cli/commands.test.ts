/** The pages that list the commands, held against the table that they are made from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../cli/commands';
import { COMMON } from '../../cli/definition';

const pageOf = (...path: string[]) => readFileSync(join(__dirname, '..', '..', ...path), 'utf8');
const page = pageOf('docs', 'cli.md');
const readme = pageOf('README.md');

/** The rows of the first table under a heading. */
const tableAfter = (text: string, heading: string) => /(?:\|.*\n)+/.exec(text.slice(text.indexOf(heading)))?.[0] ?? '';

describe.each(Object.entries(COMMANDS))('%s', (key, { name, options }) => {
  test('has its own name in the table of commands', () => expect(name).toBe(key));

  test.each([
    ['docs/cli.md', tableAfter(page, '# The command line')],
    ['docs/cli.md, Rights', tableAfter(page, '| command | needs')],
  ])('is in %s', (_, table) => expect(table).toMatch(new RegExp(`^\\|.*\`${name}\\b.*\\|`, 'm')));

  test('has every option in docs/cli.md', () => {
    const missing = [...options, ...COMMON].map(({ long }) => long).filter((long) => !page.includes(String(long)));
    expect(missing).toEqual([]);
  });
});

test('docs/cli.md and README.md name no option that no command has', () => {
  const known = Object.values(COMMANDS).flatMap(({ options }) => [...options, ...COMMON].map(({ long }) => long));
  const named = [page, readme].flatMap((text) =>
    [...text.matchAll(/\bkeyturn (?!-- )(?:[^`\n|>]*?)(--[a-z-]+)/g)].map(([, option]) => option),
  );
  expect(named.filter((option) => !['--help', ...known].includes(option))).toEqual([]);
});
