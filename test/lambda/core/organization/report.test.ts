import { organizationNews } from '../../../../lambda/core/organization/news';
import { organizationMessages } from '../../../../lambda/core/organization/organization-message';
import { parseRow, type Row, reportOf } from '../../../../lambda/core/organization/report';
import { type MemberSummary, parseReport, type Report } from '../../../../lambda/core/organization/report-schema';
import type { Rolled } from '../../../../lambda/core/organization/roll';
import { metricsOfReport, totalsOf } from '../../../../lambda/core/organization/totals';
import { DAY_MS, HOUR_MS } from '../../../../lambda/core/time';

const NOW = new Date('2026-11-26T08:00:00Z');
const at = (ms: number) => new Date(NOW.getTime() + ms);

const aSummary = (about: Partial<MemberSummary> = {}): MemberSummary => ({
  answer: 'summary',
  users: { scanned: 3, managed: 2 },
  phases: { steady: 2 },
  steps: {},
  failed: 0,
  blocked: 0,
  held: 0,
  unfinished: 0,
  remaining: 0,
  oldestKeyDays: 40,
  keysPastMaxAge: 0,
  longestHoldDays: 0,
  attention: [],
  ...about,
});

const rolled = (accountId: string, about: Partial<Rolled> = {}): Rolled => ({
  accountId,
  name: `account ${accountId}`,
  ou: 'prod',
  state: 'ACTIVE',
  wave: 'all',
  isServed: true,
  ...about,
});

function report(
  roll: readonly Rolled[],
  rows: readonly Row[],
  { before, now = NOW, failure }: { before?: Report; now?: Date; failure?: string } = {},
) {
  const run = { run: 'r', startedAt: NOW, now, tolerated: 10, ...(failure !== undefined && { failure }) };
  return reportOf(run, roll, new Map(rows.map((row) => [row.accountId, row])), before);
}

const standing = (rolledAccount: Rolled, row?: Row) => {
  const [one] = report([rolledAccount], row ? [row] : []).accounts;
  return one && [one.standing, one.because];
};

describe('an account', () => {
  const failed = (error: string, cause = 'because') => ({ accountId: '1', error, cause });
  const pending = { deployment: { detail: 'PENDING' } };
  const broken = { deployment: { detail: 'FAILED', reason: 'keyturn-function exists' } };

  test.each<[sentence: string, about: Partial<Rolled>, row: Row | undefined, expected: unknown]>([
    ['that served everybody is served', {}, { accountId: '1', summary: aSummary() }, ['served', undefined]],
    [
      'with users that are held is served',
      {},
      { accountId: '1', summary: aSummary({ held: 2, blocked: 1 }) },
      ['served', undefined],
    ],
    [
      'with a user that could not be served is failing, and says who and why',
      {},
      {
        accountId: '1',
        summary: aSummary({ failed: 1, attention: [{ userName: 'a', state: 'failed', because: 'IAM refused' }] }),
      },
      ['failing', '1 user could not be served; a: IAM refused'],
    ],
    [
      'whose own news could not be sent is failing',
      {},
      { accountId: '1', summary: aSummary({ accountError: 'SNS refused' }) },
      ['failing', 'SNS refused'],
    ],
    [
      'with something unfinished is failing',
      {},
      {
        accountId: '1',
        summary: aSummary({
          unfinished: 1,
          attention: [{ userName: 'a', state: 'unfinished', because: 'no outcome' }],
        }),
      },
      ['failing', '1 with something unfinished: no outcome'],
    ],
    [
      'whose function threw is failing',
      {},
      failed('ConfigError', '{"errorMessage":"graceDays"}'),
      ['failing', 'ConfigError: graceDays'],
    ],
    ['whose function took too long is failing', {}, failed('States.Timeout', ''), ['failing', 'States.Timeout']],
    ['whose process ended is failing', {}, failed('Lambda.Unknown'), ['failing', 'Lambda.Unknown: because']],
    [
      'whose role refuses the hub is not reached',
      {},
      failed('States.TaskFailed', 'AccessDenied'),
      ['unreached', 'States.TaskFailed: AccessDenied'],
    ],
    [
      'that the map did not come to is not reached',
      {},
      undefined,
      ['unreached', 'the run of the hub ended before its turn'],
    ],
    ['that is being deployed is joining', pending, failed('Lambda.AccessDenied'), ['joining', 'PENDING']],
    [
      'that is being updated, and answers, is served',
      pending,
      { accountId: '1', summary: aSummary() },
      ['served', undefined],
    ],
    [
      'whose deployment failed says so better than the refusal',
      broken,
      failed('Lambda.ResourceNotFoundException'),
      ['not-deployed', 'FAILED: keyturn-function exists'],
    ],
    [
      'whose update failed, and which answers, is served',
      broken,
      { accountId: '1', summary: aSummary() },
      ['served', undefined],
    ],
    [
      'whose update failed, and whose run fails, is failing',
      broken,
      failed('ConfigError'),
      ['failing', 'ConfigError: because'],
    ],
    [
      'that StackSets passed over is not deployed',
      { isServed: false, deployment: { detail: 'SKIPPED_SUSPENDED_ACCOUNT' } },
      undefined,
      ['not-deployed', 'SKIPPED_SUSPENDED_ACCOUNT'],
    ],
    [
      'that is suspended is that',
      { state: 'SUSPENDED', isServed: false },
      undefined,
      ['suspended', 'Organizations says SUSPENDED'],
    ],
  ])('%s', (_sentence, about, row, expected) => {
    expect(standing(rolled('1', about), row)).toEqual(expected);
  });

  test('that no wave reaches is in none', () => {
    const { wave: _, ...rest } = rolled('1', { isServed: false });
    expect(standing(rest)).toEqual(['in-no-wave', undefined]);
  });

  test('keeps the time since when it stands so', () => {
    const first = report([rolled('1')], [failed('ConfigError')]);
    const second = report([rolled('1')], [failed('ConfigError')], { before: first, now: at(HOUR_MS) });
    const third = report([rolled('1')], [{ accountId: '1', summary: aSummary() }], {
      before: second,
      now: at(2 * HOUR_MS),
    });
    expect([first, second, third].map(({ accounts }) => accounts[0]?.since)).toEqual([
      '2026-11-26T08:00:00Z',
      '2026-11-26T08:00:00Z',
      '2026-11-26T10:00:00Z',
    ]);
  });
});

