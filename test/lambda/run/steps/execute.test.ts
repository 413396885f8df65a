/** Each step as it acts on AWS: its calls in their order, what each failure leaves behind, and that the next run mends it. */

import { STATE_TAGS } from '../../../../lambda/core/names';
import type { Announcement } from '../../../../lambda/core/rules/announcement';
import { deleteStep } from '../../../../lambda/core/rules/make-step';
import { observe } from '../../../../lambda/run/read/observe';
import { scan } from '../../../../lambda/run/read/scan';
import { execute } from '../../../../lambda/run/steps/execute';
import { workOn } from '../../../../lambda/run/steps/work';
import { anAnnouncement, anIssueStep, later, USER_ID, withKeyNames } from '../../../support/builders';
import {
  aConfig,
  DAY,
  HOUR,
  MANAGED,
  MINUTE,
  reconcileIn,
  runIn,
  stepsOf,
  TOPIC_ARN,
} from '../../../support/simulation/harness';
import { type Call, type Intercept, serviceError, throttled, World, type WorldOptions } from '../../../support/world';

const NAME = 'keyturn/alice';

/** The intent, and every other state tag, empty where it says nothing yet. */
const STATE = STATE_TAGS.join(' ');

/** alice with one key, 80 days old. */
function aWorld(options: Partial<WorldOptions> = {}) {
  const world = new World(options);
  const alice = world.addUser({ name: 'alice', tags: MANAGED, createdAt: later(world.now, -200 * DAY) });
  const old = world.createKey('alice', { createdAt: later(world.now, -80 * DAY) }).accessKeyId;
  return { world, alice, old };
}

async function aRotatedWorld(options: Partial<WorldOptions> = {}) {
  const made = aWorld(options);
  await reconcileIn(made.world);
  const current = currentOf(made.world);
  made.world.advance(DAY);
  return { ...made, current };
}

const currentOf = (world: World) => (JSON.parse(world.secretValue(NAME)) as { AccessKeyId: string }).AccessKeyId;
const tagsOf = (world: World) => world.secrets.get(NAME)?.tags ?? {};
const labelsIn = (world: World) => Object.fromEntries(world.secrets.get(NAME)?.labels ?? []);
const keyIdsOf = (world: World) => world.keysOf('alice').map(({ id }) => id);
const events = (world: World) => world.published.map(({ attributes }) => attributes.event);

const BULK = ['GenerateCredentialReport', 'GetCredentialReport', 'GetAccountAuthorizationDetails', 'ListSecrets'];

/** The calls of one run beyond the bulk reads. */
async function callsOfRun(world: World): Promise<string[]> {
  world.recording = true;
  const from = world.recorded.length;
  await reconcileIn(world);
  return world.recorded
    .slice(from)
    .map(inWords)
    .filter((call) => !BULK.includes(call));
}

/** A call, and what it is about. */
function inWords({ operation, input }: Pick<Call, 'operation' | 'input'>): string {
  const { VersionStages, VersionStage, MoveToVersionId, Tags, Status } = input as {
    readonly VersionStages?: readonly string[];
    readonly VersionStage?: string;
    readonly MoveToVersionId?: string;
    readonly Tags?: readonly { readonly Key: string }[];
    readonly Status?: string;
  };
  const label = VersionStage && (MoveToVersionId ? VersionStage : `no more ${VersionStage}`);
  return [operation, ...(VersionStages ?? []), label, Status, ...(Tags ?? []).map(({ Key }) => Key)]
    .filter(Boolean)
    .join(' ');
}

/** At the n-th call of that operation. */
function atNth(operation: string, n: number, action: Awaited<ReturnType<Intercept>>): Intercept {
  let seen = 0;
  return (call) => (call.operation === operation && ++seen === n ? action : undefined);
}

/** alice, freshly observed, for a step that the plan did not choose. */
async function workFor(world: World, now = world.now) {
  const clients = world.clients();
  const [row] = (await scan(clients, aConfig())).users;
  if (!row) throw new Error('alice is not there');
  return workOn(await observe(clients, row, aConfig()), { clients, config: aConfig(), now });
}

