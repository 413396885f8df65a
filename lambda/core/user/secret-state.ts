/** Reads and writes the tags that hold the state of a rotation, and those by which a team overrides the policy for one user. */

import { SECRET_SETTING_TAG, SECRET_TAG, type Tags } from '../names';
import { SETTINGS, type SecretFormat } from '../settings/config';
import { quote } from '../text';
import { isoSeconds, parseDateOrTime, parseTime } from '../time';
import { type HoldNote, type Notices, parseNotices } from './notices';

/** What a write-ahead intent says is under way. */
export interface Intent {
  readonly kind: 'rotate' | 'rollback';
  readonly at: Date;
}

/** A secret as its labels and tags show it. Its value is never read. */
export interface SecretState {
  readonly arn: string;
  readonly name: string;
  /** The user that the secret is tagged for; undefined when nobody has tagged it. */
  readonly userId: string | undefined;
  /** Set while the secret is scheduled for deletion. */
  readonly deletedAt: Date | undefined;
  /** The version that each staging label is attached to. */
  readonly labels: { readonly current?: string; readonly pending?: string; readonly previous?: string };
  readonly intent: Intent | undefined;
  readonly deactivated: { readonly accessKeyId: string; readonly at: Date } | undefined;
  readonly notices: Notices;
  readonly holdUntil: Date | undefined;
  /** The reason of the hold that was last told, and when it was first told. */
  readonly heldSince: HoldNote | undefined;
  readonly promisedUntil: Date | undefined;
  readonly adoptedVersion: string | undefined;
  /** What the secret's own tag says about its value. */
  readonly format?: SecretFormat;
  /** The Regions that have a copy. Only a fresh read knows them. */
  readonly replicaRegions?: readonly string[];
  /** Tags of Keyturn's that do not parse, as sentences. */
  readonly problems: readonly string[];
}

export const formatIntent = (intent: Intent) => `${intent.kind}@${isoSeconds(intent.at)}`;

function parseIntent(text: string): Intent | undefined {
  const [, kind, time] = /^(rotate|rollback)@(.+)$/.exec(text) ?? [];
  const at = parseTime(time ?? '');
  return at && { kind: kind as Intent['kind'], at };
}

export const formatDeactivated = (accessKeyId: string, at: Date) => `${accessKeyId}@${isoSeconds(at)}`;

function parseDeactivated(text: string): SecretState['deactivated'] {
  const [, accessKeyId, time] = /^(\w{16,128})@(.+)$/.exec(text) ?? [];
  const at = parseTime(time ?? '');
  return accessKeyId && at ? { accessKeyId, at } : undefined;
}

export const formatHeldSince = ({ reason, at }: HoldNote) => `${reason}@${isoSeconds(at)}`;

/** One that does not parse counts as none: it decides nothing. */
function parseHeldSince(text: string | undefined): HoldNote | undefined {
  const [, reason, time] = /^([\w-]+)@(.+)$/.exec(text ?? '') ?? [];
  const at = parseTime(time ?? '');
  return reason && at ? { reason, at } : undefined;
}

/** A secret from its labels and tags, as DescribeSecret and ListSecrets show them. */
export function secretStateFrom(secret: {
  arn: string;
  name: string;
  tags: Tags;
  versions: Readonly<Record<string, readonly string[]>> | undefined;
  deletedAt: Date | undefined;
}): SecretState {
  const { tags } = secret;
  const problems: string[] = [];
  const read = <T>(key: string, parse: (text: string) => T | undefined, allowed: string): T | undefined => {
    const text = tags[key];
    // An emptied tag says "nothing": TagResource can empty a tag, and the function has no right to remove one.
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) problems.push(`the secret's tag ${key} is ${quote(text)}, but must be ${allowed}`);
    return value;
  };
  const format = read(SECRET_SETTING_TAG.format, SETTINGS.secretFormat.parse, SETTINGS.secretFormat.allowed);
  return {
    ...(format && { format }),
    arn: secret.arn,
    name: secret.name,
    userId: tags[SECRET_TAG.userId] || undefined,
    deletedAt: secret.deletedAt,
    labels: labelsFrom(secret.versions ?? {}),
    intent: read(SECRET_TAG.intent, parseIntent, '"rotate@<time>" or "rollback@<time>"'),
    deactivated: read(SECRET_TAG.deactivated, parseDeactivated, '"<AccessKeyId>@<time>"'),
    notices: parseNotices(tags[SECRET_TAG.notified] ?? ''),
    holdUntil: read(
      SECRET_TAG.holdUntil,
      parseDateOrTime,
      'a UTC date or time such as 2027-01-31 or 2027-01-31T12:00:00Z',
    ),
    heldSince: parseHeldSince(tags[SECRET_TAG.heldSince]),
    promisedUntil: read(SECRET_TAG.promisedUntil, parseTime, 'a UTC time such as 2027-01-31T12:00:00Z'),
    adoptedVersion: tags[SECRET_TAG.adoptedVersion] || undefined,
    problems,
  };
}

function labelsFrom(versions: Readonly<Record<string, readonly string[]>>): SecretState['labels'] {
  const versionWith = (label: string) => Object.keys(versions).find((id) => versions[id]?.includes(label));
  const [current, pending, previous] = [
    versionWith('AWSCURRENT'),
    versionWith('AWSPENDING'),
    versionWith('AWSPREVIOUS'),
  ];
  return { ...(current && { current }), ...(pending && { pending }), ...(previous && { previous }) };
}
