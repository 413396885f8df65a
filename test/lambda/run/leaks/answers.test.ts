/** What comes of AWS's signals: by leakResponse, by whose key it is, and by what stands in the way. */
import { leaksBoardName } from '../../../../lambda/core/names';
import type { LeakResponse } from '../../../../lambda/core/settings/leaks';
import { currentOf, deliver, statusOf, toldSince } from '../../../support/leaks/signals';
import { DAY, HOUR, MINUTE } from '../../../support/simulation/harness';
import { Life } from '../../../support/simulation/life';
import { accessDenied, failing } from '../../../support/world';
import { aFinding, aHealthEvent } from '../../core/leaks/events';

async function aged(leakResponse: LeakResponse, days = 40, tags: Record<string, string> = {}): Promise<Life> {
  const life = Life.begin({}, { leakResponse });
  life.addUser('alice', 'lazy', 80, tags);
  await life.days(days);
  return life;
}

const about = (...ids: readonly string[]) =>
  aHealthEvent({ affectedEntities: ids.map((entityValue) => ({ entityValue })), eventMetadata: {} }, { resources: [] });

const suspect = (accessKeyId: string, id = 'f1') =>
  aFinding({
    id,
    resource: { resourceType: 'AccessKey', accessKeyDetails: { accessKeyId, userType: 'IAMUser', userName: 'bob' } },
  });

const events = (life: Life, from: number) => toldSince(life.world, from).map(({ event }) => event);

