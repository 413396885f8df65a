import type { KeyAges } from './key-ages';
import type { Outcome } from './outcome';
import type { Result } from './result-schema';

/** Why a run stopped issuing keys. */
export type Stopped = NonNullable<Result['stopped']>;

/** What a run has done, or a command, with plans and dates as they are: `resultOf` makes the function's result of it. */
export interface RunResult extends Pick<Result, 'users' | 'remaining'> {
  readonly outcomes: readonly Outcome[];
  readonly stopped?: Stopped | undefined;
  /** Of all managed users' active keys. */
  readonly ages?: KeyAges;
}
