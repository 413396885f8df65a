import type { Operation } from '../aws/errors/operation';
import type { Stopped } from '../core/report/run-result';

/** Two can be chance, say one person's doing. From the third on, one user at a time is tried. */
const FAILURES_IN_A_ROW = 3;

/**
 * Each failure may cost a key that is made and thrown away, so no run goes on after so many, in a row or not.
 * @internal a test counts by it
 */
export const FAILURES_IN_A_RUN = 10;

/** Nothing was asked of IAM yet, so nothing is to be protected, and others may fare better. */
const BEFORE_IAM: readonly string[] = ['prepare the secret', 'write the intent'] satisfies Operation[];

const WITHOUT_A_KEY: readonly string[] = [...BEFORE_IAM, 'create the new key' satisfies Operation];

/**
 * Turns are granted in the order in which users were taken up, however long each was looked at, so that the same world gives the same plan.
 * The circuit breaker counts in the order in which users were finished.
 */
export class Allowance {
  #lastTurn: Promise<void> = Promise.resolve();
  #row: { readonly step: string; readonly failures: number } | undefined;
  #failures = 0;
  #inFlight = 0;

  constructor(private remaining: number) {}

  get left(): number {
    return this.isClosed ? 0 : this.remaining;
  }

  /** No further key in this run. */
  get isClosed(): boolean {
    return this.#failures >= FAILURES_IN_A_RUN;
  }

  /** Set while too many users have failed and none was served since; the next run tries again. */
  get stopped(): Stopped | undefined {
    if (!this.#row || (this.#row.failures < FAILURES_IN_A_ROW && !this.isClosed)) return undefined;
    const { step, failures } = this.#row;
    return { step, because: this.isClosed ? tooMany(step) : inARow(failures, step) };
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
        // Once it goes wrong, those in flight count as if they failed too.
        const mayGoWrong = this.#failures > 0 ? this.#failures + this.#inFlight : 0;
        if (this.left <= 0 || mayGoWrong >= FAILURES_IN_A_RUN) return false;
        this.remaining--;
        this.#inFlight++;
        return true;
      },
    };
  }

  /** A user got a key, so what failed before was about other users. */
  succeeded(): void {
    this.#inFlight--;
    this.#row = undefined;
  }

  /** A user got none. A turn in which no key was made is given back. */
  failed(step: string): void {
    this.#inFlight--;
    if (WITHOUT_A_KEY.includes(step)) this.remaining++;
    if (BEFORE_IAM.includes(step)) return;
    this.#failures++;
    this.#row = { step, failures: this.#row?.step === step ? this.#row.failures + 1 : 1 };
  }

  /** It did not come to that. */
  giveBack(): void {
    this.#inFlight--;
    this.remaining++;
  }
}

const inARow = (failures: number, step: string) =>
  `${failures} users in a row failed at the same step (${step}), so something is wrong with the account and not with one user: the run goes on with one user at a time, and issues no further key after ${FAILURES_IN_A_RUN} failures`;

const tooMany = (step: string) =>
  `${FAILURES_IN_A_RUN} users failed (the last at the step "${step}"), so something is wrong with the account and not with one user: no further key is issued in this run`;