describe('a key that AWS has seen in public', () => {
  test('notify: nothing is changed, and its owner is notified at once with the command', async () => {
    const life = await aged('notify');
    const [key, from] = [currentOf(life.world), life.world.published.length];
    expect(await deliver(life, about(key))).toEqual([]);
    expect([statusOf(life, key), currentOf(life.world)]).toEqual(['Active', key]);
    const [told, ...more] = toldSince(life.world, from);
    expect([told?.event, told?.answer, told?.accessKeyId, more.map(({ event }) => event)]).toEqual([
      'key-leaked',
      'notify',
      key,
      ['leaked-key-used'],
    ]);
    expect(told?.email).toContain(`npx keyturn revoke ${key}`);
    expect(told?.email).toContain(`that still works, ${key}: `);
  });

  test('replace: programs get a new key, and the reported one keeps its whole grace', async () => {
    const life = await aged('replace');
    const [key, from] = [currentOf(life.world), life.world.published.length];
    expect(await deliver(life, about(key))).toEqual([]);
    expect([statusOf(life, key), statusOf(life, currentOf(life.world)), currentOf(life.world) !== key]).toEqual([
      'Active',
      'Active',
      true,
    ]);
    const told = toldSince(life.world, from);
    expect(told.map(({ event }) => event)).toEqual(['key-rotated', 'key-leaked', 'leaked-key-used']);
    expect(told[1]).toMatchObject({ answer: 'replace', currentKeyId: currentOf(life.world) });
    await life.days(13);
    expect(statusOf(life, key)).toBe('Active');
    await life.days(20);
    expect([statusOf(life, key), ...life.complaints()]).not.toEqual(['Active']);
    expect(life.complaints()).toEqual([]);
  });

  test('promise 12: deactivate: programs get a new key first, then the reported one is off; one message says all of it', async () => {
    const life = await aged('deactivate');
    const [key, from] = [currentOf(life.world), life.world.published.length];
    expect(await deliver(life, about(key))).toEqual([]);
    expect([statusOf(life, key), statusOf(life, currentOf(life.world))]).toEqual(['Inactive', 'Active']);
    const told = toldSince(life.world, from);
    expect(told.map(({ event }) => event).sort()).toEqual(['key-leaked', 'key-rotated', 'leaked-key-used']);
    const leaked = told.find(({ event }) => event === 'key-leaked');
    expect(leaked).toMatchObject({ answer: 'deactivate', currentKeyId: currentOf(life.world), source: 'AWS Health' });
    expect(leaked?.email).toMatch(/was deactivated at \S+, \d+ seconds? after the report/);
    expect(leaked?.email).not.toContain('Requested by');
    const tags: Readonly<Record<string, string>> = life.world.secrets.get('keyturn/alice')?.tags ?? {};
    expect(tags['keyturn:leaked']).toMatch(new RegExp(`^${key}:confirmed:deactivate@`));
    expect(tags['keyturn:requested']).toMatch(/^leak@\S+ AWS Health AWS_RISK_CREDENTIALS_EXPOSED$/);
    // A run has nothing to add.
    const before = life.world.published.length;
    life.world.advance(HOUR);
    expect([await life.run(), events(life, before)]).toEqual([[], []]);
    expect(life.complaints()).toEqual([]);
  });

  test('promise 12: the same event twice, its backup copy and its second page are one incident', async () => {
    const life = await aged('deactivate');
    const [key, from] = [currentOf(life.world), life.world.published.length];
    const copy = (detail: object, envelope: object = {}) =>
      aHealthEvent(
        { affectedEntities: [{ entityValue: key }], eventMetadata: {}, ...detail },
        { resources: [], ...envelope },
      );
    const copies = [
      copy({}),
      copy({}),
      copy({ backupEvent: 'true' }, { region: 'us-west-2', id: 'another' }),
      copy({ page: '2', totalPages: '2' }),
    ];
    for (const each of copies) expect(await deliver(life, each)).toEqual([]);
    expect(events(life, from).sort()).toEqual(['key-leaked', 'key-rotated', 'leaked-key-used']);
    expect(life.world.keysOf('alice').map(({ status }) => status)).toEqual(['Inactive', 'Active']);
  });

  test('off: nothing, and no message', async () => {
    const life = await aged('off');
    const [key, from] = [currentOf(life.world), life.world.published.length];
    expect([await deliver(life, about(key)), events(life, from), statusOf(life, key)]).toEqual([[], [], 'Active']);
  });

  test.each<[tag: string, answer: string]>([
    ['notify', 'notify'],
    ['replace', 'replace'],
  ])('the tag keyturn:on-leak=%s lowers it', async (tag, answer) => {
    const life = await aged('deactivate', 40, { 'keyturn:on-leak': tag });
    const [key, from] = [currentOf(life.world), life.world.published.length];
    expect(await deliver(life, about(key))).toEqual([]);
    expect(statusOf(life, key)).toBe('Active');
    expect(toldSince(life.world, from).find(({ event }) => event === 'key-leaked')).toMatchObject({ answer });
  });

  test('a tag that does not parse was meant to lower it: nothing is changed', async () => {
    const life = await aged('deactivate');
    life.people((world) => world.tagUser('alice', { 'keyturn:on-leak': 'nothing' }));
    const key = currentOf(life.world);
    expect(await deliver(life, about(key))).toEqual([]);
    expect([statusOf(life, key), currentOf(life.world)]).toEqual(['Active', key]);
  });

  test('the old key of a grace is deactivated, and needs no new one', async () => {
    const life = await aged('deactivate', 80);
    const current = currentOf(life.world);
    const old = life.world.keysOf('alice').find(({ id }) => id !== current)?.id ?? '';
    expect(await deliver(life, about(old))).toEqual([]);
    expect([statusOf(life, old), currentOf(life.world)]).toEqual(['Inactive', current]);
  });

  test('replace does not help where programs get another key already, and the message says so', async () => {
    const life = await aged('replace', 80);
    const current = currentOf(life.world);
    const old = life.world.keysOf('alice').find(({ id }) => id !== current)?.id ?? '';
    const from = life.world.published.length;
    expect(await deliver(life, about(old))).toEqual([]);
    expect([statusOf(life, old), currentOf(life.world)]).toEqual(['Active', current]);
    expect(toldSince(life.world, from)[0]).toMatchObject({
      event: 'key-leaked',
      answer: 'notify',
      why: expect.stringContaining('does not name the reported one'),
    });
  });

  test('replace that IAM refuses is told with its reason', async () => {
    const life = await aged('replace', 80);
    const [current, from] = [currentOf(life.world), life.world.published.length];
    expect(await deliver(life, about(current))).toEqual([]);
    expect(toldSince(life.world, from)[0]).toMatchObject({
      event: 'key-leaked',
      answer: 'notify',
      why: expect.stringContaining('both of IAM'),
    });
  });
});

