/** Every link in a page leads somewhere, and every page can be found from the index. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesUnder } from '../support/docs/texts';

const ROOT = join(__dirname, '..', '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...filesUnder('docs', '.md'),
  ...filesUnder('examples', '.md'),
];

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** As GitHub makes them. */
const anchorsOf = (page: string) => {
  const seen = new Map<string, number>();
  return [...page.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replace(/`/g, '')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
};

const linksOf = (page: string) => {
  const prose = page.replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '');
  const inHtml = [...prose.matchAll(/(?:src|srcset|href)="([^"]+)"/g)];
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g), ...inHtml].map(([, target = '']) => target);
};

test.each(PAGES)('the links of %s', (path) => {
  const broken = linksOf(read(path)).filter((link) => {
    if (/^(https?|mailto):/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('docs/index.md leads to every page', () => {
  const index = linksOf(read('docs/index.md')).map((link) => join('docs', link.split('#')[0] ?? ''));
  expect(filesUnder('docs', '.md').filter((page) => page !== 'docs/index.md' && !index.includes(page))).toEqual([]);
});
