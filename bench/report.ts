/** `keyturn report` of a year and 5,000 users, as a process against an AWS that answers at once: how long, and how much memory. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toEnvironment } from '../lambda/core/settings/environment';
import { buildBundles, ROOT } from '../local/package/bundles';
import { FUNCTION, largeAccount, stackXml } from '../test/support/cli/cli-answers';
import { type Answers, FakeAws, json, xml } from '../test/support/http/fake-aws';
import { aConfig, DAY, HOUR } from '../test/support/simulation/harness';
import { seconds, table } from './table';

const USERS = 5000;
/** Held throughout the year, so that each run has a line about each of them. */
const HELD = 50;
const EVERY_DAYS = 68;
const END = new Date('2026-01-01T00:00:00Z').getTime();
const BEGIN = END - 365 * DAY;
/** CloudWatch's limit of a page. */
const PAGE_BYTES = 1_000_000;

const settings = { ...aConfig({ manage: { by: 'all' } }) };
const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
const keyId = (user: number, n: number) =>
  `AKIA${String(user).padStart(6, '0')}${String(n + 10).padStart(3, '0')}EXAMPLE`;

interface Line {
  readonly timestamp: number;
  readonly message: string;
}

/** All that the run of that hour logs. */
function linesOf(at: number): Line[] {
  const base = {
    level: 'INFO',
    timestamp: iso(at),
    service: 'keyturn',
    time: iso(at),
    function_request_id: `run-${at}`,
  };
  const write = (message: string, fields: object): Line => ({
    timestamp: at,
    message: JSON.stringify({ ...base, message, ...fields }),
  });
  return [
    write('settings', { version: '0.1.0', settings: toEnvironment(settings) }),
    ...stepsOf(at).map((fields) => write('step', { result: 'done', ...fields })),
    write('run', {
      version: '0.1.0',
      dryRun: false,
      users: { scanned: USERS, managed: USERS },
      failures: 0,
      remaining: 0,
    }),
  ];
}

function stepsOf(at: number): object[] {
  const hour = (at - BEGIN) / HOUR;
  const [day, hourOfDay] = [Math.floor(hour / 24), hour % 24];
  const steps: object[] = [];
  for (let user = hourOfDay; user < USERS; user += 24) {
    const who = {
      userName: `svc-${String(user).padStart(4, '0')}`,
      userId: `AIDA${user}`,
      owner: `team-${user % 50}@example.com`,
    };
    const phase = (day + user) % EVERY_DAYS;
    const n = Math.floor((day + user) / EVERY_DAYS);
    const [oldKeyId, newKeyId, because] = [
      keyId(user, n - 1),
      keyId(user, n),
      `the key is ${EVERY_DAYS} days old and may reach 90`,
    ];
    const created = { maxKeyAgeDays: 90, notifiedAt: iso(at + 9000) };
    if (phase === 0)
      steps.push({
        ...who,
        kind: 'issue-key',
        because,
        oldKeyId,
        oldCreatedAt: iso(at - EVERY_DAYS * DAY),
        newKeyId,
        newCreatedAt: iso(at),
        verifiedAt: iso(at + 7000),
        promotedAt: iso(at + 8000),
        ...created,
      });
    const old = {
      accessKeyId: oldKeyId,
      createdAt: iso(at - (EVERY_DAYS + phase) * DAY),
      changedAt: iso(at + 1000),
      because,
    };
    if (phase === 14) steps.push({ ...who, kind: 'deactivate-key', ...old, currentKeyId: newKeyId, ...created });
    if (phase === 21) steps.push({ ...who, kind: 'delete-key', ...old, role: 'retiring', ...created });
  }
  for (let held = 0; held < HELD; held++)
    steps.push({
      userName: `svc-${String(held).padStart(4, '0')}`,
      userId: `AIDA${held}`,
      kind: 'hold',
      reason: 'still-in-use',
      accessKeyId: keyId(held, 0),
      because: `the retiring key ${keyId(held, 0)} stays active past its grace: it was last used on ${iso(at)} (sts, us-east-1)`,
    });
  return steps;
}

