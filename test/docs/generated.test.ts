/** What is made from the code is what stands there, and the snippets in it compile and synthesize. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_NAMES } from '../../lambda/core/settings/config';
import { SNIPPET } from '../../local/docs/configuration';
import { PAGES } from '../../local/docs/pages';
import { PROPS_ONLY } from '../../local/docs/settings';
import { run } from '../../local/run';

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test.each(Object.entries(PAGES))('%s is current (npm run docs)', (path, page) => {
  expect(page(read(path))).toBe(read(path));
});

test('docs/configuration.md has a heading for every setting, and every prop that is no setting', () => {
  const page = read('docs/configuration.md');
  for (const name of SETTING_NAMES) expect(page).toContain(`\n### ${name}\n`);
  const props = [...read('lib/props.ts').matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name = '']) => name);
  const shown = [...page.matchAll(/As a prop: `(\w+)/g)].map(([, name]) => name);
  const missing = props.filter(
    (name) => !(SETTING_NAMES as string[]).includes(name) && !shown.includes(name) && !(name in PROPS_ONLY),
  );
  expect(missing).toEqual([]);
});

test('the snippet is a whole app that type-checks', async () => {
  const folder = mkdtempSync(join(ROOT, 'test', 'docs', '.snippet-'));
  try {
    writeFileSync(join(folder, 'app.ts'), SNIPPET.replace("'keyturn'", "'../../../lib'"));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../../tsconfig.json', include: ['app.ts'], compilerOptions: { noEmit: true } }),
    );
    const { code, output } = await run('npx', ['tsc', '-p', folder], { cwd: ROOT });
    expect({ code, output }).toEqual({ code: 0, output: '' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