/** All of them, so that a secret that has no room for one fails before anything is touched. */
describe('a rotation', () => {
  it('promise 3: the first one verifies before it promotes, in 10 calls', async () => {
    const { world } = aWorld();
    expect(await callsOfRun(world)).toEqual([
      'ListAccessKeys',
      'DescribeSecret',
      `CreateSecret keyturn:user-id ${STATE}`,
      'CreateAccessKey',
      'PutSecretValue AWSPENDING',
      'GetCallerIdentity',
      'GetCallerIdentity',
      'UpdateSecretVersionStage AWSCURRENT',
      'Publish',
      'TagResource keyturn:notified keyturn:format',
    ]);
  });

  it('a later one makes the same calls, and writes its intent before anything is touched', async () => {
    const { world, old } = await aRotatedWorld();
    world.deleteKey(old);
    world.advance(76 * DAY);
    expect(await callsOfRun(world)).toEqual([
      'ListAccessKeys',
      'DescribeSecret',
      'TagResource keyturn:intent keyturn:promised-until keyturn:pauses',
      'CreateAccessKey',
      'PutSecretValue AWSPENDING',
      'GetCallerIdentity',
      'GetCallerIdentity',
      'UpdateSecretVersionStage AWSCURRENT',
      'Publish',
      'TagResource keyturn:notified keyturn:format',
    ]);
  });

  it('one into an adopted secret remembers the version that it found', async () => {
    const { world, alice } = aWorld();
    world.addSecret(NAME, 'a hand-made key', {
      'keyturn:user-id': alice.id,
      'keyturn:secret-format': 'credential-process',
    });
    const found = labelsIn(world).AWSCURRENT;
    await reconcileIn(world);
    expect(tagsOf(world)['keyturn:adopted-version']).toBe(found);
    expect(labelsIn(world).AWSPREVIOUS).toBe(found);
    expect(keyIdsOf(world)).toContain(currentOf(world));
  });

  it('one into an adopted secret without a value puts a placeholder before the key, as the first version takes AWSCURRENT unasked', async () => {
    const { world, alice } = aWorld();
    world.addSecret(NAME, undefined, { 'keyturn:user-id': alice.id });
    const calls = await callsOfRun(world);
    expect(calls.slice(2, 7)).toEqual([
      'DescribeSecret',
      `TagResource ${STATE}`,
      'PutSecretValue AWSPENDING',
      'CreateAccessKey',
      'PutSecretValue AWSPENDING',
    ]);
    expect(keyIdsOf(world)).toContain(currentOf(world));
  });

  it('stores the value in its fixed shape, under a version id that names the key', async () => {
    const { world, alice, old } = aWorld();
    await reconcileIn(world);
    const current = world.keysOf('alice').find(({ id }) => id !== old);
    expect(world.secretValue(NAME)).toBe(
      JSON.stringify({
        Version: 1,
        AccessKeyId: current?.id,
        SecretAccessKey: current?.secretHalf,
        AccountId: '123456789012',
        UserName: 'alice',
        CreateDate: new Date(current?.createdAt ?? 0).toISOString(),
      }),
    );
    expect(labelsIn(world).AWSCURRENT).toBe(`keyturn-access-key-${current?.id}`);
    expect(tagsOf(world)).toEqual({
      ...Object.fromEntries(STATE_TAGS.map((key) => [key, ''])),
      'keyturn:user-id': alice.id,
      'keyturn:adopted-version': '',
      'keyturn:deactivated': '',
      'keyturn:format': 'credential-process',
      'keyturn:held-since': '',
      'keyturn:hold-until': '',
      'keyturn:intent': 'rotate@2026-01-01T00:00:00Z',
      'keyturn:promised-until': '2026-01-15T00:00:00Z',
      'keyturn:pauses': `${old}:0h@`,
      'keyturn:notified': `rotated:${current?.id}@2026-01-01T00:00:00Z`,
    });
  });

  it('waits for a key that IAM’s servers do not all know yet', async () => {
    const { world } = aWorld({ propagationMs: 12_000, seed: 3 });
    const result = await runIn(world);
    expect(result.failures).toEqual([]);
    expect(world.calls.GetCallerIdentity).toBeGreaterThan(2);
    expect(world.key(currentOf(world))).toBeDefined();
  });

  it('makes room first by deleting a spare key after its quarantine', async () => {
    const { world, old } = aWorld();
    const spare = world.createKey('alice').accessKeyId;
    world.setKeyStatus(spare, 'Inactive');
    await reconcileIn(world);
    world.advance(7 * DAY + MINUTE);
    expect(stepsOf(await runIn(world), 'alice')).toEqual(['delete-key', 'issue-key']);
    expect(keyIdsOf(world)).toEqual([old, currentOf(world)]);
  });
});

