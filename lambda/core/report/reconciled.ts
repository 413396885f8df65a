import type { KeyAges } from './key-ages';
import type { Outcome } from './outcome';

/** Why a run stopped issuing keys. */
export interface Stopped {
  /** The step at which users failed one after the other. */
  readonly step: string;
  readonly because: string;
}

export interface Reconciled {
  readonly users: { readonly scanned: number; readonly managed: number; readonly examined: number };
  /** One for each user that was looked at, in the order in which they were taken up. */
  readonly outcomes: readonly Outcome[];
  /** Users with a step due that was left for the next run. */
  readonly remaining: number;
  /** Set when the circuit breaker opened: the run issued no further key. */
  readonly stopped?: Stopped | undefined;
  /** Of all managed users' active keys. */
  readonly ages?: KeyAges;
}
