/**
 * Who still uses an old key, from CloudTrail's management events: one page, asked only when its owner is about to be told. Evidence makes a
 * message better and nothing depends on it, so that whatever goes wrong here only leaves it out.
 */

import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { oneLine } from '../core/text';
import { DAY_MS } from '../core/time';
import type { KeyUse } from '../core/user/keys';
import type { Clients } from './clients';

/** The largest page; a second one is never asked for. */
const PAGE = 50;

const SHOWN = 3;

/** AWS takes two lookups a second in an account and Region, and people make some too. */
const APART_MS = 1_000;

const LIMIT_MS = 5_000;

/** After a failure, others are not kept waiting for what will hardly go better. */
const PAUSE_MS = 60_000;

/** CloudTrail shows 90 days, and refuses to be asked for more. */
const SHOWN_DAYS = 89;

/**
 * The last uses of a key since a time, the latest first, by who made them. Empty when CloudTrail shows none; undefined when it was not
 * asked, or did not answer in time.
 */
export async function usesOf(
  { cloudTrail, wait, elapsedMs }: Clients,
  accessKeyId: string,
  since: Date,
  now: Date,
): Promise<readonly KeyUse[] | undefined> {
  if (!cloudTrail) return undefined;
  const earliest = now.getTime() - SHOWN_DAYS * DAY_MS;
  const StartTime = new Date(Math.max(since.getTime(), earliest));
  return inTurn(cloudTrail, async (turn) => {
    if (elapsedMs() < turn.pausedUntilMs) return undefined;
    try {
      const tooSoonBy = turn.nextAtMs - elapsedMs();
      if (tooSoonBy > 0) await wait(tooSoonBy);
      turn.nextAtMs = elapsedMs() + APART_MS;
      const LookupAttributes = [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: accessKeyId }];
      const { Events = [] } = await cloudTrail.send(
        new LookupEventsCommand({ LookupAttributes, StartTime, MaxResults: PAGE }),
        { abortSignal: AbortSignal.timeout(LIMIT_MS) },
      );
      return lastUses(Events);
    } catch {
      turn.pausedUntilMs = elapsedMs() + PAUSE_MS;
      return undefined;
    }
  });
}

interface Turn {
  last: Promise<unknown>;
  nextAtMs: number;
  pausedUntilMs: number;
}

/** By client, because AWS limits an account and Region, and several users are served at once. */
const turns = new WeakMap<CloudTrailClient, Turn>();

/** One after the other. */
function inTurn<T>(client: CloudTrailClient, act: (turn: Turn) => Promise<T>): Promise<T> {
  const turn = turns.get(client) ?? { last: Promise.resolve(), nextAtMs: 0, pausedUntilMs: 0 };
  turns.set(client, turn);
  const mine = turn.last.then(() => act(turn));
  turn.last = mine;
  return mine;
}

function lastUses(events: readonly Event[]): KeyUse[] {
  const uses = events.flatMap(useFrom).sort((a, b) => b.at.getTime() - a.at.getTime());
  const byWhom = new Map<string, KeyUse>();
  for (const use of uses) {
    const who = JSON.stringify([use.sourceIpAddress, use.userAgent, use.service]);
    if (!byWhom.has(who)) byWhom.set(who, use);
  }
  return [...byWhom.values()].slice(0, SHOWN);
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
