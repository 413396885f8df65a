/** Plays histories in a process of their own: jest's sandbox, and what it follows each promise with, cost a simulation a sixth of its time. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { run } from '../../../local/run';
import { COUNT, PARTS } from './history-check';

const ROOT = join(__dirname, '..', '..', '..');
const QUICK = join(__dirname, 'scan-of-players.ts');

/** The loop's scan is the quick one. */
const quickScan: Plugin = {
  name: 'quick scan',
  setup({ onResolve }) {
    onResolve({ filter: /\/read\/scan$/ }, ({ importer }) => (importer === QUICK ? undefined : { path: QUICK }));
  },
};

/** @throws an Error with the seed and the counterexample when a history breaks a promise */
export async function playHistories(part: number, numRuns = Math.ceil(COUNT / PARTS)): Promise<void> {
  // In the project, because the SDK stays outside: the world knows a call by the name of its command's class.
  const local = join(ROOT, '.local');
  mkdirSync(local, { recursive: true });
  const folder = mkdtempSync(join(local, 'histories-'));
  try {
    const outfile = join(folder, 'player.js');
    await build({
      entryPoints: [join(__dirname, 'player.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      external: ['@aws-sdk/*'],
      plugins: [quickScan],
      logLevel: 'error',
    });
    const args = ['--max-semi-space-size=64', outfile, String(part), String(numRuns)];
    // jest's limit is the one that counts.
    const { code, output } = await run(process.execPath, args, { env: process.env, timeoutMs: 2 ** 31 - 1 });
    if (code !== 0) throw new Error(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
