/** A call that failed, by AWS's name for it, its whole text, and what Keyturn wanted. */
export interface Failure {
  readonly name: string;
  readonly text: string;
  readonly step: string;
}

export interface Remedy {
  /** What the reader sees, and searches for. */
  readonly sign: string;
  readonly fits: (failure: Failure) => boolean;
  readonly means: string;
  readonly remedy: string;
  /** What only this failure can tell, ahead of the rest. */
  readonly detail?: (failure: Failure) => string;
}
