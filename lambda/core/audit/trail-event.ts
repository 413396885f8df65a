/** One change of a key or a tag as CloudTrail recorded it. All texts are outside texts: bounded, and one line each. */

import { oneLine } from '../text';

export interface TrailEvent {
  readonly eventId: string;
  readonly at: Date;
  readonly name: string;
  /** Whose key, or who was tagged. */
  readonly userName: string;
  readonly accessKeyId: string;
  /** `Active` or `Inactive`, of UpdateAccessKey. */
  readonly status: string;
  /** The ARN of whoever did it. */
  readonly by: string;
  /** The function's own role did it. */
  readonly isKeyturn: boolean;
  readonly tagKeys?: readonly string[];
}

/** The events that the report asks for. */
export const TRAIL_EVENTS = ['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey', 'TagUser'] as const;

/** What LookupEvents answers with of one event. */
export interface FoundEvent {
  readonly EventId?: string | undefined;
  readonly EventTime?: Date | undefined;
  readonly EventName?: string | undefined;
  readonly CloudTrailEvent?: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Undefined for a call that AWS refused, which changed nothing, and for what cannot be read. */
export function trailEventFrom(event: FoundEvent, roleName: string): TrailEvent | undefined {
  const record = parsed(event.CloudTrailEvent);
  if (!record || !event.EventTime || record.errorCode !== undefined) return undefined;
  const { requestParameters, responseElements, userIdentity } = record;
  const [asked, made] = [object(requestParameters), object(object(responseElements).accessKey)];
  const who = object(userIdentity);
  const tags = Array.isArray(asked.tags) ? asked.tags.map(object) : [];
  return {
    eventId: text(event.EventId),
    at: event.EventTime,
    name: text(event.EventName),
    // Whoever changes a key of their own need not name the user.
    userName: text(asked.userName) || text(made.userName) || text(who.userName),
    accessKeyId: text(made.accessKeyId) || text(asked.accessKeyId),
    status: text(asked.status),
    by: text(who.arn) || text(who.type),
    isKeyturn: roleNameOf(object(object(who.sessionContext).sessionIssuer)) === roleName,
    ...(tags.length > 0 && { tagKeys: tags.map(({ key }) => text(key).toLowerCase()) }),
  };
}

const roleNameOf = ({ arn }: Json) => text(arn).split('/').at(-1);

function parsed(json: string | undefined): Json | undefined {
  try {
    return object(JSON.parse(json ?? ''));
  } catch {
    return undefined;
  }
}

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

const text = (value: unknown) => (typeof value === 'string' ? oneLine(value).slice(0, 600) : '');
