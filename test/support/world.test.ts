import * as aws from '@aws-sdk/client-iam';
import * as sm from '@aws-sdk/client-secrets-manager';
import { PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { parse } from 'csv-parse/sync';
import { type Action, atCall, type Call, Crash, failing, timedOut, World, type WorldOptions } from './world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const token = (name: string) => `token-for-tests-${name.padStart(16, '0')}`;
const named = (name: string) => expect.objectContaining({ name });

function aGate() {
  let open = () => {};
  const opened = new Promise<undefined>((resolve) => {
    open = () => resolve(undefined);
  });
  return { open: () => open(), opened };
}

/** A world with one user, alice. */
function aWorld(options: Partial<WorldOptions> = {}) {
  const world = new World(options);
  world.addUser({ name: 'alice', tags: { 'keyturn:managed': 'true' } });
  const { iam, secrets, sns, stsSignedBy } = world.clients();
  const put = (name: string, value: string, ...VersionStages: string[]) =>
    secrets.send(
      new sm.PutSecretValueCommand({
        SecretId: 's',
        ClientRequestToken: token(name),
        SecretString: value,
        ...(VersionStages.length > 0 && { VersionStages }),
      }),
    );
  const move = (VersionStage: string, to?: string, from?: string) =>
    secrets.send(
      new sm.UpdateSecretVersionStageCommand({
        SecretId: 's',
        VersionStage,
        MoveToVersionId: to && token(to),
        RemoveFromVersionId: from && token(from),
      }),
    );
  const tag = (Tags: sm.Tag[]) => secrets.send(new sm.TagResourceCommand({ SecretId: 's', Tags }));
  const describeSecret = (SecretId = 's') => secrets.send(new sm.DescribeSecretCommand({ SecretId }));
  const labels = async () => (await describeSecret()).VersionIdsToStages;
  const list = (input: sm.ListSecretsCommandInput = {}) => secrets.send(new sm.ListSecretsCommand(input));
  const listKeys = () => iam.send(new aws.ListAccessKeysCommand({ UserName: 'alice' }));
  const lastUse = async (AccessKeyId: string) =>
    (await iam.send(new aws.GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;
  const identify = (keyPair: Parameters<typeof stsSignedBy>[0]) =>
    stsSignedBy(keyPair).send(new GetCallerIdentityCommand({}));
  const publish = (input: Partial<PublishCommandInput>) =>
    sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:topic', Message: 'hello', ...input }));
  return { world, iam, secrets, put, move, tag, describeSecret, labels, list, listKeys, lastUse, identify, publish };
}

describe('IAM access keys', () => {
  const create = () => new aws.CreateAccessKeyCommand({ UserName: 'alice' });

  test('a new key is Active, has a valid id and was created at a whole second', async () => {
    const { iam } = aWorld({ now: new Date('2026-01-01T00:00:00.789Z') });
    const { AccessKey } = await iam.send(create());
    expect(AccessKey).toMatchObject({ Status: 'Active', CreateDate: new Date('2026-01-01T00:00:00Z') });
    expect(AccessKey?.AccessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/);
    expect(AccessKey?.SecretAccessKey).toHaveLength(40);
  });

  test('a third key is refused', async () => {
    const { iam } = aWorld();
    await iam.send(create());
    await iam.send(create());
    await expect(iam.send(create())).rejects.toBeInstanceOf(aws.LimitExceededException);
  });

  test('ids and secret halves never come twice', () => {
    const { world } = aWorld();
    const ids = Array.from({ length: 500 }, () => {
      const { accessKeyId } = world.createKey('alice');
      world.deleteKey(accessKeyId);
      return accessKeyId;
    });
    expect(new Set(ids).size).toBe(500);
    expect(new Set(world.allSecretHalves()).size).toBe(500);
  });

  test('an unknown user, and a key of another user, are NoSuchEntity', async () => {
    const { world, iam } = aWorld();
    world.addUser({ name: 'bob' });
    const { accessKeyId } = world.createKey('bob');
    const key = { UserName: 'alice', AccessKeyId: accessKeyId };
    const noSuchEntity = aws.NoSuchEntityException;
    await expect(iam.send(new aws.ListAccessKeysCommand({ UserName: 'eve' }))).rejects.toThrow(noSuchEntity);
    await expect(iam.send(new aws.DeleteAccessKeyCommand(key))).rejects.toThrow(noSuchEntity);
    await expect(iam.send(new aws.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))).rejects.toThrow(
      noSuchEntity,
    );
  });

  test('a key can be deactivated, listed and deleted', async () => {
    const { world, iam, listKeys } = aWorld();
    const key = { UserName: 'alice', AccessKeyId: world.createKey('alice').accessKeyId };
    await iam.send(new aws.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
    expect((await listKeys()).AccessKeyMetadata).toMatchObject([{ ...key, Status: 'Inactive' }]);
    await iam.send(new aws.DeleteAccessKeyCommand(key));
    expect((await listKeys()).AccessKeyMetadata).toEqual([]);
  });

  test('keys are listed page by page, by the paginator of the SDK too', async () => {
    const { world, iam } = aWorld({ pageSize: 1 });
    const made = [world.createKey('alice'), world.createKey('alice')].map((key) => key.accessKeyId);
    const listed: (string | undefined)[] = [];
    for await (const page of aws.paginateListAccessKeys({ client: iam }, { UserName: 'alice' })) {
      expect(page.AccessKeyMetadata).toHaveLength(1);
      listed.push(page.AccessKeyMetadata?.[0]?.AccessKeyId);
    }
    expect(listed.toSorted()).toEqual(made.toSorted());
  });

  test('a key that was never used has no date, and N/A for service and Region', async () => {
    const { world, lastUse } = aWorld();
    const { accessKeyId } = world.createKey('alice');
    expect(await lastUse(accessKeyId)).toEqual({ LastUsedDate: undefined, ServiceName: 'N/A', Region: 'N/A' });
    await expect(lastUse('AKIAUNKNOWN0EXAMPLE0')).rejects.toEqual(named('AccessDenied'));
  });

  test('a use is recorded in whole minutes, and another one within 15 minutes is not', async () => {
    const { world, lastUse } = aWorld({ now: new Date('2026-01-01T00:00:30Z') });
    const { accessKeyId } = world.createKey('alice');
    world.useKey(accessKeyId, { service: 's3', region: 'eu-west-1' });
    world.advance(14 * MINUTE);
    world.useKey(accessKeyId, { service: 'sqs' });
    const first = { LastUsedDate: new Date('2026-01-01T00:00:00Z'), ServiceName: 's3', Region: 'eu-west-1' };
    expect(await lastUse(accessKeyId)).toEqual(first);
    world.advance(MINUTE);
    world.useKey(accessKeyId, { service: 'sqs' });
    expect(await lastUse(accessKeyId)).toMatchObject({ LastUsedDate: new Date('2026-01-01T00:15:00Z') });
  });

  test('without granularity each use is recorded', async () => {
    const { world, lastUse } = aWorld({ lastUseGranularity: false });
    const { accessKeyId } = world.createKey('alice');
    world.useKey(accessKeyId);
    world.advance(SECOND);
    world.useKey(accessKeyId);
    expect((await lastUse(accessKeyId))?.LastUsedDate).toEqual(world.now);
  });
});

describe('IAM account authorization details', () => {
  const command = (Marker?: string) => new aws.GetAccountAuthorizationDetailsCommand({ Filter: ['User'], Marker });

  test('give id, ARN with path, and tags; no Tags at all when there are none', async () => {
    const { world, iam } = aWorld();
    world.addUser({ name: 'bob', path: '/service/' });
    const [alice, bob] = (await iam.send(command())).UserDetailList ?? [];
    expect(alice?.UserId).toMatch(/^AIDA[A-Z0-9]{17}$/);
    expect(alice?.Tags).toEqual([{ Key: 'keyturn:managed', Value: 'true' }]);
    expect(bob).toMatchObject({ Arn: 'arn:aws:iam::123456789012:user/service/bob', Path: '/service/' });
    expect(bob).not.toHaveProperty('Tags');
  });

  test('may come in ragged and even empty pages, and nobody is lost, even when users go or are renamed meanwhile', async () => {
    const { world, iam } = aWorld({ pageSize: 2, raggedPages: true });
    for (let index = 0; index < 40; index++) world.addUser({ name: `user-${index}` });
    const names: (string | undefined)[] = [];
    const sizes = new Set<number>();
    for await (const { UserDetailList = [] } of aws.paginateGetAccountAuthorizationDetails(
      { client: iam },
      { Filter: ['User'] },
    )) {
      sizes.add(UserDetailList.length);
      names.push(...UserDetailList.map((user) => user.UserName));
      if (names.length === 4) world.renameUser('user-0', 'renamed');
      if (names.length === 5 && world.users.has('alice')) world.deleteUser('alice');
    }
    expect(sizes).toEqual(new Set([0, 1, 2]));
    expect(names).toHaveLength(41);
    expect(new Set(names).size).toBe(41);
  });
});

describe('the IAM credential report', () => {
  const generate = () => new aws.GenerateCredentialReportCommand({});
  const get = () => new aws.GetCredentialReportCommand({});
  const rows = (report: aws.GetCredentialReportCommandOutput): Record<string, string>[] =>
    parse(Buffer.from(report.Content ?? []), { columns: true });

  test('is not there, then started, then in progress, then complete, then expired', async () => {
    const { world, iam } = aWorld();
    await expect(iam.send(get())).rejects.toBeInstanceOf(aws.CredentialReportNotPresentException);
    expect(await iam.send(generate())).toMatchObject({ State: 'STARTED' });
    expect(await iam.send(generate())).toMatchObject({ State: 'INPROGRESS' });
    await expect(iam.send(get())).rejects.toBeInstanceOf(aws.CredentialReportNotReadyException);
    world.advance(2 * SECOND);
    expect(await iam.send(generate())).toMatchObject({ State: 'COMPLETE' });
    expect(await iam.send(get())).toMatchObject({ GeneratedTime: new Date('2026-01-01T00:00:00Z') });
    world.advance(4 * HOUR);
    await expect(iam.send(get())).rejects.toBeInstanceOf(aws.CredentialReportExpiredException);
  });

  test('stays as it was for four hours', async () => {
    const { world, iam } = aWorld({ reportGenerationMs: 0 });
    await iam.send(generate());
    world.addUser({ name: 'bob' });
    world.advance(4 * HOUR - 1);
    expect(await iam.send(generate())).toMatchObject({ State: 'COMPLETE' });
    expect(rows(await iam.send(get())).map((row) => row.user)).toEqual(['<root_account>', 'alice']);
    world.advance(1);
    await iam.send(generate());
    expect(rows(await iam.send(get())).map((row) => row.user)).toEqual(['<root_account>', 'alice', 'bob']);
  });

  test('has 22 columns, the root account first, and times in its own format', async () => {
    const { world, iam } = aWorld({ reportGenerationMs: 0 });
    const { accessKeyId } = world.createKey('alice');
    world.useKey(accessKeyId, { service: 's3', region: 'eu-west-1' });
    world.addUser({ name: 'with,comma' });
    await iam.send(generate());
    const [root, alice, comma] = rows(await iam.send(get()));
    expect(Object.keys(root ?? {})).toHaveLength(22);
    expect(root).toMatchObject({ password_enabled: 'not_supported', password_last_used: 'no_information' });
    expect(alice).toMatchObject({
      access_key_1_active: 'true',
      access_key_1_last_rotated: '2026-01-01T00:00:00+00:00',
      access_key_1_last_used_date: '2026-01-01T00:00:00+00:00',
      access_key_1_last_used_region: 'eu-west-1',
      access_key_2_active: 'false',
      access_key_2_last_rotated: 'N/A',
    });
    expect(comma).toMatchObject({ user: 'with,comma' });
  });
});

describe('an Inactive key in the credential report', () => {
  test.each([
    [true, 'N/A'],
    [false, '2026-01-01T00:00:00+00:00'],
  ])('when hidden is %p, it was last rotated at %s', async (reportHidesInactiveKeys, lastRotated) => {
    const { world, iam } = aWorld({ reportGenerationMs: 0, reportHidesInactiveKeys });
    world.setKeyStatus(world.createKey('alice').accessKeyId, 'Inactive');
    await iam.send(new aws.GenerateCredentialReportCommand({}));
    const { Content = [] } = await iam.send(new aws.GetCredentialReportCommand({}));
    const alice = parse(Buffer.from(Content), { columns: true })[1];
    expect(alice).toMatchObject({ access_key_1_active: 'false', access_key_1_last_rotated: lastRotated });
  });
});

describe('Secrets Manager versions and labels', () => {
  test('the first version of a secret gets AWSCURRENT whatever is asked', async () => {
    const { world, put, labels } = aWorld();
    world.addSecret('s');
    expect(await labels()).toBeUndefined();
    await put('1', 'one', 'AWSPENDING');
    expect(await labels()).toEqual({ [token('1')]: ['AWSCURRENT', 'AWSPENDING'] });
  });

  test('CreateSecret with a value makes the token its version id', async () => {
    const { secrets, labels } = aWorld();
    const input = { Name: 's', SecretString: 'one', ClientRequestToken: token('1') };
    expect(await secrets.send(new sm.CreateSecretCommand(input))).toMatchObject({ VersionId: token('1') });
    expect(await labels()).toEqual({ [token('1')]: ['AWSCURRENT'] });
  });

  test('creating a secret again succeeds for the same token and value, and is refused otherwise', async () => {
    const { secrets, world } = aWorld();
    const input = { Name: 's', SecretString: 'one', ClientRequestToken: token('1') };
    const create = (more = {}) => secrets.send(new sm.CreateSecretCommand({ ...input, ...more }));
    await create();
    await create();
    await expect(create({ SecretString: 'two' })).rejects.toBeInstanceOf(sm.ResourceExistsException);
    await expect(create({ ClientRequestToken: token('2') })).rejects.toBeInstanceOf(sm.ResourceExistsException);
    await expect(create({ Name: 'a,b' })).rejects.toBeInstanceOf(sm.InvalidParameterException);
    world.deleteSecret('s');
    await expect(create()).rejects.toBeInstanceOf(sm.InvalidRequestException);
  });

  test('a put with AWSPENDING leaves AWSCURRENT where it is, and moves AWSPENDING', async () => {
    const { world, put, labels } = aWorld();
    world.addSecret('s');
    await put('1', 'one');
    await put('2', 'two', 'AWSPENDING');
    await put('3', 'three', 'AWSPENDING');
    expect(await labels()).toEqual({ [token('1')]: ['AWSCURRENT'], [token('3')]: ['AWSPENDING'] });
  });

  test('a put without labels moves AWSCURRENT, and AWSPREVIOUS follows', async () => {
    const { world, put, labels } = aWorld();
    world.addSecret('s');
    for (const name of ['1', '2', '3']) await put(name, name);
    expect(await labels()).toEqual({ [token('3')]: ['AWSCURRENT'], [token('2')]: ['AWSPREVIOUS'] });
  });

  test('the same token and value again changes nothing; another value is refused', async () => {
    const { world, put, move, labels } = aWorld();
    world.addSecret('s');
    await put('1', 'one');
    await put('2', 'two', 'AWSPENDING');
    expect(await put('2', 'two', 'AWSCURRENT')).toMatchObject({ VersionStages: ['AWSPENDING'] });
    await expect(put('2', 'another', 'AWSPENDING')).rejects.toBeInstanceOf(sm.ResourceExistsException);
    await move('AWSPENDING', undefined, '2');
    expect(await put('2', 'two', 'AWSPENDING')).not.toHaveProperty('VersionStages');
    expect(await labels()).toEqual({ [token('1')]: ['AWSCURRENT'] });
  });

  test.each(['short', 'x'.repeat(65)])('the token %p is refused for its length', async (ClientRequestToken) => {
    const { world, secrets } = aWorld();
    world.addSecret('s', 'one');
    const command = new sm.PutSecretValueCommand({ SecretId: 's', ClientRequestToken, SecretString: 'two' });
    await expect(secrets.send(command)).rejects.toBeInstanceOf(sm.InvalidParameterException);
  });

  test('an empty list of labels is refused', async () => {
    const { world, secrets } = aWorld();
    world.addSecret('s', 'one');
    const command = new sm.PutSecretValueCommand({ SecretId: 's', SecretString: 'two', VersionStages: [] });
    await expect(secrets.send(command)).rejects.toBeInstanceOf(sm.InvalidParameterException);
  });

  /** Version 1 is AWSPREVIOUS, 2 AWSCURRENT, 3 AWSPENDING. */
  async function withThreeVersions() {
    const parts = aWorld();
    parts.world.addSecret('s');
    await parts.put('1', 'one');
    await parts.put('2', 'two');
    await parts.put('3', 'three', 'AWSPENDING');
    return parts;
  }

  test('moving AWSCURRENT on takes AWSPREVIOUS along and leaves AWSPENDING', async () => {
    const { move, labels } = await withThreeVersions();
    await move('AWSCURRENT', '3', '2');
    expect(await labels()).toEqual({ [token('3')]: ['AWSCURRENT', 'AWSPENDING'], [token('2')]: ['AWSPREVIOUS'] });
  });

  test('moving AWSCURRENT back swaps it with AWSPREVIOUS', async () => {
    const { world, move, labels } = await withThreeVersions();
    await move('AWSCURRENT', '1', '2');
    expect(await labels()).toMatchObject({ [token('1')]: ['AWSCURRENT'], [token('2')]: ['AWSPREVIOUS'] });
    expect(world.secretValue('s')).toBe('one');
    expect(world.secretValue('s', 'AWSPREVIOUS')).toBe('two');
  });

  test('a label that is removed can leave its version without any, which DescribeSecret does not show', async () => {
    const { move, labels } = await withThreeVersions();
    await move('AWSPENDING', undefined, '3');
    expect(Object.keys((await labels()) ?? {})).not.toContain(token('3'));
    await move('AWSPENDING', '3');
    expect(await labels()).toMatchObject({ [token('3')]: ['AWSPENDING'] });
  });

  test.each([
    ['does not say where the label is now', 'AWSCURRENT', '3', undefined],
    ['is wrong about where the label is now', 'AWSCURRENT', '3', '1'],
    ['names a holder for a label that nobody holds', 'CUSTOM', '3', '1'],
    ['removes AWSCURRENT', 'AWSCURRENT', undefined, '2'],
    ['names no version', 'AWSPENDING', undefined, undefined],
  ])('a move is refused that %s', async (_, label, to, from) => {
    const { move, labels } = await withThreeVersions();
    const before = await labels();
    await expect(move(label, to, from)).rejects.toBeInstanceOf(sm.InvalidParameterException);
    expect(await labels()).toEqual(before);
  });

  test('an unknown version, and an unknown secret, are ResourceNotFound', async () => {
    const { world, move, describeSecret } = await withThreeVersions();
    await expect(move('AWSCURRENT', '4', '2')).rejects.toBeInstanceOf(sm.ResourceNotFoundException);
    await expect(describeSecret('nope')).rejects.toBeInstanceOf(sm.ResourceNotFoundException);
    expect(() => world.secretValue('s', 'CUSTOM')).toThrow(sm.ResourceNotFoundException);
  });

  test('a secret is found by its ARN, complete or without its last six characters', async () => {
    const { world, describeSecret } = aWorld();
    world.addSecret('keyturn/alice');
    const arn = (await describeSecret('keyturn/alice')).ARN ?? '';
    expect(await describeSecret(arn)).toMatchObject({ Name: 'keyturn/alice' });
    expect(await describeSecret(arn.slice(0, -7))).toMatchObject({ Name: 'keyturn/alice' });
    await expect(describeSecret(`${arn.slice(0, -6)}other1`)).rejects.toBeInstanceOf(sm.ResourceNotFoundException);
  });
});

describe('Secrets Manager tags and deletion', () => {
  test('tags are merged', async () => {
    const { world, tag, describeSecret } = aWorld();
    world.addSecret('s', 'one', { a: '1', b: '1' });
    await tag([{ Key: 'b', Value: '2' }, { Key: 'c' }]);
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
      { Key: 'c', Value: '' },
    ];
    expect(await describeSecret()).toMatchObject({ Tags });
    world.untagSecret('s', 'a', 'b', 'c');
    expect(await describeSecret()).not.toHaveProperty('Tags');
  });

  test.each([
    ['a comma', [{ Key: 'k', Value: 'a,b' }]],
    ['a value of 257 characters', [{ Key: 'k', Value: 'x'.repeat(257) }]],
    ['a reserved key', [{ Key: 'aws:k', Value: 'v' }]],
    ['more than 50 tags in all', Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))],
  ])('tags are refused for %s', async (_, tags) => {
    const { world, tag } = aWorld();
    world.addSecret('s', 'one', { a: '1' });
    await expect(tag([{ Key: 'fine', Value: 'v' }, ...tags])).rejects.toBeInstanceOf(sm.InvalidParameterException);
    expect(world.secrets.get('s')?.tags).toEqual({ a: '1' });
  });

  test('a tag value may hold what Keyturn writes', async () => {
    const { world, tag } = aWorld();
    world.addSecret('s', 'one');
    await tag([{ Key: 'keyturn:deactivated', Value: 'AKIAIOSFODNN7EXAMPLE@2026-01-01T00:00:00Z é' }]);
  });

  test('a secret that is scheduled for deletion is shown with its date, and refuses values, labels, tags and readers', async () => {
    const { world, put, move, tag, describeSecret } = aWorld();
    world.addSecret('s');
    await put('1', 'one');
    world.deleteSecret('s');
    expect(await describeSecret()).toMatchObject({ DeletedDate: world.now });
    for (const refused of [put('2', 'two'), move('AWSPENDING', '1'), tag([{ Key: 'k', Value: 'v' }])]) {
      await expect(refused).rejects.toBeInstanceOf(sm.InvalidRequestException);
    }
    expect(() => world.secretValue('s')).toThrow(sm.InvalidRequestException);
    expect(() => world.deleteSecret('s')).toThrow(sm.InvalidRequestException);
    world.restoreSecret('s');
    expect(await describeSecret()).not.toHaveProperty('DeletedDate');
    expect(world.secretValue('s')).toBe('one');
  });

  test('a deleted secret is gone after its recovery window, and its name is free', async () => {
    const { world, describeSecret, list } = aWorld();
    world.addSecret('s', 'one');
    world.deleteSecret('s', { recoveryDays: 7 });
    world.advance(7 * DAY);
    expect((await list({ IncludePlannedDeletion: true })).SecretList).toEqual([]);
    await expect(describeSecret()).rejects.toBeInstanceOf(sm.ResourceNotFoundException);
    world.addSecret('s', 'two');
    expect(world.secretValue('s')).toBe('two');
  });
});

