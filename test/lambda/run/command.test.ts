/** Whole commands against the world: which calls they make and in which order, what is there afterwards, and what the next runs do. */

import type { Wish } from '../../../lambda/core/commands/plan-command';
import { versionIdOf } from '../../../lambda/core/names';
import { resultOf } from '../../../lambda/core/report/result';
import type { Result } from '../../../lambda/core/report/result-schema';
import { obey, planOneUser, statusOfOneUser } from '../../../lambda/run/command';
import { later, withKeyNames } from '../../support/builders';
import {
  aConfig,
  DAY,
  HOUR,
  MANAGED,
  MINUTE,
  reconcileIn,
  runIn,
  stepsOf,
  type TestConfig,
} from '../../support/simulation/harness';
import { accessDenied, type Call, failing, throttled, timedOut, World, type WorldOptions } from '../../support/world';

const NAME = 'keyturn/alice';
const BULK = ['GenerateCredentialReport', 'GetCredentialReport', 'GetAccountAuthorizationDetails'];

type Asked = Wish & { readonly userName?: string };
const ROTATE: Asked = { command: 'rotate', userName: 'alice' };
const ROLLBACK: Asked = { command: 'rollback', userName: 'alice' };
const revoke = (accessKeyId: string): Asked => ({ command: 'revoke', accessKeyId });
const hold = (until: Date | undefined): Asked => ({ command: 'hold', userName: 'alice', until });

interface Options {
  readonly dryRun?: boolean;
  readonly config?: TestConfig;
}

/** What the function would answer. */
async function ask(world: World, asked: Asked, { dryRun = false, config = aConfig() }: Options = {}): Promise<Result> {
  const run = { clients: world.clients('command'), config, now: world.now, dryRun };
  return resultOf(await obey(run, asked), run.now, dryRun);
}

/** alice with one key, 80 days old. */
function aWorld(options: Partial<WorldOptions> = {}) {
  const world = new World(options);
  const alice = world.addUser({ name: 'alice', tags: MANAGED, createdAt: later(world.now, -200 * DAY) });
  const old = world.createKey('alice', { createdAt: later(world.now, -80 * DAY) }).accessKeyId;
  return { world, alice, old };
}

/** Its first rotation was a day ago: the old key's secret half is not stored. */
async function afterFirst(options: Partial<WorldOptions> = {}) {
  const made = aWorld(options);
  await reconcileIn(made.world);
  const current = currentOf(made.world);
  made.world.advance(DAY);
  return { ...made, current };
}

/** Its second rotation was some days ago: both keys are stored, and both are in use. */
async function rotated(days = 1, options: Partial<WorldOptions> = {}) {
  const { world, alice, old: first } = aWorld(options);
  await reconcileIn(world);
  world.deleteKey(first);
  const old = currentOf(world);
  world.advance(76 * DAY);
  world.useKey(old);
  await reconcileIn(world);
  const current = currentOf(world);
  world.advance(HOUR);
  world.useKey(current);
  world.advance(days * DAY - HOUR);
  return { world, alice, old, current };
}

/** One key, stored and told, and a free slot. */
async function alone() {
  const { world, alice, old } = await rotated();
  world.deleteKey(old);
  return { world, alice, current: currentOf(world) };
}

/** The next scheduled run. */
async function nextRun(world: World, ms = HOUR) {
  world.advance(ms);
  return stepsOf(await runIn(world), 'alice');
}

const currentOf = (world: World) => labelsOf(world).AWSCURRENT ?? '';
const labelsOf = (world: World) =>
  Object.fromEntries(
    [...(world.secrets.get(NAME)?.labels ?? [])].map(([label, id]) => [label, id.replace('keyturn-access-key-', '')]),
  );
const tagsOf = (world: World) => world.secrets.get(NAME)?.tags ?? {};
const statusesOf = (world: World) => Object.fromEntries(world.keysOf('alice').map(({ id, status }) => [id, status]));
const events = (world: World, from = 0) => world.published.slice(from).map(({ attributes }) => attributes.event);
const iso = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;
const named = (text: string, names: Readonly<Record<string, string>>) =>
  Object.entries(names).reduce((all, [name, id]) => all.replaceAll(id, name), text);

/** Everything but when it was: to compare before and after. */
const stateOf = (world: World) => ({
  keys: statusesOf(world),
  labels: labelsOf(world),
  tags: { ...tagsOf(world) },
  told: world.published.length,
});

/** The last message of an event, as programs get it. */
function told(world: World, event: string): Record<string, unknown> {
  const { message = '{"default":"{}"}' } =
    world.published.filter(({ attributes }) => attributes.event === event).at(-1) ?? {};
  return JSON.parse((JSON.parse(message) as { default: string }).default);
}

/** The calls of what is done, each with what it is about. */
async function callsOf(world: World, act: () => Promise<unknown>, names: Readonly<Record<string, string>> = {}) {
  world.recording = true;
  const from = world.recorded.length;
  await act();
  return world.recorded.slice(from).map((call) => named(callInWords(call), names));
}

