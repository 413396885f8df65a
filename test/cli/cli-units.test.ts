/** The pure parts of the command line: layout, dates, names, errors, whom to adopt. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { choose } from '../../cli/adopt/choice';
import { matches, type StackView } from '../../cli/doctor/stack-view';
import { problemFrom } from '../../cli/session/aws-errors';
import { checkAccessKeyId, checkPath, checkTag, checkUserName, parseUntil } from '../../cli/session/check-input';
import { clientConfigFrom } from '../../cli/session/connection';
import { functionFailed } from '../../cli/session/function-error';
import { READ_ONLY_POLICY, readOnlyClients } from '../../cli/session/read-only';
import { count, duration, when } from '../../cli/terminal/dates';
import { cut, firstOf, table, widthOf, wrap } from '../../cli/terminal/layout';
import { line, plain, safe, span } from '../../cli/terminal/line';
import { nearest } from '../../cli/terminal/nearest';
import { StepError } from '../../lambda/aws/errors/errors';
import type { UserRow } from '../../lambda/core/account/user-row';

const NOW = new Date('2026-11-22T06:00:00Z');

describe('wrapping and cutting', () => {
  test.each([
    ['a few words that fit', 40, ['a few words that fit']],
    ['a few words that do not', 10, ['a few', 'words that', 'do not']],
    ['AKIAIOSFODNN7EXAMPLE', 8, ['AKIAIOSF', 'ODNN7EXA', 'MPLE']],
    ['one AKIAIOSFODNN7EXAMPLE', 8, ['one', 'AKIAIOSF', 'ODNN7EXA', 'MPLE']],
    ['鍵鍵鍵鍵', 5, ['鍵鍵', '鍵鍵']],
    ['鍵', 1, ['鍵']],
    ['', 5, []],
    ['  spaces   between ', 20, ['spaces between']],
  ])('wrap(%j, %d)', (text, columns, lines) => expect(wrap(text, columns)).toEqual(lines));

  test('no line is wider than asked, whatever the text', () => {
    const text = 'words of any length, 鍵 and 👩‍👩‍👧 and AKIAIOSFODNN7EXAMPLE, the last one';
    for (let columns = 2; columns < 60; columns++)
      expect(Math.max(...wrap(text, columns).map(widthOf))).toBeLessThanOrEqual(columns);
  });

  test('cut leaves what fits, and says where something is missing', () => {
    expect(cut('svc-reports', 11)).toBe('svc-reports');
    expect(cut('svc-reports', 6)).toBe('svc-r…');
    expect(cut('鍵鍵鍵', 4)).toBe('鍵…');
    expect(cut('svc', 0)).toBe('');
  });

  test('a table gives way in the columns that may, the widest first', () => {
    const rows = [[span('a-very-long-user-name-that-goes-on'), span('steady'), span('3')]];
    const lines = table([{ head: 'USER', min: 10 }, { head: 'PHASE' }, { head: 'AGE', align: 'right' }], rows, 28);
    expect(lines.map(plain)).toEqual(['USER             PHASE   AGE', 'a-very-long-us…  steady    3']);
    expect(Math.max(...lines.map((each) => widthOf(plain(each))))).toBe(28);
  });

  test('a page holds whole entries, and says how many are left', () => {
    const entries = [1, 2, 3, 4].map((n) => [line(`user ${n}`), line('  why')]);
    const shown = (room?: number) => firstOf(entries, room, (left) => `${left} more`).map(plain);
    expect(shown()).toHaveLength(8);
    expect(shown(8)).toHaveLength(8);
    expect(shown(7)).toEqual(['user 1', '  why', 'user 2', '  why', 'user 3', '  why', '… and 1 more']);
    expect(shown(1)).toEqual(['user 1', '  why', '… and 3 more']);
  });
});

test('what strangers wrote is one line without anything that a terminal obeys', () => {
  expect(safe('a\u001b[31mb\u0007\r\nc\u009b2Jd\u202ee\u200bf')).toBe('a [31mb c 2Jd\ufffde\ufffdf');
});

describe('dates', () => {
  test.each([
    ['2027-01-31', '2027-01-31T00:00:00Z'],
    ['2027-01-31T12:30:00Z', '2027-01-31T12:30:00Z'],
    ['2027-01-31T12:30Z', '2027-01-31T12:30:00Z'],
    ['2027-01-31T12:30:00+02:00', '2027-01-31T10:30:00Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z'],
  ])('%s is %s', (text, until) => expect(parseUntil(text, NOW)).toBe(until));

  test.each([
    '',
    'tomorrow',
    '31.1.2027',
    '2027-02-29',
    '2027-13-01',
    '2027-01-31 12:00',
    '2027-01-31T25:00Z',
    '2027-02-30T10:00+01:00',
    '2027-01-31T12:30:00',
  ])('%j is no date', (text) => expect(() => parseUntil(text, NOW)).toThrow('which is no date'));

  test.each(['2026-11-22', '2026-11-22T06:00:00Z', '1999-01-01'])('%s has passed', (text) =>
    expect(() => parseUntil(text, NOW)).toThrow('which has passed'),
  );

  test('near times have an hour, others a day', () => {
    expect(when('2026-11-23T18:30:00Z', NOW)).toBe('2026-11-23 18:30 UTC');
    expect(when('2026-12-24T18:30:00Z', NOW)).toBe('2026-12-24');
    expect(when('soon', NOW)).toBe('soon');
  });

  test.each([
    [0, '0 seconds'],
    [90_000, '90 seconds'],
    [3_600_000, '60 minutes'],
    [7_200_000, '2 hours'],
    [36 * 3_600_000, '36 hours'],
    [9 * 86_400_000, '9 days'],
  ])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

  test('numbers', () => expect([count(1, 'user'), count(5000, 'user')]).toEqual(['1 user', '5,000 users']));
});

describe('the name that was meant', () => {
  const names = ['svc-reports', 'svc-billing', 'a', 'legacy-erp'];
  test.each([
    ['svc-reprots', 'svc-reports'],
    ['svc-report', 'svc-reports'],
    ['SVC-Billing', 'svc-billing'],
    ['svc-bill', 'svc-billing'],
    ['legacyerp', 'legacy-erp'],
    ['something-else', undefined],
    ['zz', undefined],
  ])('%s: %s', (typed, meant) => expect(nearest(typed, names)).toBe(meant));
});

describe('what was typed', () => {
  test('is let through where AWS would take it', () => {
    for (const name of ['a', 'a,b+c=d@e.f_g-h', 'x'.repeat(64)]) expect(checkUserName(name)).toBe(name);
    expect(checkAccessKeyId('AKIAIOSFODNN7EXAMPLE')).toBe('AKIAIOSFODNN7EXAMPLE');
    for (const path of ['/', '/service/', '/a/b/']) expect(checkPath(path)).toBe(path);
    expect(checkTag('a:b=c=d')).toEqual({ key: 'a:b', value: 'c=d' });
  });
  test.each(['', 'x'.repeat(65), 'a b', 'a/b', 'ä'])('%j is no user name', (name) =>
    expect(() => checkUserName(name)).toThrow('is no name of an IAM user'),
  );
  test('promise 4: a secret half is in no error', () => {
    const half = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(() => checkAccessKeyId(half)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('wJalr') }),
    );
    // One character lost in copying is still most of it.
    expect(() => checkAccessKeyId(half.slice(1))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(half.slice(1, 4)) }),
    );
  });
});

describe('credentials and Region, as the AWS CLI takes them', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
  test('a profile that is asked for wins over keys in the environment', () => {
    const env: NodeJS.ProcessEnv = { ...keys, AWS_REGION: 'eu-west-1' };
    expect(clientConfigFrom({ stack: 'Keyturn', profile: 'staging' }, env)).toEqual({ region: 'eu-west-1' });
    expect(env).toEqual({ AWS_PROFILE: 'staging', AWS_REGION: 'eu-west-1' });
  });
  test('AWS_DEFAULT_REGION counts where AWS_REGION is not set', () => {
    expect(clientConfigFrom({ stack: 'Keyturn' }, { AWS_DEFAULT_REGION: 'eu-west-1' })).toEqual({
      region: 'eu-west-1',
    });
    expect(clientConfigFrom({ stack: 'Keyturn', region: 'us-gov-west-1' }, { AWS_REGION: 'eu-west-1' })).toEqual({
      region: 'us-gov-west-1',
    });
    expect(clientConfigFrom({ stack: 'Keyturn' }, {})).toEqual({});
  });
  test('an ARN names its Region', () => {
    const arn = 'arn:aws:lambda:eu-north-1:123456789012:function:Keyturn';
    expect(clientConfigFrom({ stack: 'Keyturn', function: arn }, { AWS_REGION: 'eu-west-1' })).toEqual({
      region: 'eu-north-1',
    });
  });
});

test('docs/cli.md has the policy that --show-policy prints', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
  expect(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '')).toEqual(READ_ONLY_POLICY);
});

describe('the clients of plan --local', () => {
  test('refuse everything but the reads of their policy, before it leaves this machine', async () => {
    const clients = await readOnlyClients({ region: 'eu-central-1', endpoint: 'http://localhost:9' });
    const refused = 'but only reading is allowed here';
    await expect(clients.iam.send(new CreateAccessKeyCommand({ UserName: 'a' }))).rejects.toThrow(refused);
    await expect(clients.secrets.send(new GetSecretValueCommand({ SecretId: 'a' }))).rejects.toThrow(refused);
    expect(() => clients.iamWithoutRetries).toThrow(refused);
    expect(() => clients.sns).toThrow(refused);
    expect(() => clients.stsSignedBy({ accessKeyId: 'a', secretAccessKey: 'b' })).toThrow(refused);
  });
});

describe('errors', () => {
  const said = (error: unknown, endpoint?: string) => problemFrom(error, { what: 'read this', endpoint }).message;
  const aws = (name: string, message: string) => Object.assign(new Error(message), { name });

  test('that the core has put into a sentence are recognised all the same', () => {
    expect(said(new StepError('read the users', aws('ExpiredToken', 'expired')))).toBe(
      'Your AWS credentials have expired.',
    );
    expect(
      said(
        new StepError('read the users', Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), {})),
        'http://localhost:9',
      ),
    ).toBe('http://localhost:9 could not be reached (ECONNREFUSED).');
  });
  test('of Node, when every address of a name failed', () => {
    const error = Object.assign(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]), {
      code: 'ECONNREFUSED',
    });
    expect(said(error)).toBe('AWS could not be reached (ECONNREFUSED).');
  });
  test('of an SSO session that ended', () => {
    const message =
      "The SSO session associated with this profile has expired. To refresh this SSO session run 'aws sso login'";
    expect(said(aws('CredentialsProviderError', message))).toBe('Your AWS credentials have expired.');
  });
  test('that nobody knows are told in one line', () => {
    expect(said(aws('Strange', 'one\ntwo\u001b[31m'))).toBe('Could not read this: Strange: one two [31m');
    expect(said('text')).toBe('Could not read this: text');
  });
});

test.each([
  [
    'StepError',
    'read the users: TimeoutError: Connection timed out after 3000 ms',
    'could not do this: read the users',
  ],
  ['ConfigError', "the event's command is no text of Lambda's", "could not do this: the event's command"],
  ['Sandbox.Timedout', 'RequestId: 1 Error: Task timed out after 900.00 seconds', 'ran out of time at status'],
  [undefined, '2027-01-01T00:00:00Z 1 Task timed out after 900.00 seconds', 'ran out of time at status'],
  ['Runtime.OutOfMemory', 'signal: killed', 'ended by itself at status'],
])(
  'an error that is a %s is judged by that name, not by a sentence of the function',
  (errorType, errorMessage, said) => {
    expect(functionFailed('Keyturn', 'status', { errorType, errorMessage }, false).message).toContain(said);
  },
);

describe('whom adopt tags in', () => {
  const aRow = (name: string, more: Partial<UserRow> = {}): UserRow => ({
    name,
    id: `AIDA${name}`,
    arn: `arn:aws:iam::123456789012:user/${name}`,
    path: '/',
    accountId: '123456789012',
    createdAt: NOW,
    tags: {},
    keys: [{ active: true, changedAt: NOW }],
    secrets: [],
    namesake: undefined,
    ...more,
  });
  const rows = [
    aRow('a'),
    aRow('managed', { tags: { 'keyturn:managed': 'true' } }),
    aRow('without', { keys: [] }),
    aRow('unreported', { keys: undefined }),
    aRow('out', { path: '/service/', tags: { 'keyturn:managed': 'false' } }),
    aRow('in', { path: '/service/x/' }),
  ];
  const byTag = { by: 'tag', key: 'keyturn:managed', value: 'true' } as const;
  const chosen = (names: string[], path?: string) => {
    const { toTag, ...rest } = choose(rows, byTag, { names, path });
    return { toTag: toTag.map(({ name }) => name), ...rest };
  };

  test('those that are named, each once, in that order', () => {
    expect(chosen(['unreported', 'a', 'a', 'managed', 'without', 'aa'])).toEqual({
      toTag: ['unreported', 'a'],
      alreadyManaged: ['managed'],
      withoutKeys: ['without'],
      optedOut: [],
      unknown: [{ userName: 'aa', suggestion: 'Did you mean a?' }],
      emptyPath: undefined,
    });
  });
  test('those under a path, but for those who were tagged out, unless they are named', () => {
    expect(chosen([], '/service/')).toMatchObject({ toTag: ['in'], optedOut: ['out'] });
    expect(chosen(['out'], '/service/')).toMatchObject({ toTag: ['out', 'in'], optedOut: [] });
    expect(chosen([], '/nobody/')).toMatchObject({ toTag: [], emptyPath: '/nobody/' });
  });
});

test('a deployed value is compared with what the template can tell of it', () => {
  const view = { physicalIds: new Map([['Role', 'keyturn-function']]) } as unknown as StackView;
  expect(matches(view, 900, 900)).toBe(true);
  expect(matches(view, '14', '1')).toBe(false);
  expect(matches(view, { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::123456789012:role/keyturn-function')).toBe(
    true,
  );
  expect(matches(view, { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::123456789012:role/not-keyturn-function')).toBe(
    false,
  );
  expect(matches(view, { 'Fn::Join': ['', []] }, 'anything')).toBeUndefined();
});