describe('the list of secrets', () => {
  const names = ({ SecretList = [] }: sm.ListSecretsCommandOutput) => SecretList.map((secret) => secret.Name);

  test('shows labels, tags and dates, filters by tag key, and hides what is to be deleted unless asked', async () => {
    const { world, put, list } = aWorld();
    world.addSecret('s', undefined, { 'keyturn:user-id': 'x' });
    world.addSecret('other', 'value');
    await put('1', 'one');
    const Filters: sm.Filter[] = [{ Key: 'tag-key', Values: ['keyturn:user-id'] }];
    expect((await list({ Filters })).SecretList).toMatchObject([
      {
        Name: 's',
        SecretVersionsToStages: { [token('1')]: ['AWSCURRENT'] },
        Tags: [{ Key: 'keyturn:user-id', Value: 'x' }],
      },
    ]);
    world.deleteSecret('s');
    expect(names(await list())).toEqual(['other']);
    expect((await list({ Filters, IncludePlannedDeletion: true })).SecretList).toMatchObject([
      { Name: 's', DeletedDate: world.now },
    ]);
  });

  test('comes page by page', async () => {
    const { world, secrets } = aWorld({ pageSize: 2, raggedPages: true });
    for (let index = 0; index < 5; index++) world.addSecret(`s${index}`);
    const listed: (string | undefined)[] = [];
    for await (const page of sm.paginateListSecrets({ client: secrets }, {})) listed.push(...names(page));
    expect(listed).toEqual(['s0', 's1', 's2', 's3', 's4']);
  });

  test('may be behind for as long as the world is told, but no longer', async () => {
    const { world, list } = aWorld({ secretListLagMs: 5 * MINUTE });
    world.addSecret('s', 'one', { a: '1' });
    expect(names(await list())).toEqual([]);
    world.advance(5 * MINUTE);
    expect(names(await list())).toEqual(['s']);
    world.tagSecret('s', { a: '2' });
    expect((await list()).SecretList).toMatchObject([{ Tags: [{ Key: 'a', Value: '1' }] }]);
    world.advance(5 * MINUTE);
    expect((await list()).SecretList).toMatchObject([{ Tags: [{ Key: 'a', Value: '2' }] }]);
  });
});

