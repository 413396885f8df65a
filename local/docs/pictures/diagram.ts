/** Boxes in columns, and arrows between them. */

import { arrow, type Box, box, heightOf, svg, type Theme, text, widthOf } from './drawing';

interface Place {
  readonly column: number;
  readonly y: number;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface Diagram<Name extends string> {
  readonly height: number;
  readonly label: string;
  readonly boxes: Readonly<Record<Name, Place>>;
  readonly arrows: readonly (readonly [from: Name, to: Name])[];
  /** Words without a box, in a column. */
  readonly heads?: readonly (readonly [column: number, y: number, words: string])[];
}

const COLUMN = [20, 286, 572, 838] as const;
const WIDTH = [226, 246, 226, 216] as const;
const [TOTAL, GAP, HEAD_SIZE] = [1074, 4, 14];

export function diagram<Name extends string>(
  { height, label, boxes, arrows, heads = [] }: Diagram<Name>,
  theme: Theme,
): string {
  const placed = (name: Name): Box => {
    const { column, ...rest } = boxes[name];
    return { x: COLUMN[column] ?? 0, width: WIDTH[column] ?? 0, ...rest };
  };
  const names = Object.keys(boxes) as Name[];
  return svg(TOTAL, height, label, theme, [
    ...heads.map(([column, y, words]) => head(COLUMN[column] ?? 0, y, WIDTH[column] ?? 0, words, theme)),
    ...arrows.map(([from, to]) => between(placed(from), placed(to), theme)),
    ...names.map((name) => box(placed(name), theme)),
  ]);
}

/** @throws when it is wider than its column */
function head(x: number, y: number, width: number, words: string, theme: Theme): string {
  if (widthOf(words, HEAD_SIZE) > width) throw new Error(`"${words}" is too wide for a column of ${width}`);
  return text(x, y, words, { fill: theme.ink, size: HEAD_SIZE, bold: true });
}

/** To the right, to the left, or down within a column. */
function between(a: Box, b: Box, theme: Theme): string {
  if (a.x === b.x) return arrow(a.x + a.width / 2, a.y + heightOf(a), b.x + b.width / 2, b.y - GAP, theme);
  return a.x < b.x
    ? arrow(a.x + a.width, middle(a), b.x - GAP, middle(b), theme)
    : arrow(a.x, middle(a), b.x + b.width + GAP, middle(b), theme);
}

const middle = (each: Box) => each.y + heightOf(each) / 2;
