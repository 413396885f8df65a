/** What people do to users, keys and secrets in a history. Each deed finds its object when it happens; where there is none, nothing happens. */
import * as fc from 'fast-check';
import { accessKeyIdOf, SECRET_SETTING_TAG, SECRET_TAG, USER_TAG } from '../../../lambda/core/names';
import { isoSeconds } from '../../../lambda/core/time';
import { DAY } from '../../support/simulation/harness';
import type { Asked } from '../../support/simulation/life';
import type { Key, Secret, World } from '../../support/world';
import type { Person, Play } from './history-play';

/** One thing that happens on a day of a history. */
export interface Deed {
  readonly kind: string;
  /** In plain English, about the user of that name. */
  readonly story: (user: string) => string;
  readonly act: (play: Play, person: Person) => void;
}

type Pick = 'current' | 'other' | 'oldest' | 'newest';
const PICKS: readonly Pick[] = ['current', 'other', 'oldest', 'newest'];
const picked = fc.constantFrom(...PICKS);
const days = fc.integer({ min: 1, max: 40 });

const isThere = (world: World, { purgeAt }: Readonly<Secret>) => purgeAt === undefined || purgeAt > world.now.getTime();

export function secretOf(world: World, userName: string): Readonly<Secret> | undefined {
  const id = world.users.get(userName)?.id;
  const secrets = [...world.secrets.values()].filter(
    (secret) => secret.tags[SECRET_TAG.userId] === id && !secret.name.includes('=notices/') && isThere(world, secret),
  );
  // As Keyturn has it: one that is about to go does not count beside one that stays.
  return secrets.find(({ deletedAt }) => deletedAt === undefined) ?? secrets[0];
}

/** The one that its tag or its name makes this user's. */
function anySecretOf({ world }: Play, { name }: Person): Readonly<Secret> | undefined {
  const named = world.secrets.get(`keyturn/${name}`);
  return secretOf(world, name) ?? (named && isThere(world, named) ? named : undefined);
}

function keyFor({ world }: Play, { name }: Person, pick: Pick): Readonly<Key> | undefined {
  const keys = world.keysOf(name).toSorted((a, b) => a.createdAt - b.createdAt);
  const currentId = accessKeyIdOf(secretOf(world, name)?.labels.get('AWSCURRENT'));
  switch (pick) {
    case 'current':
      return keys.find(({ id }) => id === currentId);
    case 'other':
      return keys.find(({ id }) => id !== currentId);
    case 'oldest':
      return keys[0];
    case 'newest':
      return keys.at(-1);
  }
}

const deed = (kind: string, story: Deed['story'], act: Deed['act']): Deed => ({ kind, story, act });

const createKey = fc.constant(
  deed(
    'create-key',
    (user) => `a person creates a key for ${user}`,
    ({ world }, { name }) => {
      if (world.keysOf(name).length < 2) world.createKey(name);
    },
  ),
);

const deactivateKey = picked.map((pick) =>
  deed(
    'deactivate-key',
    (user) => `a person deactivates ${user}'s ${pick} key`,
    (play, person) => {
      const key = keyFor(play, person, pick);
      if (key) play.world.setKeyStatus(key.id, 'Inactive');
      if (key) play.watch.touch(key.id);
    },
  ),
);

/** Nobody reactivates a key but to use it. */
const reactivateKey = fc.constant(
  deed(
    'reactivate-key',
    (user) => `a person reactivates ${user}'s Inactive key and uses it`,
    (play, { name }) => {
      const key = play.world.keysOf(name).find(({ status }) => status === 'Inactive');
      if (!key) return;
      play.world.setKeyStatus(key.id, 'Active');
      play.watch.touch(key.id);
      play.soon(key.id);
    },
  ),
);

const deleteKey = picked.map((pick) =>
  deed(
    'delete-key',
    (user) => `a person deletes ${user}'s ${pick} key`,
    (play, person) => {
      const key = keyFor(play, person, pick);
      if (!key) return;
      play.world.deleteKey(key.id);
      play.watch.touch(key.id);
    },
  ),
);

