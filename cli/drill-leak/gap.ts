/** Something on the way from AWS to the function that is missing, and what to do about it. */
export interface Gap {
  readonly message: string;
  readonly remedy: string;
  /** The command that does it. */
  readonly run?: string;
}
