/** The words of CONTRIBUTING.md hold for everything that users read: pages, notifications, errors, help, log lines. */
import { filesUnder, literalsOf, proseOf, type Text } from '../support/docs/texts';

/** The table "Words": in its second column, what is not written. */
const list = proseWords();

function proseWords(): readonly { readonly not: string; readonly write: string }[] {
  const page = require('node:fs').readFileSync(`${__dirname}/../../CONTRIBUTING.md`, 'utf8') as string;
  const [, table = ''] = /^\| write \| not \|\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page) ?? [];
  return table
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [, write = '', nots = ''] = row.split('|').map((cell) => cell.trim());
      return [...nots.matchAll(/`([^`]+)`/g)].map(([, not = '']) => ({ not, write }));
    });
}

const PAGES = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...filesUnder('docs', '.md'),
  ...filesUnder('examples', '.md'),
];

const SOURCES = ['lambda', 'cli', 'lib', 'bin', 'consumer', 'local'].flatMap((folder) => filesUnder(folder, '.ts'));

function faults(texts: readonly Text[]): readonly string[] {
  return list.flatMap(({ not, write }) => {
    const word = new RegExp(`(?<![\\w-])${not.replaceAll(' ', '\\s+')}(?![\\w-])`, 'i');
    return texts.flatMap(({ where, text }) => (word.test(text) ? [`${where}: "${not}", write: ${write}`] : []));
  });
}

test('the list has words', () => expect(list.length).toBeGreaterThan(20));

test('pages', () => expect(faults(PAGES.flatMap(proseOf))).toEqual([]));

test('literals of the code', () => expect(faults(SOURCES.flatMap(literalsOf))).toEqual([]));

test('finds what it looks for', () =>
  expect(faults([{ where: 'here', text: 'The owner is Told anew' }])).toHaveLength(2));
