/** Texts brought to the width of a terminal. Pure; widths are columns, in which an East Asian character takes two. */

import stringWidth from 'string-width';
import { oneLine } from '../../lambda/core/text';
import { number } from './dates';
import { EMPTY, type Line, line, type Span, type Style, span } from './line';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export const widthOf = (text: string) => stringWidth(text);

/** At most that many columns, with an ellipsis where something is missing. */
function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : `${head(text, columns - 1)}…`;
}

function head(text: string, columns: number): string {
  let taken = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}

/** Lines of at most that many columns, broken between words; a word that is longer is broken where it must be. */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(columns, 1);
  const lines: string[] = [];
  let current = '';
  for (let word of oneLine(text).split(' ')) {
    if (word === '') continue;
    const joined = current === '' ? word : `${current} ${word}`;
    if (widthOf(joined) <= room) {
      current = joined;
      continue;
    }
    if (current !== '') lines.push(current);
    while (widthOf(word) > room) {
      // A character that is wider than the room itself still has to go somewhere.
      const part = head(word, room) || [...graphemes.segment(word)][0]?.segment || word;
      lines.push(part);
      word = word.slice(part.length);
    }
    current = word;
  }
  return current === '' ? lines : [...lines, current];
}

/** Wrapped, and moved to the right. */
export function paragraph(text: string, columns: number, indent = 0, style?: Style): Line[] {
  const margin = ' '.repeat(indent);
  return wrap(text, columns - indent).map((each) => line(margin, span(each, style)));
}

interface Column {
  readonly head: string;
  /** The narrowest that it may become when the table does not fit. @default - it keeps its width */
  readonly min?: number;
  readonly align?: 'right';
}

const GAP = 2;

/** Columns as wide as their widest cell. When that does not fit, the widest of those that may shrink give way first, and cells are cut. */
export function table(columns: readonly Column[], rows: readonly (readonly Span[])[], room: number): Line[] {
  const widths = fitted(columns, naturalWidths(columns, rows), room);
  const heads = columns.map(({ head }) => span(head, 'bold'));
  return [heads, ...rows].map((row) => tableLine(row, columns, widths));
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly Span[])[]): number[] {
  return columns.map(({ head }, n) => Math.max(widthOf(head), ...rows.map((row) => widthOf(row[n]?.text ?? ''))));
}

function fitted(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  const gaps = GAP * (columns.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, gaps) - room;
  while (excess > 0) {
    const able = widths.flatMap((width, n) => (width > (columns[n]?.min ?? Number.POSITIVE_INFINITY) ? [n] : []));
    const widest = able.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function tableLine(row: readonly Span[], columns: readonly Column[], widths: readonly number[]): Line {
  const spans: Span[] = [];
  columns.forEach(({ align }, n) => {
    const cell = row[n] ?? { text: '' };
    const text = cut(cell.text, widths[n] ?? 0);
    const padding = ' '.repeat((widths[n] ?? 0) - widthOf(text));
    const isLast = n === columns.length - 1;
    if (align === 'right' && padding) spans.push({ text: padding });
    spans.push({ ...cell, text });
    if (!isLast) spans.push({ text: (align === 'right' ? '' : padding) + ' '.repeat(GAP) });
  });
  return spans;
}

/** @param room lines; `undefined` for all of it */
export function firstOf(
  entries: readonly (readonly Line[])[],
  room: number | undefined,
  more: (left: number) => string,
): Line[] {
  const shown: Line[] = [];
  let taken = 0;
  for (const entry of entries) {
    const isLast = taken === entries.length - 1;
    // The line that says how many more there are needs room too. One entry is shown in any case.
    if (room !== undefined && taken > 0 && shown.length + entry.length + (isLast ? 0 : 1) > room) break;
    shown.push(...entry);
    taken += 1;
  }
  const left = entries.length - taken;
  return left > 0 ? [...shown, line(span(`… and ${more(left)}`, 'dim'))] : shown;
}

export const moreUsers = (how: string) => (left: number) => `${number(left)} more: ${how}`;

/** Parts with an empty line between them; parts that are empty leave none. */
export const sections = (...parts: readonly (readonly Line[])[]): Line[] =>
  parts.filter((part) => part.length > 0).flatMap((part, n) => (n === 0 ? part : [EMPTY, ...part]));

/** Lines left on the page for one of several parts. */
export const share = ({ rows, all }: View, used: number, part: number): number | undefined =>
  all ? undefined : Math.max(Math.floor((rows - used) * part), 4);

/** How much is shown, and where. */
export interface View {
  /** Columns of a line. */
  readonly columns: number;
  /** Lines of a page. */
  readonly rows: number;
  /** Everything, however long. */
  readonly all: boolean;
}
