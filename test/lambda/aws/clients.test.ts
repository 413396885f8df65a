/** How the real SDK clients are set up: what an in-memory world cannot show. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateAccessKeyCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Clients, ownAccountClients } from '../../../lambda/aws/clients';

const before = { ...process.env };
let server: Server;
let requests = 0;
/** How many of the next requests are answered with a throttle, and what comes after them. */
let throttles = 0;
let status = 500;
let clients: Clients;
const connections: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests++;
    connections.push(request.headers.connection);
    response.writeHead(throttles-- > 0 ? 429 : status).end();
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

test('what is not sent twice has a connection of its own: a kept one may be dead, and nothing but a retry could tell', async () => {
  connections.length = 0;
  await clients.iamWithoutRetries.send(new CreateAccessKeyCommand({ UserName: 'alice' })).catch(() => undefined);
  expect(connections).toEqual(['close']);
});

test.each([
  ['iam', () => clients.iam.send(new ListUsersCommand({}))],
  ['secrets', () => clients.secrets.send(new ListSecretsCommand({}))],
  ['sns', () => clients.sns.send(new ListTopicsCommand({}))],
  ['sts', () => clients.stsSignedBy({ accessKeyId: 'a', secretAccessKey: 'b' }).send(new GetCallerIdentityCommand({}))],
] as const)(
  '%s is asked again, later and later, when AWS throttles, and that is no attempt of the SDK',
  async (_name, send) => {
    requests = 0;
    throttles = 2;
    status = 400;
    await expect(send()).rejects.toMatchObject({ $metadata: { httpStatusCode: 400, attempts: 1 } });
    expect(requests).toBe(3);
  },
);

test('the client that verifies a new key signs with that key', async () => {
  const sts = clients.stsSignedBy({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' });
  expect(await sts.config.credentials()).toMatchObject({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'example',
  });
});
