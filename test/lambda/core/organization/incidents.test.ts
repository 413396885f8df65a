/** Leaked keys of all accounts, as the hub's digest and `status --organization` show them. */
import { renderOrganization } from '../../../../cli/organization/render';
import { organizationNews } from '../../../../lambda/core/organization/news';
import { organizationMessages } from '../../../../lambda/core/organization/organization-message';
import { type Row, reportOf } from '../../../../lambda/core/organization/report';
import { parseReport, parseSummary } from '../../../../lambda/core/organization/report-schema';
import { metricsOfReport } from '../../../../lambda/core/organization/totals';
import { summaryOf } from '../../../../lambda/core/report/summary';
import { aMemberSummary, aReport, aReportedAccount, ENDED_AT } from '../../../support/organization/reports';

const NOW = new Date(ENDED_AT);
const DESK = {
  organizationId: 'o-a1b2c3d4e5',
  accountId: '111122223333',
  region: 'us-east-1',
  contact: '',
  docsUrl: '',
};

const leaked = (userName: string) => ({
  userName,
  state: 'leaked',
  because: 'AWS reported AKIAIOSFODNN7EXAMPLE as leaked (confirmed): deactivate',
});
const REPORT = aReport([
  aReportedAccount('222233334441'),
  aReportedAccount('222233334442', { summary: aMemberSummary({ leaked: 4, attention: ['a', 'b', 'c'].map(leaked) }) }),
]);

test('the digest begins with them, and says which', () => {
  const digest = organizationMessages(REPORT, organizationNews(REPORT, NOW), DESK).find(
    ({ attributes }) => attributes.event === 'organization-digest',
  );
  expect(digest?.subject).toContain('keys of 4 users leaked');
  expect(digest?.attributes.severity).toBe('warning');
  const { email } = JSON.parse(digest?.message ?? '{}');
  expect(email).toContain('AWS has reported keys of 4 users as leaked');
  expect(email).toContain(
    '222233334442 account-2 (prod/payments), user a: AWS reported AKIAIOSFODNN7EXAMPLE as leaked (confirmed): deactivate',
  );
  expect(email).toContain('and 1 more');
});

test('so does status --organization', () => {
  const lines = renderOrganization(REPORT, { columns: 100, rows: 50, all: false }, NOW).map((spans) =>
    spans.map(({ text }) => text).join(''),
  );
  const text = lines.join('\n');
  expect(text).toContain('AWS has reported keys as leaked: 4 users');
  expect(text).toContain('222233334442 account-2 (prod/payments), user b:');
  expect(text).toContain('1 more: npx keyturn status --account ID');
});

test('they are a metric; a report of a version before has none, and is read', () => {
  expect(metricsOfReport(parseReport(JSON.stringify(REPORT))).UsersLeaked).toBe(4);
  const { leaked: _, ...before } = aMemberSummary({ leaked: 1 });
  expect(parseSummary(before)?.leaked).toBeUndefined();
  expect(metricsOfReport(aReport([aReportedAccount('222233334441')])).UsersLeaked).toBe(0);
});

test('a reported key is no reason why somebody else could not be served', () => {
  const summary = aMemberSummary({
    failed: 1,
    leaked: 1,
    attention: [leaked('thief'), { userName: 'victim', state: 'failed', because: 'IAM refused' }],
  });
  const roll = [{ accountId: '1', name: 'one', ou: '', state: 'ACTIVE', wave: 'all', isServed: true }];
  const rows = new Map<string, Row>([['1', { accountId: '1', summary }]]);
  const about = { run: 'run-1', startedAt: NOW, now: NOW, tolerated: 10 };
  expect(reportOf(about, roll, rows, undefined).accounts[0]).toMatchObject({
    standing: 'failing',
    because: '1 user could not be served; victim: IAM refused',
  });
});

test('a member says it in its answer', () => {
  const result = { time: ENDED_AT, dryRun: false, users: { scanned: 1, managed: 1 }, remaining: 0 };
  const leak = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', at: NOW, certainty: 'confirmed', answer: 'deactivate' };
  const run = { outcomes: [], failures: [], leaks: new Map([['alice', { leaked: leak }]]) };
  const summary = parseSummary(JSON.parse(JSON.stringify(summaryOf(result as never, run as never, NOW))));
  expect(summary).toMatchObject({ leaked: 1, attention: [{ userName: 'alice', state: 'leaked' }] });
});
