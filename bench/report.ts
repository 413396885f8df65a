/** `keyturn report` of a year and 5,000 users, as a process against an AWS that answers at once: how long, and how much memory. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toEnvironment } from '../lambda/core/settings/environment';
import { buildBundles, ROOT } from '../local/package/bundles';
import { FUNCTION, largeAccount, stackXml } from '../test/support/cli/cli-answers';
import { type Answers, FakeAws, json, xml } from '../test/support/http/fake-aws';
import { BEGIN, END, EVERY_DAYS, HELD, page, settings, USERS, written } from './report-log';
import { seconds, table } from './table';

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
