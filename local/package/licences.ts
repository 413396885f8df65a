/** The licences of what is in the bundles, which ask that their text comes along. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundles';

const RULE = '-'.repeat(80);

/** Packages of one maker mostly have the same text: it stands once, under all their names. @param folders as in `node_modules/commander` */
export function licences(folders: readonly string[]): string {
  const byText = new Map<string, string[]>();
  for (const folder of folders) byText.set(textIn(folder), [...(byText.get(textIn(folder)) ?? []), folder]);
  const entries = [...byText].map(([text, those]) => `${those.map(nameIn).join('\n')}\n\n${text}`);
  return `${['dist/function and dist/bin hold code of these packages.', ...entries].join(`\n\n${RULE}\n\n`)}\n`;
}

function nameIn(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  return `${name} ${version} (${license})`;
}

function textIn(folder: string): string {
  const names = readdirSync(join(ROOT, folder)).filter((name) => /^(licen[cs]e|notice)/i.test(name));
  if (names.length === 0) return 'These packages have no file with their licence.';
  return names.map((name) => readFileSync(join(ROOT, folder, name), 'utf8').trim()).join('\n\n');
}
