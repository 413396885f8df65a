/** Dry run and limits: filters over the finished plan, so that a dry run decides exactly as a real one (promise 11). Pure. */

import type { Step } from './step';

interface Limits {
  readonly dryRun: boolean;
  /** Whether this run may still issue a new key. */
  readonly mayIssue: boolean;
}

/** What becomes of a planned step: done, only shown, or left for the next run. */
type Disposition = 'run' | 'planned' | 'withheld';

export interface RestrictedStep {
  readonly step: Step;
  readonly disposition: Disposition;
}

export function restrict(steps: readonly Step[], { dryRun, mayIssue }: Limits): RestrictedStep[] {
  // Whoever holds a compromised key needs another one, whatever else the run has done.
  const isRevocation = steps.some((step) => 'revoked' in step);
  return steps.map((step) => {
    if (step.kind === 'issue-key' && !mayIssue && !isRevocation) return { step, disposition: 'withheld' };
    return { step, disposition: dryRun ? 'planned' : 'run' };
  });
}
