/** The fresh reads of one user: which secret is its own, what is in trouble, and no read that decides nothing. */
import { lastUseOf, observe } from '../../../../lambda/run/read/observe';
import { scan } from '../../../../lambda/run/read/scan';
import { later, OTHER_USER_ID } from '../../../support/builders';
import { aConfig, DAY, MANAGED, reconcileIn, type TestConfig } from '../../../support/simulation/harness';
import { accessDenied, failing, throttled, World, type WorldOptions } from '../../../support/world';

/** alice, with one key that is due. */
function aWorld(options: Partial<WorldOptions> = {}) {
  const world = new World(options);
  const alice = world.addUser({ name: 'alice', tags: MANAGED, createdAt: later(world.now, -200 * DAY) });
  const { accessKeyId } = world.createKey('alice', { createdAt: later(world.now, -100 * DAY) });
  return { world, alice, old: accessKeyId };
}

/** alice after her first rotation. */
async function aRotatedWorld() {
  const { world, ...rest } = aWorld();
  await reconcileIn(world);
  world.advance(DAY);
  return { world, ...rest };
}

/** What observe says, and the calls that it made for it. */
async function observed(world: World, userName = 'alice', config: TestConfig = aConfig()) {
  const { users } = await scan(world.clients(), config);
  const row = users.find((user) => user.name === userName);
  if (!row) throw new Error(`${userName} is not there`);
  const before = { ...world.calls };
  const observation = await observe(world.clients(), row, config);
  const calls = Object.entries(world.calls).flatMap(([operation, count]) => {
    const made = count - (before[operation] ?? 0);
    return made > 0 ? [[operation, made] as const] : [];
  });
  return { ...observation, calls: Object.fromEntries(calls) };
}

describe('which secret is the user’s own', () => {
  it('none before the first rotation', async () => {
    const { world } = aWorld();
    expect(await observed(world)).toMatchObject({ secret: undefined, trouble: undefined, board: undefined });
  });

  it('the one that is tagged with its id, although the user was renamed', async () => {
    const { world } = await aRotatedWorld();
    world.renameUser('alice', 'alicia');
    const { secret, trouble } = await observed(world, 'alicia');
    expect(secret?.name).toBe('keyturn/alice');
    expect(trouble).toBeUndefined();
  });

  it('the one that is tagged, before one that the user names', async () => {
    const { world } = await aRotatedWorld();
    world.tagUser('alice', { 'keyturn:secret-name': 'prod/alice' });
    expect((await observed(world)).secret?.name).toBe('keyturn/alice');
  });

  it('the one of its name while ListSecrets does not show it yet', async () => {
    const { world, alice } = aWorld({ secretListLagMs: 300_000, seed: 5 });
    world.addSecret('keyturn/alice', '{}', { 'keyturn:user-id': alice.id });
    const { users } = await scan(world.clients(), aConfig());
    expect(users[0]?.secrets).toEqual([]);
    expect(await observed(world)).toMatchObject({ secret: { name: 'keyturn/alice' }, trouble: undefined });
  });

  it('the one that the user names, once somebody has tagged it', async () => {
    const { world, alice } = aWorld();
    world.tagUser('alice', { 'keyturn:secret-name': 'prod/alice' });
    world.addSecret('prod/alice', '{}', { 'keyturn:user-id': alice.id });
    expect(await observed(world)).toMatchObject({ secret: { name: 'prod/alice' }, trouble: undefined });
  });

  it('one that is to be created where the function may create', async () => {
    const { world } = aWorld();
    world.tagUser('alice', { 'keyturn:secret-name': 'keyturn/eu/alice' });
    expect(await observed(world)).toMatchObject({ secret: undefined, trouble: undefined });
  });
});

