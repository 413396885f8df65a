/** Names that are relied on from outside and do not change: tags, secret names, version ids. */

/** Tags on the secret: the state of one user's rotation. */
export const SECRET_TAG = {
  userId: 'keyturn:user-id',
  intent: 'keyturn:intent',
  deactivated: 'keyturn:deactivated',
  notified: 'keyturn:notified',
  holdUntil: 'keyturn:hold-until',
  /** Since when the present hold or block lasts: its reason, and when it was first announced. */
  heldSince: 'keyturn:held-since',
  /** The date that the last message gave for the end of the grace, or of the quarantine. No change of policy makes it earlier. */
  promisedUntil: 'keyturn:promised-until',
  /** By key: the longest pause between two of its uses that Keyturn saw, and since when it has been quiet for longer than that. */
  pauses: 'keyturn:pauses',
  /** The version of an adopted secret that was AWSCURRENT, and not Keyturn's, when the first rotation began. */
  adoptedVersion: 'keyturn:adopted-version',
  /** The last command that changed something: `<command>@<time> <reason>`. */
  requested: 'keyturn:requested',
  /** The format of AWSCURRENT's value, which cannot be read: `env`, or `env+smtp:eu-west-1`. */
  format: 'keyturn:format',
  /** In how many runs in a row the user could not be served: the last step that failed, how often, and since when. */
  failing: 'keyturn:failing',
} as const;

const REVOKED = 'keyturn:revoked:';

/**
 * One tag for each key that was reported as compromised. `keyturn:notified` is read, changed and written whole, so a run that is at work may
 * write over what a command has just noted there; nobody writes over a tag of its own (promise 12).
 */
export const revokedTag = (accessKeyId: string) => REVOKED + accessKeyId;

/** The key that such a tag is about; undefined for any other tag. */
export const revokedKeyOf = (tag: string) => (tag.startsWith(REVOKED) ? tag.slice(REVOKED.length) : undefined);

/**
 * What was announced of reported keys, and on the notice board of leaks what was done about them. A tag of its own for the same reason, and
 * only where there is something to say.
 */
export const LEAKED_TAG = 'keyturn:leaked';

/** All but the owner's. With an intent all of them are written, empty where need be, so that no later write lacks room. */
export const STATE_TAGS = Object.values(SECRET_TAG).filter((key) => key !== SECRET_TAG.userId);

/** Tags on the IAM user: what its team may say about it. */
export const USER_TAG = {
  managed: 'keyturn:managed',
  maxKeyAgeDays: 'keyturn:max-key-age-days',
  graceDays: 'keyturn:grace-days',
  idleDays: 'keyturn:idle-days',
  secretName: 'keyturn:secret-name',
  owner: 'keyturn:owner',
  exemptUntil: 'keyturn:exempt-until',
  secretFormat: 'keyturn:secret-format',
  sesSmtpRegion: 'keyturn:ses-smtp-region',
  topicArn: 'keyturn:topic-arn',
  /** The most that Keyturn does by itself when AWS reports a key of this user. */
  onLeak: 'keyturn:on-leak',
  /** Until when the team accepts what posture finds: a date, or `<check or recommendation>=<date>` with spaces between. */
  postureAccept: 'keyturn:posture-accept',
} as const;

/** What a team may say on the secret itself. The function reads it and has no right to write it. */
export const SECRET_SETTING_TAG = { format: 'keyturn:secret-format' } as const;

/** The IAM path of the policies that open a user's own secret to it, one for each deployment: CloudFormation makes their names. */
export const READ_OWN_SECRET_PATH = '/keyturn/';

const ACCESS_KEY_VERSION = 'keyturn-access-key-';

const PLACEHOLDER_VERSION = 'keyturn-no-key-yet-';

/** The version id that names an access key, so that labels alone tell which key is which. 32 to 64 characters, as PutSecretValue demands. */
export const versionIdOf = (accessKeyId: string) => ACCESS_KEY_VERSION + accessKeyId;

/** The access key that a version id names; undefined for a version that Keyturn did not write. */
export function accessKeyIdOf(versionId: string | undefined): string | undefined {
  return versionId?.startsWith(ACCESS_KEY_VERSION) ? versionId.slice(ACCESS_KEY_VERSION.length) : undefined;
}

/** The version that takes AWSCURRENT before there is a key to put there. The same for every try, so that a repeated create is recognised. */
export const placeholderVersionId = (userId: string) => PLACEHOLDER_VERSION + userId;

export const isPlaceholder = (versionId: string) => versionId.startsWith(PLACEHOLDER_VERSION);

/** IAM's user names hold `,`, a secret name may not; `=` is the escape character and is escaped too, which makes it reversible. */
const escapeUserName = (userName: string) => userName.replaceAll('=', '=3D').replaceAll(',', '=2C');

export const secretNameOf = (prefix: string, userName: string) => prefix + escapeUserName(userName);

/**
 * Where a user's notices are kept when its own secret cannot be written (scheduled for deletion, somebody else's): a hold must be announced
 * once and not with every run. `=n` is no escape of ours, so that no user name leads here.
 */
export const noticeBoardName = (prefix: string, userName: string) => `${prefix}=notices/${escapeUserName(userName)}`;

/** Where it is noted what was notified about the account as a whole. */
export const accountBoardName = (prefix: string) => `${prefix}=notices/=account`;

/** Where it is noted what Keyturn has done by itself about reported keys. */
export const leaksBoardName = (prefix: string) => `${prefix}=notices/=leaks`;

export const isNoticeBoard = (secretName: string) => secretName.includes('=notices/');

/** The characters that Secrets Manager allows, and no name of our own making. */
export const isSecretName = (name: string) => /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name) && !isNoticeBoard(name);

/** Secrets Manager's own limit. */
export const MOST_TAGS = 50;

export type Tags = Readonly<Record<string, string>>;

/** Of an IAM user, whose tags have keys without case; those of a secret have it. */
export function userTagsFrom(list: Parameters<typeof tagsFrom>[0]): Tags {
  const tags = Object.entries(tagsFrom(list));
  return Object.fromEntries(tags.map(([key, value]) => [/^keyturn:/i.test(key) ? key.toLowerCase() : key, value]));
}

/** AWS gives tags as a list, and either half may be missing in its types. */
export function tagsFrom(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
