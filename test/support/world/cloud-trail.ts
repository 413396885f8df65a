import type * as cloudTrail from '@aws-sdk/client-cloudtrail';
import { type Account, type Key, wholeSeconds } from './account';
import type { Answer } from './answers';
import * as errors from './errors';

/** What CloudTrail records of one call, and the Region that it records it in. */
export interface TrailEvent {
  readonly at: number;
  readonly accessKeyId: string;
  readonly service: string;
  readonly eventName: string;
  readonly sourceIpAddress: string;
  readonly userAgent: string;
  readonly region: string;
}

export const cloudTrailOperations = { LookupEvents: lookupEvents };

const REGION = 'us-east-1';
const DAY = 24 * 60 * 60 * 1000;
/** CloudTrail keeps more; no test asks for more of one key. */
const KEPT = 200;

export function recordEvent(account: Account, key: Key, event: Omit<TrailEvent, 'at' | 'accessKeyId'>): void {
  account.trail.push({ at: account.now, accessKeyId: key.id, ...event });
  if (account.trail.length > 2 * KEPT) account.trail.splice(0, KEPT);
}

/** The latest first, of this Region and the last 90 days, by the one attribute that Keyturn asks by. */
function lookupEvents(
  account: Account,
  { LookupAttributes = [], StartTime, EndTime, MaxResults = 50, NextToken }: cloudTrail.LookupEventsCommandInput,
): Answer<cloudTrail.LookupEventsCommandOutput> {
  const [attribute] = LookupAttributes;
  if (LookupAttributes.length !== 1 || attribute?.AttributeKey !== 'AccessKeyId' || NextToken || EndTime)
    throw new Error('World models LookupEvents by AccessKeyId, and its first page, only');
  if (MaxResults < 1 || MaxResults > 50) throw errors.serviceError('cloudtrail', 'InvalidMaxResultsException', 400, '');
  if (StartTime && StartTime.getTime() > account.now)
    throw errors.serviceError('cloudtrail', 'InvalidTimeRangeException', 400, 'The start time is not before the end.');
  const since = Math.max(StartTime?.getTime() ?? 0, account.now - 90 * DAY);
  const found = account.trail.filter(
    ({ accessKeyId, at, region }) => accessKeyId === attribute.AttributeValue && at >= since && region === REGION,
  );
  const Events = found.toReversed().slice(0, MaxResults).map(shown);
  return { Events, ...(found.length > MaxResults && { NextToken: 'more' }) };
}

function shown({ at, accessKeyId, service, eventName, sourceIpAddress, userAgent }: TrailEvent): cloudTrail.Event {
  const EventSource = `${service}.amazonaws.com`;
  const record = {
    eventVersion: '1.09',
    eventName,
    eventSource: EventSource,
    sourceIPAddress: sourceIpAddress,
    userAgent,
  };
  return {
    EventName: eventName,
    EventTime: wholeSeconds(at),
    EventSource,
    AccessKeyId: accessKeyId,
    CloudTrailEvent: JSON.stringify(record),
  };
}
