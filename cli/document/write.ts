import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageProblem } from '../terminal/problem';

/** Whole or not at all, and for its owner only: such files say where an account is weak. @returns the file @throws UsageProblem */
export function writeWhole(option: string, file: string, text: string): string {
  const next = `${file}.part`;
  try {
    writeFileSync(next, text, { mode: 0o600 });
    renameSync(next, file);
    return file;
  } catch (error) {
    rmSync(next, { force: true });
    throw new UsageProblem(`${option} ${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** The page itself, or a folder, in which it gets a name. */
export const pageIn = (path: string, name: string) => (isFolder(path) ? join(path, name) : path);

export const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
