/** Many accounts, each served by a Keyturn of its own: what one has, does or fails at is no other's. */
import { COMMANDS_IN_ACCOUNTS } from '../../lambda/core/organization/in-account';
import { LONGEST_SUMMARY_BYTES } from '../../lambda/core/report/summary';
import { fullAccount } from '../support/full-account';
import { HUB_ACCOUNT, Organization, wallSeconds } from '../support/organization/organization';
import { DAY, HOUR, MANAGED } from '../support/simulation/harness';
import { total } from '../support/simulation/simulate';
import { accessDenied, failing, type World } from '../support/world';

const organization = (count: number, due = 1) =>
  Organization.of(count, (options) => fullAccount({ users: 3, due, options }));

const ids = (world: World) => [...world.users.values()].flatMap(({ id, keys }) => [id, ...keys.map((key) => key.id)]);

test('users of one name in two accounts have ids, keys and secret halves of their own', async () => {
  const { accounts } = await organization(20);
  const worlds = [...accounts.values()];
  const all = worlds.flatMap((world) => [...ids(world), ...world.allSecretHalves()]);
  expect(new Set(all).size).toBe(all.length);
  const names = new Set(worlds.flatMap((world) => [...world.users.keys()]));
  expect(names.size).toBe(3);
});

test('a run rotates in each account what is due there, and notifies on the topic of the hub', async () => {
  const here = await organization(4);
  const runs = await here.run();
  for (const [accountId, world] of here.accounts) {
    expect(runs.get(accountId)?.summary).toMatchObject({ steps: { 'issue-key': 1 }, failed: 0 });
    expect(world.published.map(({ topicArn, attributes }) => [topicArn.split(':')[4], attributes.accountId])).toEqual([
      [HUB_ACCOUNT, accountId],
    ]);
  }
});

test('promise 4: a secret half is in a secret of its own account and nowhere else', async () => {
  const here = await organization(5, 3);
  const runs = await here.run();
  const said = JSON.stringify([...runs.values()]) + JSON.stringify([...here.accounts.values()].map((w) => w.published));
  for (const [accountId, world] of here.accounts) {
    const others = [...here.accounts].filter(([id]) => id !== accountId).map(([, other]) => other);
    const halves = world.allSecretHalves();
    expect(halves.length).toBeGreaterThanOrEqual(6);
    const stored = (each: World) => [...each.secrets.values()].flatMap(({ versions }) => [...versions.values()]).join();
    for (const half of halves) {
      expect(said).not.toContain(half);
      for (const other of others) expect(stored(other)).not.toContain(half);
    }
    expect(halves.filter((half) => stored(world).includes(half))).toHaveLength(3);
  }
});

const WITHOUT_ACCOUNT = new RegExp(
  `npx keyturn (?:${COMMANDS_IN_ACCOUNTS.join('|')})\\b(?![^;\\n]* --account \\d{12})`,
);

test('every command in a message names the account, also in the reason, whoever started the run', async () => {
  const here = await organization(1);
  const [[accountId = '', world] = []] = here.accounts;
  if (!world) throw new Error('one account');
  await here.run();
  const [name = ''] = [...world.secrets.keys()].filter((each) => world.secrets.get(each)?.versions.size);
  const { AccessKeyId } = JSON.parse(world.secretValue(name));
  world.setKeyStatus(AccessKeyId, 'Inactive');
  here.advance(DAY);
  await here.run();
  const said = world.published.map(({ message }) => String(message));
  expect(said.at(-1)).toContain(`npx keyturn revoke --account ${accountId} ${AccessKeyId}`);
  expect(said.filter((message) => WITHOUT_ACCOUNT.test(message))).toEqual([]);
});

test("promise 13: one account's trouble stays that account's", async () => {
  const here = await organization(6);
  const [broken = '', dead = ''] = here.accounts.keys();
  here.world(broken).intercept = failing('CreateAccessKey', accessDenied('iam'));
  here.world(dead).intercept = failing('ListSecrets', accessDenied('secretsmanager'));
  const runs = await here.run();
  expect(runs.get(broken)?.summary).toMatchObject({ failed: 1 });
  expect(runs.get(dead)?.error?.message).toMatch(/AccessDenied/);
  const well = [...runs].filter(([accountId]) => ![broken, dead].includes(accountId)).map(([, run]) => run);
  expect(well).toHaveLength(4);
  for (const { summary } of well) expect(summary).toMatchObject({ failed: 0, steps: { 'issue-key': 1 } });
  // Healed by the next run.
  for (const world of here.accounts.values()) world.intercept = undefined;
  here.advance(2 * HOUR);
  const next = await here.run();
  for (const accountId of [broken, dead])
    expect(next.get(accountId)?.summary).toMatchObject({ failed: 0, steps: { 'issue-key': 1 } });
});

test('a key names its account', async () => {
  const here = await organization(3);
  for (const [accountId, world] of here.accounts)
    for (const { keys } of world.users.values())
      for (const { id } of keys) expect(here.accountOfKey(id)).toBe(accountId);
  expect(here.accountOfKey('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();
});

test('accounts differ: in one a user is held, in one nobody is managed', async () => {
  const here = await Organization.of(2, (options) => fullAccount({ users: 2, options }));
  const [first = '', second = ''] = here.accounts.keys();
  here.world(first).addUser({ name: 'held', tags: { ...MANAGED, 'keyturn:grace-days': 'long' } });
  here.world(first).createKey('held');
  for (const name of here.world(second).users.keys()) here.world(second).untagUser(name, 'keyturn:managed');
  here.advance(DAY);
  const runs = await here.run();
  expect(runs.get(first)?.summary).toMatchObject({
    held: 1,
    attention: [{ userName: 'held', reason: 'tags-invalid' }],
  });
  expect(runs.get(second)?.summary).toMatchObject({ users: { scanned: 2, managed: 0 }, phases: {}, attention: [] });
});

test('in virtual time, accounts of 200 users with two due each take one run each, and answer in little', async () => {
  const here = await Organization.of(4, (options) => fullAccount({ users: 200, due: 2, options }));
  const simulated = [...(await here.simulate({ propagationMs: 8_000 })).values()];
  for (const { result, seconds, calls } of simulated) {
    expect(total(calls)).toBeLessThanOrEqual(30);
    expect(result.outcomes.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'issue-key'))).toHaveLength(2);
    expect(seconds).toBeLessThan(30);
  }
  // A thousand of the slowest, 100 at a time.
  const slowest = Math.max(...simulated.map(({ seconds }) => seconds));
  expect(wallSeconds(Array(1_000).fill(slowest), 100)).toBeLessThanOrEqual(150);
  for (const { summary } of (await here.run()).values())
    expect(JSON.stringify(summary).length).toBeLessThan(LONGEST_SUMMARY_BYTES);
});

test.each([
  [[10, 10, 10, 10], 4, 10.3],
  [[10, 10, 10, 10], 2, 20.6],
  [[10, 10, 10, 10], 100, 10.3],
  [[30, 1, 1, 1], 2, 30.3],
  [[], 4, 0],
])('accounts of %j seconds, %d at a time, take %d seconds', (seconds, concurrency, wall) => {
  expect(wallSeconds(seconds, concurrency)).toBeCloseTo(wall);
});