const overwriteSecret = fc.constantFrom('a password', "the value of the user's other key").map((what) =>
  deed(
    'overwrite-secret',
    (user) => `a person overwrites ${user}'s secret with ${what}`,
    (play, person) => {
      const secret = anySecretOf(play, person);
      if (!secret || secret.deletedAt !== undefined) return;
      const other = what === 'a password' ? undefined : keyFor(play, person, 'other');
      const value = other && { AccessKeyId: other.id, SecretAccessKey: other.secretHalf };
      play.world.overwriteSecret(secret.name, value ? JSON.stringify(value) : 'correct horse battery staple');
      if (other) play.watch.touch(other.id);
      play.meddled(person);
    },
  ),
);

const deleteSecret = fc.constantFrom(7, 30).map((recoveryDays) =>
  deed(
    'delete-secret',
    (user) => `a person deletes ${user}'s secret (gone in ${recoveryDays} days)`,
    (play, person) => {
      const secret = anySecretOf(play, person);
      if (!secret || secret.deletedAt !== undefined) return;
      play.world.deleteSecret(secret.name, { recoveryDays });
      play.meddled(person);
    },
  ),
);

function restore(play: Play, person: Person): void {
  const secret = anySecretOf(play, person);
  if (secret?.deletedAt !== undefined) play.world.restoreSecret(secret.name);
}

const restoreSecret = fc.constant(deed('restore-secret', (user) => `a person restores ${user}'s secret`, restore));

const MOVES = [
  ['AWSCURRENT', 'AWSPREVIOUS'],
  ['AWSCURRENT', 'AWSPENDING'],
  ['AWSPREVIOUS', 'AWSCURRENT'],
  ['AWSPENDING', 'AWSCURRENT'],
] as const;

const moveLabel = fc.constantFrom(...MOVES).map(([label, to]) =>
  deed(
    'move-label',
    (user) => `a person moves ${label} of ${user}'s secret to where ${to} is`,
    (play, person) => {
      const secret = anySecretOf(play, person);
      const version = secret?.labels.get(to);
      if (!secret || secret.deletedAt !== undefined || version === undefined) return;
      const keyId = accessKeyIdOf(version) ?? '';
      if (label === 'AWSCURRENT' && isBackAgain(play, secret, keyId)) {
        // A label that was away between two runs only, no program can know of.
        const wasSeen = play.judge.lastRuleOf(person) === 'labels-moved';
        if (!wasSeen) return;
      }
      play.world.moveLabel(secret.name, label, version);
      // Whoever reads a key there that does not work has been misled by that person.
      if (label === 'AWSCURRENT' && play.world.key(keyId)?.status !== 'Active') play.watch.touch(keyId);
      play.meddled(person);
    },
  ),
);

function isBackAgain({ world, watch }: Play, secret: Readonly<Secret>, keyId: string): boolean {
  const from = world.key(accessKeyIdOf(secret.labels.get('AWSCURRENT')) ?? '');
  const to = world.key(keyId);
  return watch.wasHandedOut(keyId) && to !== undefined && !(from && from.createdAt >= to.createdAt);
}

const STATE_TAGS = [
  ...(['intent', 'deactivated', 'notified', 'holdUntil', 'userId', 'adoptedVersion'] as const),
  ...(['promisedUntil', 'heldSince'] as const),
];

const spoilTag = (kind: string, verb: string, value: string) =>
  fc.constantFrom(...STATE_TAGS).map((tag) =>
    deed(
      kind,
      (user) => `a person ${verb} the tag ${SECRET_TAG[tag]} of ${user}'s secret`,
      (play, person) => {
        const secret = anySecretOf(play, person);
        if (!secret || secret.deletedAt !== undefined || secret.tags[SECRET_TAG[tag]] === undefined) return;
        play.world.tagSecret(secret.name, { [SECRET_TAG[tag]]: value });
        play.meddled(person);
      },
    ),
  );

const holdUntil = days.map((count) =>
  deed(
    'hold-until',
    (user) => `an operator tags ${user}'s secret to be left alone for ${count} days`,
    (play, person) => {
      const secret = anySecretOf(play, person);
      if (!secret || secret.deletedAt !== undefined) return;
      const until = isoSeconds(new Date(play.world.now.getTime() + count * DAY));
      play.world.tagSecret(secret.name, { [SECRET_TAG.holdUntil]: until });
    },
  ),
);