describe('STS and the use of keys', () => {
  test('GetCallerIdentity tells whose key signed, and counts as a use', async () => {
    const { world, identify, lastUse } = aWorld();
    const keyPair = world.createKey('alice');
    const UserId = world.users.get('alice')?.id;
    expect(await identify(keyPair)).toMatchObject({ UserId, Arn: 'arn:aws:iam::123456789012:user/alice' });
    expect(await lastUse(keyPair.accessKeyId)).toMatchObject({ ServiceName: 'sts', Region: 'us-east-1' });
  });

  test('a key that is inactive, deleted or invented is InvalidClientTokenId, for consumers too', async () => {
    const { world, identify } = aWorld();
    const keyPair = world.createKey('alice');
    const { accessKeyId } = keyPair;
    world.setKeyStatus(accessKeyId, 'Inactive');
    await expect(identify(keyPair)).rejects.toEqual(named('InvalidClientTokenId'));
    expect(() => world.useKey(accessKeyId)).toThrow(named('InvalidClientTokenId'));
    world.setKeyStatus(accessKeyId, 'Active');
    world.useKey(accessKeyId, keyPair);
    world.deleteKey(accessKeyId);
    await expect(identify(keyPair)).rejects.toEqual(named('InvalidClientTokenId'));
  });

  test('a wrong secret half is SignatureDoesNotMatch', async () => {
    const { world, identify } = aWorld();
    const { accessKeyId } = world.createKey('alice');
    const wrong = { accessKeyId, secretAccessKey: 'wrong' };
    await expect(identify(wrong)).rejects.toEqual(named('SignatureDoesNotMatch'));
    expect(() => world.useKey(accessKeyId, wrong)).toThrow(named('SignatureDoesNotMatch'));
  });

  test('while a change propagates, some calls see it and some do not; afterwards all do', async () => {
    const { world, identify, listKeys } = aWorld({ propagationMs: 10 * SECOND });
    const keyPair = world.createKey('alice');
    const sample = async () => {
      const seen = new Set<string>();
      for (let call = 0; call < 30; call++) {
        const status = (await listKeys()).AccessKeyMetadata?.[0]?.Status ?? 'missing';
        seen.add(status).add(
          await identify(keyPair).then(
            () => 'let in',
            () => 'refused',
          ),
        );
      }
      return [...seen].toSorted();
    };
    expect(await sample()).toEqual(['Active', 'let in', 'missing', 'refused']);
    world.advance(10 * SECOND);
    expect(await sample()).toEqual(['Active', 'let in']);
    world.setKeyStatus(keyPair.accessKeyId, 'Inactive');
    expect(await sample()).toEqual(['Active', 'Inactive', 'let in', 'refused']);
    world.advance(10 * SECOND);
    expect(await sample()).toEqual(['Inactive', 'refused']);
  });
});

