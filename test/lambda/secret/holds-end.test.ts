/** For every hold and block: once the first command of its message was carried out, the user is served again. */

import { isReason, REASONS, type Reason } from '../../../lambda/core/holds';
import { STATE_TAGS } from '../../../lambda/core/names';
import { carryOut, current, firstCommand, messagesOf } from '../../support/owner/owner';
import { DAY, HOUR } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';
import type { World } from '../../support/world';

const NAME = 'keyturn/alice';
const idOf = (world: World) => world.users.get('alice')?.id ?? '';

/** How each comes about; `rotated` lives through a first rotation before. */
const CAUSES: Partial<
  Record<
    Reason,
    {
      readonly rotated?: number;
      readonly age?: number;
      readonly tags?: Record<string, string>;
      readonly cause: (world: World) => void;
    }
  >
> = {
  'tags-invalid': { cause: (world) => world.tagUser('alice', { 'keyturn:grace-days': 'a fortnight' }) },
  'secret-tags-invalid': { rotated: 3, cause: (world) => world.tagSecret(NAME, { 'keyturn:hold-until': 'nonsense' }) },
  'identity-differs': {
    cause: (world) => world.addSecret(NAME, undefined, { 'keyturn:user-id': 'AIDAIOSFODNN7EXAMPLE' }),
  },
  'secret-not-adopted': { cause: (world) => world.addSecret(NAME) },
  'secrets-ambiguous': {
    rotated: 3,
    cause: (world) => world.addSecret('copies/alice', 'a copy', { 'keyturn:user-id': idOf(world) }),
  },
  'secret-deleted': { rotated: 3, cause: (world) => world.deleteSecret(NAME) },
  'secret-is-replica': { rotated: 3, cause: (world) => world.ownElsewhere(NAME, { PrimaryRegion: 'eu-west-1' }) },
  'secret-owned-by-service': {
    tags: { 'keyturn:secret-name': 'rds!cluster' },
    cause: (world) => {
      world.addSecret('rds!cluster'.replace('!', '-'), 'x', {});
      world.tagUser('alice', { 'keyturn:secret-name': 'rds-cluster' });
      world.tagSecret('rds-cluster', { 'keyturn:user-id': idOf(world) });
      world.ownElsewhere('rds-cluster', { OwningService: 'rds' });
    },
  },
  'secret-rotated-elsewhere': { rotated: 3, cause: (world) => world.ownElsewhere(NAME, { RotationEnabled: true }) },
  'secret-tags-full': {
    cause: (world) =>
      world.addSecret(NAME, undefined, {
        'keyturn:user-id': idOf(world),
        ...Object.fromEntries(Array.from({ length: 51 - STATE_TAGS.length }, (_, n) => [`cost-${n}`, 'x'])),
      }),
  },
  'secret-name-differs': {
    rotated: 3,
    cause: (world) => world.tagUser('alice', { 'keyturn:secret-name': 'team/alice' }),
  },
  'secret-overwritten': { rotated: 3, cause: (world) => world.overwriteSecret(NAME, 'an old value') },
  'state-lost': { rotated: 3, cause: (world) => world.untagSecret(NAME, 'keyturn:intent', 'keyturn:notified') },
  'secret-format-undeclared': { cause: (world) => world.addSecret(NAME, '{}', { 'keyturn:user-id': idOf(world) }) },
  'labels-moved': {
    rotated: 72,
    cause: (world) => world.moveLabel(NAME, 'AWSCURRENT', world.secrets.get(NAME)?.labels.get('AWSPREVIOUS') ?? ''),
  },
  'current-inactive': { rotated: 3, cause: (world) => world.setKeyStatus(current(world) ?? '', 'Inactive') },
  'foreign-key-old': {
    rotated: 100,
    cause: (world) => world.createKey('alice', { createdAt: new Date(world.now.getTime() - 100 * DAY) }),
  },
  'two-active-keys': { cause: (world) => world.createKey('alice') },
  'foreign-key': { rotated: 66, age: 80, cause: (world) => world.createKey('alice') },
  'no-free-slot': {
    rotated: 30,
    cause: (world) => {
      world.deleteKey(current(world) ?? '');
      world.createKey('alice');
      world.createKey('alice');
    },
  },
  'spare-in-quarantine': {
    cause: (world) => world.setKeyStatus(world.createKey('alice').accessKeyId, 'Inactive'),
  },
};

/** Those that end by waiting or by a program's own doing: their message has no command of the kind. */
const WITHOUT: readonly Reason[] = [
  'by-hand',
  'current-unproven',
  'still-in-use',
  'successor-unused',
  'reactivated',
  'predecessor-in-the-way',
  // They end with what AWS refuses, and with the date.
  'revocation-failed',
  'keeps-failing',
  'hold-without-end',
];

test('every reason is walked through below, or ends without a command', () => {
  const known = [...Object.keys(CAUSES), ...WITHOUT].filter(isReason).sort();
  expect(known).toEqual(Object.keys(REASONS).sort());
});

test.each(Object.entries(CAUSES))('%s', async (reason, { rotated, age = 80, tags = {}, cause }) => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', age, rotated === undefined ? tags : {});
  // A rotation, and then some days; the old key is gone after 30.
  if (rotated !== undefined) await life.days(rotated);
  const before = life.world.published.length;
  life.people(cause);
  const told = () => messagesOf(life.world, before).filter((message) => message.reason === reason);
  for (let hour = 0; hour < 72 && told().length === 0; hour++, life.world.advance(HOUR)) await life.run();
  const [held] = told();
  expect(held?.email).toBeDefined();
  const line = firstCommand(held?.email ?? '');
  await carryOut(life, line);
  const since = life.world.published.length;
  const rotations = life.world.calls.CreateAccessKey ?? 0;
  life.consumers = [];
  life.world.advance(HOUR);
  for (let day = 0; day < 100; day++, life.world.advance(DAY)) await life.run();
  const again = messagesOf(life.world, since).filter((message) => message.reason === reason);
  expect(again).toEqual([]);
  expect(life.world.calls.CreateAccessKey ?? 0).toBeGreaterThan(rotations);
});
