/** The bulk reads: all of every list, whatever the pages, and no more calls for more users. */
import type { Clients } from '../../../../lambda/aws/clients';
import { parseCredentialReport } from '../../../../lambda/core/account/credential-report';
import { scan } from '../../../../lambda/run/read/scan';
import { later } from '../../../support/builders';
import { aConfig, DAY, MANAGED, MINUTE } from '../../../support/simulation/harness';
import { failing, throttled, World, type WorldOptions } from '../../../support/world';

function aWorld(options: Partial<WorldOptions> = {}, names: readonly string[] = ['alice', 'bob', 'carol']) {
  const world = new World(options);
  for (const name of names) {
    const { id } = world.addUser({ name, tags: MANAGED, createdAt: later(world.now, -100 * DAY) });
    world.createKey(name, { createdAt: later(world.now, -80 * DAY) });
    world.addSecret(`keyturn/${name}`, '{}', { 'keyturn:user-id': id });
  }
  return world;
}

const scanIn = (world: World, config = aConfig()) => scan(world.clients(), config);
const rowOf = async (world: World, name: string) => (await scanIn(world)).users.find((user) => user.name === name);

describe('reads all of it', () => {
  it.each([
    ['in one page', {}],
    ['page by page', { pageSize: 1 }],
    ['in pages that are cut short, even to nothing, while more follows', { pageSize: 2, raggedPages: true, seed: 7 }],
  ])('%s', async (_how, options) => {
    const { users } = await scanIn(aWorld(options));
    expect(users.map(({ name, keys, secrets }) => [name, keys?.length, secrets.map((secret) => secret.name)])).toEqual([
      ['alice', 1, ['keyturn/alice']],
      ['bob', 1, ['keyturn/bob']],
      ['carol', 1, ['keyturn/carol']],
    ]);
  });

  it('tells of a user what the loop needs', async () => {
    const world = aWorld({}, []);
    const began = world.now;
    const { id } = world.addUser({ name: 'a,b=c', path: '/service/', tags: { ...MANAGED, 'keyturn:owner': 'team-a' } });
    expect(await rowOf(world, 'a,b=c')).toEqual({
      name: 'a,b=c',
      id,
      arn: 'arn:aws:iam::123456789012:user/service/a,b=c',
      path: '/service/',
      accountId: '123456789012',
      createdAt: began,
      tags: { 'keyturn:managed': 'true', 'keyturn:owner': 'team-a' },
      keys: [],
      secrets: [],
      namesake: undefined,
    });
  });

  it('does not make a call for each user', async () => {
    const callsFor = async (count: number) => {
      const world = aWorld(
        {},
        Array.from({ length: count }, (_, index) => `user-${index}`),
      );
      await scanIn(world);
      return world.calls;
    };
    expect(await callsFor(90)).toEqual(await callsFor(2));
    expect(await callsFor(2)).toEqual({
      GenerateCredentialReport: 2,
      GetCredentialReport: 1,
      GetAccountAuthorizationDetails: 1,
      ListSecrets: 1,
    });
  });

  it('waits for a report that is in the making', async () => {
    const world = aWorld({ reportGenerationMs: 30_000 });
    const began = world.now;
    const { reportedAt, users } = await scanIn(world);
    expect(reportedAt).toEqual(began);
    expect(world.now.getTime() - began.getTime()).toBeGreaterThanOrEqual(30_000);
    expect(users).toHaveLength(3);
  });

  it('gives up on a report that is never finished', async () => {
    await expect(scanIn(aWorld({ reportGenerationMs: 10 * MINUTE }))).rejects.toThrow(
      'IAM has not finished its credential report within 120 seconds',
    );
  });

  it.each(['GenerateCredentialReport', 'GetCredentialReport', 'GetAccountAuthorizationDetails', 'ListSecrets'])(
    'promise 7: fails as a whole when %s fails: with half a view, nobody is served',
    async (operation) => {
      const world = aWorld();
      world.intercept = failing(operation, throttled('iam'));
      await expect(scanIn(world)).rejects.toThrow('Rate exceeded');
    },
  );
});

