/** 5,000 users with 6,000 keys and 1,000 secrets: how many calls, how long at 40 ms a call, and how large the page is. */
import { postureHtml } from '../../../cli/posture/html';
import { postureOf } from '../../../lambda/core/posture/posture';
import { readAccount } from '../../../lambda/run/read/account-view';
import { later } from '../../support/builders';
import { aConfig, DAY } from '../../support/simulation/harness';
import { World } from '../../support/world';

const CALL_MS = 40;

async function largeAccount(): Promise<World> {
  const world = new World({ pageSize: 1000, now: new Date('2026-11-26T12:00:00Z') });
  const ago = (days: number) => later(world.now, -days * DAY);
  for (let index = 0; index < 5000; index++) {
    const name = `service-of-team-${index % 50}-${String(index).padStart(5, '0')}`;
    const { id } = world.addUser({
      name,
      tags: { 'keyturn:owner': `team-${index % 50}@example.com` },
      createdAt: ago(500),
      ...(index % 10 === 0 && { console: { usedAt: ago(index % 90), hasMfa: index % 20 === 0 } }),
      ...(index % 3 === 0 && { grants: { attached: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } }),
    });
    for (let n = 0; n < (index % 5 === 0 ? 2 : 1); n++) {
      const age = (index * 7 + n * 50) % 400;
      const { accessKeyId } = world.createKey(name, { createdAt: ago(age) });
      if (index % 4 !== 0) {
        const now = world.now;
        world.now = ago(Math.min(age, index % 120));
        world.useKey(accessKeyId);
        world.now = now;
      }
    }
    if (index < 1000) world.addSecret(`keyturn/${name}`, '{}', { 'keyturn:user-id': id });
  }
  return world;
}

test('at most 60 calls, 10 seconds and a page of 2 MB', async () => {
  const world = await largeAccount();
  const startedAt = world.now.getTime();
  // One after the other, which is longer than it takes: the three lists are read side by side.
  world.intercept = () => {
    world.advance(CALL_MS);
    return 'proceed';
  };
  const view = await readAccount(world.clients(), aConfig());
  const calls = Object.values(world.calls).reduce((sum, n) => sum + n, 0);
  const tookMs = world.now.getTime() - startedAt;
  const posture = postureOf(view, { now: world.now });
  const bytes = Buffer.byteLength(postureHtml(posture));

  expect(posture.counts).toMatchObject({ users: 5000, keys: 6000 });
  expect(view.users.filter(({ hasSecret }) => hasSecret)).toHaveLength(1000);
  expect(calls).toBeLessThanOrEqual(60);
  expect(tookMs).toBeLessThan(10_000);
  expect(bytes).toBeLessThan(2_000_000);
});
