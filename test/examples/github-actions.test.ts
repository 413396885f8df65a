/** examples/github-actions, as it stands: the subscriber against a stand-in for GitHub, and the workflow's steps with what it stored there. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { parse } from 'yaml';
import { run } from '../../local/run';
import { Deployed } from '../support/deployed/deployed';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'github-actions');
const folder = mkdtempSync(join(tmpdir(), 'keyturn-github-'));
const subscriber = join(folder, 'update-github-secret');
/** Of a runner of GitHub's. */
const HAS_TOOLS = [
  ['aws', '--version'],
  ['jq', '--version'],
  ['bash', '--version'],
].every(([command = '', arg = '']) => spawnSync(command, [arg]).status === 0);
let deployed: Deployed;

beforeAll(async () => {
  deployed = await Deployed.start();
  cpSync(EXAMPLE, folder, { recursive: true });
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
  expect(await run('npm', install, { cwd: subscriber, env: process.env })).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await deployed?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Put {
  readonly encrypted_value: string;
  readonly key_id: string;
}

/** GitHub's two calls, with a key pair of the repository. */
class GitHub {
  readonly puts: { readonly path: string; readonly body: Put }[] = [];
  /** Of each request. */
  readonly authorization = new Set<string | undefined>();
  /** What it answers with in place of a success. */
  failure: number | undefined;
  private constructor(
    private readonly sodium: Sodium,
    private readonly keys: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array },
    private readonly server: Server,
  ) {}

  static async start(): Promise<GitHub> {
    const sodium: Sodium = createRequire(join(subscriber, 'index.mjs'))('libsodium-wrappers');
    await sodium.ready;
    const server = createServer();
    const github = new GitHub(sodium, sodium.crypto_box_keypair(), server);
    server.on('request', async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      github.authorization.add(request.headers.authorization);
      if (github.failure) return response.writeHead(github.failure).end('{}');
      if (request.method === 'GET') {
        const key = Buffer.from(github.keys.publicKey).toString('base64');
        return response.end(JSON.stringify({ key, key_id: '42' }));
      }
      github.puts.push({ path: request.url ?? '', body: JSON.parse(text) });
      return response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return github;
  }

  get address() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  open({ encrypted_value }: Put): string {
    const { publicKey, privateKey } = this.keys;
    const opened = this.sodium.crypto_box_seal_open(Buffer.from(encrypted_value, 'base64'), publicKey, privateKey);
    return Buffer.from(opened).toString();
  }

  stop = () => this.server.close();
}

interface Sodium {
  readonly ready: Promise<void>;
  crypto_box_keypair(): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  crypto_box_seal_open(sealed: Uint8Array, publicKey: Uint8Array, privateKey: Uint8Array): Uint8Array;
}

test('a rotated key reaches the repository as one secret, and the workflow signs with it', async () => {
  const github = await GitHub.start();
  try {
    await deployed.addUser('svc-reports', 80);
    await deployed.secrets.send(new CreateSecretCommand({ Name: 'github/reports-token', SecretString: 'a-token' }));
    await deployed.secrets.send(
      new CreateSecretCommand({ Name: 'without-a-key', SecretString: '{"Keyturn":"no key"}' }),
    );
    await deployed.run(1);
    const message = (await deployed.told()).find((told) => told === 'key-rotated svc-reports');
    expect(message).toBeDefined();

    // Before there is a key, nothing is copied.
    expect(await update(github, 'without-a-key')).toEqual({ code: 0, output: '' });
    expect(github.puts).toEqual([]);

    expect(await update(github)).toEqual({ code: 0, output: '' });
    expect([...github.authorization]).toEqual(['Bearer a-token']);
    const [put, ...more] = github.puts;
    expect(more).toEqual([]);
    expect(put).toMatchObject({ path: '/repos/example/reports/actions/secrets/KEYTURN_KEY', body: { key_id: '42' } });
    const value = github.open(put?.body as Put);
    const { accessKeyId, secretAccessKey } = await deployed.currentKey('keyturn/svc-reports');
    expect(JSON.parse(value)).toMatchObject({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });

    if (HAS_TOOLS) await workflowSigns(value, secretAccessKey);

    // What GitHub refuses is a failed invocation, which Lambda repeats; no secret half is in what it says.
    github.failure = 503;
    const { code, output } = await update(github);
    expect(code).toBe(1);
    expect(output).toContain('GitHub answered 503 to GET public-key of example/reports');
    expect(output).not.toContain(secretAccessKey);
  } finally {
    github.stop();
  }
});

function update(github: GitHub, keySecret = 'keyturn/svc-reports') {
  const settings = {
    KEY_SECRET_ID: keySecret,
    TOKEN_SECRET_ID: 'github/reports-token',
    REPOSITORY: 'example/reports',
    GITHUB_SECRET_NAME: 'KEYTURN_KEY',
    GITHUB_API_URL: github.address,
  };
  const call = `import('./index.mjs').then(({ handler }) => handler({ Records: [] }))`;
  return run(process.execPath, ['-e', call], { cwd: subscriber, env: { ...deployed.aws.env, ...settings } });
}

/** Runs the workflow's steps as a runner would: each in a shell, with what the steps before it wrote to GITHUB_ENV. */
async function workflowSigns(value: string, secretHalf: string): Promise<void> {
  const { jobs } = parse(readFileSync(join(folder, 'reports.yml'), 'utf8'));
  const steps: { readonly run: string; readonly env?: Record<string, string> }[] = jobs.report.steps;
  expect(steps.map(({ env }) => env)).toEqual([{ KEYTURN_KEY: `\${{ secrets.KEYTURN_KEY }}` }, undefined]);
  const file = join(folder, 'github-env');
  writeFileSync(file, '');
  const outputs: string[] = [];
  for (const step of steps) {
    const env = {
      ...deployed.aws.env,
      ...variablesIn(file),
      GITHUB_ENV: file,
      ...(step.env && { KEYTURN_KEY: value }),
    };
    const { code, output } = await run('bash', ['-eo', 'pipefail', '-c', step.run], { env });
    expect({ code, output }).toMatchObject({ code: 0 });
    outputs.push(output);
  }
  // The runner takes this line out of the log, and the half out of every line after it.
  expect(outputs[0]).toBe(`::add-mask::${secretHalf}\n`);
  expect(JSON.parse(outputs[1] ?? '')).toMatchObject({ Arn: 'arn:aws:iam::123456789012:user/svc-reports' });
}

const variablesIn = (file: string) =>
  Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
