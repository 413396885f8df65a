/** Whoever lets Terraform own a secret's value, or its tags as well, has the old value put back by every apply. */

import { carryOut, firstCommand, messagesOf } from '../../support/owner/owner';
import { messages, mostInAWeek } from '../../support/owner/told';
import { Life } from '../../support/simulation/life';

const NAME = 'keyturn/alice';

const OWNED = { 'its value': false, 'its value and its tags': true };
/** When the first apply comes after the first rotation: in grace, in quarantine, when the old key is gone. */
const FIRST = [1, 17, 40];

const rows = Object.entries(OWNED).flatMap(([what, tags]) => FIRST.map((day) => [what, day, tags] as const));

test.each(rows)(
  '%s, daily from day %i on: one message a week for each reason, no lockout, and rotations go on once it stops',
  async (_, first, tags) => {
    const life = Life.begin();
    const old = life.addUser('alice', 'prompt', 80);
    const value = JSON.stringify({ AccessKeyId: old, SecretAccessKey: life.world.key(old)?.secretHalf });
    await life.days(first);
    const isThere = life.world.key(old)?.status === 'Active';
    // Whoever reads a key that is gone is locked out by that apply.
    if (!isThere) life.consumers = [];
    for (let day = 0; day < 120; day++) {
      life.people((world) => {
        world.overwriteSecret(NAME, value);
        const keys = Object.keys(world.secrets.get(NAME)?.tags ?? {}).filter((key) => key.startsWith('keyturn:'));
        if (tags) world.untagSecret(NAME, ...keys);
      });
      await life.days(1);
    }
    expect(mostInAWeek(messages(life))).toBe(1);
    expect(messages(life).length).toBeLessThan(60);
    expect(life.lockouts).toEqual([]);

    // Terraform has learnt to ignore it, and its owner does what each message says first.
    const made = life.world.calls.CreateAccessKey ?? 0;
    for (let week = 0; week < 6; week++) {
      const before = life.world.published.length;
      await life.days(7);
      const held = messagesOf(life.world, before).findLast(({ reason }) => reason !== undefined);
      if (held) await carryOut(life, firstCommand(held.email));
    }
    await life.days(200);
    expect(life.world.calls.CreateAccessKey).toBeGreaterThan(made + 1);
    expect(life.lockouts).toEqual([]);
    expect(life.complaints()).toEqual([]);
  },
);
