/** Names that are relied on from outside and do not change: tags, secret names, version ids. */

/** Tags on the secret: the state of one user's rotation. */
export const SECRET_TAG = {
  userId: 'keyturn:user-id',
  intent: 'keyturn:intent',
  deactivated: 'keyturn:deactivated',
  notified: 'keyturn:notified',
  holdUntil: 'keyturn:hold-until',
  /** Since when the present hold or block lasts: its reason, and when it was first told. */
  heldSince: 'keyturn:held-since',
  /** The date that the last message gave for the end of the grace, or of the quarantine. No change of policy makes it earlier. */
  promisedUntil: 'keyturn:promised-until',
  /** The version of an adopted secret that was AWSCURRENT, and not Keyturn's, when the first rotation began. */
  adoptedVersion: 'keyturn:adopted-version',
} as const;

/** Tags on the IAM user: what its team may say about it. */
export const USER_TAG = {
  managed: 'keyturn:managed',
  maxKeyAgeDays: 'keyturn:max-key-age-days',
  graceDays: 'keyturn:grace-days',
  idleHours: 'keyturn:idle-hours',
  secretName: 'keyturn:secret-name',
  owner: 'keyturn:owner',
  exemptUntil: 'keyturn:exempt-until',
  secretFormat: 'keyturn:secret-format',
  sesSmtpRegion: 'keyturn:ses-smtp-region',
  topicArn: 'keyturn:topic-arn',
} as const;

/** What a team may say on the secret itself. The function reads it and has no right to write it. */
export const SECRET_SETTING_TAG = { format: 'keyturn:secret-format' } as const;

/** The policy that opens a user's own secret to it. People and commands attach it by this name. */
export const READ_OWN_SECRET_POLICY_NAME = 'keyturn-read-own-secret';

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
 * Where a user's notices are kept when its own secret cannot be written (scheduled for deletion, somebody else's): a hold must be told
 * once and not with every run. `=n` is no escape of ours, so that no user name leads here.
 */
export const noticeBoardName = (prefix: string, userName: string) => `${prefix}=notices/${escapeUserName(userName)}`;

export const isNoticeBoard = (secretName: string) => secretName.includes('=notices/');

/** The characters that Secrets Manager allows, and no name of our own making. */
export const isSecretName = (name: string) => /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name) && !isNoticeBoard(name);

export type Tags = Readonly<Record<string, string>>;

/** AWS gives tags as a list, and either half may be missing in its types. */
export function tagsFrom(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