describe('secrets', () => {
  it('belong to the user whose id they are tagged with, whatever their name', async () => {
    const world = aWorld();
    world.renameUser('alice', 'alicia');
    expect((await rowOf(world, 'alicia'))?.secrets.map(({ name }) => name)).toEqual(['keyturn/alice']);
  });

  it('may be more than one, which somebody must mend', async () => {
    const world = aWorld();
    world.addSecret('prod/alice', '{}', { 'keyturn:user-id': world.users.get('alice')?.id ?? '' });
    expect((await rowOf(world, 'alice'))?.secrets.map(({ name }) => name)).toEqual(['keyturn/alice', 'prod/alice']);
  });

  it('are seen while they are scheduled for deletion', async () => {
    const world = aWorld();
    const deletedAt = world.now;
    world.deleteSecret('keyturn/alice');
    expect((await rowOf(world, 'alice'))?.secrets).toMatchObject([{ name: 'keyturn/alice', deletedAt }]);
  });

  it('of an earlier user of the same name are a namesake, not the user’s own', async () => {
    const world = aWorld();
    const earlier = world.users.get('alice')?.id;
    world.deleteUser('alice');
    world.addUser({ name: 'alice', tags: MANAGED });
    expect(await rowOf(world, 'alice')).toMatchObject({
      secrets: [],
      namesake: { name: 'keyturn/alice', userId: earlier },
    });
  });

  it('that a user names and another one owns are a namesake', async () => {
    const world = aWorld();
    world.tagUser('alice', { 'keyturn:secret-name': 'keyturn/bob' });
    expect(await rowOf(world, 'alice')).toMatchObject({
      secrets: [{ name: 'keyturn/alice' }],
      namesake: { name: 'keyturn/bob' },
    });
  });

  it('that are notice boards are nobody’s secret', async () => {
    const world = aWorld();
    world.addSecret('keyturn/=notices/alice', '{}', { 'keyturn:user-id': world.users.get('alice')?.id ?? '' });
    expect((await rowOf(world, 'alice'))?.secrets.map(({ name }) => name)).toEqual(['keyturn/alice']);
  });

  it('without a user’s id are passed over, though their tag’s name begins like Keyturn’s', async () => {
    const world = aWorld({}, []);
    world.addUser({ name: 'alice', tags: MANAGED });
    world.addSecret('keyturn/alice', '{}', { 'keyturn:user-id-of-old': 'x' });
    expect(await rowOf(world, 'alice')).toMatchObject({ secrets: [], namesake: undefined });
  });

  it('whose user’s id was emptied are found by their name, as somebody must mend them', async () => {
    const world = aWorld({}, []);
    world.addUser({ name: 'alice', tags: MANAGED });
    world.addSecret('keyturn/alice', '{}', { 'keyturn:user-id': '' });
    expect(await rowOf(world, 'alice')).toMatchObject({ secrets: [], namesake: { name: 'keyturn/alice' } });
  });
});

