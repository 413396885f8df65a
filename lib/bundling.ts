/** How a function's source becomes the one file that is deployed. The published package has that file, so this is for checkouts. */
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

const ROOT = join(__dirname, '..');

/** The AWS SDK is inside, so that what was tested is what runs. */
const FUNCTION = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // The SDK's ES modules, of which a bundle takes only what is used.
  mainFields: ['module', 'main'],
  // The same bytes wherever the checkout is: the names of files that esbuild writes are relative to this.
  absWorkingDir: ROOT,
  // Licences are a file of the package's own (dist/THIRD_PARTY_LICENSES.txt).
  legalComments: 'none',
  // Errors leave the function as a name and one line (promise 4), so there is no stack trace that a map could make readable.
  sourcemap: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

const ENTRIES = {
  /** Of every account. */
  function: join(ROOT, 'lambda', 'index.ts'),
  /** Of an organization's hub. */
  hub: join(ROOT, 'lambda', 'hub', 'index.ts'),
} as const;

export type Bundle = keyof typeof ENTRIES;

export const BUNDLES = Object.keys(ENTRIES) as Bundle[];

/** @param folder where `index.js` comes */
export const optionsOf = (which: Bundle, folder: string) =>
  ({ ...FUNCTION, entryPoints: [ENTRIES[which]], outfile: join(folder, 'index.js') }) satisfies BuildOptions;

/** Writes `index.js` into the folder. */
export function bundle(which: Bundle, folder: string): void {
  // Here and not above: who has installed the package has no esbuild, and needs none.
  const { buildSync } = require('esbuild') as typeof import('esbuild');
  buildSync(optionsOf(which, folder));
}
