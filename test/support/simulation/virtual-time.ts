/**
 * A clock on which waiting costs nothing. Processes sleep in it side by side; when none of them can go on by itself, the clock jumps to the
 * next one's waking. So runs of minutes, with every wait overlapped as it would be, are measured exactly, and always the same.
 */
import { setImmediate as untilIdle } from 'node:timers/promises';

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

export class VirtualTime {
  /** The soonest last. */
  #timers: Timer[] = [];

  /** @param now epoch milliseconds. @param onTick told at each jump, for clocks that go along */
  constructor(
    public now: number,
    private readonly onTick: (now: number) => void = () => {},
  ) {}

  sleep = (ms: number): Promise<void> => new Promise((resolve) => void this.#schedule(ms, resolve));

  #schedule(ms: number, wake: () => void): Timer {
    const timer = { at: this.now + Math.max(0, ms), wake };
    let low = 0;
    let high = this.#timers.length;
    // Timers of the same moment wake in the order in which they were set.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timers[middle] as Timer).at > timer.at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    return timer;
  }

  /** Plays the work, and whatever it starts, to its end. Nothing in it may wait for anything but this clock. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false;
    const end = work().finally(() => {
      isOver = true;
    });
    end.catch(() => undefined);
    for (;;) {
      await untilIdle();
      // The SDK reads its configuration files when a client is first used.
      while (isReading()) await untilIdle();
      if (isOver) return end;
      const next = this.#timers.pop();
      if (!next) throw new Error('nothing can go on, and nobody sleeps');
      this.now = next.at;
      this.onTick(this.now);
      next.wake();
    }
  }

  /** The same for code that uses the machine's own clock and timers, as the SDK does. Chance is made the same each time, too. */
  async runWithGlobals<T>(work: () => Promise<T>): Promise<T> {
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    const { random } = Math;
    const elapsed = performance.now;
    globalThis.setTimeout = ((wake: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
      this.#asTimeout(this.#schedule(ms, () => wake(...given)))) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((timeout?: { readonly timer?: Timer }) => {
      this.#timers = this.#timers.filter((timer) => timer !== timeout?.timer);
    }) as typeof clearTimeout;
    Date.now = () => Math.floor(this.now);
    Math.random = randomOf(1);
    performance.now = () => this.now;
    try {
      return await this.run(work);
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Date.now = now;
      Math.random = random;
      performance.now = elapsed;
    }
  }

  #asTimeout(timer: Timer) {
    const timeout = { timer, unref: () => timeout, ref: () => timeout, hasRef: () => true };
    return timeout;
  }
}

const isReading = () => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));

/** A small generator of numbers from 0 up to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
