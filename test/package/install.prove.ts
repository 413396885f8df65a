/** What somebody gets who installs the package: the construct, the command line and the credential provider, in projects of either kind. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '../support/deployed/bundle';
import { Deployed } from '../support/deployed/deployed';
import { synthesizedApp } from '../support/local-aws/shared';
import { Project, packed, pinned } from '../support/package/project';
import { reportProof } from '../support/report-proof';

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

const slowness = Number(process.env.KEYTURN_SLOWNESS);

/** As README has it, in the two kinds of module. */
const APP = `
import { App, Duration, Stack } from 'aws-cdk-lib';
import { KeyRotation, type KeyRotationProps } from 'keyturn';

const props: KeyRotationProps = { grace: Duration.days(21), whenStillInUse: 'deactivate', replicaRegions: ['eu-west-1'] };
const rotation = new KeyRotation(new Stack(new App(), 'Mine'), 'KeyRotation', props);
if (rotation.alarms.length === 0) throw new Error('no alarms');
`;

const PROGRAM = `
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromKeyturnSecret, type KeyturnSecretOptions } from 'keyturn/consumer';

const options: KeyturnSecretOptions = { secretId: 'keyturn/svc-reports', onProblem: (problem) => console.error(problem) };
const sts = new STSClient({ extensions: [fromKeyturnSecret(options)] });
void sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));
`;

const KINDS = {
  commonjs: {
    packageJson: {},
    // What most projects that are older than Node's own modules have.
    compiler: { module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true },
  },
  module: { packageJson: { type: 'module' }, compiler: { module: 'nodenext' } },
} as const;

const CDK = ['aws-cdk', 'aws-cdk-lib', 'constructs'];

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('in an empty TypeScript project (%s)', (kind) => {
  let project: Project;
  let seconds = 0;

  beforeAll(async () => {
    const { packageJson, compiler } = KINDS[kind];
    project = Project.in(pack.folder, kind, {
      'package.json': { ...packageJson, private: true },
      'tsconfig.json': { compilerOptions: { ...compiler, target: 'es2022', strict: true, types: ['node'] } },
      'cdk.json': { app: 'npx tsc && node app.js' },
      'app.ts': APP,
    });
    const from = performance.now();
    await project.install(pack.tarball, ...CDK.map(pinned), 'typescript@5.9.3', pinned('@types/node'));
    await project.run('npx', ['cdk', 'synth', '--quiet', '--no-notices']);
    seconds = (performance.now() - from) / 1000;
  });

  test('two commands lead to a synthesized KeyRotation, in less than a minute', () => {
    const template = JSON.parse(readFileSync(join(project.folder, 'cdk.out', 'Mine.template.json'), 'utf8'));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types).toContain('AWS::Scheduler::Schedule');
    reportProof(`the package (${kind}): from an empty project to a template in ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(60 * slowness);
  });

  test('nothing is installed besides the package, the CDK and TypeScript: no bundler, no SDK', async () => {
    const besides = (await project.installed()).filter((name) => !CDK.includes(name) && !/^fsevents$/.test(name));
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

  test('the command line runs: its help at once, and a status through the SDK that it carries', async () => {
    const user = `cli-${kind}`;
    await deployed.addUser(user, 10);
    expect(await project.run('npx', ['keyturn', '--help'])).toMatch(/^Usage: keyturn/);
    project.write('config', CONFIG);
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = deployed.aws.env;
    // A profile, which takes one of the parts of the SDK that are loaded only when needed.
    const profile = { ...env, AWS_CONFIG_FILE: join(project.folder, 'config') };
    const output = await project.run('npx', ['keyturn', 'plan', '--local', '--profile', 'ops', '--json'], profile);
    expect(output).toContain(user);
    expect(JSON.parse(await project.run('npx', ['keyturn', 'plan', '--json', '--profile', 'ops'], profile))).toBeDefined();
  });

  test('the credential provider compiles and signs with the key that the secret holds', async () => {
    const user = 'svc-reports';
    await deployed.addUser(user, 80).catch((error: Error) => {
      // The other kind of project has made it.
      if (error.name !== 'EntityAlreadyExistsException') throw error;
    });
    await deployed.run(1);
    await project.install(pinned('@aws-sdk/client-sts'), pinned('@aws-sdk/client-secrets-manager'));
    project.write('program.ts', PROGRAM);
    await project.run('npx', ['tsc']);
    const key = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const arn = await project.run('node', ['program.js'], { ...deployed.aws.env, ...key });
    expect(arn).toBe(`arn:aws:iam::123456789012:user/${user}\n`);
  });
});

const CONFIG = `[profile ops]
credential_process = echo '{"Version":1,"AccessKeyId":"test","SecretAccessKey":"test"}'
`;

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

test('the package is smaller than 2 MB, and holds the licences of what it carries', async () => {
  const size = statSync(pack.tarball).size;
  reportProof(`the package: ${Math.round(size / 1000)} KB`);
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
  for (let n = 0; n < 7; n++) {
    const from = performance.now();
    await project.run(process.execPath, ['node_modules/keyturn/bin/keyturn.mjs', '--help']);
    times.push(performance.now() - from);
  }
  const median = times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
  reportProof(`the package: keyturn --help in ${Math.round(median)} ms (median of 7)`);
  expect(median).toBeLessThan(300 * slowness);
});
