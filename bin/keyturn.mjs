#!/usr/bin/env node
/** `npx keyturn`: the source, through tsx, in a checkout; what `npm run build` made of it, in the published package. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('./keyturn.ts', import.meta.url));
const require = modules.createRequire(import.meta.url);

if (!existsSync(source)) {
  await import('../dist/bin/keyturn.mjs');
} else if (modules.register) {
  // As `node --import tsx` does: both kinds of module, because the source loads its commands by import().
  await import('tsx');
  require(source);
} else {
  // Node 20.5 and older cannot be taught in a running process.
  const args = [require.resolve('tsx/cli'), source, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
