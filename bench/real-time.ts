/** The same limits in real time: the bundle in a process of its own, over HTTP. It shows that the simulation does not flatter. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runBundle } from '../test/support/deployed/bundle';
import { fullAccount } from '../test/support/full-account';
import { serveOverHttp } from '../test/support/http/http-world';
import { shareOfLimit, slowDown } from '../test/support/http/slow-aws';
import { percent, seconds, table } from './table';

const USERS = 100;
const LIMITS = { TagResource: 10, CreateAccessKey: 5, GetCallerIdentity: 10 };

export async function realTime(bundle: string, node: string): Promise<string> {
  const rows = [];
  for (const [operation, perSecond] of Object.entries(LIMITS)) {
    const world = await fullAccount({ users: USERS, due: USERS, options: { now: new Date(), reportGenerationMs: 0 } });
    const clock = {
      get now() {
        return Date.now();
      },
      sleep: (ms: number) => sleep(ms),
    };
    const traffic = slowDown(world, clock, { latencyMs: 40, limits: { [operation]: perSecond } });
    const aws = await serveOverHttp(world);
    const run = await runBundle(bundle, aws, { node, config: { maxRotationsPerRun: USERS } });
    await aws.stop();
    const seen = traffic.get(operation);
    if (!run.result || !seen) throw new Error(`the run failed: ${run.error}`);
    const failed = run.result.failures.length + run.result.remaining;
    const share = percent(shareOfLimit(seen, perSecond));
    rows.push([`${operation} ${perSecond}/s`, share, `${seen.throttled}`, `${failed}`, seconds(run.seconds)]);
  }
  return table([`${USERS} rotations, real time`, 'used', 'refused', 'failed or left', 'the run'], rows);
}
