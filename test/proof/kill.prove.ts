/**
 * For real: the deployed bundle's process is killed (SIGKILL) at each of its API calls, before AWS gets it and after AWS has done it, in a
 * first rotation, a deactivation and a deletion. A clean rehearsal on another user counts the calls, so that a new call is covered by
 * itself. One user for each case; all others are untagged while a run is killed, and one run past the horizon heals them all.
 */
import { TagUserCommand } from '@aws-sdk/client-iam';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { KeyPair } from '../../lambda/core/secret/key-pair';
import { environmentName } from '../../lambda/core/settings/environment';
import { Deployed } from '../support/deployed/deployed';
import { reportProof } from '../support/proof/report-proof';
import { HOUR, stepsOf } from '../support/simulation/harness';

interface Case {
  readonly at: number;
  readonly when: 'before' | 'after';
  /** The call at which the process dies. */
  readonly action: string;
}

interface User {
  readonly name: string;
  readonly old: KeyPair;
}

const AN_HOUR = 1 / 24;
const REHEARSAL = 'rehearsal';

let deployed: Deployed;
let cases = 0;
const users: User[] = [];

beforeAll(async () => {
  deployed = await Deployed.start({ [environmentName('maxRotationsPerRun')]: '100' });
});
afterAll(async () => {
  await deployed?.stop();
  reportProof({ proof: 'kill', cases });
});

async function addUser(name: string): Promise<User> {
  const user = { name, old: await deployed.addUser(name, 80) };
  users.push(user);
  return user;
}

async function manage(value: boolean, ...who: readonly User[]): Promise<void> {
  const Tags = [{ Key: 'keyturn:managed', Value: String(value) }];
  for (const { name } of who) await deployed.iam.send(new TagUserCommand({ UserName: name, Tags }));
}

/** Both deaths at every call that a clean run makes for one user. */
async function casesOf(day: number, step: string): Promise<Case[]> {
  // IAM makes the credential report now, so that the rehearsal waits for it no more than the runs after it.
  await deployed.setDay(day);
  await deployed.invoke({ command: 'plan', time: deployed.dayOf(day).toISOString() });
  const since = await deployed.lastCall();
  expect(stepsOf(await deployed.run(day), REHEARSAL)).toEqual([step]);
  const calls = await deployed.functionCalls(since);
  return calls.flatMap(({ action }, index) => [
    { at: index + 1, when: 'before' as const, action },
    { at: index + 1, when: 'after' as const, action },
  ]);
}

/** A run for this user alone that dies; whatever stands afterwards, nobody is locked out (promises 1 and 3). */
async function killRun(day: number, { at, when, action }: Case, user: User, oldKey: 'works' | 'may be cut') {
  await deployed.aws.killFunction(at, when);
  const { result, functionError } = await deployed.tryRun(day);
  const fired = !(await deployed.aws.killPending());
  await deployed.aws.killFunction(0, 'before');
  const died = functionError !== undefined && JSON.stringify(result).includes('signal: killed');
  const where = `${user.name}, killed ${when} call ${at}, ${action}`;
  expect({ where, fired, died }).toEqual({ where, fired: true, died: true });
  cases++;
  if (oldKey === 'works') expect([where, await deployed.use(user.old)]).toEqual([where, 'ok']);
  const value = await deployed.secretValue(secretOf(user));
  if (value?.AccessKeyId)
    expect([where, await deployed.use(await deployed.currentKey(secretOf(user)))]).toEqual([where, 'ok']);
}

const secretOf = ({ name }: User) => `keyturn/${name}`;

/** What the secret's labels and value say, beside the keys that IAM has. */
async function stateOf(user: User) {
  const current = await deployed.currentKey(secretOf(user));
  const { VersionIdsToStages = {} } = await deployed.secrets.send(
    new DescribeSecretCommand({ SecretId: secretOf(user) }),
  );
  const labelled = (label: string) =>
    Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes(label));
  const pending = labelled('AWSPENDING');
  return {
    user: user.name,
    isNew: current.accessKeyId !== user.old.accessKeyId,
    currentLabelNamesIt: labelled('AWSCURRENT') === `keyturn-access-key-${current.accessKeyId}`,
    nothingElsePends: pending === undefined || pending === labelled('AWSCURRENT'),
    current: await deployed.use(current),
    keys: renamed(await deployed.keysOf(user.name), {
      [current.accessKeyId]: 'current',
      [user.old.accessKeyId]: 'old',
    }),
  };
}

