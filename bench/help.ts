/** How long `keyturn --help` takes from the built package, in fresh processes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildBundles, ROOT } from '../local/package/bundles';

const STARTS = 11;

export async function help(): Promise<string> {
  await buildBundles();
  const built = join(ROOT, 'dist', 'bin', 'keyturn.mjs');
  const [times, empty] = [timesOf([built, '--help']), timesOf(['--eval', '0'])];
  const median = (sorted: readonly number[]) => sorted[STARTS >> 1];
  return `\`keyturn --help\` from the built package: median ${median(times)} ms of ${STARTS} fresh processes (${times[0]} to ${times.at(-1)} ms). A Node that does nothing takes ${median(empty)} ms.`;
}

/** Sorted, in whole milliseconds. */
function timesOf(args: readonly string[]): number[] {
  const times = Array.from({ length: STARTS }, () => {
    const from = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
    return Math.round(performance.now() - from);
  });
  return times.toSorted((a, b) => a - b);
}
