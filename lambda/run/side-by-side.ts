/**
 * How many users are served at a time: few at first, two more with each that went well, and few again when one fails. Most of a rotation
 * is waiting for IAM to know the new key, so many can wait together; but what is in flight when something goes wrong with the account are
 * keys made in vain.
 */

/** When nothing is known yet. */
export const FEWEST = 5;

/** Measured (docs/performance.md): 500 rotations in two minutes, and the function's sockets and memory do for more. */
export const MOST = 40;

export class SideBySide {
  #width: number;

  constructor(
    private readonly fewest = FEWEST,
    private readonly most = MOST,
  ) {
    this.#width = fewest;
  }

  get width(): number {
    return this.#width;
  }

  /** Somebody was served, and AWS answers promptly. */
  wentWell(): void {
    this.#width = Math.min(this.most, this.#width + 2);
  }

  /** AWS makes its callers wait: more of them would only wait longer. */
  wentSlowly(): void {
    this.#width = Math.max(this.fewest, this.#width - 1);
  }

  /** What is in flight is finished; new ones begin one by one, as it goes well. */
  failed(): void {
    this.#width = this.fewest;
  }

  /** Something is wrong with the account: what is tried is tried alone, until somebody is served. */
  oneAtATime(): void {
    this.#width = 1;
  }

  /** The answers in the order of the items. The work must not throw. */
  async map<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
    const answers: R[] = [];
    const inFlight = new Set<Promise<void>>();
    let next = 0;
    while (next < items.length || inFlight.size > 0) {
      for (; next < items.length && inFlight.size < this.#width; next++) {
        const place = next;
        const one: Promise<void> = work(items[place] as T).then((answer) => {
          answers[place] = answer;
          inFlight.delete(one);
        });
        inFlight.add(one);
      }
      await Promise.race(inFlight);
    }
    return answers;
  }
}
