/** How often what was done for whom. */
import type { Result } from '../../../lambda/core/report/result-schema';

export interface Count {
  rotated: number;
  held: number;
  blocked: number;
  deactivated: number;
  deleted: number;
  /** Found Inactive, and recorded as such. */
  quarantined: number;
}

export type Counts = Map<string, Count>;

export function countOf(counts: Counts, userName: string): Count {
  const count = counts.get(userName) ?? {
    rotated: 0,
    held: 0,
    blocked: 0,
    deactivated: 0,
    deleted: 0,
    quarantined: 0,
  };
  counts.set(userName, count);
  return count;
}

export function countStep(count: Count, { kind, event }: Result['outcomes'][number]['steps'][number]): void {
  if (kind === 'issue-key') count.rotated++;
  if (kind === 'deactivate-key') count.deactivated++;
  if (kind === 'delete-key') count.deleted++;
  if (kind === 'record-inactive') count.quarantined++;
  if (kind === 'notify' && event === 'key-held') count.held++;
  if (kind === 'notify' && event === 'user-blocked') count.blocked++;
}
