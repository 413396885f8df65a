import type { SideBySide } from './side-by-side';
import type { Run } from './steps/work';

/** One call of the function. */
export interface Reconciliation extends Run {
  readonly dryRun: boolean;
  /** Milliseconds until the function is stopped. */
  readonly remainingMs: () => number;
  /** Whether the result is to say where every managed user stood when the run began. @default false */
  readonly withPhases?: boolean;
  /** How many users are served at a time. @default - few at first, more while it goes well */
  readonly sideBySide?: SideBySide;
}
