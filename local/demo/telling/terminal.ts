/** Colour for people, none for files: off where the output is no terminal, or NO_COLOR is set (no-color.org). */
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

const isColourful = process.stdout.isTTY === true && !process.env.NO_COLOR;

export const paint = (format: Format, text: string) => (isColourful ? styleText(format, text) : text);

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  const [first = [], ...rest] = cells;
  return [paint('bold', line(first)), ...rest.map(line)].map((text) => text.trimEnd()).join('\n');
}

/** At the beginning of a line of the story. */
export const when = (day: number) => paint('dim', `day ${String(day).padStart(3)}`);