const written = { lines: 0, pages: 0, lookUps: 0 };

/** The hours from the token on, until the page is full. */
function page(startTime: number, endTime: number, nextToken: string | undefined) {
  let at = nextToken === undefined ? Math.ceil(startTime / HOUR) * HOUR : Number(nextToken);
  const events: Line[] = [];
  for (let bytes = 0; at < Math.min(endTime, END) && bytes < PAGE_BYTES && events.length < 10_000; at += HOUR)
    for (const line of linesOf(at)) {
      events.push(line);
      bytes += line.message.length;
    }
  written.lines += events.length;
  written.pages += 1;
  return { events, ...(at < Math.min(endTime, END) && { nextToken: String(at) }) };
}

const answers = (): Answers => ({
  ...largeAccount(new Date()),
  'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml()),
  [`lambda GET /2015-03-31/functions/${FUNCTION}/configuration`]: () =>
    json({
      FunctionName: FUNCTION,
      Role: 'arn:aws:iam::123456789012:role/keyturn-function',
      Environment: { Variables: { ...toEnvironment(settings), KEYTURN_TOPIC_ARN: settings.topicArn } },
    }),
  'logs FilterLogEvents': ({ body: { startTime, endTime, nextToken } }) =>
    json(page(Number(startTime), Number(endTime), nextToken as string | undefined)),
  'sts GetCallerIdentity': () => xml('GetCallerIdentity', '<Arn>arn:aws:iam::123456789012:user/auditor</Arn>'),
});

/** Kilobytes, written by the process itself when it ends. */
const PRELOAD = `process.on('exit', () => require('node:fs').writeFileSync(process.env.RSS_FILE, String(process.resourceUsage().maxRSS)));`;

export async function report(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-report-'));
  const aws = await FakeAws.start();
  try {
    await buildBundles();
    aws.says(answers());
    writeFileSync(join(folder, 'rss.cjs'), PRELOAD);
    const from = new Date(BEGIN).toISOString().slice(0, 10);
    const to = new Date(END - 1).toISOString().slice(0, 10);
    const options = ['--no-cloudtrail', '--html', folder, '--csv', join(folder, 'evidence')];
    const args = [
      '--require',
      join(folder, 'rss.cjs'),
      join(ROOT, 'dist', 'bin', 'keyturn.mjs'),
      'report',
      '--from',
      from,
      '--to',
      to,
      ...options,
    ];
    const startedAt = performance.now();
    const output = await run(args, { AWS_ENDPOINT_URL: aws.endpoint, RSS_FILE: join(folder, 'rss') });
    const took = (performance.now() - startedAt) / 1000;
    const megabytes = Math.round(Number(readFileSync(join(folder, 'rss'), 'utf8')) / 1024);
    const rotations = readFileSync(join(folder, 'evidence', 'rotations.csv'), 'utf8').split('\r\n').length - 2;
    const events = Math.round((USERS * 90 * 3) / EVERY_DAYS);
    const verdict = /^Of .*?\.$/ms.exec(output)?.[0]?.replace(/\s+/g, ' ') ?? output.slice(0, 300);
    return [
      table(
        ['users', 'lines of the log', 'pages', 'rows in rotations.csv', 'time', 'memory at most'],
        [[USERS, written.lines, written.pages, rotations, seconds(took), `${megabytes} MB`]],
      ),
      '',
      `With ${HELD} users held in every run of the year. This AWS answers at once: the real one takes five pages of the log a second at most, so ${seconds(written.pages / 5)} for these, and two look-ups of CloudTrail, so ${seconds(Math.ceil(events / 50) / 2)} for the ${events.toLocaleString('en-US')} events of 90 days (side by side; \`--no-cloudtrail\` leaves them out). The verdict: ${verdict}`,
    ].join('\n');
  } finally {
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const keys = {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      COLUMNS: '400',
    };
    const child = spawn(process.execPath, [...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...keys, ...env },
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => process.stderr.write(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`keyturn report ended with ${code}\n${output}`)),
    );
  });
}
