/** Reads all that the report is made of: the log and CloudTrail side by side, because AWS limits each of them, then the account as it is. */

import type { Clients } from '../../lambda/aws/clients';
import { failureOf } from '../../lambda/aws/errors/errors';
import { populationOf } from '../../lambda/core/account/population';
import { type AuditReport, auditReport } from '../../lambda/core/audit/audit-report';
import type { Period } from '../../lambda/core/audit/period';
import type { Trail } from '../../lambda/core/audit/trail';
import { VERSION } from '../../lambda/core/version';
import { scan } from '../../lambda/run/read/scan';
import { problemFrom } from '../session/aws-errors';
import { callerOf } from '../session/caller';
import { iamTrail, reportClients } from '../session/read-only';
import type { Session } from '../session/session';
import { count } from '../terminal/dates';
import { Problem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { type LogRead, readLog } from './read-log';
import { readTrail } from './read-trail';
import type { Source } from './source';
import { standingKeys } from './standing';

export interface Asked {
  readonly period: Period;
  readonly asksTrail: boolean;
}

interface Reading {
  readonly session: Session;
  readonly source: Source;
  readonly asked: Asked;
  readonly clients: Clients;
  readonly region: string;
}

/** @throws Problem where anything but CloudTrail cannot be read */
export function gather(session: Session, source: Source, asked: Asked): Promise<AuditReport> {
  return withProgress(session.terminal, 'Reading the log', async (progress) => {
    const clients = await reportClients(session.config);
    const region = await clients.secrets.config.region();
    const reading = { session, source, asked, clients, region };
    const seen = { lines: 0, events: 0 };
    const tell = (more: Partial<typeof seen>) => {
      Object.assign(seen, more);
      const events = asked.asksTrail ? `, ${count(seen.events, 'event')} of CloudTrail` : '';
      progress.now(`Reading the log (${count(seen.lines, 'line')}${events})`);
    };
    const stop = new AbortController();
    const trail = trailOf(reading, stop.signal, (events) => tell({ events }));
    try {
      const log = await logOf(reading, (lines) => tell({ lines }));
      return await reportFrom(reading, log, trail);
    } finally {
      stop.abort();
    }
  });
}

const logOf = async ({ session, source, asked }: Reading, onProgress: (lines: number) => void): Promise<LogRead> => {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  return readLog({
    client: new CloudWatchLogsClient({ ...session.config, retryMode: 'adaptive', maxAttempts: 8 }),
    logGroup: source.logGroup,
    from: asked.period.from,
    // A key may have been retired after the period.
    until: session.now,
    onProgress,
  });
};

async function trailOf(
  { session, source, asked, clients, region }: Reading,
  signal: AbortSignal,
  onProgress: (events: number) => void,
): Promise<Trail> {
  if (!asked.asksTrail) return { events: [], span: undefined, notLookedAt: '--no-cloudtrail' };
  const { client } = iamTrail(region, session.config);
  const { roleName } = source;
  return readTrail({
    client,
    roleName,
    period: asked.period,
    now: session.now,
    wait: clients.wait,
    signal,
    onProgress,
  });
}

async function reportFrom(
  { session: { config, now }, source, asked: { period }, clients, region }: Reading,
  { ledger, lines, firstAt }: LogRead,
  trail: Promise<Trail>,
): Promise<AuditReport> {
  const settings = source.settingsFrom(ledger);
  const [view, madeBy] = await Promise.all([
    scan(clients, settings).catch((error: unknown) => {
      throw scanFailed(error, config.endpoint);
    }),
    callerOf(config),
  ]);
  return auditReport({
    cover: {
      accountId: view.users[0]?.accountId ?? madeBy?.split(':')[4] ?? '',
      region,
      period,
      madeAt: now,
      madeBy: madeBy ?? 'unknown: STS did not say',
      version: VERSION,
      functionName: source.functionName,
      logGroup: source.logGroup,
      lines,
      logBegins: firstAt,
    },
    ledger,
    trail: await trail,
    population: populationOf(view, settings, now),
    standing: standingKeys(view, settings),
  });
}

function scanFailed(error: unknown, endpoint: string | undefined): Problem {
  const problem = problemFrom(error, { what: 'read this account', endpoint });
  return failureOf(error).kind === 'denied'
    ? new Problem(problem.message, 'All rights that it needs, every one to read: npx keyturn report --show-policy.')
    : problem;
}
