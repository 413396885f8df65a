import type { Population } from '../account/population';
import type { LeakStanding } from '../account/standing';
import type { Posture } from '../posture/posture';
import type { AccountBoard } from '../posture/told';
import type { Phase } from '../rules/phase';
import type { SecretState } from '../user/secret-state';
import type { KeyAges } from './key-ages';
import type { Outcome } from './outcome';
import type { Result } from './result-schema';

/** Why a run stopped issuing keys. */
export type Stopped = NonNullable<Result['stopped']>;

/** What a run has done, or a command, with plans and dates as they are: `resultOf` makes the function's result of it. */
export interface RunResult extends Pick<Result, 'users' | 'remaining'> {
  readonly outcomes: readonly Outcome[];
  readonly stopped?: Stopped | undefined;
  readonly unfinished?: Result['unfinished'];
  /** Only where every user was asked about. */
  readonly secretsWithoutUser?: readonly SecretState[];
  /** Of all managed users' active keys. */
  readonly ages?: KeyAges;
  /** Where each managed user stood when the run began, by the bulk reads; only for a summary. */
  readonly phases?: ReadonlyMap<string, Phase>;
  /** What AWS has reported of each of them; only for a summary. */
  readonly leaks?: ReadonlyMap<string, LeakStanding>;
  readonly account?: AccountResult;
  /** Once a day. */
  readonly population?: Population;
}

/** The account as a whole, which a run sees anyway. */
export interface AccountResult {
  readonly posture: Posture;
  readonly board: AccountBoard | undefined;
  /** Why its news could not be announced. */
  readonly error?: string;
}
