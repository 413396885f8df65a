/** Tags that somebody removes from a secret, once or daily, as Terraform does where they are not ignored. */

import { formatNotices } from '../../../lambda/core/user/notices';
import { messages, mostInAWeek } from '../../support/owner/told';
import { DAY, HOUR } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';

const NAME = 'keyturn/alice';

const keyturnTags = (life: Life) =>
  Object.keys(life.world.secrets.get(NAME)?.tags ?? {}).filter((key) => key.startsWith('keyturn:'));

const strip = (life: Life, kept: readonly string[]) =>
  life.people((world) => world.untagSecret(NAME, ...keyturnTags(life).filter((key) => !kept.includes(key))));

const KEPT = { 'with keyturn:user-id': ['keyturn:user-id'], 'without keyturn:user-id': [] };

test.each(Object.entries(KEPT))(
  'once, in the grace of a first rotation, %s: healed, and the old key gets a new grace',
  async (_, kept) => {
    const life = Life.begin();
    const old = life.addUser('alice', 'prompt', 80);
    await life.days(10);
    strip(life, kept);
    await life.days(13);
    expect(life.world.key(old)?.status).toBe('Active');
    await life.days(120);
    expect(life.world.key(old)).toBeUndefined();
    expect(messages(life).filter(({ what }) => what === 'key-held state-lost')).toHaveLength(1);
    expect(life.world.calls.CreateAccessKey).toBeGreaterThanOrEqual(2);
    expect(life.complaints()).toEqual([]);
  },
);

test.each(Object.entries(KEPT))(
  'once, while the old key is Inactive, %s: it is deleted after its quarantine, and nobody hears of it twice',
  async (_, kept) => {
    const life = Life.begin();
    const old = life.addUser('alice', 'prompt', 80);
    await life.days(16);
    expect(life.world.key(old)?.status).toBe('Inactive');
    strip(life, kept);
    // Without its owner's tag the secret is no longer listed, which is found when the next step is due.
    await life.days(120);
    expect(life.world.key(old)).toBeUndefined();
    const told = life.world.published.filter(
      ({ attributes, message }) => attributes.event === 'key-deactivated' && message.includes(old),
    );
    expect(told).toHaveLength(1);
    expect(life.complaints()).toEqual([]);
  },
);

test.each(Object.entries(KEPT))(
  'daily for 120 days, %s: at most one message a week for each reason, and rotations go on once it stops',
  async (_, kept) => {
    const life = Life.begin();
    life.addUser('alice', 'prompt', 80);
    for (let day = 0; day < 120; day++) {
      for (let hour = 0; hour < 3; hour++, life.world.advance(HOUR)) await life.run();
      life.consume();
      life.world.advance(DAY - 3 * HOUR);
      if (life.world.secrets.has(NAME)) strip(life, kept);
    }
    expect(mostInAWeek(messages(life))).toBe(1);
    expect(messages(life).length).toBeLessThan(60);
    const made = life.world.calls.CreateAccessKey ?? 0;
    await life.days(200);
    expect(life.world.calls.CreateAccessKey).toBeGreaterThan(made);
    expect(life.lockouts).toEqual([]);
    expect(life.complaints()).toEqual([]);
  },
);

test('while nearly everything is noted: what is restored still fits its tag', async () => {
  const life = Life.begin();
  life.addUser('alice', 'lazy', 80);
  await life.days(3);
  const [old = '', current = ''] = life.world.keysOf('alice').map(({ id }) => id);
  const [at, note] = [life.world.now, (accessKeyId: string) => ({ accessKeyId, at: life.world.now })];
  const notified = formatNotices({
    rotated: note(current),
    upcoming: note(current),
    reminded: note(old),
    held: { reason: 'still-in-use', at },
    heldBefore: { reason: 'reactivated', at },
  });
  expect(notified.length).toBeGreaterThan(200);
  life.people((world) => world.tagSecret(NAME, { 'keyturn:intent': '', 'keyturn:notified': notified }));
  expect(await life.run()).toEqual([]);
  expect(life.world.secrets.get(NAME)?.tags['keyturn:intent']).toMatch(/^rotate@/);
});
