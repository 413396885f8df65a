/** Builders: every field has a default, and a test overrides only what matters to it. All times count from `NOW`. */
import * as fc from 'fast-check';
import type { UserRow } from '../../lambda/core/account/user-row';
import type { Tags } from '../../lambda/core/names';
import { placeholderVersionId, versionIdOf } from '../../lambda/core/names';
import type { Announcement, Event } from '../../lambda/core/rules/announcement';
import { issueStep } from '../../lambda/core/rules/make-step';
import type { Step, StepOf } from '../../lambda/core/rules/step';
import { userSettingsFrom } from '../../lambda/core/settings/user-settings';
import type { AccessKey, LastUse } from '../../lambda/core/user/keys';
import type { ManagedUser, Observation } from '../../lambda/core/user/observation';
import type { SecretState } from '../../lambda/core/user/secret-state';
import { situationOf } from '../../lambda/core/user/situation';
import { SEED } from './proof/seed';
import { aConfig, DAY, HOUR, MANAGED, MINUTE } from './simulation/harness';

export const NOW = new Date('2026-06-01T12:00:00Z');
export const later = (at: Date, ms: number) => new Date(at.getTime() + ms);
export const daysAgo = (days: number) => later(NOW, -days * DAY);
export const inDays = (days: number) => later(NOW, days * DAY);
export const hoursAgo = (hours: number) => later(NOW, -hours * HOUR);
export const minutesAgo = (minutes: number) => later(NOW, -minutes * MINUTE);

/** The key before a rotation, the key after it, and one that a test needs besides. */
export const OLD = 'AKIAI44QH8DHBEXAMPLE';
export const NEW = 'AKIAIOSFODNN7EXAMPLE';
export const THIRD = 'AKIA333333333EXAMPLE';
const KEY_NAMES: Readonly<Record<string, string>> = { [OLD]: 'OLD', [NEW]: 'NEW', [THIRD]: 'THIRD' };
/** Long ids in a text become the names that the tests use for them. */
export const withKeyNames = (text: string) =>
  Object.entries(KEY_NAMES).reduce((named, [id, name]) => named.replaceAll(id, name), text);

export const USER_ID = 'AIDACKCEVSQ6C2EXAMPLE';
export const OTHER_USER_ID = 'AIDAIOSFODNN7EXAMPLE';
export const ACCOUNT_ID = '123456789012';

export const aKey = ({ ageDays = 0, ...key }: Partial<AccessKey> & { readonly ageDays?: number } = {}): AccessKey => ({
  id: OLD,
  active: true,
  createdAt: daysAgo(ageDays),
  ...key,
});

export const NEVER: LastUse = { kind: 'never' };
export const UNKNOWN: LastUse = { kind: 'unknown', why: 'Throttling: Rate exceeded' };
export const used = (at: Date, service = 's3'): LastUse => ({ kind: 'used', at, service, region: 'us-east-1' });

export interface UserSpec {
  readonly name?: string;
  readonly tags?: Tags;
  readonly config?: Parameters<typeof aConfig>[0];
}

export function aUser({ name = 'alice', tags = {}, config = {} }: UserSpec = {}): ManagedUser {
  return {
    name,
    id: USER_ID,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/${name}`,
    path: '/',
    accountId: ACCOUNT_ID,
    settings: userSettingsFrom(tags, aConfig(config)),
  };
}

export const PLACEHOLDER = placeholderVersionId(USER_ID);
/** A version that somebody wrote without Keyturn. */
export const FOREIGN_VERSION = '11111111-2222-3333-4444-555555555555';

type Labels = SecretState['labels'];
const VERSIONS: readonly string[] = [PLACEHOLDER, FOREIGN_VERSION];
/** Labels by key id; a text that is no key id stays as it is. */
export function labels(names: Labels): Labels {
  const versions = Object.entries(names).map(([label, name]) => [
    label,
    VERSIONS.includes(name) ? name : versionIdOf(name),
  ]);
  return Object.fromEntries(versions);
}

export const aSecret = (overrides: Partial<SecretState> = {}): SecretState => ({
  arn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT_ID}:secret:keyturn/alice-a1b2c3`,
  name: 'keyturn/alice',
  userId: USER_ID,
  deletedAt: undefined,
  labels: { current: PLACEHOLDER },
  intent: undefined,
  deactivated: undefined,
  notices: {},
  holdUntil: undefined,
  heldSince: undefined,
  promisedUntil: undefined,
  adoptedVersion: undefined,
  problems: [],
  ...overrides,
});