describe('a rotation that fails leaves the old key as it was', () => {
  interface Failure {
    readonly fault: Intercept;
    readonly error: string;
    /** What is left until the next run. */
    readonly left?: 'a new key';
  }
  const refused = serviceError('iam', 'ServiceFailure', 500, 'try later');
  const FAILURES: Record<string, Failure> = {
    'the secret cannot be made': {
      fault: atNth('CreateSecret', 1, 'throttle'),
      error: 'write the intent: ThrottlingException',
    },
    'the answer of making the secret is lost': {
      fault: atNth('CreateSecret', 1, 'lose-answer'),
      error: 'write the intent: TimeoutError',
    },
    'the key cannot be created': {
      fault: atNth('CreateAccessKey', 1, { fail: refused }),
      error: 'create the new key: ServiceFailure: try later',
    },
    'the key cannot be stored: it is deleted again': {
      fault: atNth('PutSecretValue', 1, 'throttle'),
      error: 'store the new key: ThrottlingException: Rate exceeded (the new key ',
    },
    'the answer of storing it is lost: it is deleted again': {
      fault: atNth('PutSecretValue', 1, 'lose-answer'),
      error: 'store the new key: TimeoutError',
    },
    'the key does not authenticate: it is deleted again': {
      fault: ({ operation }) =>
        operation === 'GetCallerIdentity'
          ? { fail: serviceError('sts', 'InvalidClientTokenId', 403, 'no') }
          : undefined,
      error: 'verify the new key: InvalidClientTokenId: no (the new key ',
    },
    'the answer of its creation is lost: an orphan stays': {
      fault: atNth('CreateAccessKey', 1, 'lose-answer'),
      error: 'create the new key: TimeoutError',
      left: 'a new key',
    },
    'the key can be neither stored nor deleted: an orphan stays': {
      fault: ({ operation }) => (['PutSecretValue', 'DeleteAccessKey'].includes(operation) ? 'throttle' : undefined),
      error: 'could not be deleted, which a later run does: Throttling',
      left: 'a new key',
    },
  };

  it.each(Object.entries(FAILURES))('%s', async (_what, { fault, error, left }) => {
    const { world, old } = aWorld();
    world.intercept = fault;
    const { failures, outcomes } = await runIn(world);
    expect(failures).toEqual([{ userName: 'alice', error: expect.stringContaining(error) }]);
    expect(outcomes[0]?.steps).toMatchObject([{ kind: 'issue-key', result: 'failed' }]);
    expect(keyIdsOf(world)).toHaveLength(left ? 2 : 1);
    expect(world.key(old)?.status).toBe('Active');
    expect(labelsIn(world)).not.toHaveProperty('AWSPENDING');
    expect(events(world)).toEqual([]);

    // Promise 6: the next run, past the horizon, mends it.
    world.intercept = undefined;
    world.advance(HOUR);
    expect((await runIn(world)).failures).toEqual([]);
    expect(keyIdsOf(world)).toEqual([old, currentOf(world)]);
    expect(events(world).at(-1)).toBe('key-rotated');
  });

  it('the key signs in as somebody else: it is deleted again', async () => {
    const { world, old } = aWorld();
    const clients = world.clients();
    const [row] = (await scan(clients, aConfig())).users;
    if (!row) throw new Error('alice is not there');
    const impostor = {
      ...(await observe(clients, row, aConfig())),
      user: { ...(await workFor(world)).observation.user, id: USER_ID },
    };
    const work = workOn(impostor, { clients, config: aConfig(), now: world.now });
    await expect(execute(work, anIssueStep())).rejects.toThrow(
      /^verify the new key: Error: it authenticates as AIDA\w+, not as AIDACKCEVSQ6C2EXAMPLE/,
    );
    expect(keyIdsOf(world)).toEqual([old]);
  });

  it('promise 3: verification must pass twice in a row, as IAM’s servers may disagree', async () => {
    const { world } = aWorld();
    let asked = 0;
    // Passes, fails, passes, fails, and so on.
    world.intercept = ({ operation }) =>
      operation === 'GetCallerIdentity' && ++asked % 2 === 0
        ? { fail: serviceError('sts', 'InvalidClientTokenId', 403, 'no') }
        : undefined;
    expect((await runIn(world)).failures).toHaveLength(1);
    expect(asked).toBe(22);
    expect(world.now.getTime() - new Date('2026-01-01T00:00:00Z').getTime()).toBeLessThan(85_000);
  });

  it('asks for a key once, and never again in the same run: it has no idempotency token', async () => {
    const { world } = aWorld();
    const clients = world.clients();
    const sent: string[] = [];
    const send = clients.iam.send.bind(clients.iam) as (command: object) => Promise<object>;
    const note = (name: string) => (command: object) => {
      sent.push(`${name} ${command.constructor.name}`);
      return send(command);
    };
    const iam = Object.assign(Object.create(clients.iam), { send: note('patient') });
    const iamWithoutRetries = Object.assign(Object.create(clients.iam), { send: note('impatient') });
    world.intercept = atNth('CreateAccessKey', 1, 'lose-answer');
    const work = { ...(await workFor(world)), clients: { ...clients, iam, iamWithoutRetries } };
    await expect(execute(work, anIssueStep())).rejects.toThrow('TimeoutError');
    expect(sent).toEqual(['impatient CreateAccessKeyCommand']);
  });
});

