import type { Standing } from '../account/standing';
import type { Decision, Step, StepResult } from '../rules/step';

/** How one user was served. `error` is set when a step or a read failed. */
export interface Outcome {
  readonly userName: string;
  readonly steps: readonly (Step & {
    readonly result: StepResult;
    /** The e-mail that the step would send; only where one user is planned. */
    readonly message?: { readonly subject: string; readonly lines: readonly string[] };
  })[];
  readonly plan: Decision | undefined;
  readonly error: string | undefined;
  /** When the owner was first told of the present hold or block. */
  readonly heldSince?: Date | undefined;
  /** Where the user stands, when that was asked for. */
  readonly standing?: Standing;
}
