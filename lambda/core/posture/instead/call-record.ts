/** One call with a key, as CloudTrail recorded it. All texts are outside texts: bounded, and one line each. */

import { oneLine } from '../../text';

export interface CallRecord {
  readonly at: Date;
  /** As in `s3`. */
  readonly service: string;
  readonly eventName: string;
  /** An address, or the name of the AWS service that made the call. */
  readonly source: string;
  /** The whole agent: how the key is held stands at its end. */
  readonly agent: string;
  /** Set by AWS, where the call came through a VPC endpoint. */
  readonly vpcEndpointId?: string;
  /** Set by AWS, where a service made the call for the user. */
  readonly invokedBy?: string;
}

/** What LookupEvents answers with of one event. */
export interface TrailEvent {
  readonly EventTime?: Date | undefined;
  readonly EventName?: string | undefined;
  readonly EventSource?: string | undefined;
  readonly CloudTrailEvent?: string | undefined;
}

/** CloudTrail cuts agents at about a thousand characters. */
const LONGEST_AGENT = 1024;

/** Undefined for an event that lacks what makes it evidence. */
export function callFrom({ EventTime, EventName, EventSource, CloudTrailEvent }: TrailEvent): CallRecord | undefined {
  const record = parsed(CloudTrailEvent);
  if (!EventTime || !/^\w{1,100}$/.test(EventName ?? '')) return undefined;
  const vpcEndpointId = text(record.vpcEndpointId, 60);
  const invokedBy = text(Object(record.userIdentity).invokedBy, 100);
  return {
    at: EventTime,
    service: text(EventSource, 80).replace(/\.amazonaws\.com$/, ''),
    eventName: EventName ?? '',
    source: text(record.sourceIPAddress, 100),
    agent: text(record.userAgent, LONGEST_AGENT).replace(/^\[(.*)\]$/, '$1'),
    ...(vpcEndpointId && { vpcEndpointId }),
    ...(invokedBy && { invokedBy }),
  };
}

interface Parsed {
  readonly sourceIPAddress?: unknown;
  readonly userAgent?: unknown;
  readonly vpcEndpointId?: unknown;
  readonly userIdentity?: unknown;
}

function parsed(json: string | undefined): Parsed {
  try {
    return Object(JSON.parse(json ?? ''));
  } catch {
    return {};
  }
}

const text = (value: unknown, length: number) => (typeof value === 'string' ? oneLine(value).slice(0, length) : '');
