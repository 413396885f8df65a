/**
 * `npm run build`: makes dist/, which the package publishes. The construct and the credential provider as JavaScript with their types; the
 * function and the command line as bundles; the licences of what is in those.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run';
import { buildBundles, packagesIn, ROOT } from './bundles';
import { licences } from './licences';

async function main(): Promise<void> {
  const dist = join(ROOT, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = await run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: ROOT });
  if (compiled.code !== 0) throw new Error(compiled.output);
  const packages = packagesIn(await buildBundles());
  writeFileSync(join(dist, 'THIRD_PARTY_LICENSES.txt'), licences(packages));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
