/** Reads and writes the tags that hold the state of a rotation, and those by which a team overrides the policy for one user. */

import {
  accessKeyIdOf,
  isPlaceholder,
  LEAKED_TAG,
  MOST_TAGS,
  revokedKeyOf,
  SECRET_SETTING_TAG,
  SECRET_TAG,
  STATE_TAGS,
  type Tags,
} from '../names';
import { secretFormat } from '../settings/secret-formats';
import { quote } from '../text';
import { isoSeconds, parseDateOrTime, parseTime } from '../time';
import { type Pauses, parsePauses } from './evidence/pauses';
import { type Failing, parseFailing } from './failing';
import { CLOCK_TOLERANCE_MS, HORIZON_MS } from './horizon';
import { type HoldNote, type Notices, parseNotices } from './notices';
import { type Leaked, parseLeaked } from './reported/leaked';
import { parseValueFormat, type ValueFormat } from './value-format';

/** What a write-ahead intent says is under way. */
export interface Intent {
  readonly kind: 'rotate' | 'rollback';
  readonly at: Date;
}

export interface Revoked {
  readonly accessKeyId: string;
  readonly at: Date;
  /** The owner was notified of it. */
  readonly isNotified: boolean;
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
  /** The reason of the hold that was last announced, and when it was first announced. */
  readonly heldSince: HoldNote | undefined;
  readonly promisedUntil: Date | undefined;
  readonly adoptedVersion: string | undefined;
  /** Keys that were reported as compromised, and are never brought back. */
  readonly revoked?: readonly Revoked[];
  /** Reported keys that were announced, and since when AWS's quarantine is known. */
  readonly leaked?: Leaked;
  /** The last command that changed something, and since when. */
  readonly requested?: { readonly command: string; readonly at: Date; readonly reason: string };
  /** Set while run after run fails for the user. */
  readonly failing?: Failing;
  /** Missing: none was noted. */
  readonly pauses?: Pauses;
  /** What the secret's own tag says about its next value. */
  readonly format?: string;
  /** What AWSCURRENT's value is like; undefined where no tag says it. */
  readonly valueFormat?: ValueFormat;
  /** Keyturn's own tags that are not there; none where it has written its state, and nobody has taken any off. */
  readonly missingTags?: readonly string[];
  /** How many of its tags have to go before Keyturn's fit; undefined where they fit. */
  readonly tagsTooMany?: number;
  /** Whose the secret is besides; undefined where nobody else has to do with it. */
  readonly elsewhere?: Elsewhere;
  /** The Regions that have a copy. Only a fresh read knows them. */
  readonly replicaRegions?: readonly string[];
  /** Tags of Keyturn's that do not parse, as sentences. */
  readonly problems: readonly string[];
  /** Their keys. */
  readonly badTags?: readonly string[];
}

/** What AWS says of a secret that somebody else may own. */
export interface Elsewhere {
  /** Where the secret is of which this one is a copy. */
  readonly primaryRegion?: string;
  /** The AWS service that manages it, such as `rds`. */
  readonly owningService?: string;
  /** Secrets Manager rotates it by a function of somebody's. */
  readonly isRotated?: boolean;
  /** The customer's key that encrypts it. */
  readonly kmsKeyId?: string;
}

export const formatIntent = (intent: Intent) => `${intent.kind}@${isoSeconds(intent.at)}`;

function parseIntent(text: string): Intent | undefined {
  const [, kind, time] = /^(rotate|rollback)@(.+)$/.exec(text) ?? [];
  const at = parseTime(time ?? '');
  return at && { kind: kind as Intent['kind'], at };
}

/** Whether a date of IAM's can be after the intent's, which is the function's own. */
export const isSince = (intent: Intent, at: Date) => at.getTime() >= intent.at.getTime() - CLOCK_TOLERANCE_MS;