describe("a row of the map's results", () => {
  const Input = '{"accountId":"1","name":"n","ou":"prod"}';

  test.each<[sentence: string, row: object, expected: Row | undefined]>([
    [
      'that succeeded has the summary',
      { Input, Output: JSON.stringify({ summary: aSummary() }) },
      { accountId: '1', summary: aSummary() },
    ],
    ['that failed has the error', { Input, Error: 'E', Cause: 'c' }, { accountId: '1', error: 'E', cause: 'c' }],
    [
      'with another answer says so',
      { Input, Output: '{"summary":{"answer":"full"}}' },
      { accountId: '1', error: 'UnknownAnswer', cause: 'the answer is no summary' },
    ],
    ['without an account is none', { Input: '{}', Output: '{}' }, undefined],
    ['that is cut is none', { Input: '{"accountId' }, undefined],
  ])('%s', (_sentence, row, expected) => {
    expect(parseRow(row)).toEqual(expected);
  });
});

describe('a run', () => {
  const fine = (accountId: string) => ({ accountId, summary: aSummary() });
  const bad = (accountId: string) => ({ accountId, error: 'ConfigError', cause: '' });
  const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index));

  test('is good as long as each wave has no more failures than are tolerated', () => {
    const roll = ids(20).map((id) => rolled(id));
    const rows = (failures: number) => ids(20).map((id, index) => (index < failures ? bad(id) : fine(id)));
    expect(report(roll, rows(2))).toMatchObject({ isGood: true, waves: [{ failed: 2, isBeyond: false }] });
    expect(report(roll, rows(3))).toMatchObject({ isGood: false, waves: [{ failed: 3, isBeyond: true }] });
  });

  test('of which one small wave fails is bad, however well the large one does', () => {
    const roll = [rolled('c', { wave: 'canary' }), ...ids(50).map((id) => rolled(id))];
    const done = report(roll, [bad('c'), ...ids(50).map(fine)]);
    expect(done.isGood).toBe(false);
    expect(metricsOfReport(done)).toMatchObject({ GoodRuns: 0, AccountsServed: 50, AccountsFailing: 1 });
  });

  test('whose map failed is bad, and each account that did not answer says why', () => {
    const done = report([rolled('1'), rolled('2')], [fine('1')], { failure: 'States.Runtime: no list' });
    expect(done.isGood).toBe(false);
    expect(done.accounts[1]).toMatchObject({ standing: 'unreached', because: 'States.Runtime: no list' });
  });

  test('suspended accounts and those in no wave are no failures', () => {
    const { wave: _, ...none } = rolled('2', { isServed: false });
    const done = report([rolled('1', { state: 'SUSPENDED', isServed: false }), none, rolled('3')], [fine('3')]);
    expect(done).toMatchObject({ isGood: true, waves: [{ accounts: 1, failed: 0 }] });
  });

  test('can be read back as it was written', () => {
    const done = report([rolled('1')], [fine('1')]);
    expect(parseReport(JSON.stringify(done))).toEqual(done);
    expect(() => parseReport('{"report":2}')).toThrow(/the hub's report cannot be read/);
  });

  test('in numbers is the sum of its accounts, and the worst of them', () => {
    const one = aSummary({
      steps: { 'issue-key': 2, 'delete-key': 1 },
      phases: { grace: 1, due: 1 },
      held: 1,
      longestHoldDays: 3,
    });
    const two = aSummary({ steps: { 'issue-key': 1 }, oldestKeyDays: 91, keysPastMaxAge: 1, longestHoldDays: 1 });
    const { accounts } = report(
      [rolled('1'), rolled('2')],
      [
        { accountId: '1', summary: one },
        { accountId: '2', summary: two },
      ],
    );
    expect(totalsOf(accounts)).toMatchObject({
      users: 4,
      held: 1,
      rotating: 1,
      rotated: 3,
      deleted: 1,
      keysPastMaxAge: 1,
      oldestKeyDays: 91,
      longestHoldDays: 3,
    });
  });
});

