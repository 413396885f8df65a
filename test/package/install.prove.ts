/** What somebody gets who installs the package: the construct, the command line and the credential provider, in projects of either kind. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildBundle } from '../support/deployed/bundle';
import { Deployed } from '../support/deployed/deployed';
import { aHome, aUser, refused, throughARotation } from '../support/deployed/rotation';
import { Worker } from '../support/deployed/worker';
import { synthesizedApp } from '../support/local-aws/shared';
import { Project, packed, pinned } from '../support/package/project';
import { reportProof } from '../support/proof/report-proof';
import { slownessNow } from '../support/proof/slowness';

let deployed: Deployed;
let pack: Awaited<ReturnType<typeof packed>>;

beforeAll(async () => {
  pack = await packed();
  deployed = await Deployed.start();
});
afterAll(async () => {
  await deployed?.stop();
  pack?.remove();
});

const EXAMPLES = join(__dirname, '..', '..', 'examples');

const APP = `
import { App, Duration, Stack } from 'aws-cdk-lib';
import { KeyRotation, type KeyRotationProps } from 'keyturn';

const props: KeyRotationProps = { grace: Duration.days(21), whenStillInUse: 'deactivate', replicaRegions: ['eu-west-1'] };
const rotation = new KeyRotation(new Stack(new App(), 'AccessKeys'), 'KeyRotation', props);
if (rotation.alarms.length === 0) throw new Error('no alarms');
`;

const PROGRAM = `
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromKeyturnSecret, type KeyturnSecretOptions } from 'keyturn/consumer';

const options: KeyturnSecretOptions = { secretId: 'keyturn/svc-reports', onProblem: (problem) => console.error(problem) };
const sts = new STSClient({ extensions: [fromKeyturnSecret(options)] });
void sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));
`;

/** Without what only newer projects have: `exports` of a package mean nothing to this compiler. */
const OLD_COMPILER = {
  module: 'commonjs',
  moduleResolution: 'node10',
  esModuleInterop: true,
  target: 'es2022',
  skipLibCheck: true,
};

/** What is in the folder before the package is installed. */
const KINDS = {
  commonjs: {
    'package.json': { private: true },
    'tsconfig.json': { compilerOptions: { ...OLD_COMPILER, strict: true, types: ['node'] }, files: ['app.ts'] },
    'cdk.json': { app: 'tsc && node app.js' },
    'app.ts': APP,
  },
  module: Object.fromEntries(
    ['package.json', 'tsconfig.json', 'cdk.json', 'app.ts'].map((name) => [
      name,
      readFileSync(join(EXAMPLES, 'cdk-app', name), 'utf8'),
    ]),
  ),
} as const;

const CDK = ['aws-cdk', 'aws-cdk-lib', 'constructs'];

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('in an empty TypeScript project (%s)', (kind) => {
  let project: Project;
  let seconds = 0;
  let slowness = 1;

  beforeAll(async () => {
    project = Project.in(pack.folder, kind, { 'package.json': { private: true, type: kind }, ...KINDS[kind] });
    slowness = slownessNow();
    const from = performance.now();
    await project.install(pack.tarball, ...CDK.map(pinned), 'typescript@5.9.3', pinned('@types/node'));
    await project.run('npx', ['cdk', 'synth', '--quiet', '--no-notices']);
    seconds = (performance.now() - from) / 1000;
    slowness = Math.max(slowness, slownessNow());
  });

  test('two commands lead to a synthesized KeyRotation, in less than a minute', () => {
    const template = JSON.parse(readFileSync(join(project.folder, 'cdk.out', 'AccessKeys.template.json'), 'utf8'));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types).toContain('AWS::Scheduler::Schedule');
    reportProof({
      proof: `package (${kind}): from an empty project to a template`,
      cases: 1,
      seconds: Math.round(seconds),
    });
    expect(seconds).toBeLessThan(60 * slowness);
  });

  test('nothing is installed besides the package, the CDK and TypeScript: no bundler, no SDK', async () => {
    const besides = (await project.installed()).filter((name) => !CDK.includes(name) && !name.startsWith('@aws-cdk/'));
    expect(besides.sort()).toEqual(['@types/node', 'keyturn', 'typescript', 'undici-types']);
  });

  test('the function is the file that was tested, under the hash that a checkout gives it', async () => {
    const [asset = ''] = readdirSync(join(project.folder, 'cdk.out')).filter((name) => name.startsWith('asset.'));
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-bundle-'));
    try {
      const tested = await buildBundle(folder);
      expect(sha256(join(project.folder, 'cdk.out', asset, 'index.js'))).toBe(sha256(tested.path));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(readdirSync(await synthesizedApp())).toContain(asset);
  });

  test('the command line runs: its help, and a plan through the SDK that it carries, with the credentials of a profile', async () => {
    const user = `cli-${kind}`;
    await deployed.addUser(user, 10);
    expect(await project.run('npx', ['keyturn', '--help'])).toMatch(/^Usage: npx keyturn/);
    project.write('config', CONFIG);
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = deployed.aws.env;
    // A profile, which takes one of the parts of the SDK that are loaded only when needed.
    const profile = { ...env, AWS_CONFIG_FILE: join(project.folder, 'config') };
    const output = await project.run('npx', ['keyturn', 'plan', '--local', '--profile', 'ops', '--json'], profile);
    expect(output).toContain(user);
    expect(
      JSON.parse(await project.run('npx', ['keyturn', 'plan', '--json', '--profile', 'ops'], profile)),
    ).toBeDefined();
  });

  test('all declarations compile, and the credential provider signs with the key that the secret holds', async () => {
    const user = 'svc-reports';
    await deployed.addUser(user, 80).catch((error: Error) => {
      // The other kind of project has made it.
      if (error.name !== 'EntityAlreadyExistsException') throw error;
    });
    await deployed.run(1);
    await project.install(pinned('@aws-sdk/client-sts'), pinned('@aws-sdk/client-secrets-manager'));
    project.write('program.ts', PROGRAM);
    const { compilerOptions } = JSON.parse(readFileSync(join(project.folder, 'tsconfig.json'), 'utf8'));
    // And with it all that the package declares, which an app leaves out: it halves the time of its `cdk synth`.
    const whole = { ...compilerOptions, skipLibCheck: false };
    project.write('tsconfig.program.json', { compilerOptions: whole, files: ['app.ts', 'program.ts'] });
    await project.run('npx', ['tsc', '-p', 'tsconfig.program.json']);
    const key = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const arn = await project.run('node', ['program.js'], { ...deployed.aws.env, ...key });
    expect(arn).toBe(`arn:aws:iam::123456789012:user/${user}\n`);
  });
});

