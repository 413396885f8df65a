/** Asking CloudTrail, in the in-memory account: whom, how often, how fast, and what is said when it may not be asked. */
import { withEvidence } from '../../../cli/posture/evidence';
import { posturePolicy, type Trail } from '../../../cli/session/read-only';
import { type Posture, postureOf } from '../../../lambda/core/posture/posture';
import { readAccount } from '../../../lambda/run/read/account-view';
import { later } from '../../support/builders';
import { aConfig, DAY } from '../../support/simulation/harness';
import { accessDenied, failing, type UseOfKey, World } from '../../support/world';

const LAMBDA = 'Boto3/1.44.1 md/Botocore#1.44.1 exec-env/AWS_Lambda_python3.12 m/E,g';

function aWorld(uses: Readonly<Record<string, Partial<UseOfKey> | 'never'>>): World {
  const world = new World({ now: new Date('2026-11-26T12:00:00Z') });
  let age = 100;
  for (const [name, use] of Object.entries(uses)) {
    world.addUser({ name, createdAt: later(world.now, -300 * DAY) });
    const { accessKeyId } = world.createKey(name, { createdAt: later(world.now, -age * DAY) });
    if (use !== 'never') world.useKey(accessKeyId, use);
    age -= 1;
  }
  return world;
}

async function look(world: World, { budget = 100, regions = ['us-east-1'] } = {}): Promise<Posture> {
  const clients = world.clients();
  const { cloudTrail } = clients;
  if (!cloudTrail) throw new Error('no client');
  const trails: Trail[] = regions.map((region) => ({ region, client: cloudTrail }));
  const view = await readAccount(clients, aConfig());
  return postureOf(await withEvidence(view, { clients, trails, now: world.now, budget, onProgress: () => {} }), {
    now: world.now,
  });
}

const keyOf = (posture: Posture, name: string) => posture.users.find((user) => user.name === name)?.keys[0];

test('says of a key where it is used, how it is held, and its id', async () => {
  const world = aWorld({ 'svc-lambda': { userAgent: LAMBDA } });
  const key = keyOf(await look(world), 'svc-lambda');
  expect(key).toMatchObject({
    accessKeyId: world.keysOf('svc-lambda')[0]?.id,
    heldIn: ['environment'],
    recommendation: {
      id: 'keyturn.lambda',
      confidence: 'likely',
      because:
        'its one call, the latest s3 ListBuckets from 203.0.113.7 by Boto3/1.44.1 on 2026-11-26 12:00 UTC: the agent is that of AWS Lambda',
    },
  });
});

test('asks only of keys that it may know something of, twice a second at most, in each Region', async () => {
  const world = aWorld({ a: {}, b: 'never', c: {} });
  const times: number[] = [];
  world.intercept = ({ operation }) => {
    if (operation === 'LookupEvents') times.push(world.now.getTime());
    return 'proceed';
  };
  await look(world, { regions: ['eu-central-1', 'us-east-1'] });
  expect(times).toHaveLength(4);
  for (const [n, at] of times.entries()) if (n > 0) expect(at - (times[n - 1] ?? 0)).toBeGreaterThanOrEqual(500);
});

test('a key of two, told by the second in which it was made', async () => {
  const world = aWorld({ a: { userAgent: LAMBDA } });
  const second = world.createKey('a', { createdAt: later(world.now, -10 * DAY) });
  world.useKey(second.accessKeyId, { userAgent: 'rclone/v1.65.2' });
  const posture = await look(world);
  const keys = posture.users[0]?.keys ?? [];
  expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual(world.keysOf('a').map(({ id }) => id));
  expect(keys.map(({ recommendation }) => recommendation?.id)).toEqual(['keyturn.lambda', 'keyturn.vendor']);
});

test('two keys made in the same second are not mistaken for each other', async () => {
  const world = aWorld({ a: { userAgent: LAMBDA } });
  const createdAt = new Date(world.keysOf('a')[0]?.createdAt ?? 0);
  world.useKey(world.createKey('a', { createdAt }).accessKeyId);
  const keys = (await look(world)).users[0]?.keys ?? [];
  expect(keys.map(({ recommendation, accessKeyId }) => [recommendation?.id, accessKeyId])).toEqual([
    ['keyturn.not-known', undefined],
    ['keyturn.not-known', undefined],
  ]);
});

test('the oldest keys come first when there are more than the budget', async () => {
  const posture = await look(aWorld({ old: { userAgent: LAMBDA }, young: { userAgent: LAMBDA } }), { budget: 1 });
  expect(keyOf(posture, 'old')?.recommendation?.id).toBe('keyturn.lambda');
  expect(keyOf(posture, 'young')?.recommendation?.because).toMatch(
    /CloudTrail was not asked: 1 users come before it: --evidence 2 looks at all$/,
  );
});

test('once it is not allowed, it is not asked again, and that is said', async () => {
  const world = aWorld({ a: {}, b: {}, c: {} });
  world.intercept = failing('LookupEvents', accessDenied('cloudtrail'));
  const posture = await look(world);
  expect(world.calls.LookupEvents).toBe(1);
  for (const name of ['a', 'b', 'c'])
    expect(keyOf(posture, name)?.recommendation?.because).toMatch(
      /CloudTrail was not asked: cloudtrail:LookupEvents is not allowed in us-east-1$/,
    );
});

test('what is not allowed besides the bulk reads is not looked at, and never in order', async () => {
  const world = aWorld({ a: {} });
  world.intercept = ({ operation }) =>
    /PasswordPolicy|Summary|VirtualMFA/.test(operation) ? { fail: accessDenied('iam') } : 'proceed';
  const posture = await look(world);
  expect(posture.notLookedAt).toEqual([
    {
      checks: ['root-mfa-virtual'],
      what: "the kind of root's MFA device",
      because: 'iam:ListVirtualMFADevices is not allowed',
    },
    {
      checks: ['password-policy'],
      what: 'the password policy',
      because: 'iam:GetAccountPasswordPolicy is not allowed',
    },
  ]);
});

test('makes the calls of its policy, all of them and no other', async () => {
  const world = aWorld({ a: {} });
  const actions = async (act: () => Promise<unknown>) => {
    world.recording = true;
    world.recorded.length = 0;
    await act();
    return [...new Set(world.recorded.map(({ service, operation }) => `${service}:${operation}`))].sort();
  };
  const allowed = (withEvidence: boolean) =>
    posturePolicy(withEvidence)
      .Statement.flatMap(({ Action }) => Action)
      .sort();
  expect(await actions(() => look(world))).toEqual(allowed(true));
  expect(await actions(() => readAccount(world.clients(), aConfig()))).toEqual(allowed(false));
});
