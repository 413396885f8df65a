/** What people read, out of the source: the literals of the code, and the pages of the documentation. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from '@swc/core';

const ROOT = join(__dirname, '..', '..', '..');

export interface Text {
  /** Such as `lambda/core/time.ts:12`. */
  readonly where: string;
  readonly text: string;
}

export function filesUnder(folder: string, ending: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

/** A page, line by line. What stands between backticks is a name or a command, and no prose. */
export const proseOf = (file: string): readonly Text[] =>
  readFileSync(join(ROOT, file), 'utf8')
    .replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' '))
    .split('\n')
    .map((line, n) => ({
      where: `${file}:${n + 1}`,
      text: line.replace(/`[^`]*`/g, '`…`').replace(/\]\([^)]*\)/g, ']'),
    }));

/** String and template literals with a space in them: the others are names. Imports and types are none. */
export function literalsOf(file: string): readonly Text[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const bytes = Buffer.from(source);
  const module = parseSync(source, { syntax: 'typescript', target: 'es2022' });
  // A literal's place counts from the first token of all files that were parsed before.
  const start = module.span.start - firstToken(source);
  const lineOf = (at: number) =>
    bytes
      .subarray(0, at - start)
      .toString()
      .split('\n').length;
  const found: Text[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) walk(each);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type, value, cooked, span } = node as Record<string, never> & { span?: { start: number } };
    if (type === 'ImportDeclaration' || String(type).startsWith('Ts')) {
      if (!/^Ts(As|Satisfies|NonNull|Const)/.test(String(type))) return;
    }
    const text = type === 'StringLiteral' ? value : type === 'TemplateElement' ? cooked : undefined;
    if (typeof text === 'string' && /\S\s|\s\S/.test(text))
      found.push({ where: `${file}:${lineOf(span?.start ?? 0)}`, text });
    for (const each of Object.values(node)) walk(each);
  };
  walk(module.body);
  return found;
}

/** In bytes: comments and space come before it. */
function firstToken(source: string): number {
  const [before = ''] = /^(\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n|#![^\n]*\n)*/.exec(source) ?? [];
  return Buffer.byteLength(before);
}
