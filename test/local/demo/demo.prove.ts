/** `npm run demo` as a process: what it prints, what it writes, and how it ends. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, ListAccessKeysCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import type { LocalAws } from '../../../local/aws';
import { demo, type Ended } from '../../support/demo';
import { emptyAws } from '../../support/local-aws/shared';

describe('200 days', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-demo-test-'));
  const file = join(folder, 'days.html');
  let ended: Ended;
  let text: string;
  beforeAll(async () => {
    ended = await demo(['--html', file]);
    text = ended.stdout.join('\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('end well, and nobody was refused', () => {
    expect({ code: ended.code, text }).toEqual({ code: 0, text: expect.stringContaining('Nobody was locked out.') });
    expect(text).toMatch(/^total .* 0$/m);
  });

  test('nothing of the emulator, of Python or of Node is in the output; the story has fewer than 120 lines', () => {
    expect(ended.stderr).toEqual([]);
    expect(text).not.toMatch(/moto: |Traceback|Deprecat|Warning|arn:aws/);
    // A busy machine says more often what it is at.
    expect(ended.stdout.filter((line) => !/^ *\d+ s {2}… /.test(line)).length).toBeLessThan(110);
  });

  test('have a hold that names who is missing, a confirm, and a leak that is answered with a revocation', () => {
    expect(text).toMatch(
      /held .*\n +CloudTrail: still on the retiring key: etl at 203\.0\.113\.\d+\n +CloudTrail: has moved: dashboard at 203\.0\.113\.\d+/,
    );
    expect(text).toMatch(/\$ npx keyturn confirm legacy-erp\n.*legacy-erp +K1 deactivated +an operator confirmed/);
    expect(text).toMatch(/\$ npx keyturn revoke K3\n/);
    expect(text).toMatch(/The thief called 7 times, and was refused 3 times: after the revocation\./);
  });

  test('are written as a page, with every user and no id of a key', () => {
    const page = readFileSync(file, 'utf8');
    expect(page.match(/<section>/g)).toHaveLength(10);
    expect(page.match(/class="bar held/g)?.length).toBeGreaterThan(1);
    expect(page).not.toMatch(/AKIA/);
  });
});

test('promise 1: it fails when a program was refused: somebody deactivates the key that one uses', async () => {
  let sabotage: Promise<unknown> = Promise.resolve();
  const aws = await emptyAws();
  const deactivate = (line: string) => {
    if (line === 'What happens') sabotage = deactivateKeysOf('reports', aws);
  };
  const ended = await demo(['--days', '25'], deactivate, aws);
  await sabotage;
  expect(ended.stdout).toContainEqual(
    expect.stringMatching(/^BROKEN {2}day \d+: cron of reports was refused with AKIA/),
  );
  expect(ended.stdout).not.toContain('Nobody was locked out.');
  expect(ended.code).toBe(1);
});

async function deactivateKeysOf(UserName: string, aws: LocalAws): Promise<void> {
  const iam = new IAMClient(aws.clientConfig);
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId } of AccessKeyMetadata)
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
}

test('a page that cannot be written is named before anything is started', async () => {
  expect(await demo(['--html', '/nowhere/days.html'])).toMatchObject({
    code: 2,
    stdout: [],
    stderr: [expect.stringMatching(/^--html is "\/nowhere\/days\.html", which cannot be written: ENOENT/)],
  });
});

test('a mistake in the command is named, and nothing is started', async () => {
  expect(await demo(['--days', '0'])).toMatchObject({
    code: 2,
    stdout: [],
    stderr: ['--days is "0", but must be a whole number from 1 to 999', expect.stringContaining('usage: npm run demo')],
  });
});