const TAGS: readonly (readonly [name: string, value: string])[] = [
  [USER_TAG.managed, 'false'],
  [USER_TAG.managed, 'true'],
  [USER_TAG.maxKeyAgeDays, '20'],
  [USER_TAG.maxKeyAgeDays, '120'],
  [USER_TAG.graceDays, '1'],
  [USER_TAG.graceDays, '10'],
  [USER_TAG.graceDays, '30'],
  [USER_TAG.graceDays, 'a fortnight'],
  [USER_TAG.idleDays, '1'],
  [USER_TAG.idleDays, '4'],
  [USER_TAG.exemptUntil, 'some day'],
  [USER_TAG.owner, 'team-blue'],
  [USER_TAG.secretName, 'keyturn/shared name'],
  [USER_TAG.secretName, 'keyturn/elsewhere'],
  [USER_TAG.secretName, 'team/database'],
];

const tagUser = fc.constantFrom(...TAGS).map(([tag, value]) =>
  deed(
    'tag-user',
    (user) => `${user} is tagged ${tag}=${value}`,
    ({ world }, { name }) => world.tagUser(name, { [tag]: value }),
  ),
);

const exempt = days.map((count) =>
  deed(
    'exempt-user',
    (user) => `${user} is exempted for ${count} days`,
    ({ world }, { name }) =>
      world.tagUser(name, { [USER_TAG.exemptUntil]: isoSeconds(new Date(world.now.getTime() + count * DAY)) }),
  ),
);

/** The programs get the new user's key at once. */
const recreateUser = fc.constant(
  deed(
    'recreate-user',
    (user) => `${user} is deleted and made again, with a new key`,
    ({ world, watch }, person) => {
      const { tags } = world.users.get(person.name) ?? { tags: {} };
      for (const key of world.keysOf(person.name)) watch.touch(key.id);
      world.deleteUser(person.name);
      world.addUser({ name: person.name, tags: { ...tags } });
      const holds = world.createKey(person.name);
      person.consumers = person.consumers.map((consumer) => ({ ...consumer, holds }));
    },
  ),
);

const renameUser = fc.constant(
  deed(
    'rename-user',
    (user) => `${user} is renamed`,
    ({ world }, person) => {
      const name = person.name.endsWith('2') ? person.name.slice(0, -1) : `${person.name}2`;
      world.renameUser(person.name, name);
      person.name = name;
      person.consumers = person.consumers.map((consumer) => ({ ...consumer, userName: name }));
    },
  ),
);

const copySecret = fc.constant(
  deed(
    'copy-secret',
    (user) => `a person makes a second secret with ${user}'s id`,
    (play, { name }) => {
      const id = play.world.users.get(name)?.id ?? '';
      const copy = `copies/${name}`;
      if (!play.world.secrets.has(copy)) play.world.addSecret(copy, 'a copy', { [SECRET_TAG.userId]: id });
    },
  ),
);

/** What the messages ask for, so that a history does not end in one long hold. */
const repair = fc.constant(
  deed(
    'repair',
    (user) => `the team repairs what is wrong with ${user}`,
    (play, person) => {
      const { world } = play;
      restore(play, person);
      const user = world.users.get(person.name);
      world.untagUser(person.name, USER_TAG.graceDays, USER_TAG.exemptUntil, USER_TAG.secretName);
      for (const copy of world.secrets.values())
        if (
          copy.name.startsWith('copies/') &&
          copy.deletedAt === undefined &&
          copy.tags[SECRET_TAG.userId] === user?.id
        )
          world.untagSecret(copy.name, SECRET_TAG.userId);
      const secret = anySecretOf(play, person);
      if (!secret || !user || secret.deletedAt !== undefined) return;
      const broken = STATE_TAGS.filter((tag) => secret.tags[SECRET_TAG[tag]] === GARBLED).map((tag) => SECRET_TAG[tag]);
      const emptied = broken.map((tag) => [tag, ''] as const);
      const format = { [SECRET_SETTING_TAG.format]: 'credential-process' };
      world.tagSecret(secret.name, { ...Object.fromEntries(emptied), ...format, [SECRET_TAG.userId]: user.id });
      if ((secret.labels.get('AWSCURRENT') ?? '').startsWith('made-up')) mendOverwritten(play, person, secret);
      play.meddled(person);
    },
  ),
);

