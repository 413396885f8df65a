/**
 * Who uses the keys of a rotation, from CloudTrail's management events: two look-ups for a message, one for each key, asked only when its
 * owner is about to be notified. Evidence makes a message better and nothing depends on it, so that whatever goes wrong here only leaves it
 * out.
 */

import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { oneLine } from '../core/text';
import { DAY_MS } from '../core/time';
import { clientOf } from '../core/user/evidence/client';
import type { Trail } from '../core/user/evidence/programs';
import type { KeyUse } from '../core/user/keys';
import type { Clients } from './clients';

/** The largest page. */
const PAGE = 50;

/** A program that calls every minute fills a page in an hour; others are behind it. */
const MOST_PAGES = 10;

/** AWS takes two calls a second in an account and Region, and people make some too. */
const APART_MS = 500;

const LIMIT_MS = 5_000;

/** After a failure, others are not kept waiting for what will hardly go better. */
const PAUSE_MS = 60_000;

/** CloudTrail shows 90 days, and refuses to be asked for more. */
const SHOWN_DAYS = 89;

/** The uses of a key since a time, the newest pages only. Undefined when CloudTrail was not asked, or did not answer in time. */
export async function trailOf(
  clients: Clients,
  accessKeyId: string,
  since: Date,
  now: Date,
): Promise<Trail | undefined> {
  const { cloudTrail } = clients;
  if (!cloudTrail) return undefined;
  const earliest = now.getTime() - SHOWN_DAYS * DAY_MS;
  const StartTime = new Date(Math.max(since.getTime(), earliest));
  const LookupAttributes = [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: accessKeyId }];
  const uses: KeyUse[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const input = { LookupAttributes, StartTime, MaxResults: PAGE, ...(NextToken && { NextToken }) };
    const answer = await inTurn(cloudTrail, clients, (abortSignal) =>
      cloudTrail.send(new LookupEventsCommand(input), { abortSignal }),
    );
    // Half a trail would show programs as moved that are not.
    if (!answer) return undefined;
    uses.push(...(answer.Events ?? []).flatMap(useFrom));
    NextToken = answer.NextToken;
    // With others waiting for their turn, the newest page has to do: no run is to be late for this.
    if (!NextToken || isAwaited(cloudTrail)) break;
  }
  return { uses: uses.sort((a, b) => b.at.getTime() - a.at.getTime()), isWhole: !NextToken };
}

interface Turn {
  waiting: number;
  last: Promise<unknown>;
  nextAtMs: number;
  pausedUntilMs: number;
}

/** By client, because AWS limits an account and Region, and several users are served at once. */
const turns = new WeakMap<CloudTrailClient, Turn>();

const isAwaited = (client: CloudTrailClient) => (turns.get(client)?.waiting ?? 0) > 0;

/** One call after the other, and none for a while after one that failed. */
function inTurn<T>(
  client: CloudTrailClient,
  { wait, elapsedMs }: Clients,
  ask: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const turn = turns.get(client) ?? { waiting: 0, last: Promise.resolve(), nextAtMs: 0, pausedUntilMs: 0 };
  turns.set(client, turn);
  turn.waiting += 1;
  const mine = turn.last.then(async () => {
    turn.waiting -= 1;
    if (elapsedMs() < turn.pausedUntilMs) return undefined;
    try {
      const tooSoonBy = turn.nextAtMs - elapsedMs();
      if (tooSoonBy > 0) await wait(tooSoonBy);
      turn.nextAtMs = elapsedMs() + APART_MS;
      return await ask(AbortSignal.timeout(LIMIT_MS));
    } catch {
      turn.pausedUntilMs = elapsedMs() + PAUSE_MS;
      return undefined;
    }
  });
  turn.last = mine;
  return mine;
}

/** An event that lacks what makes it evidence is passed over. */
function useFrom({ EventTime, EventName, EventSource, CloudTrailEvent }: Event): KeyUse[] {
  const { sourceIPAddress, userAgent } = record(CloudTrailEvent);
  if (!EventTime || !/^\w{1,100}$/.test(EventName ?? '')) return [];
  return [
    {
      at: EventTime,
      service: bounded((EventSource ?? '').replace(/\.amazonaws\.com$/, ''), 60),
      eventName: EventName ?? '',
      sourceIpAddress: bounded(sourceIPAddress, 100),
      // Of the whole agent, before it is cut to its length.
      client: typeof userAgent === 'string' ? clientOf(oneLine(userAgent)) : '',
      userAgent: bounded(userAgent, 200),
    },
  ];
}

/** The event as CloudTrail recorded it: only there are address and user agent. */
function record(text: string | undefined): { readonly sourceIPAddress?: unknown; readonly userAgent?: unknown } {
  try {
    return Object(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}

const bounded = (value: unknown, length: number) =>
  typeof value === 'string' && value ? oneLine(value).slice(0, length) : 'unknown';
