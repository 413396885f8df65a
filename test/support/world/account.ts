import type { GroupDetail, PasswordPolicy } from '@aws-sdk/client-iam';
import type { TrailEvent } from './cloud-trail';

/**
 * Everything that the modelled AWS account holds: plain values, so that a whole account can be copied with structuredClone.
 * Times are epoch milliseconds in here, and become `Date`s in answers.
 */
export interface Account {
  readonly id: string;
  readonly options: WorldOptions;
  now: number;
  /** State of the pseudo-random generator. */
  random: number;
  /** Source of every id that the account hands out. */
  counter: number;
  readonly users: Map<string, User>;
  readonly keys: Map<string, Key>;
  readonly secrets: Map<string, Secret>;
  readonly published: Published[];
  /** Topics that somebody has deleted. Every other one is there. */
  readonly deletedTopics: Set<string>;
  /** What CloudTrail has recorded of calls signed with users' keys, the oldest first. */
  readonly trail: TrailEvent[];
  /** Every secret half that was ever made, so that a test can search for leaks. */
  readonly secretHalves: string[];
  readonly report: CredentialReport;
  /** Root, the password policy and groups, as people have set them. */
  readonly settings: AccountSettings;
}

export interface AccountSettings {
  readonly root: {
    readonly hasMfa?: boolean;
    readonly mfaIsVirtual?: boolean;
    readonly passwordUsedAt?: Date;
    /** Root's access keys, by when they were made. */
    readonly keys?: readonly Date[];
  };
  readonly passwordPolicy?: PasswordPolicy;
  readonly groups: readonly GroupDetail[];
}

export interface WorldOptions {
  readonly accountId: string;
  /** From where the ids that the account hands out are counted, so that no two accounts of an organization have one in common. */
  readonly firstId: number;
  readonly now: Date;
  readonly seed: number;
  /** Items on a page of a listing, at most. */
  readonly pageSize: number;
  /** Pages are cut short at random, even to nothing, while more follows. AWS allows itself that. */
  readonly raggedPages: boolean;
  /** A use within 15 minutes after a recorded one is not recorded, and recorded times are whole minutes. */
  readonly lastUseGranularity: boolean;
  /** For this long after a change, authentication and ListAccessKeys answer from before it or after it, at random. */
  readonly propagationMs: number;
  /** ListSecrets may be this much behind. AWS says up to 5 minutes. */
  readonly secretListLagMs: number;
  /** How long a credential report is in the making. */
  readonly reportGenerationMs: number;
  /** The report says N/A for when an Inactive key was made, as the IAM User Guide has it. */
  readonly reportHidesInactiveKeys: boolean;
  /** The report's date of a key is that of its last change of status, which AWS's words allow. */
  readonly reportCountsStatusChanges: boolean;
  readonly settings: AccountSettings;
}

export interface User {
  readonly serial: number;
  readonly id: string;
  name: string;
  readonly path: string;
  readonly createdAt: number;
  readonly tags: Record<string, string>;
  /** At most two. */
  readonly keys: Key[];
  /** A password for the console. */
  readonly console?: Console;
  readonly grants?: Grants;
}

export interface Console {
  readonly usedAt?: Date;
  readonly changedAt?: Date;
  readonly hasMfa?: boolean;
}

export interface Grants {
  /** ARNs of managed policies. */
  readonly attached?: readonly string[];
  /** Documents by name. */
  readonly inline?: Readonly<Record<string, object>>;
  readonly groups?: readonly string[];
}

export type KeyStatus = 'Active' | 'Inactive';

export interface Key {
  readonly serial: number;
  readonly id: string;
  readonly secretHalf: string;
  userName: string;
  readonly createdAt: number;
  status: KeyStatus;
  statusChangedAt: number;
  lastUse?: LastUse;
}

export interface LastUse {
  readonly at: number;
  readonly service: string;
  readonly region: string;
}

export interface Secret {
  readonly serial: number;
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Record<string, string>;
  readonly versions: Map<string, string>;
  /** Label → version id. A map in this direction cannot hold a label twice. */
  readonly labels: Map<string, string>;
  deletedAt?: number;
  purgeAt?: number;
  readonly kmsKeyId?: string;
  /** As DescribeSecret says that the secret is a copy, a service's, or rotated by somebody's function. */
  elsewhere?: { readonly PrimaryRegion?: string; readonly OwningService?: string; readonly RotationEnabled?: boolean };
  /** Regions that have a copy. */
  replicas?: readonly string[];
  /** What ListSecrets still shows, and until when; `entry` is missing for a secret that it does not know yet. */
  listed?: { readonly until: number; readonly entry?: SecretEntry };
}

/** A secret as ListSecrets shows it. */
export interface SecretEntry {
  readonly tags: Readonly<Record<string, string>>;
  readonly labels: ReadonlyMap<string, string>;
  readonly deletedAt?: number;
}

export interface Published {
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Date;
}

export interface CredentialReport {
  startedAt?: number;
  /** As they were at that time. */
  users?: readonly ReportedUser[];
  content?: Uint8Array;
}

export interface ReportedUser {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly keys: readonly Readonly<Key>[];
  readonly console?: Console;
}

const DEFAULTS: WorldOptions = {
  accountId: '123456789012',
  firstId: 0,
  now: new Date('2026-01-01T00:00:00Z'),
  seed: 1,
  pageSize: 100,
  raggedPages: false,
  lastUseGranularity: true,
  propagationMs: 0,
  secretListLagMs: 0,
  reportGenerationMs: 2_000,
  reportHidesInactiveKeys: true,
  reportCountsStatusChanges: false,
  settings: { root: { hasMfa: true }, groups: [] },
};

export function newAccount(overrides: Partial<WorldOptions>): Account {
  const options = { ...DEFAULTS, ...overrides };
  return {
    id: options.accountId,
    options,
    now: options.now.getTime(),
    random: options.seed,
    counter: options.firstId,
    users: new Map(),
    keys: new Map(),
    secrets: new Map(),
    published: [],
    deletedTopics: new Set(),
    trail: [],
    secretHalves: [],
    report: {},
    settings: options.settings,
  };
}

/** AWS shows times in whole seconds. */
export function wholeSeconds(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

export function userArn(account: Account, user: User): string {
  return `arn:aws:iam::${account.id}:user${user.path}${user.name}`;
}

/** A copy that shares nothing that changes. By hand, as jest's structuredClone makes Maps and Dates of another realm. */
export function copiedAccount(account: Account): Account {
  const users = copiedMap(account.users, (user) => ({
    ...user,
    tags: { ...user.tags },
    keys: user.keys.map((key) => ({ ...key })),
  }));
  const keys = [...users.values()].flatMap((user) => user.keys);
  return {
    ...account,
    users,
    keys: new Map(keys.map((key) => [key.id, key])),
    secrets: copiedMap(account.secrets, (secret) => ({
      ...secret,
      tags: { ...secret.tags },
      versions: new Map(secret.versions),
      labels: new Map(secret.labels),
    })),
    published: [...account.published],
    deletedTopics: new Set(account.deletedTopics),
    trail: [...account.trail],
    secretHalves: [...account.secretHalves],
    report: { ...account.report },
  };
}

function copiedMap<Value>(map: ReadonlyMap<string, Value>, copy: (value: Value) => Value): Map<string, Value> {
  return new Map([...map].map(([name, value]) => [name, copy(value)]));
}
