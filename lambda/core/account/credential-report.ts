/** IAM's credential report: per user up to two access keys, without their ids. Format: IAM User Guide, "Get credential reports". */

import { parse } from 'csv-parse/sync';

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
  /**
   * The keys of a user; undefined when the report has no row for it, a row that cannot be read, or one about an earlier user of that name.
   */
  readonly keysOf: (userName: string, createdAt: Date) => readonly ReportKey[] | undefined;
}

const SLOTS = ['1', '2'] as const;

const COLUMNS = [
  'user',
  'user_creation_time',
  ...SLOTS.flatMap((n) => [`access_key_${n}_active`, `access_key_${n}_last_rotated`]),
];

/**
 * Reads a report. A row that does not have one field for each column (a user name may hold a comma) is passed over, never guessed at:
 * its user is then looked at one by one.
 * @throws when the header lacks a column that Keyturn reads
 */
export function parseCredentialReport(csv: string, generatedAt: Date): Report {
  const [header = [], ...records] = parse(csv, {
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new Error(`the credential report has no column ${missing.join(', ')}`);
  const rows = new Map(
    records
      .filter((record) => record.length === header.length)
      .map((record) => {
        const field = (column: string) => record[header.indexOf(column)] ?? '';
        return [field('user'), { createdAt: date(field('user_creation_time')), keys: keysFrom(field) }] as const;
      }),
  );
  return {
    generatedAt,
    keysOf: (userName, createdAt) => {
      const row = rows.get(userName);
      return row?.createdAt?.getTime() === wholeSeconds(createdAt) ? row.keys : undefined;
    },
  };
}

function keysFrom(field: (column: string) => string): ReportKey[] | undefined {
  const keys: ReportKey[] = [];
  for (const slot of SLOTS) {
    const active = field(`access_key_${slot}_active`);
    const changedAt = date(field(`access_key_${slot}_last_rotated`));
    if (active !== 'true' && active !== 'false') return undefined;
    if (active === 'true' && !changedAt) return undefined;
    // `false` stands for an inactive key and for none: only a date tells them apart, and where AWS gives none, observe finds the key.
    const used = field(`access_key_${slot}_last_used_date`);
    const usedAt = used === 'N/A' ? 'never' : date(used);
    if (active === 'true' || changedAt) keys.push({ active: active === 'true', changedAt, usedAt });
  }
  return keys;
}

/** Undefined for `N/A`, `no_information`, `not_supported` and whatever else is no date. */
function date(text: string): Date | undefined {
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? new Date(text) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at : undefined;
}

const wholeSeconds = (at: Date) => Math.floor(at.getTime() / 1000) * 1000;
