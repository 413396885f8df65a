/** Who changed which key, from CloudTrail: 90 days, two look-ups a second, 50 events a page. What it does not answer is a limit of the report. */

import { LookupEventsCommand, type LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail';
import { errorText, failureOf } from '../../lambda/aws/errors/errors';
import type { Period } from '../../lambda/core/audit/period';
import type { Trail } from '../../lambda/core/audit/trail';
import { TRAIL_EVENTS, type TrailEvent, trailEventFrom } from '../../lambda/core/audit/trail-event';
import { DAY_MS, later, latest } from '../../lambda/core/time';

const SHOWN_MS = 90 * DAY_MS;

const APART_MS = 500;

export interface TrailSource {
  readonly client: { send(command: LookupEventsCommand): Promise<LookupEventsCommandOutput> };
  readonly roleName: string;
  readonly period: Period;
  readonly now: Date;
  readonly wait: (ms: number) => Promise<void>;
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal;
  readonly onProgress: (events: number) => void;
}

/** Never throws: the log is evidence without it. */
export async function readTrail(source: TrailSource): Promise<Trail> {
  const { period, now } = source;
  const shown = later(now, -SHOWN_MS);
  const span = { from: latest([period.from, shown]), end: period.end };
  if (span.from >= span.end) return { events: [], span: undefined, notLookedAt: 'it shows the last 90 days only' };
  const events: TrailEvent[] = [];
  try {
    for (const name of TRAIL_EVENTS) await readEvents(source, name, span, events);
    return { events, span, notLookedAt: undefined };
  } catch (error) {
    const why = failureOf(error).kind === 'denied' ? 'cloudtrail:LookupEvents is not allowed' : errorText(error);
    // What one page shows proves nothing of the next.
    return { events: [], span: undefined, notLookedAt: why };
  }
}

async function readEvents(
  { client, roleName, wait, signal, onProgress }: TrailSource,
  name: string,
  { from: StartTime, end: EndTime }: Period,
  events: TrailEvent[],
): Promise<void> {
  const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: name }];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new LookupEventsCommand({
        LookupAttributes,
        StartTime,
        EndTime,
        MaxResults: 50,
        ...(NextToken && { NextToken }),
      }),
    );
    events.push(...(page.Events ?? []).flatMap((event) => trailEventFrom(event, roleName) ?? []));
    onProgress(events.length);
    NextToken = page.NextToken;
    await wait(APART_MS);
  } while (NextToken && !signal?.aborted);
}
