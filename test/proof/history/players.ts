/** Plays histories in a process of their own: jest's sandbox, and what it follows each promise with, cost a simulation a sixth of its time. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
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
    // With the options of jest's own process, as a fork has.
    await played(fork(outfile, [String(part), String(numRuns)], { silent: true }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** jest's limit in time is its limit, and it ends with whoever has started it. */
async function played(player: ChildProcess): Promise<void> {
  let output = '';
  for (const stream of [player.stdout, player.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code, signal] = await once(player, 'close');
  if (code !== 0) throw new Error(`the player ended with ${code ?? signal}:\n${output}`);
}
