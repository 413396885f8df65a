/** The digest of the hub, by the bundle that is deployed, in a process of its own with the memory that it may take. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseReport } from '../../../lambda/core/organization/report-schema';
import { LONGEST_SUMMARY_BYTES } from '../../../lambda/core/report/summary';
import { type BundleRun, buildBundle, runHandler } from '../../support/deployed/bundle';
import { ObjectStore } from '../../support/http/object-store';
import { reportProof } from '../../support/proof/report-proof';

const BUCKET = 'keyturn-organization-111122223333-us-east-1';
const ACCOUNTS = 5_000;
const MOST_MB = 256;
const MOST_SECONDS = 60;

const folder = mkdtempSync(join(tmpdir(), 'keyturn-digest-'));
let bundle: string;
let store: ObjectStore;
beforeAll(async () => {
  bundle = (await buildBundle(folder, 'lambda/hub/index.ts')).path;
});
beforeEach(async () => {
  store = await ObjectStore.start();
});
afterEach(() => store.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const idOf = (index: number) => String(200_000_000_000 + index);

/** As long as a member's answer can be. */
function longestSummary() {
  const because = 'x'.repeat(300);
  const attention = Array.from({ length: 20 }, (_, index) => ({
    userName: `svc-${index}`,
    state: 'held',
    reason: 'still-in-use',
    since: '2026-11-01T00:00:00Z',
    because,
  }));
  const summary = {
    answer: 'summary',
    time: '2026-11-26T08:00:00Z',
    dryRun: false,
    users: { scanned: 200, managed: 200, examined: 20 },
    phases: { held: 20, steady: 180 },
    steps: { 'issue-key': 2 },
    failed: 0,
    blocked: 0,
    held: 20,
    unfinished: 0,
    remaining: 0,
    secretsWithoutUser: 0,
    oldestKeyDays: 88.5,
    keysPastMaxAge: 0,
    longestHoldDays: 3.2,
    attention,
    more: 0,
  };
  expect(JSON.stringify(summary).length).toBeGreaterThan(0.9 * LONGEST_SUMMARY_BYTES);
  return summary;
}

/** A run of so many accounts, of which each hundredth refused the hub. */
function run(accounts: number, name: string): void {
  const roll = Array.from({ length: accounts }, (_, index) => ({
    accountId: idOf(index),
    name: `account-${index}`,
    ou: `prod/team-${index % 50}`,
    state: 'ACTIVE',
    wave: index < 50 ? 'canary' : 'all',
    isServed: true,
  }));
  store.put(`${BUCKET}/runs/${name}/roll.json`, roll);
  const Output = JSON.stringify({ summary: longestSummary() });
  const input = ({ accountId }: (typeof roll)[number]) => JSON.stringify({ accountId, name: 'n', ou: 'o' });
  const refused = roll.filter((_, index) => index % 100 === 99);
  const answered = roll.filter((_, index) => index % 100 !== 99);
  const put = (status: string, rows: readonly object[]) => {
    store.put(`${BUCKET}/runs/${name}/m/${status}_0.json`, rows);
    return [{ Key: `runs/${name}/m/${status}_0.json` }];
  };
  const SUCCEEDED = put(
    'SUCCEEDED',
    answered.map((one) => ({ Input: input(one), Output, Status: 'SUCCEEDED' })),
  );
  const FAILED = put(
    'FAILED',
    refused.map((one) => ({ Input: input(one), Error: 'States.TaskFailed', Cause: 'AccessDenied', Status: 'FAILED' })),
  );
  store.put(`${BUCKET}/runs/${name}/m/manifest.json`, { ResultFiles: { SUCCEEDED, FAILED, PENDING: [] } });
}

interface DigestRun extends Omit<BundleRun, 'result'> {
  readonly result?: { readonly isGood: boolean; readonly metrics: Readonly<Record<string, number>> };
}

const digest = (name: string, more: object = {}) =>
  runHandler<DigestRun>({
    bundle,
    handler: 'digestHandler',
    event: {
      run: name,
      startedAt: '2026-11-26T08:00:00Z',
      input: {},
      outcome: { manifest: `runs/${name}/m/manifest.json` },
      ...more,
    },
    memoryMb: MOST_MB,
    env: {
      ...store.env,
      KEYTURN_BUCKET: BUCKET,
      KEYTURN_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:keyturn-organization',
      KEYTURN_ORGANIZATION_ID: 'o-a1b2c3d4e5',
      KEYTURN_TOLERATE_FAILED_ACCOUNTS: '10',
      KEYTURN_CONTACT: '',
      KEYTURN_DOCS_URL: '',
    },
  });

const latest = () => parseReport(store.text(`${BUCKET}/latest.json`));

test(`${ACCOUNTS} accounts with the longest answers take at most ${MOST_MB} MB and ${MOST_SECONDS} s, twice in a row`, async () => {
  run(ACCOUNTS, 'one');
  run(ACCOUNTS, 'two');
  const runs = [await digest('one'), await digest('two')];
  const [peakMb, seconds] = [Math.max(...runs.map((one) => one.peakMb)), Math.max(...runs.map((one) => one.seconds))];
  reportProof({
    proof: 'digest of an organization',
    cases: ACCOUNTS,
    peakMb: Math.round(peakMb),
    seconds: Number(seconds.toFixed(1)),
  });
  expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(runs[1]?.result?.metrics).toMatchObject({
    GoodRuns: 1,
    AccountsServed: 4_950,
    AccountsNotServed: 50,
    KeysRotated: 9_900,
  });
  expect(peakMb).toBeLessThan(MOST_MB);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(latest().accounts).toHaveLength(ACCOUNTS);
  // Once: the second run has found nothing new.
  expect(
    store.posted.map((body) => new URLSearchParams(body).get('MessageAttributes.entry.1.Value.StringValue')),
  ).toEqual(['organization-alert', 'organization-digest']);
});

test('a run of one wave leaves the report of the organization as it was, and tells nobody', async () => {
  run(100, 'all');
  await digest('all');
  const before = store.text(`${BUCKET}/latest.json`);
  const posted = store.posted.length;
  run(50, 'canary');
  expect((await digest('canary', { input: { wave: 'canary' } })).result).toMatchObject({ isGood: true });
  expect(store.text(`${BUCKET}/latest.json`)).toBe(before);
  expect(store.text(`${BUCKET}/runs/canary/report.json`)).toContain('"run":"canary"');
  expect(store.posted).toHaveLength(posted);
});

test('a map that failed is a bad run, in which each account says why', async () => {
  run(100, 'cut');
  const { result } = await digest('cut', { outcome: { Error: 'States.Runtime', Cause: 'the list cannot be read' } });
  expect(result?.isGood).toBe(false);
  expect(latest().accounts[0]).toMatchObject({
    standing: 'unreached',
    because: 'States.Runtime: the list cannot be read',
  });
});

test('a report that cannot be read is as none', async () => {
  run(100, 'next');
  store.put(`${BUCKET}/latest.json`, { report: 99 });
  expect((await digest('next')).error).toBeUndefined();
  expect(latest().run).toBe('next');
});
