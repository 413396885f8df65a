/** What `doctor --organization` makes of the hub's last report. The rest of it is tried in hub.prove.ts, on a deployed hub. */
import type { Finding } from '../../../cli/doctor/finding';
import { checkAccounts, checkLastRun, checkUnreached, checkUsers } from '../../../cli/organization/doctor/report';
import { checkVersions } from '../../../cli/organization/doctor/versions';
import { judgeInstances } from '../../../cli/organization/doctor/waves';
import { VERSION } from '../../../lambda/core/version';
import { aMemberSummary, aReport, aReportedAccount, ENDED_AT } from '../../support/organization/reports';

const HOUR_MS = 3_600_000;
const MACHINE = 'arn:aws:states:eu-central-1:111122223333:stateMachine:keyturn-organization';
const later = (ms: number) => new Date(Date.parse(ENDED_AT) + ms);
const asOf = (ms: number) => ({ gapMs: HOUR_MS, machineArn: MACHINE, now: later(ms) });
const said = (findings: readonly Finding[]) => findings.map(({ level, message }) => `${level}: ${message}`);

describe('the last run', () => {
  const report = aReport([aReportedAccount('222233334441')]);

  test('is in order until one and a missed one should have ended', () => {
    expect(checkLastRun(report, asOf(HOUR_MS)).level).toBe('ok');
    expect(checkLastRun(report, asOf(3 * HOUR_MS))).toMatchObject({
      level: 'problem',
      message: expect.stringMatching(/^the last one ended 3 hours ago .* and none has since$/),
      run: `aws stepfunctions list-executions --max-results 10 --state-machine-arn ${MACHINE}`,
    });
  });

  test('names the wave of which too many failed', () => {
    const bad = { ...report, isGood: false, waves: [{ name: 'all', accounts: 10, failed: 3, isBeyond: true }] };
    expect(checkLastRun(bad, asOf(1000))).toMatchObject({
      level: 'problem',
      message: expect.stringContaining('in the wave all, 3 of 10 accounts failed'),
    });
  });
});

test('each account that is not served is named with the reason, since when, and what to do', () => {
  const failing = aReportedAccount('222233334442', { standing: 'unreached', because: 'AccessDenied' });
  const [finding] = checkAccounts(aReport([aReportedAccount('222233334441'), failing]));
  expect(finding).toMatchObject({
    level: 'problem',
    message: '222233334442 account-2 (prod/payments) is unreached since 2026-11-20: AccessDenied',
    remedy: expect.stringContaining('keyturn-member'),
    since: failing.since,
  });
  expect(said(checkAccounts(aReport([aReportedAccount('222233334441')])))).toEqual([
    'ok: 1 account served, and none that should be and is not',
  ]);
});

test('of many accounts the first ten are named, and a command shows the rest', () => {
  const accounts = Array.from({ length: 14 }, (_, n) =>
    aReportedAccount(String(222233330000 + n), { standing: 'failing' }),
  );
  const findings = checkAccounts(aReport(accounts));
  expect(findings).toHaveLength(11);
  expect(findings.at(-1)).toMatchObject({ message: '4 more accounts', run: 'npx keyturn status --organization --all' });
});

test('an account in no wave is named', () => {
  const outside = aReportedAccount('222233334442', { standing: 'in-no-wave', ou: '' });
  expect(said(checkUnreached(aReport([outside])))).toEqual([
    'note: in no wave, so nobody rotates their keys unless they have a Keyturn of their own: 222233334442 account-2',
  ]);
  expect(checkUnreached(aReport([aReportedAccount('222233334441')]))).toEqual([]);
});

test('versions in use are counted, wave by wave, and a wave that changes nothing is named', () => {
  const older = aReportedAccount('222233334442', { summary: aMemberSummary({ version: '0.0.1' }) });
  expect(said(checkVersions(aReport([aReportedAccount('222233334441')])))).toEqual([`ok: ${VERSION} in 1 account`]);
  expect(said(checkVersions(aReport([aReportedAccount('222233334441'), older])))).toEqual([
    `note: the wave all has ${VERSION} in 1 account, the wave all has 0.0.1 in 1 account; this command line is ${VERSION}`,
  ]);
  const dry = aReportedAccount('222233334442', { summary: aMemberSummary({ deployedDryRun: true }) });
  expect(said(checkVersions(aReport([dry])))).toContain(
    'note: the wave all changes nothing: dryRun is set (1 account)',
  );
});

test('users that need somebody are counted, and their accounts named', () => {
  const held = aReportedAccount('222233334442', { summary: aMemberSummary({ held: 2, blocked: 1 }) });
  const none = aReportedAccount('222233334441', { summary: aMemberSummary({ held: 0, blocked: 0 }) });
  expect(checkUsers(aReport([none, held]))).toMatchObject([
    {
      level: 'problem',
      message: expect.stringMatching(/^2 held and 1 blocked of .* in 222233334442 account-2/),
      run: 'npx keyturn status --account 222233334442',
    },
  ]);
  expect(checkUsers(aReport([none]))).toMatchObject([{ level: 'ok' }]);
});

describe('the instances of a wave', () => {
  const instance = (Account: string, Status: 'CURRENT' | 'OUTDATED' | 'INOPERABLE', DetailedStatus: string, why = '') =>
    ({ Account, Status, StackInstanceStatus: { DetailedStatus }, StatusReason: why }) as Parameters<
      typeof judgeInstances
    >[1][number];

  test('are current, under way, passed over, or a problem with its reason', () => {
    const findings = judgeInstances('keyturn-member-all', [
      instance('222233334441', 'CURRENT', 'SUCCEEDED'),
      instance('222233334442', 'OUTDATED', 'RUNNING'),
      instance('222233334443', 'OUTDATED', 'SKIPPED_SUSPENDED_ACCOUNT'),
      instance('222233334444', 'OUTDATED', 'FAILED', 'explicit deny'),
    ]);
    expect(said(findings)).toEqual([
      'ok: keyturn-member-all: 1 account with what is deployed',
      'note: keyturn-member-all: 222233334442 being deployed right now',
      'note: keyturn-member-all: 222233334443 suspended, and passed over',
      'problem: keyturn-member-all: account 222233334444 is OUTDATED (FAILED): explicit deny',
    ]);
  });

  test('a Keyturn of its own in the way is named, with what to do', () => {
    const lock = instance('222233334444', 'OUTDATED', 'FAILED', 'keyturn-function already exists in stack Keyturn');
    expect(judgeInstances('keyturn-member-all', [lock])).toMatchObject([
      { level: 'problem', remedy: expect.stringContaining('has a Keyturn of its own'), run: 'npx cdk destroy Keyturn' },
    ]);
  });

  test('a wave without accounts is a problem', () =>
    expect(judgeInstances('keyturn-member-all', [])).toMatchObject([{ level: 'problem' }]));
});
