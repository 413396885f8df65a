/**
 * The whole life of a key in ministack, an AWS that is independent of moto and evaluates each call as IAM does: its signature, its action, its
 * resource, the tags. So the deployed role is seen to suffice, and the policy for readers, not only to be evaluated.
 */
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { secretNameOf } from '../../../lambda/core/names';
import type { KeyPair } from '../../../lambda/core/secret/key-pair';
import { Deployed } from '../../support/deployed/deployed';
import { MANAGED, stepsOf } from '../../support/simulation/harness';
import { addReader, ask, done, readWith, refusals } from './scene';

const ODD = 'a,b+c=d@e.f_g-h';
const ODD_SECRET = secretNameOf('keyturn/', ODD);

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.onMinistack();
});
afterAll(() => deployed?.stop());

let old: KeyPair;
let fresh: KeyPair;
let odd: KeyPair;

test('rotates every managed user, and each program reads its successor with the old key, and no other secret (promise 5)', async () => {
  old = await addReader(deployed, 'orders', 80, '/service/eu/');
  odd = await addReader(deployed, ODD, 80);
  await deployed.addUser('typo', 10, { ...MANAGED, 'keyturn:max-key-age-days': 'soon' });
  await deployed.addUser('stranger', 500, {});

  const result = await deployed.run(0);

  expect(result).toMatchObject({ users: { scanned: 4, managed: 3 }, failures: [] });
  expect(stepsOf(result, 'orders')).toEqual(['issue-key']);
  expect(stepsOf(result, ODD)).toEqual(['issue-key']);
  expect(await deployed.told()).toEqual(
    expect.arrayContaining(['key-rotated orders', `key-rotated ${ODD}`, 'key-held typo']),
  );
  fresh = await deployed.currentKey('keyturn/orders');
  expect(await readWith(deployed, old, 'keyturn/orders')).toEqual(fresh);
  expect(await readWith(deployed, odd, ODD_SECRET)).toEqual(await deployed.currentKey(ODD_SECRET));
  expect(await readWith(deployed, old, ODD_SECRET)).toBe('AccessDeniedException');
  expect(await deployed.keysOf('orders')).toEqual({ [old.accessKeyId]: 'Active', [fresh.accessKeyId]: 'Active' });
});

test('promise 1: holds the old key while a program uses it, and names the program', async () => {
  await deployed.setDay(22);
  expect(await deployed.use(old)).toBe('ok');
  expect(stepsOf(await deployed.run(22.5), 'orders')).toEqual(['hold:still-in-use', 'notify:key-held']);
  expect(await deployed.use(old)).toBe('ok');
  const held = (await deployed.aws.published()).find(
    ({ attributes }) => attributes.event === 'key-held' && attributes.userName === 'orders',
  );
  const { programs } = JSON.parse(JSON.parse(held?.message ?? '{}').default);
  expect(programs).toContainEqual(
    expect.objectContaining({ client: expect.stringMatching(/^aws-sdk-js/), hasMoved: false }),
  );
});

test('deactivates it once everybody has moved, and deletes it after the quarantine (promise 2)', async () => {
  await deployed.setDay(31.5);
  expect(await readWith(deployed, fresh, 'keyturn/orders')).toEqual(fresh);
  expect(stepsOf(await deployed.run(32), 'orders')).toEqual(['deactivate-key']);
  expect(await deployed.use(old)).toBe('InvalidClientTokenId');
  expect(stepsOf(await deployed.run(38.9), 'orders')).toEqual([]);
  expect(stepsOf(await deployed.run(39), 'orders')).toEqual(['delete-key']);
  expect(await deployed.keysOf('orders')).toEqual({ [fresh.accessKeyId]: 'Active' });
});

test('rotates by command, and rolls back', async () => {
  expect(done(await ask(deployed, 40, { command: 'rotate', userName: 'orders' }))).toEqual(['issue-key done']);
  const next = await deployed.currentKey('keyturn/orders');
  expect(next.accessKeyId).not.toBe(fresh.accessKeyId);
  expect(done(await ask(deployed, 41, { command: 'rollback', userName: 'orders' }))).toEqual(['roll-back done']);
  expect(await readWith(deployed, next, 'keyturn/orders')).toEqual(fresh);
});

test('revokes the key that programs hold: it is refused, and the secret has one that works (promise 12)', async () => {
  const { failures } = await ask(deployed, 42, { command: 'revoke', accessKeyId: fresh.accessKeyId });
  expect(failures).toEqual([]);
  expect(await deployed.use(fresh)).toBe('InvalidClientTokenId');
  expect(await deployed.use(await deployed.currentKey('keyturn/orders'))).toBe('ok');
  expect(await deployed.told()).toContain('key-revoked orders');
});

test('confirms that everybody has moved, and leaves alone who is on hold', async () => {
  const until = deployed.dayOf(90).toISOString().slice(0, 10);
  expect(done(await ask(deployed, 43, { command: 'confirm', userName: ODD }))).toEqual(['deactivate-key done']);
  expect(await deployed.use(odd)).toBe('InvalidClientTokenId');
  expect(done(await ask(deployed, 44, { command: 'hold', userName: ODD, until }))).toEqual(['set-hold done']);
  expect(stepsOf(await deployed.run(51), ODD)).toEqual([]);
  expect((await deployed.keysOf(ODD))[odd.accessKeyId]).toBe('Inactive');
});

test('promise 5: up to here IAM had nothing to refuse the role', async () => {
  const calls = await deployed.functionCalls();
  expect(calls.length).toBeGreaterThan(100);
  expect(calls.filter(({ principal }) => principal.includes(':assumed-role/keyturn-function/')).length).toBeGreaterThan(
    100,
  );
  expect(refusals(calls)).toEqual([]);
});

test('promise 5: a user that is not tagged in is refused by IAM, even when the function is made to want it', async () => {
  const since = await deployed.lastCall();
  await deployed.configure({ KEYTURN_MANAGE: 'all' });

  const { result, functionError } = await deployed.tryRun(60);

  expect(functionError).toBe('Unhandled');
  expect(JSON.stringify(result)).toMatch(/1 user could not be served: stranger: read the keys: AccessDenied/);
  expect(new Set(refusals(await deployed.functionCalls(since)))).toEqual(new Set(['ListAccessKeys']));
  expect(Object.values(await deployed.keysOf('stranger'))).toEqual(['Active']);
  await expect(deployed.secrets.send(new DescribeSecretCommand({ SecretId: 'keyturn/stranger' }))).rejects.toThrow();
});
