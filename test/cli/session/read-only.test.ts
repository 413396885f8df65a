/** The clients of plan --local can read, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { READ_ONLY_POLICY, readOnlyClients } from '../../../cli/session/read-only';

test('docs/cli.md has the policy that --show-policy prints', () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'cli.md'), 'utf8');
  expect(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '')).toEqual(READ_ONLY_POLICY);
});

describe('the clients of plan --local', () => {
  test('refuse everything but the reads of their policy, before it leaves this machine', async () => {
    const clients = await readOnlyClients({ region: 'eu-central-1', endpoint: 'http://localhost:9' });
    const refused = 'but only reading is allowed here';
    await expect(clients.iam.send(new CreateAccessKeyCommand({ UserName: 'a' }))).rejects.toThrow(refused);
    await expect(clients.secrets.send(new GetSecretValueCommand({ SecretId: 'a' }))).rejects.toThrow(refused);
    expect(() => clients.iamWithoutRetries).toThrow(refused);
    expect(() => clients.sns).toThrow(refused);
    expect(() => clients.stsSignedBy({ accessKeyId: 'a', secretAccessKey: 'b' })).toThrow(refused);
  });
});