function callInWords({ operation, input }: Pick<Call, 'operation' | 'input'>): string {
  const { AccessKeyId, Status, Tags, VersionStage, MoveToVersionId, UserName } = input as Record<string, string> & {
    readonly Tags?: readonly { readonly Key: string }[];
  };
  const words = [
    operation,
    AccessKeyId ?? UserName,
    Status,
    VersionStage && `${VersionStage} to ${MoveToVersionId?.replace('keyturn-access-key-', '')}`,
    ...(Tags ?? []).map(({ Key }) => Key.replace('keyturn:', '')),
  ];
  return words.filter(Boolean).join(' ');
}

describe('finding the user', () => {
  it.each([
    ['rotate', (): Asked => ROTATE],
    ['rollback', (): Asked => ROLLBACK],
    ['hold', (): Asked => hold(new Date('2026-06-01T00:00:00Z'))],
    ['revoke', (_current: string, old: string): Asked => revoke(old)],
  ])('%s reads that user alone, without the account’s bulk reads', async (_command, asked) => {
    const { world, old, current } = await rotated();
    const calls = await callsOf(world, () => ask(world, asked(current, old)));
    for (const bulk of BULK) expect(calls).not.toContain(bulk);
    expect(calls.filter((call) => call.startsWith('ListSecrets'))).toHaveLength(1);
  });

  it('plan reads that user alone, and changes nothing', async () => {
    const { world } = await rotated(15);
    const before = stateOf(world);
    const run = { clients: world.clients(), config: aConfig(), now: world.now, dryRun: true };
    const calls = await callsOf(world, async () => {
      const { users, outcomes } = await planOneUser(run, 'alice');
      expect(users).toEqual({ scanned: 1, managed: 1, examined: 1 });
      expect(outcomes).toMatchObject([
        { userName: 'alice', error: undefined, steps: [{ kind: 'deactivate-key', result: 'planned' }] },
      ]);
    });
    expect(calls.map((call) => call.split(' ')[0])).toEqual([
      'GetUser',
      'ListSecrets',
      'ListAccessKeys',
      'DescribeSecret',
      'GetAccessKeyLastUsed',
      'GetAccessKeyLastUsed',
      // Who has moved and who has not, by either key.
      'LookupEvents',
      'LookupEvents',
    ]);
    expect(stateOf(world)).toEqual(before);
  });

  it('takes the secret that is tagged with the user’s whole id, not one whose tag begins like it', async () => {
    const { world, alice, old } = await afterFirst();
    world.addSecret('keyturn/other', 'value', { 'keyturn:user-id': `${alice.id}X` });
    expect((await ask(world, ROLLBACK)).failures).toEqual([]);
    expect(tagsOf(world)['keyturn:notified']).toContain(`rolledBack:${old}`);
  });

  it('finds the secret of a renamed user by its tag', async () => {
    const { world, current } = await alone();
    world.renameUser('alice', 'alicia');
    const { failures } = await ask(world, { command: 'rotate', userName: 'alicia' });
    expect(failures).toEqual([]);
    expect(labelsOf(world).AWSPREVIOUS).toBe(current);
  });
});

