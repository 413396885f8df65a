/** What the package carries in its own files, so that who installs it installs nothing else: the functions and the command line. */
import { join, sep } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { BUNDLES, optionsOf } from '../../lib/bundling';

export const ROOT = join(__dirname, '..', '..');
const DIST = join(ROOT, 'dist');

/** A command loads what it needs when it is asked for, so that the help starts fast: each such part is a file of its own. */
const COMMAND_LINE = {
  entryPoints: [join(ROOT, 'bin', 'keyturn.ts')],
  outdir: join(DIST, 'bin'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  absWorkingDir: ROOT,
  legalComments: 'none',
  // Some packages are CommonJS and ask for Node's own modules by require().
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** @param write false: only see what would be in them */
export async function buildBundles(write = true): Promise<Metafile[]> {
  const all = [...BUNDLES.map((which) => optionsOf(which, join(DIST, which))), COMMAND_LINE];
  const results = await Promise.all(all.map((options) => build({ ...options, write, metafile: true })));
  return results.map(({ metafile }) => metafile as Metafile);
}

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

const folderOf = (file: string) => PACKAGE.exec(file.replaceAll(sep, '/'))?.[1];

/** The folders of all packages of which something is in the bundles, as package-lock.json names them: `node_modules/commander`. */
export function packagesIn(metafiles: readonly Metafile[]): string[] {
  const files = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)));
  return sorted(files.map(folderOf));
}

/** Of them those that our own code imports. */
export function directPackagesIn(metafiles: readonly Metafile[]): string[] {
  const own = metafiles.flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([file]) => folderOf(file) === undefined),
  );
  return sorted(own.flatMap(([, { imports }]) => imports.map(({ path }) => folderOf(path))));
}

const sorted = (folders: readonly (string | undefined)[]) =>
  [...new Set(folders)].filter((folder) => folder !== undefined).sort();
