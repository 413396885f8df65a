/** When was the last good run? */

import { DAY_MS, HOUR_MS } from '../../lambda/core/time';
import { FUNCTION_TIMEOUT_MS } from '../../lambda/core/user/horizon';
import type { ClientConfig } from '../session/connection';
import { count, duration, when } from '../terminal/dates';
import { type Finding, found } from './finding';

const RUNS = found('last good run');

/** One line of the function's log that ends a run. */
interface RunLine {
  readonly at: Date;
  readonly failures: number;
  /** Users for whom something was begun that has no outcome. */
  readonly unfinished: number;
}

const isGood = ({ failures, unfinished }: RunLine) => failures === 0 && unfinished === 0;

/** How far to look back, the shortest first: a log of weeks takes long to read. */
const LOOK_BACK_MS = [3 * HOUR_MS, 2 * DAY_MS, 14 * DAY_MS];

/** A page may be empty and still not the last. */
const MAX_PAGES = 40;

/** The schedule as far as it is known: how far two of its runs may lie apart, and since when. */
interface Rhythm {
  readonly gapMs: number | undefined;
  readonly deployedAt: Date | undefined;
}

/** @throws the SDK's errors */
export async function checkRuns(
  config: ClientConfig,
  logGroup: string,
  { gapMs, deployedAt }: Rhythm,
  now: Date,
): Promise<readonly Finding[]> {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = new CloudWatchLogsClient(config);
  const patienceMs = gapMs === undefined ? undefined : patienceFor(gapMs);
  // Twice as far as matters, to name the last good one all the same.
  const furthestMs = Math.max(2 * (patienceMs ?? 0), ...LOOK_BACK_MS);
  let runs: RunLine[] = [];
  for (const backMs of [...LOOK_BACK_MS.slice(0, -1), furthestMs]) {
    const lines = await readRuns(client, logGroup, new Date(now.getTime() - backMs));
    if (!lines) return [RUNS.unknown(`the log group ${logGroup} is too long to read through`, insights(logGroup))];
    runs = lines;
    if (runs.some(isGood)) break;
  }
  const sinceMs = deployedAt && now.getTime() - deployedAt.getTime();
  if (runs.length === 0 && sinceMs !== undefined && patienceMs !== undefined && sinceMs < patienceMs)
    return [RUNS.note(`none yet; it was deployed ${duration(sinceMs)} ago`, 'Look again after its first run.')];
  return [judgeRuns(runs, { logGroup, patienceMs, lookedBack: duration(furthestMs), now })];
}

/**
 * How long ago the last good run may be before something is wrong: the longest gap of the schedule, and as long again, but no more than two
 * hours, for one that was missed; and the time that a run takes.
 */
export const patienceFor = (gapMs: number) => gapMs + Math.min(gapMs, 2 * HOUR_MS) + FUNCTION_TIMEOUT_MS;

/** Undefined when it does not end. */
async function readRuns(
  client: import('@aws-sdk/client-cloudwatch-logs').CloudWatchLogsClient,
  logGroupName: string,
  since: Date,
): Promise<RunLine[] | undefined> {
  const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const lines: RunLine[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.send(
      new FilterLogEventsCommand({
        logGroupName,
        startTime: since.getTime(),
        filterPattern: '{ $.message = "run" }',
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    lines.push(...(answer.events ?? []).flatMap(({ message, timestamp }) => runLine(message, timestamp)));
    nextToken = answer.nextToken;
    if (nextToken === undefined) return lines;
  }
  return undefined;
}

/** What a person asks of the function ends in another line (lambda/log.ts). */
function runLine(message = '', timestamp = 0): RunLine[] {
  try {
    const fields = JSON.parse(message) as { message?: unknown; failures?: unknown; unfinished?: unknown };
    if (fields.message !== 'run' || typeof fields.failures !== 'number') return [];
    const unfinished = typeof fields.unfinished === 'number' ? fields.unfinished : 0;
    return [{ at: new Date(timestamp), failures: fields.failures, unfinished }];
  } catch {
    return [];
  }
}

interface Situation {
  readonly logGroup: string;
  readonly patienceMs: number | undefined;
  /** In words. */
  readonly lookedBack: string;
  readonly now: Date;
}

function judgeRuns(runs: readonly RunLine[], { logGroup, patienceMs, lookedBack, now }: Situation): Finding {
  const last = latest(runs);
  const good = latest(runs.filter(isGood));
  const ago = ({ at }: RunLine) => `${duration(now.getTime() - at.getTime())} ago (${when(at.toISOString(), now)})`;
  if (patienceMs === undefined)
    return RUNS.unknown(
      `${good ? `it was ${ago(good)}` : `there was none in the last ${lookedBack}`}, but how often Keyturn should run is not known (see schedule)`,
    );
  if (good && now.getTime() - good.at.getTime() <= patienceMs) return RUNS.ok(ago(good));
  const since = good ? `the last good run was ${ago(good)}` : `no run was good in the last ${lookedBack}`;
  if (last && last.failures > 0)
    return RUNS.problem(
      `${since}; the last one failed for ${last.failures} of its users, ${ago(last)}`,
      insights(logGroup),
    );
  if (last && last.unfinished > 0)
    return RUNS.problem(
      `${since}; the last one left something without an outcome for ${count(last.unfinished, 'user')}, ${ago(last)}`,
      `In CloudWatch Logs Insights, log group ${logGroup}: filter message = "user unfinished" | sort @timestamp desc`,
    );
  return RUNS.problem(
    runs.length === 0 ? `there was no run in the last ${lookedBack}` : `${since}, and none has begun since`,
    `See the schedule above, the dead letters below, and the log group ${logGroup}.`,
  );
}

const latest = (runs: readonly RunLine[]) =>
  runs.reduce<RunLine | undefined>((last, run) => (!last || run.at > last.at ? run : last), undefined);

const insights = (logGroup: string) =>
  `In CloudWatch Logs Insights, log group ${logGroup}: filter message in ["user failed", "run failed"] | sort @timestamp desc`;
