/** The function's real bundle, in a process of its own, against the in-memory AWS over HTTP: its size, its memory, its last minutes. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle, runBundle } from '../support/deployed/bundle';
import { fullAccount } from '../support/full-account';
import { serveOverHttp } from '../support/http/http-world';

let folder: string;
let bundle: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-bundle-'));
  bundle = (await buildBundle(folder)).path;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The function refuses to act ahead of its clock, so this world lives in the present. */
const account = (users: number, due: number) =>
  fullAccount({ users, due, options: { now: new Date(), reportGenerationMs: 0 } });

it('is smaller than a megabyte', () => {
  expect(statSync(bundle).size).toBeLessThan(1_000_000);
});

it('serves 5,000 users in 256 MB, with no call about one of them while nothing is due', async () => {
  const world = await account(5000, 0);
  const aws = await serveOverHttp(world);
  const { result, peakMb } = await runBundle(bundle, aws);
  await aws.stop();
  expect(result?.users).toEqual({ scanned: 5000, managed: 5000, examined: 0 });
  expect(peakMb).toBeLessThan(256);
  const { CreateSecret: _, PutSecretValue: __, ...calls } = world.calls;
  expect(calls).toEqual({
    GenerateCredentialReport: 2,
    GetCredentialReport: 1,
    GetAccountAuthorizationDetails: 5,
    ListSecrets: 50,
  });
});

it('stops taking users up when its time runs out, finishes those it has, and says how many remain', async () => {
  const world = await account(60, 60);
  const aws = await serveOverHttp(world);
  const config = { maxRotationsPerRun: 60 };
  // Each look at the clock costs a second, and a user is taken up with three minutes left.
  const { result } = await runBundle(bundle, aws, { config, remainingMs: 200_000, msPerLook: 1_000 });
  expect(result).toMatchObject({ failures: [], remaining: 39 });
  expect(world.published).toHaveLength(21);
  const next = await runBundle(bundle, aws, { config });
  await aws.stop();
  expect(next.result).toMatchObject({ failures: [], remaining: 0 });
  expect(world.published).toHaveLength(60);
  expect(world.calls.CreateAccessKey).toBe(60);
});

it('answers the hub of an organization with a summary, and says of whom nothing is due', async () => {
  const world = await account(50, 1);
  const aws = await serveOverHttp(world);
  const event = { command: 'run', answer: 'summary' };
  const { result } = await runBundle(bundle, aws, { event, alias: 'hub' });
  const refused = await runBundle(bundle, aws, { event: { command: 'rotate', userName: 'user-00001' }, alias: 'hub' });
  await aws.stop();
  expect(result).toMatchObject({
    answer: 'summary',
    users: { scanned: 50, managed: 50, examined: 1 },
    phases: { due: 1, steady: 49 },
    steps: { 'issue-key': 1 },
    failed: 0,
  });
  expect(result).not.toHaveProperty('outcomes');
  expect(refused.error).toMatch(/^NotThroughHubError: rotate is not obeyed through the alias hub/);
  expect(world.calls.CreateAccessKey).toBe(1);
});