describe('SNS', () => {
  test('what is published is kept with its time', async () => {
    const { world, publish } = aWorld();
    const MessageAttributes = { event: { DataType: 'String', StringValue: 'key-rotated' } };
    await publish({ Subject: 'Hi', MessageAttributes });
    expect(world.published).toEqual([
      {
        topicArn: 'arn:aws:sns:us-east-1:123456789012:topic',
        subject: 'Hi',
        message: 'hello',
        attributes: { event: 'key-rotated' },
        at: world.now,
      },
    ]);
  });

  test.each<[string, Partial<PublishCommandInput>]>([
    ['a json message that does not parse', { MessageStructure: 'json' }],
    ['a json message without default', { MessageStructure: 'json', Message: '{"email":"x"}' }],
    ['a json message with a part that is no string', { MessageStructure: 'json', Message: '{"default":"x","sqs":{}}' }],
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }],
    ['a subject that is not ASCII', { Subject: 'é' }],
    ['a subject with a line break', { Subject: 'a\nb' }],
    ['an empty attribute', { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }],
    [
      'eleven attributes',
      {
        MessageAttributes: Object.fromEntries(
          Array.from({ length: 11 }, (_, n) => [`a${n}`, { DataType: 'String', StringValue: 'x' }]),
        ),
      },
    ],
  ])('%s is refused', async (_, input) => {
    const { world, publish } = aWorld();
    await expect(publish(input)).rejects.toThrow(/^InvalidParameter|Invalid parameter|attribute/);
    expect(world.published).toEqual([]);
  });

  test('can be made to fail', async () => {
    const { world, publish } = aWorld();
    world.intercept = failing('Publish', timedOut());
    await expect(publish({})).rejects.toEqual(named('TimeoutError'));
  });
});

