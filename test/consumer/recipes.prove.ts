/** The recipes of docs/consumers.md for shells and tools, word for word, through a whole rotation in the local AWS. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam';
import { run } from '../../local/run';
import { Deployed } from '../support/deployed/deployed';
import { aHome, aUser, recipe, refused, throughARotation } from '../support/deployed/rotation';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-recipes-'));
let deployed: Deployed;

beforeAll(async () => {
  deployed = await Deployed.start();
});
afterAll(async () => {
  await deployed?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The recipe's text, changed in nothing but the user's name. */
const named = (text: string, user: string) => text.replaceAll('svc-reports', user);

const hasCli = spawnSync('aws', ['--version']).status === 0;
const withCli = hasCli ? test : test.skip;

withCli('credential_process in one line, read by something else than the key', async () => {
  await aUser(deployed, 'cli-one', 0);
  const [config = ''] = recipe('credential_process', 'ini');
  const { env } = aHome(deployed, join(folder, 'cli-one'), {
    config: named(config, 'cli-one'),
    credentials: '[reader]\naws_access_key_id = test\naws_secret_access_key = test\n',
  });
  await deployed.run(1);
  const identity = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile', 'reports'];
  const answers = new Set<string>();
  const use = async () => {
    answers.add((await run('aws', identity, { env })).output.trim());
  };
  // It keeps nothing, as the docs say.
  const steps = await throughARotation(deployed, 'cli-one', 2, use, 'readable');
  expect(steps).toEqual(['deactivate-key', 'delete-key']);
  expect([...answers]).toEqual(['arn:aws:iam::123456789012:user/cli-one']);
  expect(await refused(deployed)).toEqual([]);
});

withCli('credential_process where the key is all there is, from before the first rotation', async () => {
  const key = await aUser(deployed, 'cli-two', 30);
  const [, config = ''] = recipe('credential_process', 'ini');
  const { home, env } = aHome(deployed, join(folder, 'cli-two'), {
    config: named(config, 'cli-two'),
    'reports.json': JSON.stringify({ Version: 1, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey }),
  });
  const identity = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile', 'reports'];
  const answers = new Set<string>();
  const steps = await throughARotation(deployed, 'cli-two', 30, async () => {
    answers.add((await run('aws', identity, { env })).output.trim());
  });
  expect(steps).toEqual(['notify:key-rotation-upcoming', 'issue-key', 'deactivate-key', 'delete-key']);
  expect([...answers]).toEqual(['arn:aws:iam::123456789012:user/cli-two']);
  expect(await refused(deployed)).toEqual([]);
  expect(Object.keys(await deployed.keysOf('cli-two'))).not.toContain(key.accessKeyId);
  const file = join(home, '.aws', 'reports.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ UserName: 'cli-two' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

describe('the policy for reading the own secret is attached by the commands of the recipe', () => {
  const [adopt = '', aws = ''] = recipe('First: may the key read its secret?', 'sh');

  async function attaches(user: string, commands: string): Promise<string> {
    await aUser(deployed, user, 60);
    const { code, output } = await run('bash', ['-euc', named(commands, user)], { env: deployed.aws.env });
    expect({ code, output }).toMatchObject({ code: 0 });
    const { AttachedPolicies = [] } = await deployed.iam.send(new ListAttachedUserPoliciesCommand({ UserName: user }));
    expect(AttachedPolicies.map(({ PolicyArn }) => PolicyArn)).toEqual([
      expect.stringMatching(/^arn:aws:iam::123456789012:policy\//),
    ]);
    return output;
  }

  test('with the command line, which a person answers and a script tells --yes', async () => {
    const { code } = await run('bash', ['-euc', named(adopt, 'reader')], { env: deployed.aws.env });
    expect(code).toBe(2);
    expect(await attaches('reader', `${adopt.trimEnd()} --yes`)).toContain('reader');
  });

  withCli("with AWS's command line", async () => {
    expect(await attaches('other-reader', aws)).toBe('');
  });
});

withCli('GitHub Actions: the whole value goes into one secret of the repository', async () => {
  await aUser(deployed, 'ci', 60);
  await deployed.run(61.25);
  const [commands = ''] = recipe('GitHub Actions', 'sh');
  // A stand-in for GitHub's command line, which notes what it was given.
  const gh = join(folder, 'gh');
  writeFileSync(gh, `#!/bin/sh\necho "$@" >'${folder}/gh-arguments'\ncat >'${folder}/gh-input'\n`);
  chmodSync(gh, 0o755);
  const env = { ...deployed.aws.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  expect(await run('bash', ['-euo', 'pipefail', '-c', named(commands, 'ci')], { env })).toEqual({
    code: 0,
    output: '',
  });
  expect(readFileSync(join(folder, 'gh-arguments'), 'utf8')).toBe('secret set KEYTURN_KEY --repo example/reports\n');
  const { accessKeyId } = await deployed.currentKey('keyturn/ci');
  expect(JSON.parse(readFileSync(join(folder, 'gh-input'), 'utf8'))).toMatchObject({ AccessKeyId: accessKeyId });
});
