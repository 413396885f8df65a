/**
 * Events of AWS Health about keys. AWS documents no example, and samples differ in where the key's id stands: it is looked for in the
 * affected entities, in the metadata and in the resources, and only then in the rest.
 */

import { listAt, textAt, textsIn } from './fields';
import { accessKeyIdsIn, type Certainty, MOST_KEYS, type Signal, UnknownSignalError } from './signal';
import { wordOf } from './word';

/** What AWS says of a key that it has seen in public, or in the hands of somebody else. */
const CONFIRMED = ['AWS_RISK_CREDENTIALS_EXPOSED', 'AWS_RISK_CREDENTIALS_COMPROMISED', 'AWS_RISK_IAM_QUARANTINE'];

const SUSPECTED = ['AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED', 'AWS_RISK_CREDENTIALS_COMPROMISE_SUSPECTED'];

/** @throws UnknownSignalError when it says neither what it is about nor which event it is */
export function healthSignal(event: unknown): Signal {
  const [type, id] = [wordOf(textAt(event, 'detail', 'eventTypeCode')), textAt(event, 'detail', 'eventArn')];
  if (!type || !id) throw new UnknownSignalError('an event of AWS Health has no eventTypeCode or no eventArn');
  const ids = idsOf(event);
  const about =
    textAt(event, 'detail', 'eventMetadata', 'userName') ??
    textAt(event, 'detail', 'affectedEntities', 0, 'entityValue');
  const url = textAt(event, 'detail', 'eventMetadata', 'exposedUrl');
  const words = textAt(event, 'detail', 'eventDescription', 0, 'latestDescription');
  return {
    source: 'health',
    id,
    type,
    certainty: certaintyOf(type),
    accountIds: [textAt(event, 'account'), textAt(event, 'detail', 'affectedAccount')].flatMap((each) => each ?? []),
    accessKeyIds: ids.slice(0, MOST_KEYS),
    leftOut: Math.max(0, ids.length - MOST_KEYS),
    ...(ids.length === 0 && about !== undefined && { about }),
    ...(url !== undefined && { url }),
    ...(words !== undefined && { words }),
    isOver: textAt(event, 'detail', 'statusCode') === 'closed',
  };
}

function certaintyOf(type: string): Certainty {
  if (CONFIRMED.includes(type)) return 'confirmed';
  return SUSPECTED.includes(type) ? 'suspected' : 'other';
}

function idsOf(event: unknown): string[] {
  // AWS has seen to what it calls resolved.
  const entities = listAt(event, 'detail', 'affectedEntities').filter((each) => textAt(each, 'status') !== 'RESOLVED');
  const named = accessKeyIdsIn(
    [entities, listAt(event, 'resources')].flatMap((each) => textsIn(each)).concat(textsIn(metadata(event))),
  );
  return named.length > 0 || entities.length < listAt(event, 'detail', 'affectedEntities').length
    ? named
    : accessKeyIdsIn(textsIn(event));
}

/** But for the URL: whoever publishes a key also chooses its name. */
function metadata(event: unknown): unknown {
  const { exposedUrl: _, ...rest } = Object(Object(Object(event).detail).eventMetadata);
  return rest;
}
