/** What is in the bundle, and how long it takes from the start of its import until it is ready. */
import { statSync } from 'node:fs';
import type { Metafile } from 'esbuild';
import { runBundle } from '../test/support/deployed/bundle';
import { fullAccount } from '../test/support/full-account';
import { serveOverHttp } from '../test/support/http/http-world';
import { table } from './table';

const STARTS = 11;

export async function start(bundle: string, metafile: Metafile, node: string): Promise<string> {
  const aws = await serveOverHttp(await fullAccount({ users: 1, options: { now: new Date(), reportGenerationMs: 0 } }));
  const times: number[] = [];
  let version = '';
  for (let nth = 0; nth < STARTS; nth++) {
    const run = await runBundle(bundle, aws, { node });
    times.push(run.readyMs);
    version = run.node;
  }
  await aws.stop();
  const sorted = times.toSorted((a, b) => a - b).map(Math.round);
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} KB`;
  return [
    `The bundle has ${kilobytes(statSync(bundle).size)}, minified. From the start of its import until it is ready: median ${sorted[STARTS >> 1]} ms of ${STARTS} fresh processes (${sorted[0]} to ${sorted.at(-1)} ms), Node ${version}.`,
    '',
    table(
      ['in the bundle', 'size'],
      packagesIn(metafile).map(([name, bytes]) => [name, kilobytes(bytes)]),
    ),
  ].join('\n');
}

function packagesIn({ outputs }: Metafile): [name: string, bytes: number][] {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'Keyturn itself';
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  const sorted = [...sizes].toSorted(([, a], [, b]) => b - a);
  const rest = sorted.slice(12).reduce((sum, [, bytes]) => sum + bytes, 0);
  return [...sorted.slice(0, 12), [`${sorted.length - 12} more`, rest]];
}