const GARBLED = 'nonsense';

/** What the message's first command does: the label goes back, or a new key is asked for. */
function mendOverwritten(play: Play, { name }: Person, secret: Readonly<Secret>): void {
  const versions = [secret.labels.get('AWSPREVIOUS'), secret.labels.get('AWSPENDING')];
  const works = versions.find((version) => play.world.key(accessKeyIdOf(version) ?? '')?.status === 'Active');
  if (works === undefined) play.ask({ command: 'rotate', userName: name });
  else play.world.moveLabel(secret.name, 'AWSCURRENT', works);
}

/** Terraform's state knows no tags of Keyturn's, so that each apply takes them off. */
const terraform = fc
  .record({ days: fc.constantFrom(1, 3, 20, 60), keepsOwner: fc.boolean() })
  .map(({ days: count, keepsOwner }) =>
    deed(
      'terraform',
      (user) =>
        `for ${count} days, Terraform removes Keyturn's tags from ${user}'s secret each evening${keepsOwner ? ', but keyturn:user-id' : ''}`,
      ({ day }, person) => {
        person.terraform = { until: day + count, keepsOwner };
      },
    ),
  );

export function terraformApplies(play: Play, person: Person): boolean {
  if (!person.terraform || person.terraform.until <= play.day) return false;
  const secret = secretOf(play.world, person.name);
  if (!secret || secret.deletedAt !== undefined) return false;
  const { keepsOwner } = person.terraform;
  const isTheirs = (key: string) => key.startsWith('keyturn:') && key !== 'keyturn:secret-format';
  const keys = Object.keys(secret.tags).filter((key) => isTheirs(key) && !(keepsOwner && key === SECRET_TAG.userId));
  play.meddled(person);
  play.world.untagSecret(secret.name, ...keys);
  return true;
}

type Wanted = readonly [what: string, wish: (play: Play, person: Person) => Asked | undefined];

const about = (wish: Asked): Wanted => [wish.command, (_play, { name }) => ({ ...wish, userName: name })];

const COMMANDS: readonly Wanted[] = [
  about({ command: 'rotate' }),
  about({ command: 'rollback' }),
  about({ command: 'hold', until: undefined }),
  [
    'hold',
    ({ world }, { name }) => ({
      command: 'hold',
      userName: name,
      until: new Date(world.now.getTime() + 10 * DAY),
    }),
  ],
  ...PICKS.map(
    (pick): Wanted => [
      `revoke the ${pick} key`,
      (play, person) => {
        const key = keyFor(play, person, pick);
        return key && { command: 'revoke', accessKeyId: key.id };
      },
    ],
  ),
];

const command = fc.constantFrom(...COMMANDS).map(([what, wish]) =>
  deed(
    'command',
    (user) => `the platform team asks Keyturn: ${what}, for ${user}`,
    (play, person) => {
      const asked = wish(play, person);
      if (asked) play.ask(asked);
    },
  ),
);

export const PEOPLE: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Deed> }[] = [
  { weight: 3, arbitrary: createKey },
  { weight: 3, arbitrary: deactivateKey },
  { weight: 3, arbitrary: reactivateKey },
  { weight: 3, arbitrary: deleteKey },
  { weight: 1, arbitrary: overwriteSecret },
  { weight: 1, arbitrary: deleteSecret },
  { weight: 1, arbitrary: restoreSecret },
  { weight: 2, arbitrary: moveLabel },
  { weight: 2, arbitrary: spoilTag('empty-tag', 'empties', '') },
  { weight: 1, arbitrary: spoilTag('garble-tag', 'garbles', GARBLED) },
  { weight: 1, arbitrary: holdUntil },
  { weight: 3, arbitrary: tagUser },
  { weight: 1, arbitrary: exempt },
  { weight: 1, arbitrary: recreateUser },
  { weight: 1, arbitrary: renameUser },
  { weight: 1, arbitrary: copySecret },
  { weight: 1, arbitrary: terraform },
  { weight: 4, arbitrary: repair },
  { weight: 4, arbitrary: command },
];