/** Whether that rotation has made the key. That it was announced outweighs a date, so far as a run can be behind or ahead of IAM. */
export function isMadeBy(intent: Intent, key: { id: string; createdAt: Date }, { rotated }: Notices): boolean {
  if (isSince(intent, key.createdAt)) return true;
  const isNear = intent.at.getTime() - key.createdAt.getTime() <= HORIZON_MS;
  return isNear && rotated?.accessKeyId === key.id && rotated.at >= intent.at;
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

const NOTIFIED = ' notified';

export const formatRevoked = ({ at, isNotified }: Omit<Revoked, 'accessKeyId'>) =>
  isoSeconds(at) + (isNotified ? NOTIFIED : '');

/** A tag that was emptied takes the report back. One that does not parse counts: a compromised key does not come back by a slip. */
function revokedFrom(tags: Tags): readonly Revoked[] {
  return Object.entries(tags).flatMap(([tag, text]) => {
    const accessKeyId = revokedKeyOf(tag);
    if (accessKeyId === undefined || text === '') return [];
    const isNotified = text.endsWith(NOTIFIED);
    return [{ accessKeyId, isNotified, at: parseTime(text.replace(NOTIFIED, '')) ?? new Date(0) }];
  });
}

const LONGEST_REASON = 200;

/** What a tag's value does not take becomes `_`. Messages and log have the whole of it. */
export const formatRequested = (command: string, at: Date, reason = '') =>
  `${command}@${isoSeconds(at)} ${reason.replace(/[^\p{L}\p{Nd} +\-=._:/@]/gu, '_').slice(0, LONGEST_REASON)}`.trim();

/** One that does not parse counts as none: it decides nothing. */
function parseRequested(text: string | undefined): SecretState['requested'] {
  const [, command, time, reason = ''] = /^([a-z]+)@(\S+)(?: (.*))?$/.exec(text ?? '') ?? [];
  const at = parseTime(time ?? '');
  return command && at ? { command, at, reason } : undefined;
}

/** AWSCURRENT was on a key of Keyturn's, and is on a version that somebody else wrote. */
export function isOverwritten({ labels, notices }: Pick<SecretState, 'labels' | 'notices'>): boolean {
  const { current, previous } = labels;
  if (current === undefined || accessKeyIdOf(current) !== undefined || isPlaceholder(current)) return false;
  return accessKeyIdOf(previous) !== undefined || notices.rotated !== undefined;
}

/** A secret from its labels and tags, as DescribeSecret and ListSecrets show them. */
export function secretStateFrom(secret: {
  arn: string;
  name: string;
  tags: Tags;
  versions: Readonly<Record<string, readonly string[]>> | undefined;
  deletedAt: Date | undefined;
  elsewhere?: Elsewhere;
}): SecretState {
  const { tags } = secret;
  const problems: string[] = [];
  const badTags: string[] = [];
  const read = <T>(key: string, parse: (text: string) => T | undefined, allowed: string): T | undefined => {
    const text = tags[key];
    // An emptied tag says "nothing": TagResource can empty a tag, and the function has no right to remove one.
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) {
      problems.push(`the secret's tag ${key} is ${quote(text)}, but must be ${allowed}`);
      badTags.push(key);
    }
    return value;
  };
  const revoked = revokedFrom(tags);
  const leaked = tags[LEAKED_TAG] ? parseLeaked(tags[LEAKED_TAG]) : undefined;
  const requested = parseRequested(tags[SECRET_TAG.requested]);
  const failing = parseFailing(tags[SECRET_TAG.failing]);
  const pauses = read(SECRET_TAG.pauses, parsePauses, '"<AccessKeyId>:<hours>h@<time>" for each key');
  const format = read(SECRET_SETTING_TAG.format, secretFormat.parse, secretFormat.allowed);
  const valueFormat = read(SECRET_TAG.format, parseValueFormat, 'the name of a format, as Keyturn writes it');
  const missingTags = STATE_TAGS.filter((key) => tags[key] === undefined);
  const tagsTooMany = Object.keys(tags).length + missingTags.length - MOST_TAGS;
  return {
    ...(revoked.length > 0 && { revoked }),
    ...(leaked && { leaked }),
    ...(requested && { requested }),
    ...(format && { format }),
    ...(failing && { failing }),
    ...(pauses && { pauses }),
    ...(valueFormat && { valueFormat }),
    ...(missingTags.length > 0 && { missingTags }),
    ...(tagsTooMany > 0 && { tagsTooMany }),
    ...(secret.elsewhere && { elsewhere: secret.elsewhere }),
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
    ...(badTags.length > 0 && { badTags }),
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
