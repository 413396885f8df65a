import type { Standing } from '../account/standing';
import type { Announcement } from '../rules/announcement';
import type { Decision, Step, StepResult } from '../rules/step';
import type { Program } from '../user/evidence/programs';
import type { StepFacts } from './step-facts';

/** How one user was served. `error` is set when a step or a read failed. */
export interface Outcome {
  readonly userName: string;
  readonly steps: readonly (Step & {
    readonly result: StepResult;
    /** Where it was carried out, or tried. */
    readonly facts?: StepFacts;
    /** The e-mail that the step would send; only where one user is planned. */
    readonly message?: { readonly subject: string; readonly lines: readonly string[] };
  })[];
  readonly plan: Decision | undefined;
  readonly error: string | undefined;
  /** The new key that programs get since; only in the answer to a command. */
  readonly issued?: Announcement<'key-rotated'> & { readonly secretName: string };
  /** When the owner was first notified of the present hold or block. */
  readonly heldSince?: Date | undefined;
  /** What a person should know of the user's secret, where one user was asked about. */
  readonly notes?: readonly string[];
  /** What was begun for the user and has no outcome, though nothing failed in this run: a sentence. */
  readonly unfinished?: string;
  /** Where the user stands, when that was asked for. */
  readonly standing?: Standing;
  /** Who has moved from the old key and who has not; only where one user is asked about. */
  readonly programs?: readonly Program[];
}