describe('faults', () => {
  const create = () => new aws.CreateAccessKeyCommand({ UserName: 'alice' });

  test.each<[Action, string | undefined, number]>([
    ['proceed', undefined, 1],
    ['throttle', 'Throttling', 0],
    [{ fail: new TypeError('no') }, 'TypeError', 0],
    ['lose-answer', 'TimeoutError', 1],
    ['crash-before', 'Crash', 0],
    ['crash-after', 'Crash', 1],
  ])('%p: the caller sees %s, and %i keys are there', async (action, error, keys) => {
    const { world, iam } = aWorld();
    world.intercept = atCall(0, action);
    const seen = await iam.send(create()).then(
      () => undefined,
      (thrown: Error) => thrown.name,
    );
    expect(seen).toBe(error);
    expect(world.keysOf('alice')).toHaveLength(keys);
  });

  test('after a crash no client of that process does anything, and another process goes on', async () => {
    const { world } = aWorld();
    const [dying, other] = [world.clients('dying'), world.clients('other')];
    world.intercept = (call) => (call.actor === 'dying' ? 'crash-before' : undefined);
    await expect(dying.iam.send(create())).rejects.toBeInstanceOf(Crash);
    world.intercept = undefined;
    await expect(dying.sns.send(new PublishCommand({ Message: 'last words' }))).rejects.toBeInstanceOf(Crash);
    await expect(dying.wait(1)).rejects.toBeInstanceOf(Crash);
    await other.iam.send(create());
    expect(world.keysOf('alice')).toHaveLength(1);
  });

  test('a call that is held back takes effect only when it is let go, or never if its process dies meanwhile', async () => {
    const { world } = aWorld();
    const gate = aGate();
    world.intercept = (call) => (call.index === 1 ? 'crash-before' : gate.opened);
    const { iam } = world.clients('doomed');
    const other = world.clients('other').iam;
    const held = iam.send(create());
    const crashing = iam.send(create());
    const waiting = other.send(create());
    await expect(crashing).rejects.toBeInstanceOf(Crash);
    expect(world.keysOf('alice')).toHaveLength(0);
    gate.open();
    await expect(held).rejects.toBeInstanceOf(Crash);
    await waiting;
    expect(world.keysOf('alice')).toHaveLength(1);
  });

  test('waiting moves the clock, and takes no real time', async () => {
    const { world } = aWorld();
    await world.clients().wait(HOUR);
    expect(world.now).toEqual(new Date('2026-01-01T01:00:00Z'));
  });

  test('a command that is not modelled throws an error that names it', async () => {
    const { iam } = aWorld();
    const command = new aws.ListRolesCommand({});
    await expect(iam.send(command)).rejects.toThrow('World does not model iam ListRoles');
  });
});