describe('promise 7: trouble holds the user', () => {
  const adoption = (alice: { id: string }) => `tag it keyturn:user-id=${alice.id}`;

  it('a secret of its name that nobody has tagged', async () => {
    const { world, alice } = aWorld();
    world.addSecret('keyturn/alice', 'a password');
    const { trouble, board } = await observed(world);
    expect(trouble).toEqual({
      reason: 'secret-not-adopted',
      because: `a secret named keyturn/alice exists that Keyturn did not make: ${adoption(alice)} if it is this user's`,
    });
    expect(board).toEqual({ name: 'keyturn/=notices/alice', secret: undefined });
  });

  it('a secret that the user names and that is not there, outside of the prefix', async () => {
    const { world, alice } = aWorld();
    world.tagUser('alice', { 'keyturn:secret-name': 'prod/db' });
    expect((await observed(world)).trouble).toEqual({
      reason: 'secret-not-adopted',
      because: `the secret prod/db is not Keyturn's to write: create it if need be, and ${adoption(alice)}`,
    });
  });

  it('a secret that the user names and that IAM does not let Keyturn see', async () => {
    const { world } = aWorld();
    world.tagUser('alice', { 'keyturn:secret-name': 'prod/db' });
    world.addSecret('prod/db', 'a password');
    world.intercept = ({ operation, input }) =>
      operation === 'DescribeSecret' && input.SecretId === 'prod/db'
        ? { fail: accessDenied('secretsmanager') }
        : undefined;
    expect(await observed(world)).toMatchObject({
      secret: undefined,
      trouble: { reason: 'secret-not-adopted' },
      board: { name: 'keyturn/=notices/alice' },
    });
  });

  it('a secret of an earlier user of its name', async () => {
    const { world, alice } = await aRotatedWorld();
    world.deleteUser('alice');
    const again = world.addUser({ name: 'alice', tags: MANAGED });
    const { trouble, board } = await observed(world);
    expect(trouble).toEqual({
      reason: 'identity-differs',
      because: `the secret keyturn/alice belongs to the user with the id "${alice.id}", and this user's id is ${again.id}`,
    });
    expect(board).toBeDefined();
  });

  it('two secrets that are tagged with its id', async () => {
    const { world, alice } = await aRotatedWorld();
    world.addSecret('prod/alice', '{}', { 'keyturn:user-id': alice.id });
    const { trouble } = await observed(world);
    expect(trouble?.reason).toBe('secrets-ambiguous');
    expect(trouble?.because).toContain('(keyturn/alice, prod/alice)');
  });

  it('a secret that is scheduled for deletion: notices go to the board', async () => {
    const { world } = await aRotatedWorld();
    world.deleteSecret('keyturn/alice');
    expect(await observed(world)).toMatchObject({
      trouble: { reason: 'secret-deleted', because: 'the secret keyturn/alice is scheduled for deletion' },
      board: { name: 'keyturn/=notices/alice' },
    });
  });

  it('a tag of the secret that does not parse: its own tags can still hold notices', async () => {
    const { world } = await aRotatedWorld();
    world.tagSecret('keyturn/alice', { 'keyturn:hold-until': 'next week' });
    expect(await observed(world)).toMatchObject({ trouble: { reason: 'secret-tags-invalid' }, board: undefined });
  });

  it('tags of the user that do not parse, all at once', async () => {
    const { world } = await aRotatedWorld();
    world.tagUser('alice', { 'keyturn:grace-days': 'long', 'keyturn:exempt-until': 'ever' });
    const { trouble } = await observed(world);
    expect(trouble?.reason).toBe('tags-invalid');
    expect(trouble?.because).toMatch(/keyturn:grace-days is "long".*; .*keyturn:exempt-until is "ever"/);
  });

  it('a name of a secret that no secret can have is never asked for, and its board holds the notices', async () => {
    const { world } = aWorld();
    world.tagUser('alice', { 'keyturn:secret-name': 'keyturn/my secret' });
    world.recording = true;
    expect(await observed(world)).toMatchObject({
      trouble: { reason: 'tags-invalid' },
      board: { name: 'keyturn/=notices/alice' },
    });
    expect(world.recorded.map(({ input }) => input.SecretId)).not.toContain('keyturn/my secret');
  });

  it('reads no last use of a user in trouble, whom it leaves alone anyway', async () => {
    const { world } = await aRotatedWorld();
    world.deleteSecret('keyturn/alice');
    expect((await observed(world)).calls).toEqual({ ListAccessKeys: 1, DescribeSecret: 2 });
  });
});

