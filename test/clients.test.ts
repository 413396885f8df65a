/** How the real SDK clients are set up: what an in-memory world cannot show. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { type Clients, ownAccountClients } from '../lambda/clients';

const before = { ...process.env };
let server: Server;
let requests = 0;
let clients: Clients;

beforeAll(async () => {
  server = createServer((_request, response) => {
    requests++;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  clients = ownAccountClients();
});

afterAll(async () => {
  process.env = before;
  await new Promise((resolve) => server.close(resolve));
});

test('CreateAccessKey is sent once, even when the answer is a server error: a retry could make a second key', async () => {
  const creation = clients.iamWithoutRetries.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  await expect(creation).rejects.toMatchObject({ $metadata: { httpStatusCode: 500, attempts: 1 } });
  expect(requests).toBe(1);
});

test.each(['iam', 'secrets', 'sns'] as const)('%s slows down by itself when AWS throttles', async (name) => {
  const { retryMode, maxAttempts } = clients[name].config;
  const mode = typeof retryMode === 'function' ? await retryMode() : retryMode;
  expect(mode).toBe('adaptive');
  expect(await maxAttempts()).toBeGreaterThanOrEqual(5);
});

test('the client that verifies a new key signs with that key', async () => {
  const sts = clients.stsSignedBy({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' });
  expect(await sts.config.credentials()).toMatchObject({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'example',
  });
});
