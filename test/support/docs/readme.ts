/** What README tells its reader to type, and what it says will be printed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const README = readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8');

interface Shown {
  readonly command: string;
  /** A part of its output; nothing where README shows none. */
  readonly output: string;
}

/** In the order of the page: of console blocks, of shell blocks, and in backquotes. */
export function commandsOf(page: string): readonly Shown[] {
  const shown = /^ *\$ (.+)\n((?: +.*\n)*?) *```$|^((?:npm|npx) [^\n`]+)$|`((?:npm|npx) [^`]+)`/gm;
  return [...page.matchAll(shown)].map(([, command, output = '', line, quoted]) => ({
    command: (command ?? line ?? quoted ?? '').trim(),
    output: output.replace(/^ {3}/gm, '').trimEnd(),
  }));
}

/** What differs from run to run: ids, dates, times, generated names, colours. */
export const normalized = (text: string) =>
  text
    .replace(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '')
    .replace(/AKIA[A-Z0-9]{8,16}/g, 'AKIA')
    .replace(/Keyturn-KeyRotationFunction\S+/g, 'FUNCTION')
    .replace(/\d+/g, '0')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/^ | $/gm, '');
