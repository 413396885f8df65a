/** An account that lives: runs of Keyturn and days of consumers on a moved clock, under a watch. */

import type { Wish } from '../../../lambda/core/commands/plan-command';
import { obey } from '../../../lambda/run/command';
import { type Intercept, World, type WorldOptions } from '../world';
import { type Consumer, type Habit, liveOneDay } from './consumers';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, runIn, type TestConfig } from './harness';
import { findsNobody } from './quick-scan';
import { Watch } from './watch';

export type Asked = Wish & { readonly userName?: string; readonly accessKeyId?: string };

export class Life {
  readonly lockouts: string[] = [];

  private constructor(
    readonly world: World,
    readonly watch: Watch,
    public config: TestConfig,
    public consumers: readonly Consumer[],
  ) {}

  static begin(options: Partial<WorldOptions> = {}, overrides: Partial<TestConfig> = {}): Life {
    const world = new World(options);
    const config = aConfig(overrides);
    return new Life(world, new Watch(world, () => config), config, []);
  }

  /** The same life, to go on in another way. */
  fork(): Life {
    const world = this.world.clone();
    return new Life(world, this.watch.fork(world), this.config, this.consumers);
  }

  /** A managed user whose only key is that many days old and is held by a consumer of that habit. */
  addUser(name: string, habit: Habit, ageDays: number, tags: Record<string, string> = {}): string {
    const createdAt = new Date(this.world.now.getTime() - ageDays * DAY);
    this.world.addUser({ name, tags: { ...MANAGED, ...tags }, createdAt });
    const holds = this.world.createKey(name, { createdAt });
    this.watch.sync();
    this.consumers = [...this.consumers, { userName: name, habit, holds }];
    return holds.accessKeyId;
  }

  /** People do something. */
  people(act: (world: World) => void): void {
    act(this.world);
    this.watch.sync();
  }

  /** A scheduled run, and what failed in it. Broken promises are kept in the world's violations. */
  async run(intercept?: Intercept, actor?: string): Promise<readonly string[]> {
    const { now } = this.world;
    // Most days nothing is due. Where somebody watches the calls, the run is made all the same.
    if (!intercept && findsNobody(this.world, this.config)) return [];
    this.world.intercept = this.#watching(intercept);
    try {
      const { failures } = await runIn(this.world, { config: this.config, now, ...(actor && { actor }) });
      return failures.map(({ userName, error }) => `${userName}: ${error}`);
    } catch (error) {
      // A failed run is retried by the next one.
      return [String(error)];
    }
  }

  /** Somebody asks the function for something. What it refuses, or fails at. */
  async ask(wish: Asked, intercept?: Intercept, actor?: string): Promise<readonly string[]> {
    this.watch.asked(wish);
    this.world.intercept = this.#watching(intercept);
    try {
      const run = { clients: this.world.clients(actor), config: this.config, now: this.world.now, dryRun: false };
      const { outcomes } = await obey(run, wish);
      return outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]));
    } catch (error) {
      return [String(error)];
    }
  }

  /** Days that begin with a run and go on with every consumer's calls. */
  async days(count: number): Promise<void> {
    for (let day = 0; day < count; day++) {
      await this.run();
      this.consume();
      this.world.advance(DAY);
    }
  }

  /** A watch knows which calls went wrong. */
  #watching(intercept: Intercept | undefined): Intercept | undefined {
    if (!intercept) return undefined;
    return async (call) => {
      const action = await intercept(call);
      if (action !== undefined && action !== 'proceed') this.watch.disturbed();
      return action;
    };
  }

  consume(): void {
    this.consumers = this.consumers.map((consumer) => {
      const { consumer: next, refused } = liveOneDay(this.world, this.watch, consumer);
      if (refused && !this.watch.wasCutOnPurpose(refused)) this.lockouts.push(`${consumer.userName} with ${refused}`);
      return next;
    });
  }

  /** What follows a failed run: somebody who starts it again at once, the hourly schedule, and then day after day until all is done. */
  async heal(days = 30): Promise<void> {
    for (const pause of [MINUTE, 2 * MINUTE, HOUR, HOUR, HOUR]) {
      this.world.advance(pause);
      await this.run();
    }
    await this.days(days);
  }

  /** The promises that can be judged at the end only, and those that were broken on the way. */
  complaints(): string[] {
    const loose = [...this.world.users.keys()].flatMap((name) => this.watch.looseKeysOf(name));
    return [
      ...this.world.violations.map((violation) => violation.message),
      ...this.lockouts.map((lockout) => `lockout: ${lockout}`),
      ...this.watch.untold.map((change) => `promise 8: nobody was told of ${change}`),
      ...loose.map((id) => `promise 6: the orphan ${id} is still there`),
    ];
  }
}
