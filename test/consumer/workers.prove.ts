/**
 * Programs that are never restarted: the workers of examples/, as they stand, and the Java recipe. Each lives through a whole rotation in
 * the local AWS: before the first key, while nobody can read its secret, through deactivation and deletion. Not one call is refused.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pythonWithMoto } from '../../local/python';
import { run } from '../../local/run';
import { Deployed } from '../support/deployed/deployed';
import { aHome, aUser, recipe, refused, throughARotation } from '../support/deployed/rotation';
import { Worker } from '../support/deployed/worker';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const folder = mkdtempSync(join(tmpdir(), 'keyturn-workers-'));
const workers: Worker[] = [];
let deployed: Deployed;

beforeAll(async () => {
  deployed = await Deployed.start();
});
afterAll(async () => {
  for (const worker of workers) worker.kill();
  await deployed?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const has = (command: string, arg: string) => spawnSync(command, [arg]).status === 0;

/** @param command and its arguments, but for the secret's name */
async function livesThroughARotation(user: string, day: number, [command, ...args]: readonly [string, ...string[]]) {
  const key = await aUser(deployed, user, day);
  const { home, env } = aHome(deployed, join(folder, user), {}, key);
  // Programs know only the real clock, so they read for each call.
  const worker = new Worker(command, [...args, `keyturn/${user}`], {
    cwd: home,
    env: { ...env, REFRESH_SECONDS: '0' },
  });
  workers.push(worker);
  const answers = new Set<string>();
  const steps = await throughARotation(deployed, user, day, async () => {
    answers.add(await worker.job());
  });
  expect(await worker.end()).toBe(0);
  expect(steps).toEqual(['notify:key-rotation-upcoming', 'issue-key', 'deactivate-key', 'delete-key']);
  expect([...answers]).toEqual([`arn:aws:iam::123456789012:user/${user}`]);
  expect(await refused(deployed)).toEqual([]);
  expect(Object.keys(await deployed.keysOf(user))).not.toContain(key.accessKeyId);
}

test('boto3', async () => {
  const python = await pythonWithMoto(() => {});
  await livesThroughARotation('pythonista', 0, [python, '-B', join(EXAMPLES, 'python', 'worker.py')]);
});

(has('go', 'version') ? test : test.skip)('Go', async () => {
  const program = join(folder, 'go-worker');
  const built = await run('go', ['build', '-o', program, '.'], { cwd: join(EXAMPLES, 'go'), env: process.env });
  expect(built).toMatchObject({ code: 0 });
  await livesThroughARotation('gopher', 30, [program]);
});

(has('mvn', '--version') && has('javac', '-version') ? test : test.skip)('Java', async () => {
  const [code = ''] = recipe('Java', 'java');
  const home = join(folder, 'java');
  mkdirSync(home);
  writeFileSync(join(home, 'pom.xml'), POM);
  writeFileSync(join(home, 'KeyturnCredentials.java'), code);
  writeFileSync(join(home, 'Worker.java'), WORKER);
  const build = async (command: string, ...args: string[]) =>
    expect(await run(command, args, { cwd: home, env: process.env })).toMatchObject({ code: 0 });
  await build('mvn', '--batch-mode', '--quiet', 'dependency:copy-dependencies', '-DoutputDirectory=lib');
  await build('javac', '-cp', join('lib', '*'), 'KeyturnCredentials.java', 'Worker.java');
  const classPath = [home, join(home, 'lib', '*')].join(delimiter);
  await livesThroughARotation('javanese', 60, ['java', '-cp', classPath, 'Worker']);
});

const dependency = (group: string, artifact: string, version: string) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>worker</artifactId>
  <version>1</version>
  <dependencies>
    ${dependency('software.amazon.awssdk', 'secretsmanager', '2.31.0')}
    ${dependency('software.amazon.awssdk', 'sts', '2.31.0')}
    ${dependency('com.fasterxml.jackson.core', 'jackson-databind', '2.18.3')}
  </dependencies>
</project>
`;

const WORKER = `import java.time.Duration;
import java.util.Scanner;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;

public final class Worker {
  public static void main(String[] args) {
    var credentials = new KeyturnCredentials(args[0], DefaultCredentialsProvider.create(), Duration.ZERO);
    try (var sts = StsClient.builder().credentialsProvider(credentials).build()) {
      for (var jobs = new Scanner(System.in); jobs.hasNextLine(); jobs.nextLine()) System.out.println(sts.getCallerIdentity().arn());
    }
  }
}
`;