describe('watching', () => {
  test('calls are counted and numbered always, and kept on request', async () => {
    const { world, listKeys } = aWorld();
    await listKeys();
    world.recording = true;
    await listKeys();
    expect(world.calls).toEqual({ ListAccessKeys: 2 });
    expect(world.recorded).toMatchObject([{ index: 1, operation: 'ListAccessKeys', input: { UserName: 'alice' } }]);
  });

  test('the listener hears each call after its effect, with its answer or its error', async () => {
    const { world, iam } = aWorld();
    const heard: string[] = [];
    world.onCall = (world, { operation, error }) =>
      heard.push(`${operation} ${error instanceof Error ? error.name : world.keysOf('alice').length}`);
    for (let key = 0; key < 3; key++) {
      await iam.send(new aws.CreateAccessKeyCommand({ UserName: 'alice' })).catch(() => undefined);
    }
    expect(heard).toEqual(['CreateAccessKey 1', 'CreateAccessKey 2', 'CreateAccessKey LimitExceededException']);
  });

  test('an invariant that fails in the listener ends the process and cannot be swallowed', async () => {
    const { world, listKeys } = aWorld();
    world.onCall = () => {
      throw new Error('broken promise');
    };
    await expect(listKeys()).rejects.toBeInstanceOf(Crash);
    expect(world.violations).toEqual([new Error('broken promise')]);
  });

  test('a clone goes its own way from the same point, chance included', async () => {
    const { world, put, list } = aWorld({ secretListLagMs: 5 * MINUTE, seed: 7 });
    const { accessKeyId } = world.createKey('alice');
    world.addSecret('s');
    await put('1', 'one');
    const clone = world.clone();
    clone.setKeyStatus(accessKeyId, 'Inactive');
    clone.tagUser('alice', { more: 'x' });
    clone.overwriteSecret('s', 'two');
    clone.moveLabel('s', 'CUSTOM', token('1'));
    clone.advance(DAY);
    expect(world.key(accessKeyId)?.status).toBe('Active');
    expect(clone.keysOf('alice')[0]).toBe(clone.key(accessKeyId));
    expect(world.users.get('alice')?.tags).toEqual({ 'keyturn:managed': 'true' });
    expect(world.secretValue('s')).toBe('one');
    expect((await list()).SecretList).toEqual([]);
    expect(world.clone().createKey('alice')).toEqual(world.createKey('alice'));
  });

  test('a call costs a few microseconds', async () => {
    const { world, listKeys } = aWorld();
    const seen: Call[] = [];
    world.onCall = (_, call) => seen.splice(0, 1, call);
    const before = process.cpuUsage();
    for (let call = 0; call < 10_000; call++) await listKeys();
    const { user, system } = process.cpuUsage(before);
    // Some 6 were measured; generous, for slow machines. What others do on the machine does not count.
    expect((user + system) / 10_000).toBeLessThan(500);
    expect(world.recorded).toEqual([]);
  });
});
