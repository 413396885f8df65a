/** The licences of what is in the bundles, which ask that their text comes along. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundles';

const RULE = '-'.repeat(80);

/** @param folders as in `node_modules/commander` */
export function licences(folders: readonly string[]): string {
  const intro = 'dist/function and dist/bin hold code of these packages.';
  return `${[intro, ...folders.map(entry)].join(`\n\n${RULE}\n\n`)}\n`;
}

function entry(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  return `${name} ${version} (${license})\n\n${textIn(folder) ?? 'The package has no file with its licence.'}`;
}

function textIn(folder: string): string | undefined {
  const names = readdirSync(join(ROOT, folder)).filter((name) => /^(licen[cs]e|notice)/i.test(name));
  if (names.length === 0) return undefined;
  return names.map((name) => readFileSync(join(ROOT, folder, name), 'utf8').trim()).join('\n\n');
}
