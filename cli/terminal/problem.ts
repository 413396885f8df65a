/** Why a command could not do its work: a sentence, and what to do about it. Never a stack trace. */

import { paragraph } from './layout';
import type { Line } from './line';

/** 0 fine; 1 something needs attention; 2 the command line itself is wrong. */
export type ExitCode = 0 | 1 | 2;

export class Problem extends Error {
  override readonly name: string = 'Problem';
  readonly exitCode: ExitCode = 1;
  constructor(
    message: string,
    /** What to do, in full sentences. */
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** Wrong before anything was asked of AWS. */
export class UsageProblem extends Problem {
  override readonly name = 'UsageProblem';
  override readonly exitCode = 2;
}

export const problemLines = ({ message, remedy }: Problem, columns: number): Line[] => [
  ...paragraph(`keyturn: ${message}`, columns, 0, 'red'),
  ...(remedy === undefined ? [] : paragraph(remedy, columns, 2)),
];

/** The document of `--json` when there is no answer. */
export const problemJson = ({ message, remedy }: Problem) => ({
  error: { message, ...(remedy !== undefined && { remedy }) },
});
