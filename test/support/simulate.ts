/** One run of the loop in virtual time, through the model's clients or the real SDK's. */
import type { Clients } from '../../lambda/clients';
import type { Config } from '../../lambda/config';
import { reconcile } from '../../lambda/reconcile';
import { type Result, resultOf } from '../../lambda/report';
import { aConfig } from './harness';
import { SDK_ENVIRONMENT, sdkClientsOf } from './sdk-in-process';
import { type Pace, slowDown, type Traffic } from './slow-aws';
import { VirtualTime } from './virtual-time';
import type { World } from './world';

export interface Simulation extends Pace {
  readonly config?: Partial<Config>;
  /** The real SDK's clients, made by this, in place of the model's, which neither retry nor slow down. */
  readonly sdk?: () => Clients;
  /** As Lambda has it. */
  readonly timeoutMs?: number;
}

export interface Simulated {
  readonly result: Result;
  readonly seconds: number;
  /** By operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly traffic: ReadonlyMap<string, Traffic>;
}

/** A run at the world's time, which it moves on. */
export async function simulate(world: World, simulation: Simulation = {}): Promise<Simulated> {
  const { config, sdk, timeoutMs = 900_000, ...pace } = simulation;
  const begin = world.now;
  const time = new VirtualTime(begin.getTime(), (now) => {
    world.now = new Date(now);
  });
  const before = { ...world.calls };
  const traffic = slowDown(world, time, { latencyMs: 40, ...pace });
  const remainingMs = () => timeoutMs - (time.now - begin.getTime());
  const run = (clients: Clients) =>
    reconcile({ clients, config: aConfig(config), now: begin, dryRun: false, remainingMs });
  const reconciled = sdk
    ? await withEnvironment(() => time.runWithGlobals(() => run(sdkClientsOf(world, sdk()))))
    : await time.run(() => run({ ...world.clients(), wait: time.sleep, elapsedMs: () => time.now }));
  world.intercept = undefined;
  const calls = Object.entries(world.calls).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return {
    result: resultOf(reconciled, begin, false),
    seconds: (time.now - begin.getTime()) / 1000,
    calls: Object.fromEntries(calls.filter(([, count]) => count > 0)),
    traffic,
  };
}

export const total = (calls: Readonly<Record<string, number>>) =>
  Object.values(calls).reduce((sum, count) => sum + count, 0);

async function withEnvironment<T>(work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, SDK_ENVIRONMENT);
  try {
    return await work();
  } finally {
    process.env = before;
  }
}
