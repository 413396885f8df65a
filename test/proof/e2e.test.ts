/** The deployed bundle over HTTP, through a whole life of a key: rotate, hold while in use, deactivate, delete. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Result } from '../../lambda/core/report/result-schema';
import type { KeyPair } from '../../lambda/core/secret/key-pair';
import { Deployed } from '../support/deployed/deployed';
import { MANAGED, stepsOf } from '../support/simulation/harness';
import { isAllowed } from '../support/simulation/simulator';
import { Watched } from '../support/simulation/watched';

let deployed: Deployed;
/** Every secret half that Keyturn made, as a consumer read it. */
const secretHalves = new Set<string>();
const results: unknown[] = [];

beforeAll(async () => {
  deployed = await Deployed.start();
});
afterAll(() => deployed?.stop());

async function run(day: number): Promise<Result> {
  const result = await deployed.run(day);
  results.push(result);
  return result;
}

const MUTATING = /^(Create|Put|Update|Delete|Tag|Publish)/;

describe('a whole life of a key', () => {
  let old: KeyPair;
  let fresh: KeyPair;

  test('a dry look changes nothing and shows what a run would do (promise 11)', async () => {
    old = await deployed.addUser('orders', 80);
    await deployed.addUser('typo', 10, { ...MANAGED, 'keyturn:max-key-age-days': 'soon' });
    await deployed.addUser('stranger', 500, {});
    await deployed.setDay(0);
    const since = await deployed.lastCall();

    const { result } = await deployed.invoke({ command: 'plan', time: deployed.dayOf(0).toISOString() });

    results.push(result);
    expect((result as Result).dryRun).toBe(true);
    expect(stepsOf(result as Result, 'orders')).toEqual(['issue-key']);
    expect((await deployed.functionCalls(since)).filter(({ action }) => MUTATING.test(action))).toEqual([]);
    expect(await deployed.told()).toEqual([]);
  });

  test('rotates: a verified key in the secret, the old one untouched, the owner told', async () => {
    const since = await deployed.lastCall();

    const result = await run(0);

    expect(result).toMatchObject({
      dryRun: false,
      users: { scanned: 3, managed: 2, examined: 2 },
      failures: [],
      remaining: 0,
    });
    expect(stepsOf(result, 'orders')).toEqual(['issue-key']);
    fresh = await deployed.currentKey('keyturn/orders');
    secretHalves.add(fresh.secretAccessKey);
    expect(await deployed.secretValue('keyturn/orders')).toEqual({
      Version: 1,
      AccessKeyId: fresh.accessKeyId,
      SecretAccessKey: fresh.secretAccessKey,
      AccountId: '123456789012',
      UserName: 'orders',
      CreateDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await deployed.use(fresh)).toBe('ok');
    expect(await deployed.use(old)).toBe('ok');
    expect(await deployed.keysOf('orders')).toEqual({ [old.accessKeyId]: 'Active', [fresh.accessKeyId]: 'Active' });
    expect(await deployed.tagsOf('keyturn/orders')).toMatchObject({
      'keyturn:user-id': expect.stringMatching(/^AIDA/),
      'keyturn:intent': expect.stringMatching(/^rotate@.*T00:00:00Z$/),
      'keyturn:notified': expect.stringContaining(`rotated:${fresh.accessKeyId}@`),
    });
    const order = (await deployed.functionCalls(since))
      .map(({ action }) => action)
      .filter((action) => MUTATING.test(action));
    expect(order.filter((action) => action !== 'Publish')).toEqual(
      expect.arrayContaining([
        'CreateSecret',
        'CreateAccessKey',
        'PutSecretValue',
        'UpdateSecretVersionStage',
        'TagResource',
      ]),
    );
  });

  test('promise 7: a user whose tag does not parse is held and told, and the others were served', async () => {
    expect(await deployed.told()).toEqual(expect.arrayContaining(['key-rotated orders', 'key-held typo']));
    const held = (await deployed.aws.published()).find(({ attributes }) => attributes.userName === 'typo');
    expect(held?.message).toContain('keyturn:max-key-age-days');
    expect(held?.message).toContain('soon');
  });

  test('promise 1: while a consumer uses the old key, it waits for the window, is held, told weekly, and works', async () => {
    await deployed.setDay(14);
    expect(await deployed.use(old)).toBe('ok');
    expect(stepsOf(await run(14.5), 'orders')).toEqual([]);
    await deployed.setDay(22);
    expect(await deployed.use(old)).toBe('ok');
    const result = await run(22.5);
    expect(stepsOf(result, 'orders')).toEqual(['hold:still-in-use', 'notify:key-held']);
    expect(stepsOf(await run(23), 'orders')).toEqual(['hold:still-in-use']);
    expect(await deployed.use(old)).toBe('ok');
  });

  test('deactivates the old key once consumers have moved on, and says how to undo it', async () => {
    await deployed.setDay(31.5);
    expect(await deployed.use(fresh)).toBe('ok');
    const result = await run(32);
    expect(stepsOf(result, 'orders')).toEqual(['deactivate-key']);
    expect(await deployed.keysOf('orders')).toEqual({ [old.accessKeyId]: 'Inactive', [fresh.accessKeyId]: 'Active' });
    expect(await deployed.use(old)).toBe('InvalidClientTokenId');
    expect(await deployed.use(fresh)).toBe('ok');
    const message = (await deployed.aws.published()).find(({ attributes }) => attributes.event === 'key-deactivated');
    expect(JSON.parse(message?.message ?? '{}').email).toContain(
      `aws iam update-access-key --user-name orders --access-key-id ${old.accessKeyId} --status Active`,
    );
  });

  test('promise 2: deletes it by its id after the whole quarantine, and not before', async () => {
    expect(stepsOf(await run(38.9), 'orders')).toEqual([]);
    expect(stepsOf(await run(39), 'orders')).toEqual(['delete-key']);
    expect(await deployed.keysOf('orders')).toEqual({ [fresh.accessKeyId]: 'Active' });
    expect(await deployed.told()).toEqual(expect.arrayContaining(['key-deactivated orders', 'key-deleted orders']));
    expect(stepsOf(await run(40), 'orders')).toEqual([]);
  });

  test('promise 5: a user that is not tagged in keeps what it has', async () => {
    expect(Object.values(await deployed.keysOf('stranger'))).toEqual(['Active']);
    const calls = await deployed.functionCalls();
    expect(calls.filter(({ parameters }) => parameters?.UserName === 'stranger')).toEqual([]);
    expect(calls.filter(({ action }) => /GetSecretValue|ResourcePolicy|UntagResource/.test(action))).toEqual([]);
  });
});

test('promise 10: a secret that is scheduled for deletion holds its user, who is told once, and all others are served', async () => {
  await deployed.addUser('doomed', 80);
  await deployed.addUser('neighbour', 20);
  await run(41);
  await deployed.secrets.send(new DeleteSecretCommand({ SecretId: 'keyturn/doomed', RecoveryWindowInDays: 30 }));

  const result = await run(57);

  expect(stepsOf(result, 'doomed')).toEqual(['hold:secret-deleted', 'notify:key-held']);
  expect(stepsOf(result, 'neighbour')).toEqual(['issue-key']);
  expect(result.failures).toEqual([]);
  expect(stepsOf(await run(57.1), 'doomed')).toEqual(['hold:secret-deleted']);
  secretHalves.add((await deployed.currentKey('keyturn/neighbour')).secretAccessKey);
});

test('an account of 200 users with 20 stale keys: one run, at most 10 calls for each rotation, and no call for the others', async () => {
  const staleUsers = Array.from({ length: 20 }, (_, n) => `stale-${n}`);
  const freshUsers = Array.from({ length: 180 }, (_, n) => `fresh-${n}`);
  for (const name of staleUsers) await deployed.addUser(name, 20);
  for (const name of freshUsers) await deployed.addUser(name, -50);
  await deployed.setDay(58);
  const since = await deployed.lastCall();

  const result = await run(58);

  const rotated = result.outcomes.filter(({ steps }) =>
    steps.some(({ kind, result: how }) => kind === 'issue-key' && how === 'done'),
  );
  expect(rotated.map(({ userName }) => userName).sort()).toEqual([...staleUsers].sort());
  expect(result.remaining).toBe(0);
  const calls = await deployed.functionCalls(since);
  const bulk = calls.filter(({ action }) => /CredentialReport|GetAccountAuthorizationDetails|ListSecrets/.test(action));
  expect(bulk.length).toBeLessThanOrEqual(6);
  const others = result.users.examined - rotated.length;
  expect(others).toBeLessThanOrEqual(3);
  expect(calls.length - bulk.length).toBeLessThanOrEqual(10 * rotated.length + 4 * others);
  for (const name of staleUsers) secretHalves.add((await deployed.currentKey(`keyturn/${name}`)).secretAccessKey);
});

describe('commands', () => {
  const asOf = (day: number) => ({ time: deployed.dayOf(day).toISOString() });
  async function ask(day: number, command: object): Promise<Result> {
    await deployed.setDay(day);
    const { result, functionError } = await deployed.invoke({ ...command, ...asOf(day) });
    expect(functionError).toBeUndefined();
    results.push(result);
    return result as Result;
  }
  const done = (result: Result) =>
    result.outcomes.flatMap(({ steps }) => steps.map(({ kind, result: how }) => `${kind} ${how}`));
  const noteSecretHalf = async (userName: string) => {
    const key = await deployed.currentKey(`keyturn/${userName}`);
    secretHalves.add(key.secretAccessKey);
    return key;
  };

  let first: KeyPair;
  let second: KeyPair;

  test('rotate gives a user that is not due a new key now, once', async () => {
    await deployed.addUser('ledger', -60);
    expect(done(await ask(61, { command: 'rotate', userName: 'ledger', dryRun: true }))).toEqual(['issue-key planned']);
    expect(await deployed.secretValue('keyturn/ledger')).toBeUndefined();

    expect(done(await ask(61, { command: 'rotate', userName: 'ledger' }))).toEqual(['issue-key done']);

    first = await noteSecretHalf('ledger');
    expect(await deployed.use(first)).toBe('ok');
    const again = await ask(61.1, { command: 'rotate', userName: 'ledger' });
    expect(again.failures).toEqual([
      { userName: 'ledger', error: expect.stringContaining("both of IAM's two slots are taken") },
    ]);
  });

  test('rollback makes the old key current again, and leaves both alone for a grace', async () => {
    await deployed.setDay(70);
    expect(await deployed.use(first)).toBe('ok');
    for (const day of [75, 76, 83]) await run(day);
    expect(done(await ask(84, { command: 'rotate', userName: 'ledger' }))).toEqual(['issue-key done']);
    second = await noteSecretHalf('ledger');

    const result = await ask(86, { command: 'rollback', userName: 'ledger' });

    expect(done(result)).toEqual(['roll-back done']);
    expect((await deployed.currentKey('keyturn/ledger')).accessKeyId).toBe(first.accessKeyId);
    expect(await deployed.use(first)).toBe('ok');
    expect(await deployed.told()).toContain('key-rolled-back ledger');
    expect(done(await ask(86, { command: 'rollback', userName: 'ledger' }))).toEqual([]);
    expect(stepsOf(await run(99), 'ledger')).toEqual([]);
    expect(await deployed.use(second)).toBe('ok');
  });

  test('revoke cuts a compromised key that consumers hold, and they find one that works', async () => {
    const result = await ask(99, { command: 'revoke', accessKeyId: first.accessKeyId });

    expect(result.failures).toEqual([]);
    expect(await deployed.use(first)).toBe('InvalidClientTokenId');
    const third = await noteSecretHalf('ledger');
    expect(third.accessKeyId).not.toBe(first.accessKeyId);
    expect(await deployed.use(third)).toBe('ok');
    expect(await deployed.told()).toContain('key-revoked ledger');
  });

  test('hold leaves a user alone until its date, and can be released', async () => {
    await deployed.addUser('paused', 40);
    const until = deployed.dayOf(140).toISOString().slice(0, 10);
    expect(done(await ask(100, { command: 'hold', userName: 'paused', until }))).toEqual(['set-hold done']);
    expect(stepsOf(await run(101), 'paused')).toEqual([]);
    const { outcomes } = await ask(101, { command: 'status' });
    expect(outcomes.find(({ userName }) => userName === 'paused')).toMatchObject({ phase: 'waiting' });
    expect(done(await ask(101, { command: 'hold', userName: 'paused', until: '' }))).toEqual(['set-hold done']);
    expect(stepsOf(await run(101.1), 'paused')).toEqual(['issue-key']);
    await noteSecretHalf('paused');
  });

  test('status shows every managed user: phase, keys, ages, what comes next and when', async () => {
    const { outcomes, users } = await ask(102, { command: 'status' });

    expect(outcomes).toHaveLength(users.managed);
    expect(outcomes.find(({ userName }) => userName === 'paused')).toMatchObject({
      phase: 'grace',
      nextStep: 'deactivate-key',
      nextAt: deployed.dayOf(115.1).toISOString().replace('.000', ''),
      secretName: 'keyturn/paused',
      keys: [
        { role: 'retiring', active: true, ageDays: 142 },
        { role: 'current', active: true, ageDays: 0 },
      ],
    });
    expect(outcomes[0]).toMatchObject({ userName: 'doomed', phase: 'held', since: expect.any(String) });
    expect(outcomes.find(({ userName }) => userName === 'typo')).toMatchObject({ reason: 'tags-invalid' });
  });

  test.each([
    [{ command: 'rotate', userName: 'nobody' }, 'there is no IAM user "nobody" that Keyturn manages'],
    [{ command: 'rollback', userName: 'stranger' }, 'there is no IAM user "stranger" that Keyturn manages'],
    [{ command: 'revoke', accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }, 'there is no access key "AKIAI44QH8DHBEXAMPLE"'],
    [{ command: 'rollback', userName: 'fresh-1' }, 'there is nothing to roll back to'],
  ])('%j is refused in a sentence', async (command, sentence) => {
    const { failures, outcomes } = await ask(103, command);
    expect(failures).toEqual([{ userName: expect.any(String), error: expect.stringContaining(sentence) }]);
    expect(outcomes.flatMap(({ steps }) => steps)).toEqual([]);
  });
});

test.each([
  [{ command: 'explode' }, 'the event\'s command is \\"explode\\", but must be'],
  [{ time: 'yesterday' }, 'the event\'s time is \\"yesterday\\", but must be an ISO 8601 time'],
  [{ time: '2999-01-01T00:00:00Z' }, 'ahead of the clock, and acting early would delete early'],
  [{ command: 'hold', userName: 'orders', until: '2020-01-01' }, 'the event\'s until is \\"2020-01-01\\"'],
  [{ command: 'rotate' }, "the event's field userName is missing"],
])('refuses the event %j with a sentence', async (event, sentence) => {
  const { result, functionError } = await deployed.invoke(event);
  expect(functionError).toBe('Unhandled');
  expect(JSON.stringify(result)).toContain(sentence);
});

test('promise 5: every call of all this is one that the synthesized policy allows, but for those about users that are not tagged in', async () => {
  const watched = await Watched.of(deployed);
  const requests = await watched.requests();
  const verdicts = await Promise.all(requests.map((request) => isAllowed(watched.statements, request)));
  expect(requests.filter((_, n) => !verdicts[n])).toEqual(requests.filter(({ isManaged }) => !isManaged));
});

test('promise 4: no secret half in any log line, message, result, call or file', async () => {
  expect(secretHalves.size).toBe(26);
  const everything = JSON.stringify([
    results,
    await deployed.aws.published(),
    await deployed.aws.functionLog(),
    await deployed.aws.calls(),
  ]);
  const files = readdirSync(deployed.outdir, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
  const leaks = [...secretHalves].filter(
    (half) => everything.includes(half) || files.some((text) => text.includes(half)),
  );
  expect(leaks).toEqual([]);
});
