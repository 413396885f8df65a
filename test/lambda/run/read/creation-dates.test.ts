/** Keys that are older than the credential report says: CreateDate decides, read once a day. */
import { DAY, HOUR, MANAGED, reconcileIn, runIn, stepsOf } from '../../../support/simulation/harness';
import { accessDenied, failing, World } from '../../../support/world';

/** A key of 100 days, which somebody deactivated for a moment yesterday. */
function aWorld(names: readonly string[] = ['alice'], ageDays = 100) {
  const world = new World({ reportCountsStatusChanges: true });
  const createdAt = new Date(world.now.getTime() - ageDays * DAY);
  for (const name of names) {
    world.addUser({ name, tags: MANAGED, createdAt });
    const { accessKeyId } = world.createKey(name, { createdAt });
    world.setKeyStatus(accessKeyId, 'Inactive');
    world.setKeyStatus(accessKeyId, 'Active');
  }
  world.advance(DAY);
  return world;
}

async function aDay(world: World): Promise<string[]> {
  const steps: string[] = [];
  for (let hour = 0; hour < 24; hour++, world.advance(HOUR)) steps.push(...stepsOf(await runIn(world), 'alice'));
  return steps;
}

test('promise 9: a key that looks young by the report is rotated within a day of its due time', async () => {
  expect(await aDay(aWorld())).toEqual(['issue-key']);
});

test('a user whose keys are not due costs one ListAccessKeys a day, and no other call', async () => {
  const world = aWorld(['alice'], 100);
  world.tagUser('alice', { 'keyturn:max-key-age-days': '130' });
  // The user could have a key that is due, and has none.
  world.deleteKey(world.keysOf('alice')[0]?.id ?? '');
  world.createKey('alice');
  world.tagUser('alice', { 'keyturn:max-key-age-days': '110' });
  const { ListAccessKeys: before = 0, DescribeSecret: secrets = 0 } = world.calls;
  await aDay(world);
  await aDay(world);
  expect((world.calls.ListAccessKeys ?? 0) - before).toBe(2);
  expect((world.calls.DescribeSecret ?? 0) - secrets).toBe(0);
});

test('a user that is younger than a key can be due costs none', async () => {
  const world = aWorld(['alice'], 60);
  await aDay(world);
  expect(world.calls.ListAccessKeys ?? 0).toBe(0);
});

test('not every user is read by the same run', async () => {
  const world = aWorld(Array.from({ length: 48 }, (_, n) => `user-${n}`));
  const before = world.calls.ListAccessKeys ?? 0;
  await runIn(world);
  expect((world.calls.ListAccessKeys ?? 0) - before).toBeLessThan(24);
});

test('the gauge of the oldest key goes by it', async () => {
  const world = aWorld();
  const oldest: number[] = [];
  for (let hour = 0; hour < 24; hour++, world.advance(HOUR)) {
    const { ages } = await reconcileIn(world, { dryRun: true });
    oldest.push(ages?.oldestDays ?? 0);
  }
  expect(Math.max(...oldest)).toBe(101);
});

test('promise 7: a read that fails is that user\u2019s failure, and changes nothing', async () => {
  const world = aWorld();
  world.intercept = failing('ListAccessKeys', accessDenied('iam'));
  const failures = [];
  for (let hour = 0; hour < 24; hour++, world.advance(HOUR)) failures.push(...(await runIn(world)).failures);
  expect(failures.map(({ userName }) => userName)).toEqual(['alice']);
  expect(world.calls.CreateAccessKey ?? 0).toBe(0);
});