describe('a promotion that fails is never compensated while its outcome is unknown', () => {
  it('an answer that is lost while the effect stands: the labels tell, and the run goes on', async () => {
    const { world } = aWorld();
    world.intercept = atNth('UpdateSecretVersionStage', 1, 'lose-answer');
    expect((await runIn(world)).failures).toEqual([]);
    expect(world.key(currentOf(world))?.status).toBe('Active');
    expect(events(world)).toEqual(['key-rotated']);
  });

  it.each([
    ['the answer is lost, and the labels cannot be read', 'lose-answer', ['notify:key-rotated']],
    ['the call fails, and the labels cannot be read', 'throttle', ['delete-key', 'issue-key']],
    ['the call fails', 'throttle', ['delete-key', 'issue-key']],
  ] as const)('%s: the new key stays, and the next run reads the labels', async (what, action, next) => {
    const { world } = aWorld();
    const promotion = atNth('UpdateSecretVersionStage', 1, action);
    const reading = what.endsWith('cannot be read') ? atNth('DescribeSecret', 2, 'throttle') : undefined;
    world.intercept = async (call) => (await promotion(call)) ?? (await reading?.(call));
    const { failures } = await runIn(world);
    expect(failures[0]?.error).toMatch(/^make the new key current: /);
    expect(keyIdsOf(world)).toHaveLength(2);
    expect(world.calls.DeleteAccessKey).toBeUndefined();

    world.intercept = undefined;
    world.advance(HOUR);
    const result = await runIn(world);
    expect(result.failures).toEqual([]);
    expect(stepsOf(result, 'alice')).toEqual(next);
    expect(world.key(currentOf(world))?.status).toBe('Active');
    expect(events(world).filter((event) => event === 'key-rotated')).toHaveLength(1);
  });

  it('somebody has moved AWSCURRENT since it was read: AWS refuses, and the key that nobody got is deleted', async () => {
    const { world, current } = await aRotatedWorld();
    const work = await workFor(world);
    world.overwriteSecret(NAME, 'by hand');
    world.deleteKey(keyIdsOf(world)[0] ?? '');
    await expect(execute(work, anIssueStep())).rejects.toThrow('make the new key current: InvalidParameterException');
    expect(world.secretValue(NAME)).toBe('by hand');
    expect(keyIdsOf(world)).toEqual([current]);
  });
});

