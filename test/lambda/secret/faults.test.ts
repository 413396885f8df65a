/** Small faults that were found from outside, in this project's words. */

import { DAY, HOUR, MINUTE } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';
import { accessDenied } from '../../support/world';

const NAME = 'keyturn/alice';

const eventsOf = (life: Life, from: number) =>
  life.world.published.slice(from).map(({ attributes }) => attributes.event);

const denyNewKeys = ({ operation }: { readonly operation: string }) =>
  operation === 'CreateAccessKey' ? { fail: accessDenied('iam') } : undefined;

test('promise 2: a key that a person makes while IAM denies Keyturn to make one is no orphan', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  for (let run = 0; run < 3; run++, life.world.advance(HOUR)) await life.run(denyNewKeys);
  expect(life.world.secrets.get(NAME)?.tags['keyturn:intent']).toBe('');
  let made = '';
  life.people((world) => {
    made = world.createKey('alice').accessKeyId;
  });
  for (let hour = 0; hour < 30; hour++, life.world.advance(HOUR)) await life.run(denyNewKeys);
  expect(life.world.key(made)?.status).toBe('Active');
});

test('a refused key leaves the intent and the promised date of the rotation before', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  await life.days(67);
  const before = { ...life.world.secrets.get(NAME)?.tags };
  life.world.advance(2 * DAY);
  expect(await life.run(denyNewKeys)).toHaveLength(1);
  const after = life.world.secrets.get(NAME)?.tags;
  for (const tag of ['keyturn:intent', 'keyturn:promised-until']) expect(after?.[tag]).toBe(before[tag]);
});

test('a placeholder never takes AWSCURRENT from a value that a person stores at that moment', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  const { id = '' } = life.world.users.get('alice') ?? {};
  life.people((world) => world.addSecret(NAME, undefined, { 'keyturn:user-id': id }));
  await life.run((call) => {
    if (call.operation === 'PutSecretValue' && String(call.input.ClientRequestToken).includes('no-key-yet'))
      life.world.overwriteSecret(NAME, 'a key of theirs');
    return denyNewKeys(call);
  });
  expect(life.world.secretValue(NAME)).toBe('a key of theirs');
});

test('a keyturn:secret-name that comes after the first rotation is announced, and moves nothing', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  await life.days(40);
  const before = life.world.published.length;
  life.people((world) => world.tagUser('alice', { 'keyturn:secret-name': 'team/alice' }));
  await life.days(2);
  expect(eventsOf(life, before)).toEqual(['key-held']);
  expect(life.world.published.at(-1)?.message).toContain('names team/alice, but its keys are in keyturn/alice');
});

test.each([
  ['Keyturn:Exempt-Until', '2099-01-01'],
  ['KEYTURN:EXEMPT-UNTIL', '2099-01-01'],
])("the keys of users' tags are read without case, as IAM does: %s", async (key, value) => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80, { [key]: value });
  await life.run();
  expect(life.world.calls.CreateAccessKey ?? 0).toBe(0);
});

test("manage=tag:team=x takes a user tagged Team=x, as the role's condition does", async () => {
  const life = Life.begin({}, { manage: { by: 'tag', key: 'team', value: 'x' } });
  life.people((world) => {
    world.addUser({ name: 'alice', tags: { Team: 'x' } });
    world.createKey('alice', { createdAt: new Date(world.now.getTime() - 80 * DAY) });
  });
  await life.run();
  expect(life.world.calls.CreateAccessKey).toBe(1);
});

test('an old value written back is critical where no Active key can be behind it, and no tag makes it look settled', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  await life.days(40);
  const before = life.world.published.length;
  life.people((world) => world.overwriteSecret(NAME, 'the first key, which is deleted'));
  await life.run();
  expect(life.world.published.slice(before).map(({ attributes }) => attributes.severity)).toEqual(['critical']);
  life.people((world) => world.tagSecret(NAME, { 'keyturn:intent': '' }));
  life.consumers = [];
  await life.days(46);
  const later = eventsOf(life, before);
  expect(later.length).toBeGreaterThanOrEqual(6);
  expect(new Set(later)).toEqual(new Set(['key-held']));
});

test('a new key that is asked for replaces what somebody wrote', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  await life.days(40);
  life.people((world) => world.overwriteSecret(NAME, 'an old value'));
  expect(await life.ask({ command: 'rotate', userName: 'alice' })).toEqual([]);
  const version = life.world.secrets.get(NAME)?.labels.get('AWSCURRENT') ?? '';
  expect(life.world.key(version.replace('keyturn-access-key-', ''))?.status).toBe('Active');
  life.world.advance(MINUTE);
  await life.days(60);
  expect(life.world.keysOf('alice')).toHaveLength(1);
});