describe('who cannot be found is refused, as a failure and not as an error', () => {
  const none = { scanned: 0, managed: 0, examined: 0 };
  const notManaged = (name: string) =>
    `there is no IAM user "${name}" that Keyturn manages: it does not exist in this account, or is not managed (tag:keyturn:managed=true)`;

  it.each([ROTATE, ROLLBACK, hold(new Date('2026-06-01T00:00:00Z'))])('%j of an unknown user', async (asked) => {
    const { world } = aWorld();
    const result = await ask(world, { ...asked, userName: 'nobody' } as Asked);
    expect(result).toMatchObject({ users: none, failures: [{ userName: 'nobody', error: notManaged('nobody') }] });
    expect(result.outcomes).toMatchObject([{ userName: 'nobody', steps: [] }]);
  });

  it('a plan of an unknown user', async () => {
    const { world } = aWorld();
    const run = { clients: world.clients(), config: aConfig(), now: world.now, dryRun: true };
    const { outcomes } = await planOneUser(run, 'nobody');
    expect(outcomes).toMatchObject([{ userName: 'nobody', error: notManaged('nobody') }]);
  });

  it('a user that is not tagged in', async () => {
    const { world } = aWorld();
    world.addUser({ name: 'bob' });
    const { failures } = await ask(world, { command: 'rotate', userName: 'bob' });
    expect(failures).toEqual([{ userName: 'bob', error: notManaged('bob') }]);
  });

  it('a user that IAM does not let Keyturn see', async () => {
    const { world } = aWorld();
    world.intercept = failing('GetUser', accessDenied('iam'));
    expect((await ask(world, ROTATE)).failures).toEqual([{ userName: 'alice', error: notManaged('alice') }]);
  });

  it('an unknown key', async () => {
    const { world } = aWorld();
    const { failures } = await ask(world, revoke('AKIA000000000EXAMPLE'));
    expect(failures).toEqual([
      {
        userName: '',
        error:
          'there is no access key "AKIA000000000EXAMPLE" of a user that Keyturn manages in this account; to deactivate a key of another user: aws iam update-access-key --user-name USER --access-key-id AKIA000000000EXAMPLE --status Inactive',
      },
    ]);
  });

  it('a key of a user that is not managed, which stays as it is', async () => {
    const { world } = aWorld();
    world.addUser({ name: 'bob' });
    const { accessKeyId } = world.createKey('bob');
    const { failures } = await ask(world, revoke(accessKeyId));
    expect(failures).toEqual([{ userName: 'bob', error: notManaged('bob') }]);
    expect(world.key(accessKeyId)?.status).toBe('Active');
  });

  it('and so is what AWS does not answer', async () => {
    const { world } = aWorld();
    const failure = async (operation: string, error: Error) => {
      world.intercept = failing(operation, error);
      return (await ask(world, ROTATE)).failures;
    };
    expect(await failure('GetUser', throttled('iam'))).toEqual([
      { userName: 'alice', error: expect.stringContaining('Rate exceeded') },
    ]);
    expect(await failure('ListAccessKeys', timedOut())).toEqual([
      { userName: 'alice', error: expect.stringContaining('read the keys') },
    ]);
  });

  it('one user’s status is read afresh, without the account', async () => {
    const world = (await rotated()).world.clone();
    const run = { clients: world.clients(), config: aConfig(), now: world.now, dryRun: true };
    const [outcome] = (await statusOfOneUser(run, 'alice')).outcomes;
    expect(outcome?.standing).toMatchObject({
      phase: 'grace',
      nextStep: 'deactivate-key',
      keys: [{ role: 'retiring' }, { role: 'current' }],
    });
    expect(Object.keys(world.calls).filter((operation) => BULK.includes(operation))).toEqual([]);
    expect((await statusOfOneUser(run, 'eve')).outcomes[0]?.error).toContain('there is no IAM user "eve"');
  });
});

describe('a refusal', () => {
  it('is a failure with a sentence, and changes nothing', async () => {
    const { world, old } = await rotated();
    const before = stateOf(world);
    const result = await ask(world, ROTATE);
    expect(result.failures).toEqual([{ userName: 'alice', error: expect.stringContaining(`${old} is still kept`) }]);
    expect(result.outcomes).toMatchObject([{ userName: 'alice', rule: 'refused', steps: [] }]);
    expect(stateOf(world)).toEqual(before);
  });
});

describe('a dry run', () => {
  it.each([
    ['rotate', alone, () => ROTATE, ['issue-key']],
    ['rollback', rotated, () => ROLLBACK, ['roll-back']],
    ['revoke', alone, revoke, ['note-revocation', 'issue-key', 'deactivate-key']],
    ['hold', alone, () => hold(new Date('2027-01-01T00:00:00Z')), ['set-hold']],
  ])('of %s shows the steps and changes nothing', async (_command, begin, asked, kinds) => {
    const { world, current } = await begin();
    const before = stateOf(world);
    const result = await ask(world, asked(current), { dryRun: true });
    expect(result.dryRun).toBe(true);
    expect(result.failures).toEqual([]);
    const steps = result.outcomes[0]?.steps ?? [];
    expect(steps.map(({ kind, result: how }) => [kind, how])).toEqual(kinds.map((kind) => [kind, 'planned']));
    expect(stateOf(world)).toEqual(before);
  });

  it('promise 11: decides as the command does', async () => {
    const { world, current } = await rotated();
    const planned = await ask(world, revoke(current), { dryRun: true });
    const done = await ask(world, revoke(current));
    const decisions = ({ outcomes }: Result) =>
      outcomes[0]?.steps.map(({ result: _, message: __, facts: ___, ...step }) => step);
    expect(decisions(planned)).toEqual(decisions(done));
  });

  it.each(['rotate', 'revoke', 'rollback'] as const)(
    'promise 11: shows word for word what %s then sends',
    async (command) => {
      const { world, current } = await rotated();
      world.useKey(current);
      if (command === 'rotate') world.deleteKey(world.keysOf('alice').find(({ id }) => id !== current)?.id ?? '');
      const event = command === 'revoke' ? revoke(current) : { command, userName: 'alice' };
      const planned = await ask(world, event as Parameters<typeof ask>[1], { dryRun: true });
      const from = world.published.length;
      expect((await ask(world, event as Parameters<typeof ask>[1])).failures).toEqual([]);
      const shown = planned.outcomes[0]?.steps.flatMap(({ message }) => message ?? []);
      const issued = currentOf(world);
      const sent = world.published.slice(from).map(({ subject, message }) => ({
        subject,
        lines: (JSON.parse(message) as { email: string }).email
          .replaceAll(issued, command === 'rollback' ? issued : '<new key>')
          .split('\n'),
      }));
      expect(sent.length).toBeGreaterThan(0);
      expect(shown).toEqual(sent);
    },
  );
});

