/** The function as it is deployed: one minified file, with the settings of lib/function.ts; and a process that runs it. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import type { Result } from '../../../lambda/core/report/result-schema';
import type { Config } from '../../../lambda/core/settings/config';
import { TOPIC_ARN_VARIABLE, toEnvironment } from '../../../lambda/core/settings/environment';
import { FUNCTION } from '../../../lib/bundling';
import type { HttpWorld } from '../http/http-world';
import { aConfig, TOPIC_ARN } from '../simulation/harness';

const ROOT = join(__dirname, '..', '..', '..');

export async function buildBundle(
  folder: string,
  entry = 'lambda/index.ts',
): Promise<{ readonly path: string; readonly metafile: Metafile }> {
  const path = join(folder, 'index.js');
  const { metafile } = await build({
    ...FUNCTION,
    entryPoints: [join(ROOT, entry)],
    outfile: path,
    metafile: true,
  });
  return { path, metafile };
}

export interface BundleRun {
  readonly result?: Result;
  readonly error?: string;
  /** From the start of the import to its end. */
  readonly readyMs: number;
  readonly seconds: number;
  /** Of one core, the start included. */
  readonly cpuSeconds: number;
  /** The most that the process ever had of the machine's memory. */
  readonly peakMb: number;
  readonly node: string;
}

export interface BundleOptions {
  readonly config?: Partial<Config>;
  readonly event?: object;
  /** By which it is invoked. @default none */
  readonly alias?: string;
  /** @default 15 minutes */
  readonly remainingMs?: number;
  /** What each look at the clock costs, in place of the real time. */
  readonly msPerLook?: number;
  /** The function's memory, which limits the heap as Lambda's runtime does. */
  readonly memoryMb?: number;
  /** @default the node that runs this */
  readonly node?: string;
}

export function runBundle(bundle: string, aws: HttpWorld, options: BundleOptions = {}): Promise<BundleRun> {
  const {
    config,
    event = {},
    alias,
    remainingMs = 900_000,
    msPerLook = 'real',
    memoryMb = 256,
    node = process.execPath,
  } = options;
  const env = { ...aws.env, ...toEnvironment(aConfig(config)), [TOPIC_ARN_VARIABLE]: TOPIC_ARN };
  // Lambda's runtime gives a tenth of the memory to the young generation, in two halves, and the rest to the old one.
  const young = Math.floor(memoryMb / 10);
  const heap = [`--max-semi-space-size=${Math.floor(young / 2)}`, `--max-old-space-size=${memoryMb - young}`];
  const given = [bundle, JSON.stringify(event), String(remainingMs), String(msPerLook), alias ? `:${alias}` : ''];
  const child = fork(join(__dirname, 'run-bundle.mjs'), given, {
    env: { ...env, POWERTOOLS_SERVICE_NAME: 'keyturn', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    execPath: node,
    execArgv: heap,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (told) => resolve(told as BundleRun));
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(`the bundle ended with ${signal ?? code}`)));
  });
}
