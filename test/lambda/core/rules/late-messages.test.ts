/** Messages that a later run sends, because SNS refused them or the run died: they say the same as the one that was lost (promise 8). */
import { DAY, HOUR } from '../../../support/simulation/harness';
import { Life } from '../../../support/simulation/life';
import { accessDenied, atCall, failing, type World } from '../../../support/world';

interface Told {
  readonly happened: string;
  readonly accessKeyId?: string;
  readonly oldKeyId?: string;
  readonly role?: string;
  readonly graceEndsAt?: string;
  readonly windowEndsAt?: string;
  readonly deletedFrom?: string;
}

/** The last message of an event, as programs get it. */
function told(world: World, event: string): Told | undefined {
  const message = world.published.filter(({ attributes }) => attributes.event === event).at(-1)?.message;
  return message && JSON.parse((JSON.parse(message) as { default: string }).default);
}

const noSns = failing('Publish', accessDenied('sns'));
const iso = (ms: number) => `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;

function aLife(habit: 'prompt' | 'never' = 'prompt'): { life: Life; old: string } {
  const life = Life.begin();
  return { life, old: life.addUser('alice', habit, 80) };
}

/** A run whose messages are refused, and the next one an hour later. */
async function lateBy(life: Life): Promise<number> {
  const at = life.world.now.getTime();
  await life.run(noSns);
  life.world.advance(HOUR);
  await life.run();
  return at;
}

const currentOf = ({ world }: Life) =>
  world.secrets.get('keyturn/alice')?.labels.get('AWSCURRENT')?.replace('keyturn-access-key-', '');

test('a rotation: the new key, the old one, and the end of the grace that has begun', async () => {
  const { life, old } = aLife();
  await lateBy(life);
  const current = currentOf(life) ?? '';
  expect(told(life.world, 'key-rotated')).toMatchObject({
    accessKeyId: current,
    oldKeyId: old,
    graceEndsAt: iso((life.world.key(current)?.createdAt ?? 0) + 14 * DAY),
  });
});

test('a rotation whose old key is gone by then names none', async () => {
  const { life, old } = aLife();
  await life.run(noSns);
  life.people((world) => world.deleteKey(old));
  await life.run();
  expect(told(life.world, 'key-rotated')).toMatchObject({ accessKeyId: currentOf(life) });
  expect(told(life.world, 'key-rotated')).not.toHaveProperty('oldKeyId');
});

test('a rotation whose old key somebody has deactivated names none that works', async () => {
  const { life, old } = aLife();
  await life.run(noSns);
  life.people((world) => world.setKeyStatus(old, 'Inactive'));
  await life.run();
  expect(told(life.world, 'key-rotated')).toMatchObject({ accessKeyId: currentOf(life) });
  expect(told(life.world, 'key-rotated')).not.toHaveProperty('oldKeyId');
});

test('a deactivation: the key, as the retiring one, and when it may be deleted', async () => {
  const { life, old } = aLife();
  await life.days(14);
  const at = await lateBy(life);
  expect(life.world.key(old)?.status).toBe('Inactive');
  expect(told(life.world, 'key-deactivated')).toMatchObject({
    accessKeyId: old,
    role: 'retiring',
    deletedFrom: iso(at + 7 * DAY),
  });
});

test('a spare key that was found Inactive is told as a spare', async () => {
  const { life } = aLife();
  let spare = '';
  life.people((world) => {
    spare = world.createKey('alice').accessKeyId;
    world.setKeyStatus(spare, 'Inactive');
  });
  const at = await lateBy(life);
  expect(told(life.world, 'key-deactivated')).toMatchObject({
    accessKeyId: spare,
    role: 'spare',
    deletedFrom: iso(at + 7 * DAY),
  });
});

test('a deletion says which role the key had; told late, it cannot know any more', async () => {
  const { life, old } = aLife();
  await life.days(21);
  const inTime = life.fork();
  await inTime.run();
  expect(told(inTime.world, 'key-deleted')).toMatchObject({ accessKeyId: old, role: 'retiring' });
  await lateBy(life);
  expect(told(life.world, 'key-deleted')).toMatchObject({ accessKeyId: old });
  expect(told(life.world, 'key-deleted')).not.toHaveProperty('role');
});

test('an orphan is told as an unfinished key that nobody ever held', async () => {
  const { life } = aLife();
  let index = -1;
  await life.fork().run((call) => {
    if (call.operation === 'CreateAccessKey') index = call.index;
    return undefined;
  });
  await life.run(atCall(index, 'crash-after'));
  life.world.advance(HOUR);
  await life.run();
  expect(told(life.world, 'key-deleted')).toMatchObject({
    role: 'orphan',
    happened: expect.stringContaining('nobody ever got it'),
  });
});

test('a hold names the key that it is about, and a block about the user names none', async () => {
  const { life, old } = aLife('never');
  await life.days(22);
  await lateBy(life);
  expect(told(life.world, 'key-held')).toMatchObject({ accessKeyId: old });

  const { life: blocked } = aLife();
  blocked.people((world) => world.createKey('alice'));
  await lateBy(blocked);
  expect(told(blocked.world, 'user-blocked')).toBeDefined();
  expect(told(blocked.world, 'user-blocked')).not.toHaveProperty('accessKeyId');
});
