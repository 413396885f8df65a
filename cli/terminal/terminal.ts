/** The terminal, or whatever stands in for it: what it can show, and how it is asked. */

import { createInterface } from 'node:readline/promises';
import { oneLine } from '../../lambda/core/text';
import { type Line, line, type Style } from './line';

export interface Terminal {
  /** Columns of a line. */
  readonly columns: number;
  /** Lines of one page of output. */
  readonly rows: number;
  /** Whether somebody is there to answer a question. */
  readonly isInteractive: boolean;
  /** Whether progress may be drawn on standard error, over and over on one line. */
  readonly showsProgress: boolean;
  /** To standard output. */
  print(lines: readonly Line[]): void;
  /** To standard output and to standard error, text that is laid out already: the help, and what is wrong with the usage. */
  printText(text: string): void;
  sayText(text: string): void;
  /** To standard output, one JSON document. */
  printJson(document: unknown): void;
  /** To standard error. */
  say(lines: readonly Line[]): void;
  /** To standard error, in place of the last progress; empty to clear it. */
  progress(text: string): void;
  /** A question on standard error; anything but y or yes is a no, the end of the input too. */
  confirm(question: string): Promise<boolean>;
}

const DEFAULT_COLUMNS = 80;

const DEFAULT_ROWS = 40;

/** What a terminal is made of; a process has it all. */
export type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env'>;

export function terminalOf({ stdin, stdout, stderr, env }: Streams): Terminal {
  // `keyturn status --all | head` closes the pipe early, which is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const columns = numberIn(env.COLUMNS, 20) ?? sizeOf(stdout.columns) ?? DEFAULT_COLUMNS;
  const rows = sizeOf(stdout.rows) ?? DEFAULT_ROWS;
  const write = (stream: NodeJS.WriteStream, lines: readonly Line[]) =>
    stream.write(lines.map((each) => `${painted(each, isColourful(stream, env))}\n`).join(''));
  const progress = (text: string) => {
    // Carriage return, text, and the rest of the line erased.
    if (stderr.isTTY) stderr.write(`\r${oneLine(text).slice(0, columns - 1)}\u001b[K`);
  };
  return {
    columns: Math.max(columns, 20),
    rows: Math.max(rows, 20),
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    showsProgress: stderr.isTTY === true,
    print: (lines) => void write(stdout, lines),
    printText: (text) => void stdout.write(text),
    sayText: (text) => void stderr.write(text),
    printJson: (document) => void stdout.write(`${asciiControls(JSON.stringify(document, null, 2))}\n`),
    say: (lines) => void write(stderr, lines),
    progress,
    confirm: async (question) => {
      write(stderr, [line()]);
      const prompt = createInterface({ input: stdin, output: stderr });
      try {
        const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
        const answer = await Promise.race([prompt.question(`${oneLine(question)} [y/N] `), closed]);
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        prompt.close();
      }
    },
  };
}

/** No terminal has none, and some that are notified nothing say 0. */
const sizeOf = (size: number | undefined) => (size !== undefined && size > 0 ? size : undefined);

function numberIn(text: string | undefined, least: number): number | undefined {
  const value = /^\d{1,4}$/.test(text ?? '') ? Number(text) : undefined;
  return value !== undefined && value >= least ? value : undefined;
}

/** no-color.org: any value but the empty one. */
const isColourful = (stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv) =>
  stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';

/** Sanitised once more at the last moment, so that no way of building a line gets around it. */
function painted(spans: Line, colourful: boolean): string {
  const texts = spans.map(({ text, style }) => {
    const clean = oneLine(text);
    return style && colourful ? coloured(style, clean) : clean;
  });
  const whole = texts.join('');
  return colourful ? whole : whole.trimEnd();
}

/** Select Graphic Rendition: how it begins, and how it ends. Node's own styleText is younger than the oldest Node that we serve. */
const CODES: Readonly<Record<Style, readonly [begin: number, end: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

function coloured(style: Style, text: string): string {
  const [begin, end] = CODES[style];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
}

/** JSON leaves the control characters above ASCII as they are, and a terminal would obey them. */
function asciiControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
