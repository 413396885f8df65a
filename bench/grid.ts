/** Accounts of several sizes, idle, with a few due, and with all due: Keyturn, and beside it a plain scan. */

import { type BundleRun, runBundle } from '../test/support/deployed/bundle';
import { fullAccount } from '../test/support/full-account';
import { serveOverHttp } from '../test/support/http/http-world';
import { slowDown } from '../test/support/http/slow-aws';
import { simulate, total } from '../test/support/simulation/simulate';
import { VirtualTime } from '../test/support/simulation/virtual-time';
import type { World } from '../test/support/world';
import { plainScan } from './plain-scan';
import { type Cell, seconds, table } from './table';

export interface Bundles {
  readonly keyturn: string;
  readonly plain: string;
  readonly node: string;
}

interface Measured {
  readonly what: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly realSeconds: number;
  readonly simulatedSeconds: number;
  readonly runs: number;
  readonly peakMb: number;
  readonly users: number;
}

const SIZES = [100, 1_000, 5_000];

export async function grid(bundles: Bundles, log: (line: string) => void): Promise<string> {
  const rows: Cell[][] = [];
  const kinds: Cell[][] = [];
  for (const users of SIZES) {
    const plain = await measurePlain(bundles, users);
    for (const due of [0, users / 100, users]) {
      const keyturn = await measure(bundles, users, due);
      rows.push([users, ...row(keyturn), ...ratios(plain, keyturn)]);
      kinds.push([users, keyturn.what, byKind(keyturn.calls)]);
      log(`${users} users, ${keyturn.what}: done`);
    }
    rows.push([users, ...row(plain), '', '']);
    kinds.push([users, plain.what, byKind(plain.calls)]);
  }
  const head = [
    'users',
    'what',
    'AWS calls',
    'users looked at',
    'wall, 0 ms (real)',
    'wall, 40 ms (simulated)',
    'peak memory',
  ];
  return [
    table([...head, 'plain scan: calls', 'its time'], rows),
    '',
    table(['users', 'what', 'calls by kind'], kinds),
  ].join('\n');
}

const row = ({ what, calls, users, realSeconds, simulatedSeconds, runs, peakMb }: Measured): Cell[] => [
  what,
  total(calls),
  users,
  seconds(realSeconds),
  seconds(simulatedSeconds) + (runs > 1 ? ` in ${runs} runs` : ''),
  `${Math.round(peakMb)} MB`,
];

/** How many times as much the plain scan takes. */
const ratios = (plain: Measured, keyturn: Measured): Cell[] =>
  [total(plain.calls) / total(keyturn.calls), plain.simulatedSeconds / keyturn.simulatedSeconds].map(
    (ratio) => `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} ×`,
  );

const byKind = (calls: Readonly<Record<string, number>>) =>
  Object.entries(calls)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`)
    .join(', ');

async function measure({ keyturn, node }: Bundles, users: number, due: number): Promise<Measured> {
  const config = { maxRotationsPerRun: Math.max(25, due) };
  const real = await overHttp(await present(users, due), (aws) => runBundle(keyturn, aws, { config, node }));
  const world = await fullAccount({ users, due });
  let simulatedSeconds = 0;
  let runs = 0;
  for (let remaining = 1; remaining > 0; runs++) {
    const run = await simulate(world, { propagationMs: 8_000, config });
    simulatedSeconds += run.seconds;
    remaining = run.result.remaining;
    world.advance(3_600_000);
  }
  const { result } = real.run;
  if (!result || result.remaining > 0) throw new Error(`the run over ${users} users failed: ${real.run.error}`);
  return {
    what: due === 0 ? 'idle' : due === users ? 'all due' : '1 % due',
    calls: real.calls,
    realSeconds: real.run.seconds,
    simulatedSeconds,
    runs,
    peakMb: real.run.peakMb,
    users: result.users.examined,
  };
}

async function measurePlain({ plain, node }: Bundles, users: number): Promise<Measured> {
  const { run, calls } = await overHttp(await present(users, 0), (aws) => runBundle(plain, aws, { node }));
  if (run.error) throw new Error(run.error);
  const world = await fullAccount({ users });
  const time = new VirtualTime(world.now.getTime());
  slowDown(world, time, { latencyMs: 40 });
  const begin = time.now;
  await time.run(() => plainScan(world.clients().iam, 90, world.now));
  const simulatedSeconds = (time.now - begin) / 1000;
  return { what: 'plain scan', calls, realSeconds: run.seconds, simulatedSeconds, runs: 1, peakMb: run.peakMb, users };
}

/** The function refuses to act ahead of its clock, so these worlds live in the present. */
const present = (users: number, due: number) =>
  fullAccount({ users, due, options: { now: new Date(), reportGenerationMs: 0 } });

async function overHttp(world: World, work: (aws: Awaited<ReturnType<typeof serveOverHttp>>) => Promise<BundleRun>) {
  const before = { ...world.calls };
  const aws = await serveOverHttp(world);
  const run = await work(aws);
  await aws.stop();
  const calls = Object.entries(world.calls).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return { run, calls: Object.fromEntries(calls.filter(([, count]) => count > 0)) };
}
