/**
 * `revoke` on the bundle, in a process of its own, over HTTP and in real time: 40 ms a call, and a new key is refused for 8 seconds.
 * From the invocation, the process's start included.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { accessKeyIdOf } from '../lambda/core/names';
import { runBundle } from '../test/support/deployed/bundle';
import { serveOverHttp } from '../test/support/http/http-world';
import { type Pace, slowDown } from '../test/support/http/slow-aws';
import { DAY } from '../test/support/simulation/harness';
import { Life } from '../test/support/simulation/life';
import { seconds, table } from './table';

const TIMES = 3;

const NOTHING_OF_SECRETS_MANAGER = Object.fromEntries(
  ['ListSecrets', 'DescribeSecret', 'TagResource', 'CreateSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
    (operation) => [operation, 0],
  ),
);

const CASES: readonly { readonly what: string; readonly days: number; readonly pace: Pace }[] = [
  { what: 'of the only key', days: 40, pace: {} },
  { what: 'in a grace, both slots taken', days: 80, pace: {} },
  { what: 'Secrets Manager throttles everything', days: 40, pace: { limits: NOTHING_OF_SECRETS_MANAGER, burst: 0 } },
];

export async function revoke(bundle: string, node: string): Promise<string> {
  const rows = [];
  for (const { what, days, pace } of CASES) {
    const times = [];
    for (let time = 0; time < TIMES; time++) times.push(await one(bundle, node, days, pace));
    const labels = times.flatMap(({ label }) => label ?? []);
    rows.push([what, labels.length > 0 ? range(labels) : 'never', range(times.map(({ off }) => off))]);
  }
  return table(['revoke', `label moved (${TIMES} times)`, 'key deactivated'], rows);
}

async function one(bundle: string, node: string, days: number, pace: Pace) {
  const life = Life.begin({ now: new Date(Date.now() - days * DAY), reportGenerationMs: 0 });
  life.addUser('alice', 'lazy', 80);
  await life.days(days);
  const world = life.world.clone();
  const accessKeyId = accessKeyIdOf(world.secrets.get('keyturn/alice')?.labels.get('AWSCURRENT')) ?? '';
  const clock = {
    get now() {
      world.now = new Date();
      return Date.now();
    },
    sleep: (ms: number) => sleep(ms),
  };
  const traffic = slowDown(world, clock, { latencyMs: 40, propagationMs: 8_000, ...pace });
  const aws = await serveOverHttp(world);
  const begin = Date.now();
  await runBundle(bundle, aws, { node, event: { command: 'revoke', accessKeyId } });
  await aws.stop();
  const since = (operation: string) => {
    const seen = traffic.get(operation);
    return seen && seen.accepted > 0 ? (seen.lastAt - begin) / 1000 : undefined;
  };
  const off = since('UpdateAccessKey');
  if (off === undefined || world.key(accessKeyId)?.status === 'Active')
    throw new Error(`${accessKeyId} is still Active`);
  return { label: since('UpdateSecretVersionStage'), off };
}

function range(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${seconds(sorted[0] ?? Number.NaN)} to ${seconds(sorted.at(-1) ?? Number.NaN)}`;
}
