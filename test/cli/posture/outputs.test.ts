/** The forms of `keyturn posture`: what stands in them, and that nothing from outside can be more than text there. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvOf } from '../../../cli/document/csv';
import { html } from '../../../cli/document/html';
import { postureCsv } from '../../../cli/posture/csv';
import { pageName, postureHtml } from '../../../cli/posture/html';
import { postureJson } from '../../../cli/posture/json';
import { renderPosture } from '../../../cli/posture/render';
import type { AccountView, ViewedUser } from '../../../lambda/core/posture/account-view';
import { failsAt, postureOf } from '../../../lambda/core/posture/posture';
import { HOSTILE } from '../../support/hostile';
import { aCall, aKey, aUser, aView, daysAgo, NOW, ROOT_ROW } from '../../support/posture';

const of = (users: readonly ViewedUser[], more: Partial<AccountView> = {}) =>
  postureOf(aView({ users, ...more }), { now: NOW });
const screen = (posture: ReturnType<typeof of>, columns = 80) =>
  renderPosture(posture, { columns, rows: 40, all: false }, false)
    .map((spans) =>
      spans
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n');

const withCalls = (agent: string, more = {}): Partial<ViewedUser> => ({
  evidence: {
    value: [
      {
        accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
        createdAt: daysAgo(120),
        active: true,
        calls: { value: [aCall({ agent, ...more })] },
      },
    ],
  },
});

const ACCOUNT = of(
  [
    aUser(
      { name: 'svc-unused', tags: { 'keyturn:owner': 'team-a' } },
      { keys: [aKey({ usedAt: 'never', changedAt: daysAgo(200) })] },
    ),
    aUser(
      {
        name: 'svc-lambda',
        isManaged: true,
        hasSecret: true,
        ...withCalls('Boto3/1.44.1 exec-env/AWS_Lambda_python3.12 m/E,e'),
      },
      { keys: [aKey({ changedAt: daysAgo(120) })] },
    ),
    aUser(
      {
        name: 'alice',
        grants: {
          attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
          inline: [],
          administratorBy: 'the policy AdministratorAccess',
        },
      },
      { hasPassword: true, hasMfa: false, passwordUsedAt: daysAgo(2), keys: [aKey()] },
    ),
    aUser({ name: 'quiet' }, { keys: [] }),
  ],
  {
    root: { ...ROOT_ROW, hasMfa: false },
    passwordPolicy: { notLookedAt: 'iam:GetAccountPasswordPolicy is not allowed' },
  },
);

test('the terminal: one sentence with numbers, then the worst', () => expect(screen(ACCOUNT)).toMatchSnapshot());

test('every line fits', () => {
  const commands = /^\s+(aws|keyturn) /;
  for (const columns of [40, 80, 120])
    for (const each of screen(ACCOUNT, columns).split('\n'))
      if (!commands.test(each)) expect(each.length).toBeLessThanOrEqual(columns);
});

test('an account in order', () => {
  expect(screen(of([]))).toBe(
    'No active access keys: nothing to replace.\n\nNothing was changed. All of it on a page: npx keyturn posture --html FILE.',
  );
});

test('JSON: times as everywhere, and what each check and recommendation is', () => {
  const document = JSON.parse(JSON.stringify(postureJson(ACCOUNT)));
  expect(document).toMatchObject({
    version: 1,
    accountId: '123456789012',
    at: '2026-11-26T12:00:00Z',
    counts: {
      users: 4,
      keys: 3,
      keysOver90Days: 2,
      keysUnused45Days: 1,
      needless: 3,
      consoleUsersWithoutMfa: 1,
      administrators: 1,
    },
    account: [{ id: 'root-without-mfa', level: 'critical' }],
    notLookedAt: [{ checks: ['password-policy'] }],
  });
  expect(document.users.map(({ name }: { name: string }) => name)).toEqual(['alice', 'svc-unused', 'svc-lambda']);
  expect(document.users[2].keys[0]).toMatchObject({
    accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
    usedAt: '2026-11-25T12:00:00Z',
    heldIn: [{ place: 'program', words: "passed in by the program's code, perhaps hard-coded" }],
    recommendation: { id: 'keyturn.lambda', confidence: 'likely' },
  });
  expect(document.recommendations['keyturn.lambda'].page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
});

test('the page is named by account and day', () => {
  expect(pageName(ACCOUNT)).toBe('keyturn-posture-123456789012-2026-11-26.html');
});

test('the page has no script and asks the network for nothing', () => {
  const page = postureHtml(ACCOUNT);
  expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|form|base)\b|\son\w+=|url\(|@import|javascript:/i);
  expect([...page.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, url]) => new URL(url ?? '').host)).toEqual(
    expect.arrayContaining(['docs.aws.amazon.com']),
  );
  expect(page).toContain("default-src 'none'");
  for (const part of [
    '<th scope="col">',
    '<th scope="row">',
    '<html lang="en">',
    'prefers-color-scheme:dark',
    '@media print',
  ])
    expect(page).toContain(part);
});

const nasty = fc.oneof(
  fc.constantFrom(
    ...HOSTILE,
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</td></table><h1>',
    '`$(x)`',
    '=HYPERLINK("http://evil.example")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    'a,b"c\r\nd',
  ),
  fc.string({ unit: 'binary' }),
);
const account = (name: string, owner: string, agent: string, source: string) =>
  of([
    aUser(
      {
        name,
        tags: { 'keyturn:owner': owner, 'keyturn:posture-accept': owner },
        grants: { attached: [`arn:aws:iam::1:policy/${owner}`], inline: [name], administratorBy: `the group ${owner}` },
        ...withCalls(agent, { source, service: name, vpcEndpointId: `vpce-${agent}` }),
      },
      { keys: [aKey({ changedAt: daysAgo(120), service: owner, region: name })] },
    ),
  ]);

test('HTML: whatever a name, a tag or an agent holds, the markup is the same', () => {
  const tags = (page: string) => (page.match(/<[^>]*>?/g) ?? []).filter((tag) => !/^<\/?(br|small)/.test(tag));
  const plain = tags(postureHtml(account('n', 'o', 'a', 's')));
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, (name, owner, agent, source) => {
      expect(tags(postureHtml(account(`n${name}`, `o${owner}`, `a${agent}`, `s${source}`)))).toEqual(plain);
    }),
    { seed: 14, numRuns: 300 },
  );
});

test('HTML: a template escapes every value that is no template', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(html`<p title="${text}">${[text, text]}`.text.slice(3)).not.toMatch(/[<'`]|>.*>|".*".*"/s);
    }),
    { seed: 14 },
  );
});

test('CSV: RFC 4180, and no cell that a spreadsheet takes for a formula', () => {
  fc.assert(
    fc.property(nasty, nasty, (name, owner) => {
      const text = postureCsv(account(`${name}x`, `${owner}x`, 'a', 's'));
      const [head, ...rows] = parse(text, { record_delimiter: '\r\n' }) as string[][];
      expect(rows).toHaveLength(1);
      expect(rows[0]).toHaveLength(head?.length ?? 0);
      for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@]/);
    }),
    { seed: 14, numRuns: 300 },
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['@x', "'@x"],
  [' -1', "' -1"],
  [' spaces ', '" spaces "'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', 'two lines'],
  ['plain', 'plain'],
])('a cell %j is written %s', (cell, written) => expect(csvOf([[cell]])).toBe(`${written}\r\n`));

describe('--fail-on', () => {
  const old = aUser({}, { keys: [aKey({ changedAt: daysAgo(100) })] });

  test('is for what is at least that bad', () => {
    expect(['low', 'medium', 'high', 'critical'].map((level) => failsAt(of([old]), level as 'low'))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(failsAt(of([]), 'low')).toBe(false);
  });

  test('what could not be looked at never passes', () => {
    const blind = of([], { passwordPolicy: { notLookedAt: 'iam:GetAccountPasswordPolicy is not allowed' } });
    expect([failsAt(blind, 'medium'), failsAt(blind, 'high')]).toEqual([true, false]);
  });

  test.each([
    ['all of a user until a day', '2027-06-30', false],
    ['this finding', 'key-old=2027-06-30', false],
    ['another finding', 'key-unused=2027-06-30', true],
    ['until a day that has passed', '2026-11-25', true],
    ['what cannot be read', 'for ever', true],
    ['an unknown finding', 'key-odd=2027-06-30', true],
  ])('a tag that accepts %s: %s', (_, tag, fails) => {
    const posture = of([
      aUser({ tags: { 'keyturn:posture-accept': tag } }, { keys: [aKey({ changedAt: daysAgo(100) })] }),
    ]);
    expect(failsAt(posture, 'medium')).toBe(fails);
    // It stays in the count.
    expect(posture.counts.keysOver90Days).toBe(1);
    expect(posture.counts.accepted > 0).toBe(!fails);
    expect(posture.users[0]?.tagProblem !== undefined).toBe(/for ever|key-odd/.test(tag));
  });
});
