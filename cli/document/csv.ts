/** Comma-separated values as RFC 4180 has them, safe to be opened in a spreadsheet: what would be taken for a formula gets an apostrophe. */

import { oneLine } from '../../lambda/core/text';

export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');

function cellOf(text: string): string {
  const clean = oneLine(text);
  const harmless = /^\s*[=+\-@]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