describe('the credential report', () => {
  const MADE_AT = new Date('2026-06-01T08:00:00Z');
  const CREATED = new Date('2025-01-01T00:00:00Z');
  const HEADER =
    'user,arn,user_creation_time,password_enabled,password_last_used,access_key_1_active,access_key_1_last_rotated,' +
    'access_key_1_last_used_date,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,cert_1_active';
  const NONE = 'false,N/A,N/A';
  const row = (
    user: string,
    keys = `true,2026-03-01T00:00:00+00:00,N/A,${NONE}`,
    created = '2025-01-01T00:00:00+00:00',
  ) => `${user},arn:aws:iam::123456789012:user/${user},${created},false,N/A,${keys},false`;
  const keysIn = (line: string, user = 'alice') =>
    parseCredentialReport([HEADER, line].join('\n'), MADE_AT).keysOf(user, CREATED);

  const ACTIVE = { active: true, changedAt: new Date('2026-03-01T00:00:00Z'), usedAt: 'never' };
  const ROWS: Record<string, [line: string, keys: unknown]> = {
    'one Active key': [row('alice'), [ACTIVE]],
    'no key': [row('alice', `${NONE},${NONE}`), []],
    'a key in the second slot': [row('alice', `${NONE},true,2026-03-01T00:00:00+00:00,N/A`), [ACTIVE]],
    'two Active keys': [
      row('alice', 'true,2026-03-01T00:00:00+00:00,N/A,true,2026-05-01T00:00:00+00:00,no_information'),
      [ACTIVE, { active: true, changedAt: new Date('2026-05-01T00:00:00Z'), usedAt: undefined }],
    ],
    'when a key was last used': [
      row('alice', `true,2026-03-01T00:00:00+00:00,2026-05-30T10:11:00+00:00,${NONE}`),
      [{ ...ACTIVE, usedAt: new Date('2026-05-30T10:11:00Z') }],
    ],
    'an Inactive key with its date': [
      row('alice', `${NONE},false,2026-03-01T00:00:00+00:00,N/A`),
      [{ ...ACTIVE, active: false }],
    ],
    'an Inactive key without a date, which looks like none': [
      row('alice', `false,N/A,2026-01-01T00:00:00+00:00,${NONE}`),
      [],
    ],
    'an Active key without a date: not to be read': [row('alice', `true,N/A,N/A,${NONE}`), undefined],
    'an Active key with no_information: not to be read': [row('alice', `true,no_information,N/A,${NONE}`), undefined],
    'a state that is neither: not to be read': [row('alice', `not_supported,not_supported,N/A,${NONE}`), undefined],
    'a field too few: not to be read': [row('alice').slice(0, -',false'.length), undefined],
    'a field too many: not to be read': [`${row('alice')},more`, undefined],
    'an earlier user of that name: not this one’s': [row('alice', undefined, '2024-01-01T00:00:00+00:00'), undefined],
    'another user': [row('bob'), undefined],
    'the root of the account': [
      '<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00,not_supported,no_information,true,N/A,N/A,false,N/A,N/A,false',
      undefined,
    ],
    'an empty line': ['', undefined],
  };
  it.each(Object.entries(ROWS))('reads %s', (_what, [line, keys]) => {
    expect(keysIn(line)).toEqual(keys);
  });

  it('reads a comma in a user’s name if it is quoted, and does not guess if it is not', () => {
    const unquoted = row('a,b');
    const quoted = unquoted.replace('a,b', '"a,b"').replace(/arn:[^"]+?a,b/, '"$&"');
    expect(keysIn(unquoted, 'a,b')).toBeUndefined();
    expect(keysIn(quoted, 'a,b')).toEqual([ACTIVE]);
  });

  it('one row that cannot be read leaves the others', () => {
    const report = parseCredentialReport([HEADER, 'odd,row', row('alice'), row('x,y'), row('bob')].join('\n'), MADE_AT);
    expect(report.keysOf('alice', CREATED)).toEqual([ACTIVE]);
    expect(report.keysOf('bob', CREATED)).toEqual([ACTIVE]);
  });

  it('knows the user by its creation, to the second', () => {
    const report = parseCredentialReport([HEADER, row('alice')].join('\n'), MADE_AT);
    expect(report.keysOf('alice', later(CREATED, 999))).toEqual([ACTIVE]);
    expect(report.keysOf('alice', later(CREATED, 1000))).toBeUndefined();
  });

  it('finds its columns wherever they stand', () => {
    const [first, ...others] = HEADER.split(',');
    const [user, ...fields] = row('alice').split(',');
    const csv = [[...others, first].join(','), [...fields, user].join(',')].join('\n');
    expect(parseCredentialReport(csv, MADE_AT).keysOf('alice', CREATED)).toEqual([ACTIVE]);
  });

  it.each(['user', 'access_key_2_active', 'access_key_1_last_rotated'])(
    'is refused without the column %s',
    (column) => {
      const header = HEADER.split(',')
        .map((name) => (name === column ? 'renamed' : name))
        .join(',');
      expect(() => parseCredentialReport(header, MADE_AT)).toThrow(`the credential report has no column ${column}`);
    },
  );

  it('is refused when it is empty', () => {
    expect(() => parseCredentialReport('', MADE_AT)).toThrow('the credential report has no column user');
  });

  it('of a recreated user says nothing about the new one until it is made anew', async () => {
    const world = aWorld();
    await scanIn(world);
    world.advance(60 * MINUTE);
    world.deleteUser('alice');
    world.addUser({ name: 'alice', tags: MANAGED });
    expect((await rowOf(world, 'alice'))?.keys).toBeUndefined();
    world.advance(3 * 60 * MINUTE);
    expect((await rowOf(world, 'alice'))?.keys).toEqual([]);
  });

  it('that AWS answers without content is an error', async () => {
    const world = aWorld();
    const clients = world.clients();
    const send = clients.iam.send.bind(clients.iam) as (command: object) => Promise<object>;
    const emptied = async (command: object) => {
      const answer = await send(command);
      return command.constructor.name === 'GetCredentialReportCommand' ? { ...answer, Content: undefined } : answer;
    };
    const iam = Object.assign(Object.create(clients.iam) as Clients['iam'], { send: emptied });
    await expect(scan({ ...clients, iam }, aConfig())).rejects.toThrow('GetCredentialReport answered without a report');
  });
});