const CONFIG = `[profile ops]
credential_process = echo '{"Version":1,"AccessKeyId":"test","SecretAccessKey":"test"}'
`;

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

test('examples/github-actions: its stack is synthesized where the package is installed', async () => {
  const project = Project.in(join(pack.folder, 'module'), 'github-actions', {});
  cpSync(join(EXAMPLES, 'github-actions'), project.folder, { recursive: true });
  const PATH = `${join(pack.folder, 'module', 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  await project.run('cdk', ['synth', '--quiet', '--no-notices'], { ...process.env, PATH });
  const template = JSON.parse(readFileSync(join(project.folder, 'cdk.out', 'AccessKeys.template.json'), 'utf8'));
  const filters = Object.values<{ Type: string; Properties: { Protocol?: string; FilterPolicy?: object } }>(
    template.Resources,
  )
    .filter(({ Type }) => Type === 'AWS::SNS::Subscription')
    .map(({ Properties: { Protocol, FilterPolicy } }) => [Protocol, FilterPolicy]);
  const event = ['key-rotated', 'key-rolled-back', 'key-revoked'];
  expect(filters).toContainEqual(['lambda', { userName: ['svc-reports'], event }]);
});

test('examples/node: a worker that is never restarted, through a whole rotation', async () => {
  const project = Project.in(pack.folder, 'node-worker', {});
  cpSync(join(EXAMPLES, 'node'), project.folder, { recursive: true });
  await project.install(pack.tarball, pinned('@aws-sdk/client-sts'), pinned('@aws-sdk/client-secrets-manager'));
  const key = await aUser(deployed, 'node-worker', 10);
  const { env } = aHome(deployed, join(pack.folder, 'home'), {}, key);
  // It knows only the real clock, so it reads for each call.
  const options = { cwd: project.folder, env: { ...env, REFRESH_SECONDS: '0.001' } };
  const worker = new Worker(process.execPath, ['worker.mjs', 'keyturn/node-worker'], options);
  const answers = new Set<string>();
  const steps = await throughARotation(deployed, 'node-worker', 10, async () => {
    answers.add(await worker.job());
  });
  expect(await worker.end()).toBe(0);
  expect(steps).toEqual(['notify:key-rotation-upcoming', 'issue-key', 'deactivate-key', 'delete-key']);
  expect([...answers]).toEqual(['arn:aws:iam::123456789012:user/node-worker']);
  expect(await refused(deployed)).toEqual([]);
});

test('the package is smaller than 2 MB, and holds the licences of what it carries', async () => {
  const size = statSync(pack.tarball).size;
  reportProof({ proof: 'package: its size', cases: 1, kilobytes: Math.round(size / 1000) });
  expect(size).toBeLessThan(2_000_000);
  const project = Project.in(pack.folder, 'licences', { 'package.json': { private: true } });
  await project.install(pack.tarball);
  const folder = join(project.folder, 'node_modules', 'keyturn');
  const licences = readFileSync(join(folder, 'dist', 'THIRD_PARTY_LICENSES.txt'), 'utf8');
  expect(licences).toMatch(/^commander [\d.]+ \(MIT\)$/m);
  expect(licences).toMatch(/^@aws-sdk\/client-iam [\d.]+ \(Apache-2\.0\)$/m);
  expect(existsSync(join(folder, 'LICENSE'))).toBe(true);
});

test('keyturn --help starts in less than 300 ms', async () => {
  const project = Project.in(pack.folder, 'help', { 'package.json': { private: true } });
  await project.install(pack.tarball);
  const times: number[] = [];
  const slowness = [slownessNow()];
  for (let n = 0; n < 7; n++) {
    const from = performance.now();
    await project.run(process.execPath, ['node_modules/keyturn/bin/keyturn.mjs', '--help']);
    times.push(performance.now() - from);
    slowness.push(slownessNow());
  }
  const median = times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
  reportProof({ proof: 'package: keyturn --help', cases: times.length, medianMs: Math.round(median) });
  expect(median).toBeLessThan(300 * Math.max(...slowness));
});