type Uses = Readonly<Record<string, LastUse>>;
export type ObservationSpec = Partial<Omit<Observation, 'lastUse'>> & { readonly lastUse?: Uses };

/** A user with one key that is not due, and nothing stored. */
export const anObservation = ({ lastUse = {}, ...overrides }: ObservationSpec = {}): Observation => ({
  readAtMs: 0,
  user: aUser(),
  keys: [aKey()],
  secret: undefined,
  board: undefined,
  trouble: undefined,
  lastUse: new Map(Object.entries(lastUse)),
  ...overrides,
});

export interface Rotated {
  /** How long ago NEW replaced OLD. */
  readonly days: number;
  readonly old?: Partial<AccessKey> | 'gone';
  readonly current?: Partial<AccessKey> | 'gone';
  /** A key besides, in place of OLD. */
  readonly besides?: AccessKey;
  readonly secret?: Partial<SecretState>;
  readonly lastUse?: Uses;
  readonly user?: UserSpec;
}

/** NEW replaced OLD then, and everybody was told. */
export const rotatedSecret = (at: Date, overrides: Partial<SecretState> = {}) =>
  aSecret({
    labels: labels({ current: NEW, previous: OLD }),
    intent: { kind: 'rotate', at },
    notices: { rotated: { accessKeyId: NEW, at } },
    ...overrides,
  });

/** NEW replaced OLD, which was 68 days old, and everybody was told. Consumers switched at once. */
export function afterRotation({ days, old = {}, current = {}, besides, secret = {}, lastUse = {}, user }: Rotated) {
  const at = daysAgo(days);
  const keys = [
    ...(old === 'gone' || besides ? [] : [aKey({ id: OLD, ageDays: days + 68, ...old })]),
    ...(current === 'gone' ? [] : [aKey({ id: NEW, createdAt: at, ...current })]),
    ...(besides ? [besides] : []),
  ];
  return anObservation({
    user: aUser(user),
    keys,
    secret: rotatedSecret(at, secret),
    lastUse: { [OLD]: used(later(at, -HOUR)), [NEW]: used(hoursAgo(1)), ...lastUse },
  });
}

/** A step in a few words: `hold still-in-use OLD`. */
export function inWords(step: Step): string {
  const about = step.kind === 'notify' ? step.tells : step;
  const key = 'accessKeyId' in about ? about.accessKeyId : undefined;
  const replaces = step.kind === 'issue-key' ? `for ${step.replaces?.id ?? 'nobody'}` : undefined;
  const words = [
    step.kind,
    step.kind === 'notify' && step.tells.event,
    'reason' in about && about.reason,
    'role' in step && step.role,
    key,
    replaces,
  ];
  return withKeyNames(words.filter(Boolean).join(' '));
}

/** A new key for a user about whom nothing else matters. */
export const anIssueStep = (replaces?: AccessKey): StepOf<'issue-key'> =>
  issueStep(situationOf(anObservation({}), NOW), replaces, 'a reason');

/** What is announced of an event about a key, with dates that do not matter. */
export function anAnnouncement(event: Exclude<Event, 'key-held' | 'user-blocked'>, accessKeyId: string): Announcement {
  const facts = {
    role: 'retiring',
    graceEndsAt: NOW,
    windowEndsAt: NOW,
    deletedFrom: NOW,
    until: NOW,
    isCurrent: true,
  } as const;
  return { event, accessKeyId, because: 'a reason', ...facts } as Announcement;
}

/** A row of the scan: a managed user with one key, created now, and no secret. */
export const aRow = (overrides: Partial<UserRow> = {}): UserRow => {
  const { name = 'alice' } = overrides;
  return {
    name,
    id: USER_ID,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/${name}`,
    path: '/',
    accountId: ACCOUNT_ID,
    createdAt: daysAgo(400),
    tags: MANAGED,
    keys: [{ active: true, changedAt: NOW }],
    secrets: [],
    namesake: undefined,
    ...overrides,
  };
};

/** A property of plain functions. When it fails, fast-check prints the seed and the smallest case. */
export function forAll<T>(values: fc.Arbitrary<T>, check: (value: T) => void, numRuns = 200): void {
  // biome-ignore lint/nursery/noFloatingPromises: for a property that is not asynchronous, assert returns nothing
  fc.assert(fc.property(values, check), { numRuns, seed: SEED });
}
