/** Tables for the terminal and for docs/performance.md, which are the same. */
export type Cell = string | number;

export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [head, ...rows].map((row) => row.map(text));
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)));
  const isNumber = head.map((_, column) => rows.every((row) => /^[\d,.]+( |$)/.test(text(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => (isNumber[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => (isNumber[at] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(texts[0] ?? []), line(rule), ...texts.slice(1).map(line)].join('\n');
}

const text = (cell: Cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell);

export const seconds = (value: number) =>
  value < 10 ? `${value.toFixed(1)} s` : value < 600 ? `${Math.round(value)} s` : `${(value / 60).toFixed(1)} min`;

export const percent = (share: number) => `${Math.round(share * 100)} %`;
