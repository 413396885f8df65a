/** `keyturn report`: the evidence of a period. Reads only. */

import { failureOf } from '../../lambda/aws/errors/errors';
import { populationOf } from '../../lambda/core/account/population';
import { type AuditReport, auditReport } from '../../lambda/core/audit/audit-report';
import type { Period } from '../../lambda/core/audit/period';
import type { Trail } from '../../lambda/core/audit/trail';
import { verdictOf } from '../../lambda/core/audit/verdict';
import { VERSION } from '../../lambda/core/version';
import { scan } from '../../lambda/run/read/scan';
import { problemFrom } from '../session/aws-errors';
import { callerOf } from '../session/caller';
import { iamTrail, REPORT_POLICY, reportClients } from '../session/read-only';
import { type Session, show, viewOf } from '../session/session';
import { number } from '../terminal/dates';
import { line } from '../terminal/line';
import { type ExitCode, Problem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { checkTargets, csvFilesOf, writeFiles } from './files';
import { reportHtml } from './html';
import { reportJson } from './json';
import { periodFrom } from './period';
import { readLog } from './read-log';
import { readTrail } from './read-trail';
import { renderReport } from './render';
import { type Source, sourceOf } from './source';
import { standingKeys } from './standing';

export interface ReportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly cloudtrail: boolean;
  readonly logGroup?: string;
  readonly showPolicy?: boolean;
  readonly html?: string;
  readonly csv?: string;
}

export async function report(session: Session, options: ReportOptions): Promise<ExitCode> {
  const { terminal, now } = session;
  if (options.showPolicy) {
    terminal.printJson(REPORT_POLICY);
    return 0;
  }
  const period = periodFrom(options.from, options.to, now);
  checkTargets(options);
  const source = await withProgress(terminal, 'Looking for the function', () => sourceOf(session, options.logGroup));
  const evidence = await gather(session, source, period, options.cloudtrail);
  const files = csvFilesOf(evidence);
  const written = writeFiles(evidence, files, options, () =>
    reportHtml(evidence, options.csv === undefined ? [] : files),
  );
  show(session, reportJson(evidence, options.csv === undefined ? [] : files), () =>
    renderReport(evidence, viewOf(session)),
  );
  for (const file of written) terminal.say([line(`Written: ${file}`)]);
  return verdictOf(evidence).level === 'none' ? 1 : 0;
}

async function gather(
  { terminal, config, now }: Session,
  { functionName, logGroup, roleName, settingsFrom }: Source,
  period: Period,
  asksTrail: boolean,
): Promise<AuditReport> {
  return withProgress(terminal, 'Reading the log', async (progress) => {
    const clients = await reportClients(config);
    const region = await clients.secrets.config.region();
    const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
    const log = await readLog({
      client: new CloudWatchLogsClient({ ...config, retryMode: 'adaptive', maxAttempts: 8 }),
      logGroup,
      from: period.from,
      // A key may have been retired after the period.
      until: now,
      onProgress: (lines) => progress.now(`Reading the log (${number(lines)} lines)`),
    });
    const settings = settingsFrom(log.ledger);
    progress.now('Reading the credential report, users and secrets');
    const [view, madeBy] = await Promise.all([
      scan(clients, settings).catch((error: unknown) => {
        throw scanFailed(error, config.endpoint);
      }),
      callerOf(config),
    ]);
    const trail: Trail = asksTrail
      ? await readTrail({
          client: iamTrail(region, config).client,
          roleName,
          period,
          now,
          wait: clients.wait,
          onProgress: (events) => progress.now(`Asking CloudTrail who changed keys (${number(events)} events)`),
        })
      : { events: [], span: undefined, notLookedAt: '--no-cloudtrail' };
    return auditReport({
      cover: {
        accountId: view.users[0]?.accountId ?? madeBy?.split(':')[4] ?? '',
        region,
        period,
        madeAt: now,
        madeBy: madeBy ?? 'unknown: STS did not say',
        version: VERSION,
        functionName,
        logGroup,
        lines: log.lines,
        logBegins: log.firstAt,
      },
      ledger: log.ledger,
      trail,
      population: populationOf(view, settings, now),
      standing: standingKeys(view, settings),
    });
  });
}

function scanFailed(error: unknown, endpoint: string | undefined): Problem {
  const problem = problemFrom(error, { what: 'read this account', endpoint });
  return failureOf(error).kind === 'denied'
    ? new Problem(problem.message, 'All rights that it needs, every one to read: keyturn report --show-policy.')
    : problem;
}