describe('rotate', () => {
  it('issues a key that is not due, and tells as every rotation does', async () => {
    const { world, current } = await alone();
    const { failures } = await ask(world, ROTATE);
    expect(failures).toEqual([]);
    expect(labelsOf(world)).toMatchObject({ AWSPREVIOUS: current });
    expect(told(world, 'key-rotated')).toMatchObject({ accessKeyId: currentOf(world), oldKeyId: current });
    expect(await nextRun(world)).toEqual([]);
  });

  it('does not tell of an old key that still works where it does not', async () => {
    const { world, current } = await alone();
    world.setKeyStatus(current, 'Inactive');
    expect((await ask(world, ROTATE)).failures).toEqual([]);
    expect(currentOf(world)).not.toBe(current);
    expect(told(world, 'key-rotated')).not.toHaveProperty('oldKeyId');
  });

  it('is refused the second time: the old key is kept', async () => {
    const { world, current } = await alone();
    await ask(world, ROTATE);
    const before = stateOf(world);
    expect((await ask(world, ROTATE)).failures[0]?.error).toContain(`${current} is still kept`);
    expect(stateOf(world)).toEqual(before);
  });
});

describe('rollback', () => {
  it('writes its intent, reactivates, moves the label, and tells, in this order', async () => {
    const { world, old, current } = await rotated();
    const calls = await callsOf(world, () => ask(world, ROLLBACK), { OLD: old, NEW: current });
    expect(calls.slice(6)).toEqual([
      'TagResource intent hold-until promised-until deactivated',
      'ListAccessKeys alice',
      'DescribeSecret',
      'TagResource requested',
      'UpdateAccessKey OLD Active',
      'DescribeSecret',
      'UpdateSecretVersionStage AWSCURRENT to OLD',
      'DescribeSecret',
      'Publish',
      'TagResource notified',
    ]);
  });

  it('promise 3: gives IAM time to know that a key in quarantine is Active again, before the label moves', async () => {
    const { world, old, current } = await rotated(14);
    await reconcileIn(world);
    expect(statusesOf(world)[old]).toBe('Inactive');
    world.advance(DAY);
    let reactivatedAt = 0;
    let movedAt = 0;
    world.onCall = ({ now }, { operation }) => {
      if (operation === 'UpdateAccessKey') reactivatedAt = now.getTime();
      if (operation === 'UpdateSecretVersionStage') movedAt = now.getTime();
    };
    const calls = await callsOf(world, () => ask(world, ROLLBACK), { OLD: old, NEW: current });
    expect(calls.slice(-6)).toEqual([
      'UpdateAccessKey OLD Active',
      'DescribeSecret',
      'UpdateSecretVersionStage AWSCURRENT to OLD',
      'DescribeSecret',
      'Publish',
      'TagResource notified',
    ]);
    expect(movedAt - reactivatedAt).toBeGreaterThanOrEqual(10_000);
    expect(statusesOf(world)).toEqual({ [old]: 'Active', [current]: 'Active' });
  });

  it('leaves both keys Active for one grace, and says so', async () => {
    const { world, old, current } = await rotated();
    const until = later(world.now, 14 * DAY);
    await ask(world, ROLLBACK);
    expect(statusesOf(world)).toEqual({ [old]: 'Active', [current]: 'Active' });
    expect(labelsOf(world)).toMatchObject({ AWSCURRENT: old, AWSPREVIOUS: current });
    expect(tagsOf(world)).toMatchObject({
      'keyturn:intent': expect.stringMatching(/^rollback@/),
      'keyturn:hold-until': iso(until),
      'keyturn:promised-until': iso(until),
      'keyturn:deactivated': '',
      'keyturn:notified': expect.stringMatching(new RegExp(`^rotated:${current}@.* rolledBack:${old}@`)),
    });
    expect(told(world, 'key-rolled-back')).toMatchObject({ accessKeyId: old, isCurrent: true, until: iso(until) });
  });

  it('after a first rotation leaves the labels, and says so', async () => {
    const { world, old, current } = await afterFirst();
    world.setKeyStatus(old, 'Inactive');
    const refused = (await ask(world, ROLLBACK)).failures[0]?.error;
    expect(refused).toContain("no note of Keyturn's says that it was deactivated for retirement");
    world.tagSecret(NAME, { 'keyturn:deactivated': `${old}@${iso(world.now)}` });
    const before = labelsOf(world);
    await ask(world, ROLLBACK);
    expect(labelsOf(world)).toEqual(before);
    expect(statusesOf(world)).toEqual({ [old]: 'Active', [current]: 'Active' });
    expect(told(world, 'key-rolled-back')).toMatchObject({ accessKeyId: old, isCurrent: false });
  });

  it('twice in a row gives the same world, and no second message', async () => {
    const { world } = await rotated();
    await ask(world, ROLLBACK);
    const before = stateOf(world);
    world.advance(MINUTE);
    const again = await ask(world, ROLLBACK);
    expect(again.failures).toEqual([]);
    expect(again.outcomes).toMatchObject([{ rule: 'rolled-back', steps: [] }]);
    expect(stateOf(world)).toEqual(before);
  });

  it('is left alone by the schedule for one grace; then the newer key retires like any old key', async () => {
    const { world, old, current } = await rotated();
    await ask(world, ROLLBACK);
    for (let day = 0; day < 13; day++) {
      expect(await nextRun(world, DAY)).toEqual([]);
      world.useKey(old);
    }
    world.useKey(old);
    expect(await nextRun(world, DAY + MINUTE)).toEqual(['deactivate-key']);
    expect(statusesOf(world)).toEqual({ [old]: 'Active', [current]: 'Inactive' });
    world.useKey(old);
    expect(await nextRun(world, 7 * DAY + MINUTE)).toEqual(['delete-key']);
    expect(world.key(current)).toBeUndefined();
    expect(currentOf(world)).toBe(old);
  });

  it('promise 1: keeps a newer key that is in use when the grace is over', async () => {
    const { world, current } = await rotated();
    await ask(world, ROLLBACK);
    for (let day = 0; day < 14; day++, world.advance(DAY)) world.useKey(current);
    const [first] = await nextRun(world);
    expect(first).toMatch(/^hold:/);
    expect(statusesOf(world)[current]).toBe('Active');
  });

  it('a message lost to SNS is sent by the next run, once, with the same date', async () => {
    const { world, old } = await rotated();
    const until = later(world.now, 14 * DAY);
    world.intercept = failing('Publish', accessDenied('sns'));
    expect((await ask(world, ROLLBACK)).failures[0]?.error).toContain('announce the rollback');
    expect(currentOf(world)).toBe(old);
    world.intercept = undefined;
    expect(await nextRun(world)).toEqual(['notify:key-rolled-back']);
    expect(told(world, 'key-rolled-back')).toMatchObject({ accessKeyId: old, isCurrent: true, until: iso(until) });
    expect(await nextRun(world)).toEqual([]);
  });

  it('a message lost to SNS after a first rotation is sent by the next run, too', async () => {
    const { world, old } = await afterFirst();
    world.intercept = failing('Publish', accessDenied('sns'));
    await ask(world, ROLLBACK);
    world.intercept = undefined;
    expect(await nextRun(world)).toEqual(['notify:key-rolled-back']);
    expect(told(world, 'key-rolled-back')).toMatchObject({ accessKeyId: old, isCurrent: false });
  });

  it('goes on where it was cut before the label moved', async () => {
    const { world, old } = await rotated();
    world.intercept = failing('UpdateSecretVersionStage', throttled('secretsmanager'));
    expect((await ask(world, ROLLBACK)).failures[0]?.error).toContain('make the retiring key current');
    world.intercept = undefined;
    expect(await nextRun(world)).toEqual([]);
    expect((await ask(world, ROLLBACK)).failures).toEqual([]);
    expect(currentOf(world)).toBe(old);
    expect(events(world).at(-1)).toBe('key-rolled-back');
  });

  it('promise 1: waits out a run that has decided to deactivate the old key, and brings it back', async () => {
    const { world, old } = await rotated(14);
    // The run has read everything, and is stopped before its call until the rollback has written its intent and waits.
    let release = () => {};
    const atIntent = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isHeld = false;
    let run: Promise<unknown> = Promise.resolve();
    world.intercept = async ({ operation, actor, input }) => {
      if (actor === 'run' && operation === 'UpdateAccessKey' && !isHeld) {
        isHeld = true;
        await atIntent;
      }
      // The rollback reads the keys again after its wait: by then the run has acted.
      if (actor === 'command' && operation === 'TagResource' && JSON.stringify(input).includes('rollback@')) {
        release();
        await run;
      }
      return undefined;
    };
    run = reconcileIn(world, { actor: 'run' });
    while (!isHeld) await Promise.resolve();
    expect((await ask(world, ROLLBACK)).failures).toEqual([]);
    expect(statusesOf(world)[old]).toBe('Active');
    expect(currentOf(world)).toBe(old);
  });

  it('waits for more than a minute when the old key is contested, and not at all when it is not', async () => {
    const lasted = async (days: number) => {
      const { world } = await rotated(days);
      const from = world.now.getTime();
      await ask(world, ROLLBACK);
      return world.now.getTime() - from;
    };
    expect(await lasted(1)).toBe(0);
    expect(await lasted(15)).toBeGreaterThan(75_000);
  });

  it('says so when the old key was deleted while it waited', async () => {
    const { world, old, current } = await rotated(14);
    await reconcileIn(world);
    world.advance(8 * DAY);
    world.intercept = ({ operation, actor }) => {
      if (actor === 'command' && operation === 'TagResource') world.deleteKey(old);
      return undefined;
    };
    const { failures } = await ask(world, ROLLBACK);
    expect(failures[0]?.error).toContain(`the key ${old} was deleted meanwhile`);
    expect(currentOf(world)).toBe(current);
    world.intercept = undefined;
    expect(await nextRun(world)).toEqual([]);
  });
});

