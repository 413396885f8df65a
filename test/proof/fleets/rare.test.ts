/** A job that runs once a quarter and reads the secret then: nobody uses the new key for months, so its owner is asked, and answers. */
import { Life } from '../../support/simulation/life';
import { every, Fleet } from '../../support/simulation/rhythms';

const quarterly = every(91 * 24, 12);

async function held(): Promise<{ life: Life; fleet: Fleet; old: string; email: string }> {
  const life = Life.begin();
  const fleet = new Fleet(life, { runEvery: 6 });
  fleet.add('alice', 67, [{ name: 'report', calls: quarterly, reads: quarterly }]);
  const [old] = life.world.keysOf('alice');
  await fleet.days(30);
  const message = life.world.published.findLast(({ attributes }) => attributes.event === 'key-held');
  const { email, default: json } = JSON.parse(message?.message ?? '{}') as Record<string, string>;
  expect(JSON.parse(json ?? '{}').reason).toBe('successor-unused');
  return { life, fleet, old: old?.id ?? '', email: email ?? '' };
}

test('the advice has three cases: it is rare, it has an old copy, it is gone', async () => {
  const { email } = await held();
  expect(email).toMatch(
    /If the program that used the retiring key is gone, or runs rarely and reads the secret, .*keyturn confirm alice/,
  );
  expect(email).toMatch(/If a program has its own copy of the retiring key \w+, let it read the secret/);
});

test('ended by confirm: the old key is deactivated, then deleted, and the job finds the new one', async () => {
  const { life, fleet, old } = await held();
  expect(await life.ask({ command: 'confirm', force: false, userName: 'alice' })).toEqual([]);
  expect(life.world.key(old)?.status).toBe('Inactive');
  const before = life.world.published.length;
  await fleet.days(8);
  expect(life.world.key(old)).toBeUndefined();
  expect(life.world.published.slice(before).map(({ attributes }) => attributes.event)).toEqual(['key-deleted']);
  await fleet.days(20);
  expect(fleet.refusals).toEqual([]);
});

test('ended by the tag: no hold while the pause is one that the tag allows for', async () => {
  const { life, fleet } = await held();
  life.people((world) => world.tagUser('alice', { 'keyturn:idle-days': '70' }));
  const before = life.world.published.length;
  await fleet.days(45);
  const events = life.world.published.slice(before).map(({ attributes }) => attributes.event);
  expect(events.filter((event) => event === 'key-held')).toEqual([]);
  await fleet.days(20);
  expect(fleet.refusals).toEqual([]);
});
