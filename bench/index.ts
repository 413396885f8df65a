/**
 * `npm run bench`, or `npm run bench -- grid` for one part: measures, prints, and writes the tables between the markers of
 * docs/performance.md. The bundle runs in processes of its own, under the node of KEYTURN_BENCH_NODE if that is set (the function's is
 * Node 24), else under this one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '../test/support/deployed/bundle';
import { grid } from './grid';
import { help } from './help';
import { organization } from './organization';
import { populations } from './populations';
import { realTime } from './real-time';
import { report } from './report';
import { revoke } from './revoke';
import { sideBySide } from './side-by-side';
import { start } from './start';
import { throttling } from './throttling';

const PAGE = join(__dirname, '..', 'docs', 'performance.md');

async function main(): Promise<void> {
  const begin = Date.now();
  const log = (line: string) => console.error(`${Math.round((Date.now() - begin) / 1000)} s: ${line}`);
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  try {
    const node = process.env.KEYTURN_BENCH_NODE ?? process.execPath;
    const { path: keyturn, metafile } = await buildBundle(folder);
    const { path: plain } = await buildBundle(join(folder, 'plain'), 'bench/plain-handler.ts');
    const all: Readonly<Record<string, () => Promise<string>>> = {
      start: () => start(keyturn, metafile, node),
      help,
      'side-by-side': sideBySide,
      throttling,
      'real-time': () => realTime(keyturn, node),
      revoke: () => revoke(keyturn, node),
      report,
      populations: () => populations(log),
      organization: () => organization(log),
      grid: () => grid({ keyturn, plain, node }, log),
    };
    const asked = process.argv.slice(2);
    const parts: Record<string, string> = {};
    for (const [name, measure] of Object.entries(all)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      parts[name] = await measure();
      console.log(`\n${name}\n\n${parts[name]}`);
    }
    writeParts(asked.length > 0 ? parts : { ...parts, when: whenAndWhere(begin) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const whenAndWhere = (begin: number) =>
  `Measured on ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores, which other work shared, in ${Math.round((Date.now() - begin) / 1000)} seconds.`;

function writeParts(parts: Readonly<Record<string, string>>): void {
  let page = readFileSync(PAGE, 'utf8');
  for (const [name, text] of Object.entries(parts)) {
    const [before, after] = [`<!-- bench: ${name} -->`, `<!-- end of ${name} -->`];
    const [from, to] = [page.indexOf(before), page.indexOf(after)];
    if (from < 0 || to < from) throw new Error(`docs/performance.md lacks the markers of ${name}`);
    page = `${page.slice(0, from + before.length)}\n${text}\n${page.slice(to)}`;
  }
  writeFileSync(PAGE, page);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