describe('revoke', () => {
  it('promise 3: of the current key issues a successor before it cuts', async () => {
    const { world, current } = await alone();
    const calls = await callsOf(world, () => ask(world, revoke(current)), { OLD: current });
    const { AWSCURRENT: next = '' } = labelsOf(world);
    const acts = calls.map((call) => named(call, { NEW: next }));
    expect(acts.slice(acts.indexOf('CreateAccessKey alice'))).toEqual([
      'CreateAccessKey alice',
      'PutSecretValue',
      'GetCallerIdentity',
      'GetCallerIdentity',
      'UpdateSecretVersionStage AWSCURRENT to NEW',
      'UpdateAccessKey OLD Inactive',
      // What other commands have noted meanwhile.
      'DescribeSecret',
      'Publish',
      'TagResource notified format',
      'Publish',
      'TagResource deactivated promised-until notified revoked:OLD',
    ]);
    expect(events(world).slice(-2)).toEqual(['key-rotated', 'key-revoked']);
  });

  it('of the current key leaves it in quarantine, and the next runs delete it when that is over', async () => {
    const { world, current } = await alone();
    const deletedFrom = later(world.now, 7 * DAY);
    await ask(world, revoke(current));
    expect(statusesOf(world)[current]).toBe('Inactive');
    expect(told(world, 'key-revoked')).toMatchObject({ accessKeyId: current, severity: 'critical' });
    expect(tagsOf(world)).toMatchObject({
      'keyturn:deactivated': expect.stringContaining(`${current}@`),
      'keyturn:promised-until': iso(deletedFrom),
      'keyturn:notified': expect.stringContaining(`revoked:${current}@`),
    });
    for (let day = 0; day < 6; day++) expect(await nextRun(world, DAY)).toEqual([]);
    expect(await nextRun(world, DAY + MINUTE)).toEqual(['delete-key']);
    expect(world.key(current)).toBeUndefined();
    expect(await nextRun(world, DAY)).toEqual([]);
  });

  it('of a retiring key cuts it at once, and consumers notice nothing', async () => {
    const { world, old, current } = await rotated();
    const calls = await callsOf(world, () => ask(world, revoke(old)), { OLD: old });
    expect(calls.slice(-6)).toEqual([
      'TagResource notified revoked:OLD requested',
      'UpdateAccessKey OLD Inactive',
      'DescribeSecret',
      'Publish',
      'TagResource deactivated promised-until notified revoked:OLD',
      // Whether a rollback has made it current meanwhile.
      'DescribeSecret',
    ]);
    expect(currentOf(world)).toBe(current);
    expect(statusesOf(world)[current]).toBe('Active');
    expect(await nextRun(world)).toEqual([]);
  });

  it('promise 3: of the current key beside a stored predecessor never leaves AWSCURRENT on a key that does not work', async () => {
    const { world, old, current } = await rotated();
    const broken: string[] = [];
    world.onCall = (_world, { operation }) => {
      if (world.key(currentOf(world))?.status !== 'Active') broken.push(operation);
    };
    await ask(world, revoke(current));
    expect(broken).toEqual([]);
    expect(world.key(current)).toBeUndefined();
    expect(statusesOf(world)[old]).toBe('Active');
    expect(labelsOf(world)).toMatchObject({ AWSPREVIOUS: old });
    expect(events(world).slice(-3)).toEqual(['key-revoked', 'key-deleted', 'key-rotated']);
    expect(await nextRun(world)).toEqual([]);
  });

  it('of the current key after a first rotation makes room with the key itself', async () => {
    const { world, old, current } = await afterFirst();
    expect((await ask(world, revoke(current))).failures).toEqual([]);
    expect(world.key(current)).toBeUndefined();
    expect(statusesOf(world)).toEqual({ [old]: 'Active', [currentOf(world)]: 'Active' });
  });

  it('of the only key before a first rotation stores its successor', async () => {
    const { world, old } = aWorld();
    expect((await ask(world, revoke(old))).failures).toEqual([]);
    expect(statusesOf(world)).toEqual({ [old]: 'Inactive', [currentOf(world)]: 'Active' });
    expect(await nextRun(world)).toEqual([]);
  });

  it('of a key that a person made leaves the others alone', async () => {
    const { world, current } = await alone();
    const { accessKeyId } = world.createKey('alice');
    await ask(world, revoke(accessKeyId));
    expect(statusesOf(world)).toEqual({ [current]: 'Active', [accessKeyId]: 'Inactive' });
    expect(await nextRun(world)).toEqual([]);
  });

  it.each([
    ['the current key', alone, (current: string) => current],
    ['the current key beside its predecessor', rotated, (current: string) => current],
    ['a retiring key', rotated, (_current: string, { keys: [old] }: { keys: readonly string[] }) => old ?? ''],
  ])('of %s twice in a row gives the same world', async (_which, begin, choose) => {
    const { world, current } = await begin();
    const id = choose(current, { keys: world.keysOf('alice').map((key) => key.id) });
    await ask(world, revoke(id));
    const before = stateOf(world);
    const again = await ask(world, revoke(id));
    expect(again.outcomes.flatMap(({ steps }) => steps)).toEqual([]);
    expect(stateOf(world)).toEqual(before);
  });

  it('promise 12: deactivates a current key that gets no successor, and the next run issues one', async () => {
    const { world, current } = await alone();
    world.intercept = failing('CreateAccessKey', accessDenied('iam'));
    const { failures, outcomes } = await ask(world, revoke(current));
    expect(failures[0]?.error).toContain('create the new key');
    expect(outcomes[0]?.steps.map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'note-revocation done',
      'issue-key failed',
      'deactivate-key done',
    ]);
    expect(failures[0]?.error).toContain(
      `The key ${current} is deactivated. Programs that read the secret have no key that works: ${current} is Inactive. The next run issues a new key.`,
    );
    expect(statusesOf(world)[current]).toBe('Inactive');
    world.intercept = undefined;
    expect(await nextRun(world)).toEqual(['issue-key']);
    expect(statusesOf(world)[currentOf(world)]).toBe('Active');
  });

  it('goes on with the next run when it was cut before consumers had another key', async () => {
    const { world, current } = await afterFirst();
    world.intercept = failing('DeleteAccessKey', accessDenied('iam'));
    await ask(world, revoke(current));
    expect(statusesOf(world)[current]).toBe('Inactive');
    world.intercept = undefined;
    expect(await nextRun(world)).toEqual(['delete-key', 'issue-key']);
    expect(statusesOf(world)[currentOf(world)]).toBe('Active');
    expect(await nextRun(world)).toEqual([]);
  });

  it.each([
    ['the current key', alone, (current: string) => current],
    ['a retiring key', rotated, (_current: string, old: string) => old],
  ])('of %s whose message was lost to SNS is told as revoked by the next run, once', async (_which, begin, choose) => {
    const { world, current } = await begin();
    const id = choose(current, world.keysOf('alice')[0]?.id ?? '');
    world.intercept = ({ operation, input }) =>
      operation === 'Publish' && JSON.stringify(input).includes('key-revoked')
        ? { fail: accessDenied('sns') }
        : undefined;
    expect((await ask(world, revoke(id))).failures[0]?.error).toContain('announce the deactivation');
    expect(statusesOf(world)[id]).toBe('Inactive');
    world.intercept = undefined;
    const from = world.published.length;
    await nextRun(world);
    expect(events(world, from)).toEqual(['key-revoked']);
    expect(told(world, 'key-revoked')).toMatchObject({ accessKeyId: id });
    expect(await nextRun(world)).toEqual([]);
  });

  it('promise 12: of the current key without a free slot: consumers get a key though SNS fails', async () => {
    const { world, current } = await afterFirst();
    world.intercept = failing('Publish', accessDenied('sns'));
    await ask(world, revoke(current));
    expect(world.key(current)).toBeUndefined();
    expect(statusesOf(world)[currentOf(world)]).toBe('Active');
    world.intercept = undefined;
    const from = world.published.length;
    await nextRun(world);
    expect(events(world, from)).toEqual(['key-rotated', 'key-deleted']);
    expect(statusesOf(world)[currentOf(world)]).toBe('Active');
  });

  it('promise 7: a note that cannot be written does not keep a compromised key alive', async () => {
    const { world, old } = await rotated();
    world.intercept = failing('TagResource', throttled('secretsmanager'));
    expect((await ask(world, revoke(old))).failures[0]?.error).toContain('record the deactivation');
    expect(statusesOf(world)[old]).toBe('Inactive');
    world.intercept = undefined;
    world.advance(MINUTE);
    expect((await ask(world, revoke(old))).failures).toEqual([]);
    expect(events(world).at(-1)).toBe('key-revoked');
  });
});

