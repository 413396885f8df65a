/** What the pictures are made of: two themes, text whose width is known before a browser sees it, boxes and arrows. */

export interface Theme {
  readonly name: 'light' | 'dark';
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly box: string;
  readonly current: string;
  readonly retiring: string;
  readonly quarantine: string;
  readonly onColour: string;
}

export const THEMES: readonly Theme[] = [
  {
    name: 'light',
    paper: '#ffffff',
    ink: '#1f2328',
    faint: '#59636e',
    line: '#8c959f',
    box: '#f6f8fa',
    current: '#1a7f37',
    retiring: '#bf8700',
    quarantine: '#6e7781',
    onColour: '#ffffff',
  },
  {
    name: 'dark',
    paper: '#0d1117',
    ink: '#f0f6fc',
    faint: '#9198a1',
    line: '#656c76',
    box: '#151b23',
    current: '#238636',
    retiring: '#9e6a03',
    quarantine: '#545d68',
    onColour: '#ffffff',
  },
];

export const FONT = 'system-ui, -apple-system, Segoe UI, DejaVu Sans, sans-serif';

/** In em, as wide as in the widest of these fonts, so that what fits here fits everywhere. */
export const widthOf = (text: string, size: number) =>
  [...text].reduce((sum, character) => sum + emOf(character), 0) * size;

function emOf(character: string): number {
  if (/[mwMW@%]/.test(character)) return 1;
  if (/[ijl.,:;'|!]/.test(character)) return 0.34;
  if (/[ft()[\]/ -]/.test(character)) return 0.42;
  return /[A-Z]/.test(character) ? 0.76 : 0.65;
}

export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export interface TextStyle {
  readonly size?: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: true;
}

export function text(
  x: number,
  y: number,
  words: string,
  { size = 15, fill, anchor = 'start', bold }: TextStyle,
): string {
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"${weight}>${escaped(words)}</text>`;
}

export const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, more = '') =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="1.5"${more}/>`;

export const arrow = (x1: number, y1: number, x2: number, y2: number, theme: Theme) =>
  line(x1, y1, x2, y2, theme.line, ' marker-end="url(#head)"');

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly title: string;
  readonly lines: readonly string[];
}

export const heightOf = ({ lines }: Pick<Box, 'lines'>) => 34 + 20 * lines.length + 6;

/** @throws when a line does not fit: a picture that overlaps is not drawn */
export function box({ x, y, width, title, lines }: Box, theme: Theme): string {
  for (const [words, size] of [[title, 15], ...lines.map((each) => [each, 13])] as [string, number][])
    if (widthOf(words, size) > width - 20) throw new Error(`"${words}" is too wide for a box of ${width}`);
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${heightOf({ lines })}" rx="6" fill="${theme.box}" stroke="${theme.line}"/>`,
    text(x + 12, y + 24, title, { fill: theme.ink, bold: true }),
    ...lines.map((each, n) => text(x + 12, y + 46 + 20 * n, each, { size: 13, fill: theme.faint })),
  ].join('\n');
}

export function svg(width: number, height: number, label: string, theme: Theme, body: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="${FONT}" role="img" aria-label="${escaped(label)}">
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="${theme.line}"/></marker></defs>
<rect width="${width}" height="${height}" rx="8" fill="${theme.paper}"/>
${body.join('\n')}
</svg>
`;
}