describe('the platform team', () => {
  const fine = (accountId: string) => ({ accountId, summary: aSummary() });
  const bad = (accountId: string) => ({ accountId, error: 'ConfigError', cause: 'x' });
  const roll = ['1', '2'].map((id) => rolled(id));

  /** What is sent with each hour's run, by the events. */
  function hours(rows: readonly (readonly Row[])[]): string[][] {
    let before: Report | undefined;
    return rows.map((given, hour) => {
      const now = at(hour * HOUR_MS);
      const done = report(roll, given, { now, ...(before && { before }) });
      const news = organizationNews(done, now);
      before = { ...done, told: news.told };
      const desk = {
        organizationId: 'o-a1b2c3d4e5',
        accountId: '111122223333',
        region: 'us-east-1',
        contact: '',
        docsUrl: '',
      };
      return organizationMessages(done, news, desk).map(({ attributes }) => attributes.event ?? '');
    });
  }

  const well = roll.map(({ accountId }) => fine(accountId));
  const ill = [fine('1'), bad('2')];

  test('gets a digest with the first run, and then one a day', () => {
    const sent = hours(Array.from({ length: 49 }, () => well));
    expect(sent.flatMap((events, hour) => events.map((event) => [hour, event]))).toEqual([
      [0, 'organization-digest'],
      [24, 'organization-digest'],
      [48, 'organization-digest'],
    ]);
  });

  test("is notified of an account's trouble with the run that finds it, and then by the daily digest", () => {
    const sent = hours([well, ...Array.from({ length: 30 }, () => ill)]);
    expect(sent[1]).toEqual(['organization-alert']);
    expect(sent.slice(2).flat()).toEqual(['organization-digest']);
  });

  test('of trouble that comes and goes, once a day', () => {
    const sent = hours(Array.from({ length: 24 }, (_, hour) => (hour % 2 === 0 ? well : ill)));
    expect(sent.flat().filter((event) => event === 'organization-alert')).toHaveLength(1);
  });

  test('of trouble that comes back after more than a day, again', () => {
    const sent = hours([ill, ...Array.from({ length: 26 }, () => well), ill]);
    expect(sent.at(-1)).toEqual(['organization-alert']);
  });

  test('reads which accounts, where they are and why', () => {
    const done = report([rolled('222233334444', { name: 'bill\ning', ou: 'prod/payments' })], [bad('222233334444')]);
    const news = organizationNews(done, NOW);
    const desk = {
      organizationId: 'o-a1b2c3d4e5',
      accountId: '111122223333',
      region: 'us-east-1',
      contact: '',
      docsUrl: '',
    };
    const [alert, digest] = organizationMessages(done, news, desk);
    expect(alert?.subject).toBe('URGENT: AWS access keys of o-a1b2c3d4e5: wave all fails');
    const { email, default: json } = JSON.parse(alert?.message ?? '{}');
    expect(email).toContain('222233334444 bill ing (prod/payments), failing since 2026-11-26: ConfigError: x');
    expect(JSON.parse(json)).toMatchObject({
      version: 1,
      event: 'organization-alert',
      severity: 'critical',
      accounts: { failing: 1 },
    });
    expect(digest?.attributes).toEqual({
      event: 'organization-digest',
      accountId: '111122223333',
      severity: 'warning',
    });
  });

  test('reads of a thousand accounts twenty', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => rolled(String(index)));
    const done = report(many, []);
    const [alert] = organizationMessages(done, organizationNews(done, NOW), {
      organizationId: 'o-a1b2c3d4e5',
      accountId: '111122223333',
      region: 'us-east-1',
      contact: '',
      docsUrl: '',
    });
    expect(JSON.parse(alert?.message ?? '{}').email).toContain('and 980 more');
    // What SNS takes.
    expect(Buffer.byteLength(alert?.message ?? '')).toBeLessThan(256 * 1024);
  });

  test('of what was told before a day, nothing is kept', () => {
    const first = report(roll, ill);
    const told = organizationNews(first, NOW).told;
    const later = report(roll, well, { before: { ...first, told }, now: at(DAY_MS) });
    expect(organizationNews(later, at(DAY_MS)).told).toEqual({
      digestAt: '2026-11-27T08:00:00Z',
      accounts: {},
      waves: {},
    });
  });
});