describe('hold', () => {
  const until = (world: World, days = 30) => later(world.now, days * DAY);

  it('is told once, with its date, and respected', async () => {
    const { world } = aWorld();
    const from = world.published.length;
    expect((await ask(world, hold(until(world)))).failures).toEqual([]);
    expect(told(world, 'key-held')).toMatchObject({
      reason: 'by-hand',
      because: expect.stringContaining('2026-01-31'),
    });
    for (let day = 0; day < 29; day++) expect(await nextRun(world, DAY)).toEqual([]);
    expect(events(world, from)).toEqual(['key-held']);
    expect(await nextRun(world, DAY)).toEqual(['issue-key']);
  });

  it('promise 1: leaves the note of a moved label, whose programs are owed a grace when it is put back', async () => {
    const { world, old } = await rotated();
    const { AWSCURRENT: current = '', AWSPREVIOUS: previous = '' } = labelsOf(world);
    world.moveLabel(NAME, 'AWSCURRENT', versionIdOf(previous));
    await nextRun(world, HOUR);
    await ask(world, hold(until(world, 15)));
    world.moveLabel(NAME, 'AWSCURRENT', versionIdOf(current));
    expect(await nextRun(world, 15 * DAY)).toEqual(['renew-grace']);
    expect(statusesOf(world)[old]).toBe('Active');
  });

  it('works at once when it is released, which is not told', async () => {
    const { world } = aWorld();
    await ask(world, hold(until(world)));
    const from = world.published.length;
    expect((await ask(world, hold(undefined))).failures).toEqual([]);
    expect(tagsOf(world)['keyturn:hold-until']).toBe('');
    expect(events(world, from)).toEqual([]);
    expect(await nextRun(world)).toEqual(['issue-key']);
  });

  it('makes the secret of a user that has none, and the first rotation works in it', async () => {
    const { world, old, alice } = aWorld();
    expect(world.secrets.has(NAME)).toBe(false);
    const calls = await callsOf(world, () => ask(world, hold(until(world, 2))));
    expect(calls.slice(-2)).toEqual(['CreateSecret user-id hold-until requested', 'Publish']);
    expect(labelsOf(world).AWSCURRENT).toBe(`keyturn-no-key-yet-${alice.id}`);
    expect(await nextRun(world, 2 * DAY)).toEqual(['issue-key']);
    expect(statusesOf(world)).toEqual({ [old]: 'Active', [currentOf(world)]: 'Active' });
    expect(told(world, 'key-rotated')).toMatchObject({ oldKeyId: old });
    expect(await nextRun(world, 14 * DAY)).toEqual(['deactivate-key']);
  });

  it('twice in a row gives the same tags', async () => {
    const { world } = aWorld();
    const end = until(world);
    await ask(world, hold(end));
    const before = { ...tagsOf(world) };
    await ask(world, hold(end));
    expect(tagsOf(world)).toEqual(before);
  });

  it('whose message was lost stands, and is told when it is asked for again', async () => {
    const { world } = aWorld();
    const end = until(world);
    world.intercept = failing('Publish', accessDenied('sns'));
    expect((await ask(world, hold(end))).failures[0]?.error).toContain('send the message');
    expect(tagsOf(world)['keyturn:hold-until']).toBe(iso(end));
    world.intercept = undefined;
    expect((await ask(world, hold(end))).failures).toEqual([]);
    expect(events(world).at(-1)).toBe('key-held');
  });

  it('released after a rollback leaves the promised grace as it is', async () => {
    const { world, old } = await rotated();
    await ask(world, ROLLBACK);
    await ask(world, hold(undefined));
    world.useKey(old);
    for (let day = 0; day < 10; day++) expect(await nextRun(world, DAY)).toEqual([]);
  });

  it('promise 8: released leaves the new grace of a reactivated key as it was told', async () => {
    const { world, old } = await rotated(14);
    await reconcileIn(world);
    world.setKeyStatus(old, 'Active');
    expect(await nextRun(world, 5 * HOUR)).toEqual(['hold:reactivated', 'notify:key-held', 'renew-grace']);
    await ask(world, hold(undefined));
    for (let day = 0; day < 10; day++) expect(await nextRun(world, DAY)).toEqual([]);
    expect(statusesOf(world)[old]).toBe('Active');
  });
});

it('a command tells first what is owed of the change before it', async () => {
  const { world, old } = aWorld();
  world.intercept = failing('Publish', accessDenied('sns'));
  await reconcileIn(world);
  world.intercept = undefined;
  world.advance(MINUTE);
  await ask(world, revoke(old));
  expect(events(world)).toEqual(['key-rotated', 'key-revoked']);
});

it('promise 4: no command lets a secret half out but into Secrets Manager', async () => {
  const { world, current } = await alone();
  world.recording = true;
  const results = [await ask(world, ROTATE), await ask(world, ROLLBACK), await ask(world, revoke(current))];
  const requests = world.recorded.filter(({ operation }) => operation !== 'PutSecretValue').map(({ input }) => input);
  const out = JSON.stringify([results, requests, world.published, tagsOf(world)]);
  for (const half of world.allSecretHalves()) expect(out).not.toContain(half);
  expect(withKeyNames(out)).not.toBe('');
});
