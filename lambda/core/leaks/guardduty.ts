/** Findings of GuardDuty about a user's key, and attack sequences, which name the keys of their actors elsewhere. */

import { at, listAt, textAt } from './fields';
import { accessKeyIdsIn, type Certainty, MOST_KEYS, type Signal, UnknownSignalError } from './signal';
import { wordOf } from './word';

/** GuardDuty calls that and more High or Critical. */
const HIGH = 7;

/** @throws UnknownSignalError when it says neither what it is about nor which finding it is */
export function guardDutySignal(event: unknown): Signal {
  const [type, id] = [wordOf(textAt(event, 'detail', 'type')), textAt(event, 'detail', 'id')];
  if (!type || !id) throw new UnknownSignalError('a finding of GuardDuty has no type or no id');
  const details = at(event, 'detail', 'resource', 'accessKeyDetails');
  const actors = listAt(event, 'detail', 'service', 'detection', 'sequence', 'actors').map((actor) =>
    at(actor, 'user'),
  );
  const ids = accessKeyIdsIn([
    ...texts(textAt(details, 'accessKeyId')),
    ...actors.flatMap((user) => texts(textAt(user, 'credentialUid'))),
  ]);
  const about = aboutOf(details) ?? actors.map(aboutOf).find((each) => each !== undefined);
  const words = textAt(event, 'detail', 'description') ?? textAt(event, 'detail', 'title');
  return {
    source: 'guardduty',
    id,
    type,
    certainty: certaintyOf(event, [details, ...actors]),
    accountIds: [textAt(event, 'account'), textAt(event, 'detail', 'accountId')].flatMap(texts),
    accessKeyIds: ids.slice(0, MOST_KEYS),
    leftOut: Math.max(0, ids.length - MOST_KEYS),
    ...(ids.length === 0 && about !== undefined && { about }),
    ...(words !== undefined && { words }),
    isOver: at(event, 'detail', 'service', 'archived') === true,
  };
}

const texts = (text: string | undefined): string[] => (text === undefined ? [] : [text]);

/** Suspected at most: what GuardDuty finds unusual may be a deployment. */
function certaintyOf(event: unknown, users: readonly unknown[]): Certainty {
  const severity = at(event, 'detail', 'severity');
  const isOfUser = users.some((user) => [textAt(user, 'userType'), textAt(user, 'type')].includes('IAMUser'));
  return typeof severity === 'number' && severity >= HIGH && isOfUser && !isSample(event) ? 'suspected' : 'other';
}

/** Made for a trial, by a button of GuardDuty's pages. */
const isSample = (event: unknown) =>
  at(event, 'detail', 'service', 'additionalInfo', 'sample') === true ||
  textAt(event, 'detail', 'title')?.startsWith('[SAMPLE]') === true;

function aboutOf(user: unknown): string | undefined {
  const name = textAt(user, 'userName') ?? textAt(user, 'name');
  const type = textAt(user, 'userType') ?? textAt(user, 'type');
  return name === undefined ? undefined : `${type ?? 'user'} ${name}`;
}
