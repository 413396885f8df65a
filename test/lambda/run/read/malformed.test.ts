/** Promise 4: what the real SDK makes of an answer to CreateAccessKey that it cannot read, and how little of it is told. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type Clients, ownAccountClients } from '../../../../lambda/aws/clients';
import { resultOf } from '../../../../lambda/core/report/result';
import { logLines, RunFailedError } from '../../../../lambda/log';
import { reconcile } from '../../../../lambda/run/reconcile';
import { later } from '../../../support/builders';
import { aConfig, DAY, MANAGED } from '../../../support/simulation/harness';
import { World } from '../../../support/world';

const HALF = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const KEY = `<AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>${HALF}</SecretAccessKey>`;
const wrapped = (inner: string) =>
  `<CreateAccessKeyResponse><CreateAccessKeyResult>${inner}</CreateAccessKeyResult></CreateAccessKeyResponse>`;

const before = { ...process.env };
let server: Server;
let answer: { readonly status: number; readonly body: string };
let real: Clients;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status, { 'Content-Type': 'text/xml' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'us-east-1' };
  Object.assign(process.env, { ...endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  real = ownAccountClients();
});

afterAll(async () => {
  process.env = before;
  await new Promise((resolve) => server.close(resolve));
});

test.each<[what: string, status: number, body: string]>([
  ['cut off', 200, wrapped(`<AccessKey>${KEY}`).slice(0, -60)],
  ['without an end', 200, `<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey>${KEY}`],
  ['not XML', 200, HALF],
  ['JSON', 200, JSON.stringify({ SecretAccessKey: HALF })],
  ['empty tags', 200, wrapped(`<AccessKey><SecretAccessKey>${HALF}</SecretAccessKey></AccessKey>`)],
  ['an unknown entity', 200, wrapped(`<AccessKey>${KEY}&bomb;</AccessKey>`)],
  ['a date that is none', 200, wrapped(`<AccessKey>${KEY}<CreateDate>${HALF}</CreateDate></AccessKey>`)],
  ['a key where an error belongs', 500, wrapped(`<AccessKey>${KEY}</AccessKey>`)],
  ['an error named by it', 400, `<ErrorResponse><Error><Code>Bad</Code></Error>${KEY}</ErrorResponse>`],
])('promise 4: an answer that is %s tells nothing of the secret half in it', async (_, status, body) => {
  answer = { status, body };
  const world = new World();
  world.addUser({ name: 'alice', tags: MANAGED });
  world.createKey('alice', { createdAt: later(world.now, -80 * DAY) });
  const { iamWithoutRetries } = real;
  const clients = { ...world.clients(), iamWithoutRetries };
  const run = { clients, config: aConfig(), now: world.now, dryRun: false, remainingMs: () => 900_000 };

  const result = resultOf(await reconcile(run), world.now, false);

  const told = [result, logLines(result), world.published].map((each) => JSON.stringify(each));
  const thrown = inspect(new RunFailedError(result), { depth: 10, showHidden: true });
  for (const part of [HALF.slice(0, 10), HALF.slice(-10)]) expect([...told, thrown].join('\n')).not.toContain(part);
  expect(result.failures).toEqual([
    { userName: 'alice', error: expect.stringMatching(/^(create|verify|store) the new key: /) },
  ]);
});