describe('what it reads', () => {
  it('no last use of a sole key: the ordinary rotation costs two reads', async () => {
    const { world } = aWorld();
    expect((await observed(world)).calls).toEqual({ ListAccessKeys: 1, DescribeSecret: 1 });
  });

  it('the last use of both keys, where either can be evidence', async () => {
    const { world, old } = await aRotatedWorld();
    world.useKey(old);
    const { lastUse, calls, keys } = await observed(world);
    expect(calls).toEqual({ ListAccessKeys: 1, DescribeSecret: 1, GetAccessKeyLastUsed: 2 });
    expect([...lastUse.keys()].toSorted()).toEqual(keys.map(({ id }) => id).toSorted());
    expect(lastUse.get(old)).toEqual({ kind: 'used', at: expect.any(Date), service: 's3', region: 'us-east-1' });
  });

  it('the last use of a sole key that an open rotation may have left behind', async () => {
    const { world, alice, old } = aWorld();
    world.deleteKey(old);
    world.addSecret('keyturn/alice', '{}', {
      'keyturn:user-id': alice.id,
      'keyturn:intent': 'rotate@2025-12-31T00:00:00Z',
    });
    const { accessKeyId } = world.createKey('alice');
    expect((await observed(world)).lastUse.get(accessKeyId)).toEqual({ kind: 'never' });
  });

  it('both keys, page by page', async () => {
    const { world } = aWorld({ pageSize: 1 });
    world.createKey('alice');
    expect((await observed(world)).keys).toHaveLength(2);
  });

  it('promise 7: a last use that cannot be read is unknown, not never', async () => {
    const { world, old } = await aRotatedWorld();
    world.intercept = failing('GetAccessKeyLastUsed', throttled('iam'));
    expect((await observed(world)).lastUse.get(old)).toEqual({ kind: 'unknown', why: 'Throttling: Rate exceeded' });
  });

  it('promise 7: a last use without a date is unknown, unless IAM says N/A', async () => {
    const answering = (AccessKeyLastUsed?: object) =>
      lastUseOf({ iam: { send: async () => ({ AccessKeyLastUsed }) } } as never, 'AKIAIOSFODNN7EXAMPLE');
    expect(await answering({ ServiceName: 'N/A', Region: 'N/A' })).toEqual({ kind: 'never' });
    for (const odd of [undefined, {}, { ServiceName: 's3', Region: 'us-east-1' }])
      expect(await answering(odd)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['ListAccessKeys', throttled('iam')],
    ['DescribeSecret', throttled('secretsmanager')],
    ['DescribeSecret', accessDenied('secretsmanager')],
  ])('promise 7: a failed %s is the user’s failure', async (operation, error) => {
    const { world } = await aRotatedWorld();
    world.intercept = failing(operation, error);
    await expect(observed(world)).rejects.toThrow(error.message);
  });

  it('a secret that the list still shows and that is gone is looked for by name', async () => {
    const { world, alice } = aWorld();
    world.addSecret('prod/alice', '{}', { 'keyturn:user-id': alice.id });
    const config = aConfig();
    const [row] = (await scan(world.clients(), config)).users;
    if (!row) throw new Error('no row');
    world.deleteSecret('prod/alice', { recoveryDays: 0 });
    expect((await observe(world.clients(), row, config)).secret).toBeUndefined();
  });

  it('a notice board that is there already', async () => {
    const { world } = await aRotatedWorld();
    world.deleteSecret('keyturn/alice');
    world.addSecret('keyturn/=notices/alice', '{}', { 'keyturn:notified': 'held:secret-deleted@2026-01-01T00:00:00Z' });
    expect((await observed(world)).board?.secret?.notices.held?.reason).toBe('secret-deleted');
  });

  it('another user’s tags and secrets never', async () => {
    const { world } = aWorld();
    world.addUser({ name: 'bob', tags: MANAGED });
    world.addSecret('keyturn/bob', '{}', { 'keyturn:user-id': OTHER_USER_ID });
    world.recording = true;
    await observed(world);
    expect(world.recorded.map(({ input }) => input.SecretId ?? input.UserName)).not.toContain('keyturn/bob');
  });
});