describe('a key that may have leaked', () => {
  test('is replaced at most, also with deactivate', async () => {
    const life = await aged('deactivate');
    const key = currentOf(life.world);
    expect(await deliver(life, suspect(key))).toEqual([]);
    expect([statusOf(life, key), currentOf(life.world) !== key]).toEqual(['Active', true]);
  });

  test('the same finding again, and another as sure, are no news; a surer signal is', async () => {
    const life = await aged('notify');
    const key = currentOf(life.world);
    await deliver(life, suspect(key));
    const from = life.world.published.length;
    for (const id of ['f1', 'f1', 'f2']) await deliver(life, suspect(key, id));
    expect(events(life, from)).toEqual([]);
    await deliver(life, about(key));
    expect(events(life, from)).toEqual(['key-leaked', 'leaked-key-used']);
  });

  test('the user that the event names is not believed', async () => {
    const life = await aged('replace');
    life.addUser('bob', 'lazy', 10);
    const bobs = life.world.keysOf('bob')[0]?.id ?? '';
    await deliver(life, suspect(currentOf(life.world)));
    expect(life.world.keysOf('bob').map(({ id }) => id)).toEqual([bobs]);
    expect(life.world.keysOf('alice')).toHaveLength(2);
  });
});

describe('what is about no managed key of this account changes nothing', () => {
  const NOBODYS = 'AKIAIOSFODNN7EXAMPLE';

  test.each<[what: string, event: object]>([
    ['a key of nobody', about(NOBODYS)],
    ['another account', aHealthEvent({ affectedAccount: '210987654321' })],
    ['no key at all', aHealthEvent({ affectedEntities: [], eventMetadata: { userName: 'carol' } }, { resources: [] })],
    ['a session', suspect('ASIAIOSFODNN7EXAMPLE')],
    [
      'a sample finding',
      aFinding({ title: '[SAMPLE]', resource: { accessKeyDetails: { accessKeyId: 'GeneratedFindingAccessKeyId' } } }),
    ],
  ])('%s: the platform team is notified once', async (_, event) => {
    const life = await aged('deactivate');
    const [key, from] = [currentOf(life.world), life.world.published.length];
    for (let times = 0; times < 3; times++) expect(await deliver(life, event)).toEqual([]);
    expect(events(life, from)).toEqual(['leak-unanswered']);
    expect([statusOf(life, key), currentOf(life.world)]).toEqual(['Active', key]);
  });

  test('an unmanaged user, by the key of another account member', async () => {
    const life = await aged('deactivate');
    life.world.addUser({ name: 'mallory' });
    const { accessKeyId } = life.world.createKey('mallory');
    const from = life.world.published.length;
    expect(await deliver(life, about(accessKeyId))).toEqual([]);
    expect([statusOf(life, accessKeyId), events(life, from)]).toEqual(['Active', ['leak-unanswered']]);
  });

  test("of a member of an organization: its own account is not that of the topic, which is its hub's", async () => {
    const life = await aged('deactivate');
    const [key, from] = [currentOf(life.world), life.world.published.length];
    const [ofTheHub, MEMBER] = [about(key), '210987654321'];
    const detail = { affectedEntities: [{ entityValue: key }], eventMetadata: {}, affectedAccount: MEMBER };
    const own = aHealthEvent(detail, { resources: [], account: MEMBER });
    expect(await deliver(life, ofTheHub, undefined, 'leaks', MEMBER)).toEqual([]);
    expect([statusOf(life, key), events(life, from)]).toEqual(['Active', ['leak-unanswered']]);
    expect(toldSince(life.world, from)[0]?.happened).toContain(`Your AWS account ${MEMBER} `);
    expect(await deliver(life, own, undefined, 'leaks', MEMBER)).toEqual([]);
    expect(statusOf(life, key)).toBe('Inactive');
  });

  test('what could not be announced is delivered once more, and announced then', async () => {
    const life = await aged('deactivate');
    const from = life.world.published.length;
    expect(await deliver(life, about(NOBODYS), failing('Publish', accessDenied('sns')))).toHaveLength(1);
    expect(await deliver(life, about(NOBODYS))).toEqual([]);
    expect(events(life, from)).toEqual(['leak-unanswered']);
  });

  test('1,000 of them are eight messages in the hour', async () => {
    const life = await aged('deactivate', 1);
    const from = life.world.published.length;
    for (let n = 0; n < 1_000; n++)
      await deliver(life, aHealthEvent({ eventArn: `arn:${n}`, affectedAccount: '210987654321' }));
    expect(events(life, from)).toHaveLength(8);
    expect(toldSince(life.world, from).at(-1)?.email).toContain('Further reports of this hour');
  });
});

