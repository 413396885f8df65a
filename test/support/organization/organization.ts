/** Accounts of an organization in memory: a world for each, with ids that no other has. What is done in one is done in no other. */
import { resultOf } from '../../../lambda/core/report/result';
import type { Result } from '../../../lambda/core/report/result-schema';
import { type Summary, summaryOf } from '../../../lambda/core/report/summary';
import type { Config } from '../../../lambda/core/settings/config';
import { reconcile } from '../../../lambda/run/reconcile';
import { aConfig } from '../simulation/harness';
import { type Simulated, type Simulation, simulate } from '../simulation/simulate';
import { World, type WorldOptions } from '../world';

export const HUB_ACCOUNT = '111122223333';
const HUB_TOPIC_ARN = `arn:aws:sns:us-east-1:${HUB_ACCOUNT}:keyturn-organization`;

/** As many ids as an account of 200 users needs in a year, and few enough for 5,000 accounts (chance.ts). */
const IDS_OF_AN_ACCOUNT = 10_007;

/** How a run of one account ended. */
export interface Run {
  readonly result?: Result;
  readonly summary?: Summary;
  /** The run as a whole failed: a bulk read was refused, or AWS stopped it. */
  readonly error?: Error;
}

type Build = (options: Partial<WorldOptions>, index: number) => World | Promise<World>;

export class Organization {
  private constructor(readonly accounts: ReadonlyMap<string, World>) {}

  /** @param build makes the world of an account with the given options, which make it one of this organization's */
  static async of(count: number, build: Build = (options) => new World(options)): Promise<Organization> {
    const accounts = new Map<string, World>();
    for (let index = 0; index < count; index++) {
      const accountId = String(200_000_000_000 + index);
      accounts.set(accountId, await build({ accountId, firstId: (index + 1) * IDS_OF_AN_ACCOUNT }, index));
    }
    return new Organization(accounts);
  }

  world(accountId: string): World {
    const world = this.accounts.get(accountId);
    if (!world) throw new Error(`the organization has no account ${accountId}`);
    return world;
  }

  advance(ms: number): void {
    for (const world of this.accounts.values()) world.advance(ms);
  }

  /** As sts:GetAccessKeyInfo says. */
  accountOfKey(accessKeyId: string): string | undefined {
    return [...this.accounts].find(([, world]) => world.key(accessKeyId))?.[0];
  }

  /** One run in each account, at its world's time. What one account throws is its own (promise 13). */
  async run(config: Partial<Config> = {}): Promise<ReadonlyMap<string, Run>> {
    const runs = [...this.accounts].map(async ([accountId, world]): Promise<[string, Run]> => {
      const { now } = world;
      const topics = { ...aConfig(config), topicArn: HUB_TOPIC_ARN };
      const given = { config: topics, now, dryRun: false, remainingMs: () => 900_000, withPhases: true };
      return reconcile({ clients: world.clients(), ...given }).then(
        (done) => {
          const result = resultOf(done, now, false);
          return [accountId, { result, summary: summaryOf(result, done, now) }];
        },
        (error: Error) => [accountId, { error }],
      );
    });
    return new Map(await Promise.all(runs));
  }

  /** One run in each account in virtual time, one after the other: each has a clock and a throttle of its own. */
  async simulate(simulation: Simulation = {}): Promise<ReadonlyMap<string, Simulated>> {
    const runs = new Map<string, Simulated>();
    for (const [accountId, world] of this.accounts) runs.set(accountId, await simulate(world, simulation));
    return runs;
  }
}

/** How long a child of a Distributed Map takes besides the function: to start, to assume the role, to invoke. */
const CHILD_SECONDS = 0.3;

/** How long the accounts take together, of which so many are served at a time, in their order. */
export function wallSeconds(seconds: readonly number[], concurrency: number): number {
  const free = Array.from({ length: Math.min(concurrency, seconds.length) }, () => 0);
  for (const each of seconds) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + each + CHILD_SECONDS;
  }
  return Math.max(0, ...free);
}
