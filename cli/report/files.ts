/** The files of a report. Nothing is written before all of it is there, and a file is whole or as it was. */

import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AuditReport } from '../../lambda/core/audit/audit-report';
import { lastDay } from '../../lambda/core/audit/period';
import { tablesOf } from '../../lambda/core/audit/tables';
import { day } from '../../lambda/core/time';
import { csvOf } from '../document/csv';
import { isFolder, pageIn, writeWhole } from '../document/write';
import { UsageProblem } from '../terminal/problem';

export interface CsvFile {
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
  readonly text: string;
}

export const csvFilesOf = (report: AuditReport): CsvFile[] =>
  tablesOf(report).map(({ file, columns, rows }) => {
    const text = csvOf([columns, ...rows]);
    return { file, rows: rows.length, sha256: createHash('sha256').update(text).digest('hex'), text };
  });

interface Targets {
  readonly html?: string | undefined;
  readonly csv?: string | undefined;
}

/** Before the log is read, which may take minutes. @throws UsageProblem */
export function checkTargets({ html, csv }: Targets): void {
  if (html !== undefined) mustBeWritable('--html', isFolder(html) ? html : dirname(html));
  if (csv === undefined) return;
  const found = statSync(csv, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw new UsageProblem(`--csv ${csv} is a file, but must be a folder.`);
  mustBeWritable('--csv', found ? csv : dirname(csv));
}

function mustBeWritable(option: string, folder: string): void {
  try {
    if (!isFolder(folder)) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageProblem(
      `${option}: the folder ${folder} cannot be written to (${(error as NodeJS.ErrnoException).code}).`,
      'Name a folder that is there, and that you may write to.',
    );
  }
}

const pageName = ({ cover: { accountId, period } }: AuditReport) =>
  `keyturn-report-${accountId}-${day(period.from)}-${lastDay(period)}.html`;

/** The names of the files. Only their owner may read them: they say who is not managed. */
export function writeFiles(
  report: AuditReport,
  files: readonly CsvFile[],
  { html, csv }: Targets,
  page: () => string,
): string[] {
  const written: string[] = [];
  if (csv !== undefined) {
    mkdirSync(csv, { recursive: true, mode: 0o700 });
    const sums = files.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join('');
    for (const { file, text } of [...files, { file: 'SHA256SUMS', text: sums }])
      written.push(writeWhole('--csv', join(csv, file), text));
  }
  if (html !== undefined) written.push(writeWhole('--html', pageIn(html, pageName(report)), page()));
  return written;
}