describe('promise 8: a change that SNS did not take is a failure, and the next run tells it', () => {
  async function failToTell(world: World, event: string) {
    world.intercept = ({ operation }) => (operation === 'Publish' ? { fail: throttled('sns') } : undefined);
    const { failures } = await runIn(world);
    expect(failures[0]?.error).toMatch(/announce the .*: Throttling: Rate exceeded/);
    world.intercept = undefined;
    world.advance(MINUTE);
    expect(stepsOf(await runIn(world), 'alice')).toEqual([`notify:${event}`]);
    expect(events(world).filter((told) => told === event)).toHaveLength(1);
    world.advance(MINUTE);
    expect(stepsOf(await runIn(world), 'alice')).toEqual([]);
  }

  it('a rotation', async () => {
    const { world } = aWorld();
    await failToTell(world, 'key-rotated');
  });

  it('a deactivation', async () => {
    const { world, old } = await aRotatedWorld();
    world.advance(13 * DAY);
    await failToTell(world, 'key-deactivated');
    expect(world.key(old)?.status).toBe('Inactive');
  });

  it('a deletion', async () => {
    const { world, old } = await aRotatedWorld();
    world.advance(13 * DAY + MINUTE);
    await reconcileIn(world);
    world.advance(7 * DAY + MINUTE);
    await failToTell(world, 'key-deleted');
    expect(world.key(old)).toBeUndefined();
    expect(tagsOf(world)['keyturn:deactivated']).toBe('');
  });

  it('a message that went out and was not noted is sent again, not lost', async () => {
    const { world } = aWorld();
    world.intercept = atNth('TagResource', 1, 'throttle');
    expect((await runIn(world)).failures[0]?.error).toContain('note the announcement');
    world.intercept = undefined;
    world.advance(MINUTE);
    await reconcileIn(world);
    expect(events(world)).toEqual(['key-rotated', 'key-rotated']);
  });
});

describe('a deactivation', () => {
  it('takes 5 calls, the first two of which show that it can be recorded and is still right, and records since when', async () => {
    const { world, old } = await aRotatedWorld();
    world.advance(13 * DAY + MINUTE);
    const now = world.now;
    expect(await callsOfRun(world)).toEqual([
      'ListAccessKeys',
      'DescribeSecret',
      'GetAccessKeyLastUsed',
      'GetAccessKeyLastUsed',
      'TagResource keyturn:failing',
      'DescribeSecret',
      'UpdateAccessKey Inactive',
      'Publish',
      'TagResource keyturn:deactivated keyturn:promised-until keyturn:notified',
    ]);
    expect(world.key(old)?.status).toBe('Inactive');
    expect(tagsOf(world)['keyturn:deactivated']).toBe(`${old}@${now.toISOString().slice(0, 19)}Z`);
  });

  it('whose answer was lost is recorded by the next run, and quarantine counts from then', async () => {
    const { world, old } = await aRotatedWorld();
    world.advance(13 * DAY + MINUTE);
    world.intercept = atNth('UpdateAccessKey', 1, 'lose-answer');
    expect((await runIn(world)).failures[0]?.error).toContain('deactivate the key: TimeoutError');
    expect(tagsOf(world)['keyturn:deactivated']).toBe('');
    world.intercept = undefined;
    world.advance(HOUR);
    expect(stepsOf(await runIn(world), 'alice')).toEqual(['record-inactive']);
    expect(tagsOf(world)['keyturn:deactivated']).toContain(`${old}@`);
    expect(events(world).at(-1)).toBe('key-deactivated');
  });

  it('keeps its record when SNS fails, so that quarantine counts', async () => {
    const { world, old } = await aRotatedWorld();
    world.advance(13 * DAY + MINUTE);
    world.intercept = ({ operation }) => (operation === 'Publish' ? 'throttle' : undefined);
    await runIn(world);
    expect(tagsOf(world)['keyturn:deactivated']).toContain(`${old}@`);
    expect(tagsOf(world)['keyturn:notified']).not.toContain('deactivated');
  });
});

