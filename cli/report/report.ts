/** `keyturn report`: the evidence of a period. Reads only. */

import { verdictOf } from '../../lambda/core/audit/verdict';
import { REPORT_POLICY } from '../session/read-only';
import { type Session, viewOf } from '../session/session';
import { line } from '../terminal/line';
import type { ExitCode } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { checkTargets, csvFilesOf, writeFiles } from './files';
import { gather } from './gather';
import { reportHtml } from './html';
import { reportJson } from './json';
import { periodFrom } from './period';
import { renderReport } from './render';
import { sourceOf } from './source';

export interface ReportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly cloudtrail: boolean;
  readonly logGroup?: string;
  readonly showPolicy?: boolean;
  readonly html?: string;
  readonly csv?: string;
}

/** 1 where the period has no evidence. */
export async function report(session: Session, options: ReportOptions): Promise<ExitCode> {
  const { terminal, now } = session;
  if (options.showPolicy) {
    terminal.printJson(REPORT_POLICY);
    return 0;
  }
  const period = periodFrom(options.from, options.to, now);
  checkTargets(options);
  const source = await withProgress(terminal, 'Looking for the function', () => sourceOf(session, options.logGroup));
  const evidence = await gather(session, source, { period, asksTrail: options.cloudtrail });
  const files = options.csv === undefined ? [] : csvFilesOf(evidence);
  const written = writeFiles(evidence, files, options, () => reportHtml(evidence, files));
  // The document is as large as all lists together, so it is made only where it is wanted.
  if (session.options.json) terminal.printJson(reportJson(evidence, files));
  else terminal.print(renderReport(evidence, viewOf(session)));
  for (const file of written) terminal.say([line(`Written: ${file}`)]);
  return verdictOf(evidence).level === 'none' ? 1 : 0;
}
