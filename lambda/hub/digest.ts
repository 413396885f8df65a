/** The last step of a run: what the accounts answered becomes the report, the metrics, and news for the platform team. */

import { sendMessage } from '../aws/send-message';
import { elementsOf } from '../core/organization/elements';
import type { Hub } from '../core/organization/form';
import { organizationNews } from '../core/organization/news';
import { organizationMessages } from '../core/organization/organization-message';
import { parseRow, type Row, reportOf } from '../core/organization/report';
import { parseReport, type Report } from '../core/organization/report-schema';
import type { Rolled } from '../core/organization/roll';
import { metricsOfReport, type OrganizationMetric } from '../core/organization/totals';
import { REPORT_KEY, reportKey, rollKey } from '../core/organization-names';
import type { HubClients } from './clients';
import { getPieces, getText, putJson } from './objects';
import type { DigestRequest } from './requests';

export interface DigestSettings extends Hub {
  readonly bucket: string;
  readonly topicArn: string;
  /** How much of a wave may fail, in percent. */
  readonly tolerated: number;
}

/** What the execution ends with. */
export interface DigestAnswer {
  readonly isGood: boolean;
  readonly reportKey: string;
  readonly metrics: Readonly<Partial<Record<OrganizationMetric, number>>>;
}

export async function digest(
  clients: Pick<HubClients, 's3' | 'sns'>,
  settings: DigestSettings,
  { run, startedAt, outcome, wave, command }: DigestRequest,
  now: Date,
): Promise<DigestAnswer> {
  const { bucket, tolerated } = settings;
  const { s3 } = clients;
  const roll = JSON.parse((await getText(s3, bucket, rollKey(run))) ?? '[]') as Rolled[];
  const before = await lastReport(s3, bucket);
  const rows = outcome.manifest === undefined ? new Map<string, Row>() : await rowsOf(s3, bucket, outcome.manifest);
  const failure = outcome.Error === undefined ? undefined : [outcome.Error, outcome.Cause].filter(Boolean).join(': ');
  const about = { run, startedAt, now, tolerated, ...(failure !== undefined && { failure }) };
  const report = reportOf(about, roll, rows, before);
  await putJson(s3, bucket, reportKey(run), report);
  // A run of one wave says nothing of the others, and a look is no run.
  if (wave === undefined && command === 'run') await publish(clients, settings, report, now);
  return { isGood: report.isGood, reportKey: reportKey(run), metrics: metricsOfReport(report) };
}

/** Noted after it was sent: once more is better than never. */
async function publish(
  { s3, sns }: Pick<HubClients, 's3' | 'sns'>,
  settings: DigestSettings,
  report: Report,
  now: Date,
): Promise<void> {
  const news = organizationNews(report, now);
  for (const message of organizationMessages(report, news, settings))
    await sendMessage(sns, settings.topicArn, message);
  await putJson(s3, settings.bucket, REPORT_KEY, { ...report, told: news.told });
}

/** One that cannot be read, as after a change of its form, is as none: the next is written over it. */
async function lastReport(s3: HubClients['s3'], bucket: string): Promise<Report | undefined> {
  const text = await getText(s3, bucket, REPORT_KEY);
  try {
    return text === undefined ? undefined : withoutSummaries(parseReport(text));
  } catch {
    return undefined;
  }
}

/** What an account said an hour ago is most of the report, and of no use now. */
const withoutSummaries = (report: Report): Report => ({
  ...report,
  accounts: report.accounts.map(({ summary: _, ...account }) => account),
});

interface Manifest {
  readonly ResultFiles: Readonly<Record<string, readonly { readonly Key: string }[]>>;
}

/** By account. The files are read piece by piece, and of each answer only what the report needs is kept. */
async function rowsOf(s3: HubClients['s3'], bucket: string, manifest: string): Promise<Map<string, Row>> {
  const text = await getText(s3, bucket, manifest);
  if (text === undefined) throw new Error(`the results of the map are not there: ${manifest}`);
  const { ResultFiles } = JSON.parse(text) as Manifest;
  const rows = new Map<string, Row>();
  for (const { Key } of Object.values(ResultFiles).flat())
    for await (const element of elementsOf(getPieces(s3, bucket, Key))) {
      const row = parseRow(element);
      if (row) rows.set(row.accountId, row);
    }
  return rows;
}
