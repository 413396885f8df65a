/**
 * The function's log, page by page: at most 1 MB or 10,000 lines each, in four parts side by side, because AWS takes five calls a second. A
 * page may be empty and still not the last.
 */

import { FilterLogEventsCommand, type FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { failureOf } from '../../lambda/aws/errors/errors';
import { Ledger } from '../../lambda/core/audit/ledger';
import { logEntryFrom, MESSAGES } from '../../lambda/core/audit/log-entry';
import { later, MINUTE_MS } from '../../lambda/core/time';
import { problemFrom } from '../session/aws-errors';
import { Problem } from '../terminal/problem';

const PARTS = 4;

/** A run logs when it ends, which may be that long after its own time. */
const LATE_MS = 30 * MINUTE_MS;

const PATTERN = `{ ${MESSAGES.map((message) => `($.message = "${message}")`).join(' || ')} }`;

interface LogClient {
  send(command: FilterLogEventsCommand): Promise<FilterLogEventsCommandOutput>;
}

export interface LogRead {
  readonly ledger: Ledger;
  /** Of the function's own lines. */
  readonly lines: number;
  readonly firstAt: Date | undefined;
}

export interface LogSource {
  readonly client: LogClient;
  readonly logGroup: string;
  readonly from: Date;
  readonly until: Date;
  readonly onProgress: (lines: number) => void;
}

/** @throws Problem where the log cannot be read to its end: half of it would pass for the whole */
export async function readLog(source: LogSource): Promise<LogRead> {
  const read = { ledger: new Ledger(), lines: 0, firstAt: undefined as Date | undefined };
  const isStopped = { value: false };
  await Promise.all(
    partsOf(source.from, later(source.until, LATE_MS)).map((part) =>
      readPart(source, part, isStopped, read).catch((error: unknown) => {
        isStopped.value = true;
        throw logFailed(error, source.logGroup);
      }),
    ),
  );
  return read;
}

interface Part {
  readonly startTime: number;
  /** Exclusive, as CloudWatch has it. */
  readonly endTime: number;
}

function partsOf(from: Date, until: Date): Part[] {
  const [begin, end] = [from.getTime(), until.getTime()];
  const step = Math.ceil((end - begin) / PARTS);
  return Array.from({ length: PARTS }, (_, n) => ({
    startTime: begin + n * step,
    endTime: Math.min(begin + (n + 1) * step, end),
  })).filter(({ startTime, endTime }) => startTime < endTime);
}

async function readPart(
  { client, logGroup: logGroupName, onProgress }: LogSource,
  part: Part,
  isStopped: { readonly value: boolean },
  read: { readonly ledger: Ledger; lines: number; firstAt: Date | undefined },
): Promise<void> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName,
        ...part,
        filterPattern: PATTERN,
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    for (const { message = '', timestamp = 0 } of page.events ?? []) {
      const entry = logEntryFrom(message, new Date(timestamp));
      if (!entry) continue;
      read.ledger.add(entry);
      read.lines += 1;
      if (!read.firstAt || entry.at < read.firstAt) read.firstAt = entry.at;
    }
    onProgress(read.lines);
    if (page.nextToken !== undefined && page.nextToken === nextToken)
      throw new Problem(`CloudWatch Logs repeats the same page of ${logGroupName}.`, 'Try again.');
    nextToken = page.nextToken;
  } while (nextToken !== undefined && !isStopped.value);
}

function logFailed(error: unknown, logGroup: string): Problem {
  const failure = failureOf(error);
  if (failure.kind === 'no-such-resource')
    return new Problem(
      `There is no log group ${logGroup} here, so there is no evidence.`,
      'Check --region and --profile. Where the log was moved or the function is gone: --log-group <name>, as aws logs describe-log-groups lists it.',
    );
  const problem = problemFrom(error, { what: `read the log group ${logGroup}` });
  return failure.kind === 'denied'
    ? new Problem(problem.message, 'All rights that it needs, every one to read: npx keyturn report --show-policy.')
    : problem;
}
