/** No text of a picture touches another or leaves the picture, in a browser, at 400 and at 1,200 pixels. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { widthOf } from '../../local/docs/pictures/drawing';
import { filesUnder } from '../support/docs/texts';

const ROOT = join(__dirname, '..', '..');
const PICTURES = filesUnder('docs', '.svg');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const browser = [process.env.CHROME_PATH ?? '', 'chromium', 'google-chrome', 'chromium-browser', 'chrome'].find(
  (name) => name !== '' && spawnSync(name, ['--version']).status === 0,
);
const withBrowser = browser === undefined ? test.skip : test;

/** In the page: the boxes of each scene's texts, two by two; and those that leave their picture. */
const MEASURE = `
const found = [];
for (const holder of document.querySelectorAll('[data-picture]')) {
  const frame = holder.querySelector('svg').getBoundingClientRect();
  const scenes = [...holder.querySelectorAll('[data-scene]')];
  for (const scene of scenes.length ? scenes : [holder]) {
    const boxes = [...scene.querySelectorAll('text')].map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
    boxes.forEach(({ words, box }, n) => {
      if (box.width === 0) found.push([holder.dataset.picture, 'is not drawn', words]);
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        found.push([holder.dataset.picture, 'leaves the picture', words]);
      for (const other of boxes.slice(n + 1)) {
        const [wide, high] = [Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left), Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)];
        // The box of a line of text is a little higher than its letters.
        if (wide > 0.5 && high > 0.25 * box.height) found.push([holder.dataset.picture, words, other.words]);
      }
    });
  }
}
document.title = JSON.stringify(found);
`;

function measured(pictures: readonly (readonly [name: string, svg: string])[], width: number): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-pictures-'));
  try {
    const page = join(folder, 'page.html');
    const body = pictures.map(([name, svg]) => `<div data-picture="${name}" style="width:${width}px">${svg}</div>`);
    writeFileSync(
      page,
      `<!doctype html><meta charset="utf-8"><title></title><body>${body.join('\n')}<script>${MEASURE}</script>`,
    );
    const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}/profile`, '--dump-dom'];
    const { stdout } = spawnSync(browser ?? '', [...options, `file://${page}`], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    });
    const [, title = ''] = /<title>(.*?)<\/title>/.exec(stdout) ?? [];
    return JSON.parse(title.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>')) as unknown[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

withBrowser.each([400, 1200])('at %d pixels', (width) => {
  expect(PICTURES.length).toBeGreaterThan(6);
  expect(
    measured(
      PICTURES.map((path) => [path, read(path)]),
      width,
    ),
  ).toEqual([]);
});

withBrowser('finds texts that touch, and one that leaves', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><text x="1" y="20">one</text><text x="3" y="22">two</text><text x="90" y="40">three</text></svg>`;
  expect(measured([['bad', svg]], 400)).toEqual([
    ['bad', 'one', 'two'],
    ['bad', 'leaves the picture', 'three'],
  ]);
});

test('without a browser: no line of a picture is wider than the picture, by the widest of its fonts', () => {
  for (const path of PICTURES.filter((each) => each.includes('/pictures/') && !each.includes('recording'))) {
    const [, width = '0'] = /viewBox="0 0 (\d+) /.exec(read(path)) ?? [];
    for (const [, x, size, anchor, words = ''] of read(path).matchAll(
      /<text x="([\d.]+)" y="[\d.]+" font-size="(\d+)"[^>]*text-anchor="(\w+)"[^>]*>([^<]*)</g,
    )) {
      const wide = widthOf(words, Number(size));
      const left = Number(x) - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0);
      expect([words, left >= 0, left + wide <= Number(width)]).toEqual([words, true, true]);
    }
  }
});

test('each picture of the front page has a light and a dark variant', () => {
  const readme = read('README.md');
  for (const name of ['recording', 'architecture', 'key-life'])
    for (const theme of ['light', 'dark']) expect(readme).toContain(`docs/pictures/${name}-${theme}.svg`);
});
