import type { Operation } from '../aws/errors/operation';
import type { Stopped } from '../core/report/run-result';

/**
 * Two can be chance, say one person's doing. Each further failure may cost one more key that is made and thrown away.
 * @internal a test counts by it
 */
export const FAILURES_IN_A_ROW = 3;

const BEFORE_THE_KEY: readonly string[] = ['prepare the secret', 'write the intent'] satisfies Operation[];

/**
 * Turns are granted in the order in which users were taken up, however long each was looked at, so that the same world gives the same plan.
 * The circuit breaker counts in the order in which users were finished. Once open it stays so: the next run tries again.
 */
export class Allowance {
  #lastTurn: Promise<void> = Promise.resolve();
  #row: { readonly step: string; readonly failures: number } | undefined;
  #stopped: Stopped | undefined;

  constructor(private remaining: number) {}

  get left(): number {
    return this.#stopped ? 0 : this.remaining;
  }

  /** Set once too many users in a row have failed at the same step. */
  get stopped(): Stopped | undefined {
    return this.#stopped;
  }

  takeTurn() {
    const before = this.#lastTurn;
    let pass = () => {};
    const passed = new Promise<void>((resolve) => {
      pass = resolve;
    });
    this.#lastTurn = before.then(() => passed);
    return {
      pass,
      mayIssue: async () => {
        await before;
        return this.left > 0 && this.remaining-- > 0;
      },
    };
  }

  /** A user got a key, so what failed before was about other users. */
  succeeded(): void {
    this.#row = undefined;
  }

  /** A user got none. Where not even the attempt was made to create one, there is nothing to protect, and others may fare better. */
  failed(step: string): void {
    if (BEFORE_THE_KEY.includes(step)) return;
    const failures = this.#row?.step === step ? this.#row.failures + 1 : 1;
    this.#row = { step, failures };
    if (failures >= FAILURES_IN_A_ROW) this.#stopped ??= { step, because: becauseOf(step) };
  }
}

const becauseOf = (step: string) =>
  `${FAILURES_IN_A_ROW} users in a row failed at the same step (${step}), so something is wrong with the account and not with a user: no further key is issued in this run`;
