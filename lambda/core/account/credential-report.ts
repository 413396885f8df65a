/** What the loop asks of IAM's credential report: the keys of a user. */

import { HOUR_MS } from '../time';
import { type CredentialRow, credentialRows } from '../user/credential-row';

/** IAM makes a new credential report when the last one is older than this (IAM User Guide, "Get credential reports"). */
export const REPORT_AGE_MS = 4 * HOUR_MS;

/** A slot of the report that holds a key. */
export interface ReportKey {
  readonly active: boolean;
  /** "Created or last changed"; undefined where the report says N/A, as it may for an inactive key. */
  readonly changedAt: Date | undefined;
  /** When it was last used, so far as the report knew; undefined where it does not say. */
  readonly usedAt?: Date | 'never' | undefined;
}

export interface Report {
  readonly generatedAt: Date;
  /** All that could be read, root's too. */
  readonly rows: readonly CredentialRow[];
  /**
   * The keys of a user; undefined when the report has no row for it, a row that cannot be read, or one about an earlier user of that name.
   */
  readonly keysOf: (userName: string, createdAt: Date) => readonly ReportKey[] | undefined;
}

/**
 * Reads a report. A user whose row is passed over is looked at one by one.
 * @throws when the header lacks a column that Keyturn reads
 */
export function parseCredentialReport(csv: string, generatedAt: Date): Report {
  const rows = credentialRows(csv);
  const byName = new Map(rows.map((row) => [row.user, row]));
  return {
    generatedAt,
    rows,
    keysOf: (userName, createdAt) => {
      const row = byName.get(userName);
      if (row?.createdAt?.getTime() !== wholeSeconds(createdAt)) return undefined;
      return row.keys?.map(({ active, changedAt, usedAt }) => ({ active, changedAt, usedAt }));
    },
  };
}

const wholeSeconds = (at: Date) => Math.floor(at.getTime() / 1000) * 1000;