describe('both keys of a user', () => {
  test('promise 12: are off, and programs have a third', async () => {
    const life = await aged('deactivate', 80);
    const ids = life.world.keysOf('alice').map(({ id }) => id);
    expect(ids).toHaveLength(2);
    const failed = await deliver(life, about(...ids));
    for (const id of ids) expect(statusOf(life, id)).not.toBe('Active');
    life.world.advance(HOUR);
    await life.run();
    expect([failed, statusOf(life, currentOf(life.world))]).toEqual([[], 'Active']);
  });
});

describe('a flood', () => {
  async function many(leakResponse: LeakResponse, users: number): Promise<Life> {
    const life = Life.begin({}, { leakResponse });
    for (let n = 0; n < users; n++) life.addUser(`svc-${n}`, 'lazy', 80);
    await life.days(40);
    return life;
  }

  test('promise 1: ten at once: three are deactivated in the hour, the others are replaced, and one message says so', async () => {
    const life = await many('deactivate', 10);
    const keys = [...life.world.users.keys()].map((name) => currentOf(life.world, name));
    const from = life.world.published.length;
    for (const [n, key] of keys.entries()) {
      expect(
        await deliver(
          life,
          aHealthEvent(
            { eventArn: `arn:${n}`, affectedEntities: [{ entityValue: key }], eventMetadata: {} },
            { resources: [] },
          ),
        ),
      ).toEqual([]);
      life.world.advance(MINUTE / 4);
    }
    const statuses = keys.map((key) => statusOf(life, key));
    expect(statuses.filter((status) => status !== 'Active')).toHaveLength(3);
    const told = events(life, from);
    expect(told.filter((event) => event === 'leak-limit')).toHaveLength(1);
    expect(told.filter((event) => event === 'key-leaked')).toHaveLength(10);
    for (const name of life.world.users.keys()) expect(statusOf(life, currentOf(life.world, name))).toBe('Active');
    expect(life.world.secrets.get(leaksBoardName('keyturn/'))?.tags['keyturn:leaked']).toMatch(
      /^since@\S+ limit@\S+( AKIA\w+@\S+){3}$/,
    );
    life.consume();
    expect(life.lockouts.filter((lockout) => !keys.slice(0, 3).some((key) => lockout.includes(key)))).toEqual([]);
  });

  test('where the board can be neither read nor written, a process still deactivates three at most', async () => {
    const life = await many('deactivate', 6);
    const keys = [...life.world.users.keys()].map((name) => currentOf(life.world, name));
    const all = { ...aHealthEvent(), ...about(...keys) };
    const refusing = ({ input }: { readonly input: { readonly SecretId?: string; readonly Name?: string } }) =>
      (input.SecretId ?? input.Name ?? '').includes('=leaks') ? { fail: accessDenied('secretsmanager') } : undefined;
    await deliver(life, all, refusing as never);
    expect(keys.filter((key) => statusOf(life, key) !== 'Active')).toHaveLength(3);
  });

  test('after the hour, three more', async () => {
    const life = await many('deactivate', 5);
    const keys = [...life.world.users.keys()].map((name) => currentOf(life.world, name));
    for (const key of keys.slice(0, 4)) await deliver(life, about(key));
    life.world.advance(DAY / 24 + 1_000);
    await deliver(life, about(keys[4] ?? ''));
    expect(keys.map((key) => statusOf(life, key))).toEqual(['Inactive', 'Inactive', 'Inactive', 'Active', 'Inactive']);
  });
});
