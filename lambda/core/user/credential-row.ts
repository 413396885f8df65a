/**
 * IAM's credential report, row by row: all that it says about a user and about root, without key ids. Format: IAM User Guide, "Get
 * credential reports".
 */

import { parse } from 'csv-parse/sync';

/** The name of the first row's user. */
export const ROOT = '<root_account>';

/** A slot of the report that holds a key. */
export interface CredentialKey {
  readonly slot: 1 | 2;
  readonly active: boolean;
  /** "Created or last changed"; undefined where the report says N/A, as it may for an inactive key. */
  readonly changedAt: Date | undefined;
  /** When it was last used, so far as the report knew; undefined where it does not say. */
  readonly usedAt: Date | 'never' | undefined;
  readonly service: string | undefined;
  readonly region: string | undefined;
}

export interface CredentialRow {
  readonly user: string;
  readonly arn: string;
  readonly createdAt: Date | undefined;
  /** Undefined where the report does not say: it never does for root. */
  readonly hasPassword: boolean | undefined;
  readonly passwordUsedAt: Date | 'never' | undefined;
  readonly passwordChangedAt: Date | undefined;
  readonly hasMfa: boolean | undefined;
  /** Undefined when the row says something of its keys that cannot be read. */
  readonly keys: readonly CredentialKey[] | undefined;
}

const SLOTS = [1, 2] as const;

const COLUMNS = [
  'user',
  'user_creation_time',
  ...SLOTS.flatMap((slot) => [`access_key_${slot}_active`, `access_key_${slot}_last_rotated`]),
];

/**
 * A row that does not have one field for each column (a user name may hold a comma) is passed over, never guessed at.
 * @throws when the header lacks a column that Keyturn cannot do without
 */
export function credentialRows(csv: string): readonly CredentialRow[] {
  const [header = [], ...records] = parse(csv, {
    // Named, because to look for them at each character takes longer than all the rest.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new Error(`the credential report has no column ${missing.join(', ')}`);
  const positions = new Map(header.map((column, position) => [column, position]));
  return records
    .filter((record) => record.length === header.length)
    .map((record) => rowFrom((column) => record[positions.get(column) ?? -1] ?? ''));
}

type Field = (column: string) => string;

const rowFrom = (field: Field): CredentialRow => ({
  user: field('user'),
  arn: field('arn'),
  createdAt: date(field('user_creation_time')),
  hasPassword: yesOrNo(field('password_enabled')),
  passwordUsedAt: passwordUse(field('password_last_used')),
  passwordChangedAt: date(field('password_last_changed')),
  hasMfa: yesOrNo(field('mfa_active')),
  keys: keysFrom(field),
});

function keysFrom(field: Field): CredentialKey[] | undefined {
  const keys: CredentialKey[] = [];
  for (const slot of SLOTS) {
    const active = field(`access_key_${slot}_active`);
    const changedAt = date(field(`access_key_${slot}_last_rotated`));
    if (active !== 'true' && active !== 'false') return undefined;
    if (active === 'true' && !changedAt) return undefined;
    // `false` stands for an inactive key and for none: only a date tells them apart, and where AWS gives none, observe finds the key.
    if (active === 'false' && !changedAt) continue;
    const used = field(`access_key_${slot}_last_used_date`);
    keys.push({
      slot,
      active: active === 'true',
      changedAt,
      usedAt: used === 'N/A' ? 'never' : date(used),
      service: word(field(`access_key_${slot}_last_used_service`)),
      region: word(field(`access_key_${slot}_last_used_region`)),
    });
  }
  return keys;
}

/** `no_information`: never used, or not since AWS began to write it down in 2014. */
const passwordUse = (text: string) => (text === 'no_information' ? 'never' : date(text));

const yesOrNo = (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined);

/** The name of a service or a Region. */
const word = (text: string) => (/^[a-z\d][a-z\d.-]{0,60}$/i.test(text) && !/^n\/?a$/i.test(text) ? text : undefined);

/** Undefined for `N/A`, `no_information`, `not_supported` and whatever else is no date. */
function date(text: string): Date | undefined {
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? new Date(text) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at : undefined;
}
