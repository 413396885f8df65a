/** The front page: short, its tables narrow, each command run by a test, each guarantee attacked by one that names it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS, type SettingName } from '../../lambda/core/settings/config';
import type { Setting } from '../../lambda/core/settings/setting';
import { commandsOf, README } from '../support/docs/readme';
import { filesUnder } from '../support/docs/texts';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', '..', ...path), 'utf8');

test('is read in a few minutes', () => expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(160));

/** Where the reader's browser has no more than 120 columns. */
test('no table is wider than a screen', () => {
  const rows = README.split('\n').filter((line) => line.startsWith('|'));
  const shown = rows.map((row) => row.replace(/\]\([^)]*\)/g, ']'));
  expect(rows.length).toBeGreaterThan(10);
  expect(shown.filter((row) => row.length > 200 || row.split('|').length > 5)).toEqual([]);
});

/** test/local/rehearsal.prove.ts types the others on a terminal. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, runs: string]>> = {
  'npm ci && npm run demo': ['test/local/demo/demo.prove.ts', "demo(['--html', file])"],
  'npm run demo -- --organization': ['test/local/demo/organization.prove.ts', "['--organization', '--keep']"],
  'npm run local': ['test/local/rehearsal.prove.ts', 'local/company.ts'],
};

test('each command is run by a test', () => {
  const rehearsal = read('test', 'local', 'rehearsal.prove.ts');
  const commands = commandsOf(README).map(({ command }) => command);
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands) {
    const [file, runs] = ELSEWHERE[command] ?? ['test/local/rehearsal.prove.ts', `'${command}'`];
    expect([command, (ELSEWHERE[command] ? read(...file.split('/')) : rehearsal).includes(runs)]).toEqual([
      command,
      true,
    ]);
  }
});

test('each guarantee leads to tests that carry its number', () => {
  const guarantees = [...README.matchAll(/^- \*\*(\d+)\. (.*)$/gm)];
  expect(guarantees.map(([, number]) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7', '12']);
  for (const [, number, text = ''] of guarantees) {
    const files = [...text.matchAll(/\]\((test\/[^)]+)\)/g)].map(([, file = '']) => file);
    // A test names the promises that it is about, or judges them through the watch.
    const tests = files.filter((file) =>
      new RegExp(`promises? (\\d+ to )?${number}\\b|promise 1 to 11|Watch`, 'i').test(
        `${read(file)}${helpersOf(file)}`,
      ),
    );
    expect([number, tests]).toEqual([number, files]);
    expect(files.length).toBeGreaterThan(0);
  }
});

/** What a proof keeps in the files next to it. */
const helpersOf = (file: string) =>
  [...read(file).matchAll(/from '(\.[^']+)'/g)]
    .map(([, path = '']) => join(file, '..', `${path}.ts`))
    .filter((path) => filesUnder('test', '.ts').includes(path))
    .map((path) => read(path))
    .join('\n');

test('the six settings have their defaults', () => {
  const rows = [...README.matchAll(/^\| `(\w+)` \| `?([^`|]+?)`? \|/gm)];
  expect(rows).toHaveLength(6);
  for (const [, name, shown] of rows) {
    const setting = SETTINGS[name as SettingName] as unknown as Setting<unknown>;
    expect([name, shown]).toEqual([name, setting.format(setting.default) || 'none']);
  }
});