const renamed = (keys: Readonly<Record<string, string>>, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(keys).map(([id, status]) => [names[id] ?? id, status]));

const healed = (user: User, keys: Readonly<Record<string, string>>) => ({
  user: user.name,
  isNew: true,
  currentLabelNamesIt: true,
  nothingElsePends: true,
  current: 'ok',
  keys,
});

/** The run past the horizon, and the next one, which finds nothing left to do. */
async function heal(day: number): Promise<void> {
  await manage(true, ...users);
  expect((await deployed.run(day + AN_HOUR)).failures).toEqual([]);
  const { outcomes, failures } = await deployed.run(day + 2 * AN_HOUR);
  expect([outcomes.flatMap(({ steps }) => steps), failures]).toEqual([[], []]);
}

/** Promise 8: told about that key, and no more than once again. */
async function expectTold(event: string, keyOf: (user: User) => Promise<KeyPair> | KeyPair): Promise<void> {
  const told = (await deployed.aws.published()).filter(({ attributes }) => attributes.event === event);
  for (const user of users) {
    const { accessKeyId } = await keyOf(user);
    const times = told.filter(({ message }) => JSON.parse(JSON.parse(message).default).accessKeyId === accessKeyId);
    expect([user.name, [1, 2].includes(times.length)]).toEqual([user.name, true]);
  }
}

test('promise 6: killed at any call of a first rotation, the next run completes it, and both keys work in grace', async () => {
  await addUser(REHEARSAL);
  for (const one of await casesOf(0, 'issue-key')) {
    await manage(false, ...users.slice(-1));
    const user = await addUser(`rotated-${one.at}-${one.when}`);
    await killRun(0, one, user, 'works');
  }
  await heal(0);

  for (const user of users) {
    expect(await stateOf(user)).toEqual(healed(user, { old: 'Active', current: 'Active' }));
    expect([user.name, await deployed.use(user.old)]).toEqual([user.name, 'ok']);
  }
  await expectTold('key-rotated', (user) => deployed.currentKey(secretOf(user)));
});

/**
 * The users that the first test made take the later steps together, each being killed in one place, on the day after the one that the
 * product gives: some of them were healed an hour or two after the first. @returns that day
 */
async function killEach(since: number, step: string, oldKey: 'works' | 'may be cut'): Promise<number> {
  const [rehearsal, ...others] = users;
  await manage(false, ...others);
  await manage(true, ...(rehearsal ? [rehearsal] : []));
  const day = Math.floor(await deployed.dayOfStep(REHEARSAL, step, since)) + 1;
  const all = await casesOf(day, step);
  expect(others.length).toBeGreaterThanOrEqual(all.length);
  let before = rehearsal;
  for (const [index, one] of all.entries()) {
    const user = others[index];
    if (!user || !before) throw new Error('too few users');
    await manage(false, before);
    await manage(true, user);
    await killRun(day, one, user, oldKey);
    before = user;
  }
  await heal(day);
  return day;
}

async function consumersCall(day: number): Promise<void> {
  await deployed.aws.setClock(new Date(deployed.dayOf(day).getTime() + HOUR));
  for (const user of users) expect(await deployed.use(await deployed.currentKey(secretOf(user)))).toBe('ok');
}

let deactivatedOn: number;

test('promise 6: killed at any call of a deactivation, the next run completes it, and the current key works', async () => {
  // Consumers have moved on, and are never in a pause, which runs would note.
  for (const day of [2, 9, 16, 22]) await consumersCall(day);
  deactivatedOn = await killEach(22.1, 'deactivate-key', 'may be cut');

  for (const user of users) expect(await stateOf(user)).toEqual(healed(user, { old: 'Inactive', current: 'Active' }));
  await expectTold('key-deactivated', ({ old }) => old);
});

test('promise 6: killed at any call of a deletion, the next run completes it, and the current key works', async () => {
  await consumersCall(deactivatedOn + 5);
  await killEach(deactivatedOn + 5.1, 'delete-key', 'may be cut');

  for (const user of users) expect(await stateOf(user)).toEqual(healed(user, { current: 'Active' }));
  await expectTold('key-deleted', ({ old }) => old);
});
