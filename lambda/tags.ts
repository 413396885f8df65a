/** Reads and writes the tags that hold the state of a rotation, and those by which a team overrides the policy for one user. */
import { ConfigError, checkPolicy, type Policy, parseSetting, SETTINGS } from './config';
import type { Intent, Note, Notices, SecretState, UserSettings } from './model';
import { isSecretName, SECRET_SETTING_TAG, SECRET_TAG, USER_TAG } from './names';
import { isSesRegion } from './ses-smtp';
import { quote } from './text';

export type Tags = Readonly<Record<string, string>>;

/** AWS gives tags as a list, and either half may be missing in its types. */
export function tagsFrom(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}

/** ISO 8601 in UTC, whole seconds: the form of every time in a tag or a message. */
export const isoSeconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

/** Undefined for a text that is not a time in the form of `isoSeconds`. */
export function parseTime(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return undefined;
  const at = new Date(text);
  // 30 February is no time, though Date takes it for 1 or 2 March.
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 19) === text.slice(0, 19) ? at : undefined;
}

/** A time, or a date, which means its first second in UTC. */
export const parseDateOrTime = (text: string) => parseTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);

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

export const formatHeldSince = ({ subject, at }: Note) => `${subject}@${isoSeconds(at)}`;

/** One that does not parse counts as none: it decides nothing. */
function parseHeldSince(text: string | undefined): Note | undefined {
  const [, subject, time] = /^([\w-]+)@(.+)$/.exec(text ?? '') ?? [];
  const at = parseTime(time ?? '');
  return subject && at ? { subject, at } : undefined;
}

const NOTICE_KINDS = [
  'rotated',
  'reminded',
  'deactivated',
  'deleting',
  'deleted',
  'held',
  'rolledBack',
  'revoked',
  'revoking',
] as const satisfies (keyof Notices)[];

/** `rotated:<key>@<time> held:<reason>@<time>`: a kind appears once. Stays below a tag value's 256 characters. */
export function formatNotices(notices: Notices): string {
  const entry = (kind: keyof Notices, note: Note | undefined) =>
    note ? [`${kind}:${note.subject}@${isoSeconds(note.at)}`] : [];
  return NOTICE_KINDS.flatMap((kind) => entry(kind, notices[kind])).join(' ');
}

/** An entry that does not parse is passed over: the worst that can follow is a message told twice. */
export function parseNotices(text: string): Notices {
  const entries = text.split(' ').flatMap((entry) => {
    const [, kind, subject, time] = /^([A-Za-z]+):([\w-]+)@(.+)$/.exec(entry) ?? [];
    const at = parseTime(time ?? '');
    return subject && at && NOTICE_KINDS.some((known) => known === kind) ? [[kind, { subject, at }] as const] : [];
  });
  return Object.fromEntries(entries);
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

/** What a user's tags override. Bad values are collected, not thrown: they hold this user, and the owner is told all of them at once. */
export function userSettingsFrom(tags: Tags, defaults: Policy): UserSettings {
  const problems: string[] = [];
  const attempt = <T>(read: () => T, fallback: T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(error.message);
      return fallback;
    }
  };
  const override = (name: 'maxKeyAgeDays' | 'graceDays' | 'idleHours') => {
    const text = tags[USER_TAG[name]];
    return text === undefined
      ? defaults[name]
      : attempt(() => parseSetting(name, text, `the user's tag ${USER_TAG[name]}`), defaults[name]);
  };
  const policy: Policy = {
    ...defaults,
    maxKeyAgeDays: override('maxKeyAgeDays'),
    graceDays: override('graceDays'),
    idleHours: override('idleHours'),
  };
  attempt(() => checkPolicy(policy), undefined);

  const exempt = tags[USER_TAG.exemptUntil];
  const exemptUntil = exempt === undefined ? undefined : parseDateOrTime(exempt);
  if (exempt !== undefined && !exemptUntil)
    problems.push(
      `the user's tag ${USER_TAG.exemptUntil} is ${quote(exempt)}, but must be a UTC date or time such as 2027-01-31`,
    );

  const secretName = tags[USER_TAG.secretName];
  if (secretName !== undefined && !isSecretName(secretName))
    problems.push(
      `the user's tag ${USER_TAG.secretName} is ${quote(secretName)}, but must be a secret's name: letters, digits and /_+=.@-`,
    );

  const format = tags[USER_TAG.secretFormat];
  const secretFormat =
    format === undefined
      ? undefined
      : attempt(() => parseSetting('secretFormat', format, `the user's tag ${USER_TAG.secretFormat}`), undefined);

  const sesSmtpRegion = tags[USER_TAG.sesSmtpRegion];
  if (sesSmtpRegion !== undefined && !isSesRegion(sesSmtpRegion))
    problems.push(
      `the user's tag ${USER_TAG.sesSmtpRegion} is ${quote(sesSmtpRegion)}, but must be a Region of Amazon SES such as eu-west-1`,
    );

  return {
    policy,
    exemptUntil,
    owner: tags[USER_TAG.owner] || undefined,
    secretName,
    ...(secretFormat && { secretFormat }),
    ...(sesSmtpRegion !== undefined && { sesSmtpRegion }),
    problems,
  };
}
