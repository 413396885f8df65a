/** The walls between the rooms (docs/design.md, "Layout"): who may import whom, and what the pure core never touches. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..');

/** A room and the rooms that it may import besides itself. The longest name that a file's path begins with is its room. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'lambda/core': [],
  'lambda/core/settings': ['lambda/core'],
  'lambda/core/secret': ['lambda/core', 'lambda/core/settings'],
  'lambda/core/user': ['lambda/core', 'lambda/core/settings'],
  'lambda/core/rules': ['lambda/core', 'lambda/core/settings', 'lambda/core/user'],
  'lambda/core/account': ['lambda/core', 'lambda/core/settings', 'lambda/core/user', 'lambda/core/rules'],
  'lambda/core/commands': ['lambda/core', 'lambda/core/settings', 'lambda/core/user', 'lambda/core/rules'],
  'lambda/core/messages': ['lambda/core', 'lambda/core/settings', 'lambda/core/user', 'lambda/core/rules'],
  'lambda/core/posture': ['lambda/core', 'lambda/core/settings', 'lambda/core/user', 'lambda/core/rules'],
  'lambda/core/report': [
    'lambda/core',
    'lambda/core/settings',
    'lambda/core/user',
    'lambda/core/rules',
    'lambda/core/account',
    'lambda/core/commands',
    'lambda/core/messages',
    'lambda/core/posture',
  ],
  // The evidence of a period, which the command line alone asks for.
  'lambda/core/audit': ['lambda/core', 'lambda/core/user', 'lambda/core/account'],
  // What the hub makes of its accounts' answers.
  'lambda/core/organization': ['lambda/core', 'lambda/core/settings', 'lambda/core/messages', 'lambda/core/posture'],
  'lambda/aws': ['lambda/core/**'],
  'lambda/run': ['lambda/core/**', 'lambda/aws/**'],
  // The entry of the function: its event, its log, its metrics.
  lambda: ['lambda/core/**', 'lambda/aws/**', 'lambda/run/**'],
  // The functions of an organization's hub.
  'lambda/hub': ['lambda/core/**', 'lambda/aws/**'],
  lib: ['lambda/core/**'],
  cli: ['lambda/core/**', 'lambda/aws/**', 'lambda/run/**'],
  consumer: [],
  bin: ['lib/**', 'cli/**', 'lambda/core/**'],
};

const MOST_FILES_IN_A_FOLDER = 16;

const TOP = ['bin', 'cli', 'consumer', 'lambda', 'lib'];

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });

const FILES = TOP.flatMap(filesIn);

const SPECIFIER = /(?:\bfrom|\bimport\(|^import) ?'([^']+)'/gm;

const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(SPECIFIER)].map(([, specifier]) => specifier ?? '');

/** The file that a relative import names. */
function target(file: string, specifier: string): string {
  const path = join(dirname(file), specifier);
  const found = [`${path}.ts`, `${path}/index.ts`].find((candidate) => FILES.includes(candidate));
  if (found === undefined) throw new Error(`${file} imports ${specifier}, which is no file of the project`);
  return found;
}

const GRAPH = new Map(
  FILES.map((file) => [
    file,
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.json'))
      .map((specifier) => target(file, specifier)),
  ]),
);

const ROOMS = Object.keys(LAYERS).sort((a, b) => b.length - a.length);

function roomOf(file: string): string {
  const room = ROOMS.find((name) => file.startsWith(`${name}/`));
  if (room === undefined) throw new Error(`${file} is in no room of the table`);
  return room;
}

function mayImport(from: string, to: string): boolean {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return true;
  return (LAYERS[room] ?? []).some(
    (allowed) => allowed === other || (allowed.endsWith('/**') && `${other}/`.startsWith(allowed.slice(0, -2))),
  );
}

/** The files of each circle, in the order of the imports. */
function circles(): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of GRAPH.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of FILES) visit(file, []);
  return found;
}

test('there are files and imports to look at', () => {
  expect(FILES.length).toBeGreaterThan(100);
  expect([...GRAPH.values()].flat().length).toBeGreaterThan(500);
});

test('no import goes against the direction of the layers', () => {
  const wrong = [...GRAPH].flatMap(([file, targets]) =>
    targets.filter((to) => !mayImport(file, to)).map((to) => `${file} imports ${to}`),
  );
  expect(wrong).toEqual([]);
});

test('no imports form a circle', () => {
  expect(circles()).toEqual([]);
});

describe('the core is pure', () => {
  const core = FILES.filter((file) => file.startsWith('lambda/core/'));

  test('it imports no SDK and nothing that reads or writes', () => {
    // What computes and touches nothing.
    const allowed = ['csv-parse/sync', 'valibot', 'node:crypto', 'node:net'];
    const wrong = core.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !specifier.startsWith('.') && !allowed.includes(specifier))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['the clock', /new Date\(\)|Date\.now|performance\.|hrtime/],
    ['the environment', /process\.|console\./],
    ['chance', /Math\.random|randomUUID|randomBytes/],
    ['time that passes', /setTimeout|setInterval|setImmediate/],
  ])('it never reads %s', (_what, pattern) => {
    expect(core.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });
});

test(`no folder holds more than ${MOST_FILES_IN_A_FOLDER} source files`, () => {
  const folders = new Map<string, number>();
  for (const file of [...FILES, ...filesIn('test'), ...filesIn('local'), ...filesIn('bench')])
    folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
  const crowded = [...folders].filter(([, count]) => count > MOST_FILES_IN_A_FOLDER);
  expect(crowded.map(([folder, count]) => `${relative('.', folder)}: ${count}`)).toEqual([]);
});
