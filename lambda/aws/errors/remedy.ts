import type { Failure } from './failure';
import type { Operation } from './operation';

export interface Remedy {
  /** What the reader sees, and searches for. */
  readonly sign: string;
  readonly fits: (failure: Failure, operation: Operation) => boolean;
  readonly means: string;
  readonly remedy: string;
  /** What only this failure can tell, ahead of the rest. */
  readonly detail?: (failure: Failure) => string;
}