describe('a deletion', () => {
  async function inQuarantine() {
    const made = await aRotatedWorld();
    made.world.advance(13 * DAY + MINUTE);
    await reconcileIn(made.world);
    made.world.advance(7 * DAY + MINUTE);
    return made;
  }

  it('takes 4 calls, and is noted ahead', async () => {
    const { world, old } = await inQuarantine();
    expect(await callsOfRun(world)).toEqual([
      'ListAccessKeys',
      'DescribeSecret',
      'GetAccessKeyLastUsed',
      'GetAccessKeyLastUsed',
      'TagResource keyturn:notified',
      'DeleteAccessKey',
      'Publish',
      'TagResource keyturn:notified keyturn:deactivated',
    ]);
    expect(world.key(old)).toBeUndefined();
  });

  it('of a key that is gone already is done', async () => {
    const { world, old } = await inQuarantine();
    const work = await workFor(world);
    world.deleteKey(old);
    await execute(work, deleteStep(old, 'retiring', 'a reason'));
    expect(events(world).at(-1)).toBe('key-deleted');
  });

  it('promise 2: names the key by its id', async () => {
    const { world, old, current } = await inQuarantine();
    world.recording = true;
    await reconcileIn(world);
    const deletions = world.recorded.filter(({ operation }) => operation === 'DeleteAccessKey');
    expect(deletions.map(({ input }) => input)).toEqual([{ UserName: 'alice', AccessKeyId: old }]);
    expect(world.key(current)?.status).toBe('Active');
  });

  it('whose answer was lost is told by the next run', async () => {
    const { world } = await inQuarantine();
    world.intercept = atNth('DeleteAccessKey', 1, 'lose-answer');
    expect((await runIn(world)).failures).toHaveLength(1);
    world.intercept = undefined;
    world.advance(MINUTE);
    expect(stepsOf(await runIn(world), 'alice')).toEqual(['notify:key-deleted']);
  });

  it('of a pending key takes the label away', async () => {
    const { world } = aWorld();
    world.intercept = (call) => (call.operation === 'GetCallerIdentity' ? 'crash-before' : undefined);
    await reconcileIn(world);
    world.intercept = undefined;
    expect(labelsIn(world)).toHaveProperty('AWSPENDING');
    world.advance(HOUR);
    const calls = await callsOfRun(world);
    expect(calls.slice(4, 9)).toEqual([
      'TagResource keyturn:notified',
      'DeleteAccessKey',
      'UpdateSecretVersionStage no more AWSPENDING',
      'Publish',
      'TagResource keyturn:notified',
    ]);
    expect(events(world)).toEqual(['key-deleted', 'key-rotated']);
  });
});

describe('the smaller steps', () => {
  it('renew-grace is one call, so that no crash leaves a grace that nobody counts', async () => {
    const { world, old } = await aRotatedWorld();
    const work = await workFor(world);
    world.recording = true;
    const until = later(work.now, 14 * DAY);
    await execute(work, { kind: 'renew-grace', accessKeyId: old, until, because: 'a reason' });
    expect(world.recorded.map(inWords)).toEqual([
      'TagResource keyturn:hold-until keyturn:promised-until keyturn:deactivated',
    ]);
    expect(tagsOf(world)).toMatchObject({
      'keyturn:hold-until': `${until.toISOString().slice(0, 19)}Z`,
      'keyturn:promised-until': `${until.toISOString().slice(0, 19)}Z`,
      'keyturn:deactivated': '',
    });
  });

  it('hold makes no call', async () => {
    const { world } = await aRotatedWorld();
    const work = await workFor(world);
    world.recording = true;
    await execute(work, { kind: 'hold', reason: 'still-in-use', because: 'a reason' });
    expect(world.recorded).toEqual([]);
  });

  const SINCE = ' keyturn:held-since';

  it.each([
    [{ event: 'key-held', reason: 'still-in-use', because: 'a reason' }, 'held:still-in-use@', SINCE],
    [{ event: 'user-blocked', reason: 'foreign-key', because: 'a reason' }, 'held:foreign-key@', SINCE],
    [anAnnouncement('key-reminder', 'OLD'), 'reminded:OLD@', ''],
  ] as [Announcement, string, string][])(
    'notify publishes and notes, and asks who used a key where the step says so: %j',
    async (tells, noted, besides) => {
      const { world, old } = await aRotatedWorld();
      const work = await workFor(world);
      world.recording = true;
      const about = tells.accessKeyId ? { ...tells, accessKeyId: old } : tells;
      await execute(work, {
        kind: 'notify',
        because: 'a reason',
        tells: about,
        ...(about.accessKeyId && {
          names: { since: world.now, oldKeyId: about.accessKeyId, newKeyId: currentOf(world) },
        }),
      });
      const evidence = about.accessKeyId ? ['LookupEvents', 'LookupEvents'] : [];
      expect(world.recorded.map(inWords)).toEqual([
        'TagResource keyturn:failing',
        ...evidence,
        'Publish',
        `TagResource keyturn:notified${besides}`,
      ]);
      expect(world.published.at(-1)).toMatchObject({
        topicArn: TOPIC_ARN,
        attributes: { event: tells.event, userName: 'alice' },
      });
      expect(tagsOf(world)['keyturn:notified']?.replaceAll(old, 'OLD')).toContain(noted);
    },
  );
});

describe('the time that is written', () => {
  const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

  it('is the run’s own, though the run comes some minutes after it', async () => {
    const { world } = aWorld();
    const now = later(world.now, -5 * MINUTE);
    await reconcileIn(world, { now });
    expect(tagsOf(world)['keyturn:intent']).toBe(`rotate@${seconds(now)}`);
  });

  it('promise 2: is not the event’s when that is replayed days later, lest a quarantine that begins now be half over', async () => {
    const { world, old } = await aRotatedWorld();
    world.advance(20 * DAY);
    const replayedAt = world.now;
    await reconcileIn(world, { now: later(world.now, -5 * DAY) });
    expect(world.key(old)?.status).toBe('Inactive');
    const [, deactivatedAt = ''] = tagsOf(world)['keyturn:deactivated']?.split('@') ?? [];
    expect(new Date(deactivatedAt).getTime()).toBeGreaterThanOrEqual(replayedAt.getTime() - 1000);
  });

  it('a replayed event gives a reactivated key a whole grace all the same', async () => {
    const { world, old } = await aRotatedWorld();
    world.advance(13 * DAY + MINUTE);
    await reconcileIn(world);
    world.setKeyStatus(old, 'Active');
    world.advance(13 * DAY);
    await reconcileIn(world, { now: later(world.now, -12 * DAY) });
    const held = new Date(tagsOf(world)['keyturn:hold-until'] ?? 0);
    expect(held.getTime()).toBeGreaterThanOrEqual(world.now.getTime() + 14 * DAY - MINUTE);
  });

  it('promise 3: a run with an event of 29 minutes ago is not overtaken by the next one while it is at work', async () => {
    const { world } = aWorld();
    const began = world.now;
    world.advance(29.9 * MINUTE);
    // The other run comes some seconds later, between the first one's verification and its promotion, and is cut itself.
    let overtaken = false;
    world.intercept = async ({ operation, actor }) => {
      if (operation === 'CreateAccessKey' && actor === 'second') return 'crash-before';
      if (operation !== 'UpdateSecretVersionStage' || actor !== 'first' || overtaken) return undefined;
      overtaken = true;
      world.advance(10_000);
      expect(world.now.getTime() - began.getTime()).toBeGreaterThan(30 * MINUTE);
      await reconcileIn(world, { actor: 'second' });
      return undefined;
    };
    await reconcileIn(world, { actor: 'first', now: began });
    expect(overtaken).toBe(true);
    expect(world.key(currentOf(world))?.status).toBe('Active');
  });
});

it('promise 1: reminds, deactivates and deletes with messages that name the key and the days', async () => {
  const { world, old } = aWorld();
  const told: string[] = [];
  for (let day = 0; day < 31; day++, world.advance(DAY)) {
    if (day < 12) world.useKey(old);
    if (day > 0) world.useKey(currentOf(world));
    const before = world.published.length;
    await reconcileIn(world);
    for (const { subject } of world.published.slice(before)) told.push(`day ${day}: ${withKeyNames(subject ?? '')}`);
  }
  expect(told).toEqual([
    'day 0: AWS access key of alice in 123456789012: new key; switch by 2026-01-15',
    'day 11: AWS access key of alice in 123456789012: reminder, switch by 2026-01-15',
    'day 22: AWS access key of alice in 123456789012: deactivated, undo until 2026-01-30',
    'day 29: AWS access key of alice in 123456789012: key deleted 2026-01-30',
  ]);
});
