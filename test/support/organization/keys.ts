/** Users, keys and secrets of an account of the local AWS. */
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../../../local/aws';
import { MANAGED } from '../simulation/harness';

export interface Value {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly AccountId: string;
}

/** Managed users with a key each. @returns the secret halves */
export async function addUsers({ clientConfig }: LocalAws, names: readonly string[]): Promise<string[]> {
  const iam = new IAMClient(clientConfig);
  const Tags = Object.entries(MANAGED).map(([Key, Value]) => ({ Key, Value }));
  const halves: string[] = [];
  for (const UserName of names) {
    await iam.send(new CreateUserCommand({ UserName, Tags }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    halves.push(AccessKey?.SecretAccessKey ?? '');
  }
  return halves;
}

/** The values of the secrets of an account, by their names. */
export async function secretsOf({ clientConfig }: LocalAws): Promise<Record<string, Value>> {
  const secrets = new SecretsManagerClient(clientConfig);
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  const values = SecretList.map(async ({ Name = '' }) => {
    const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: Name }));
    return [Name, JSON.parse(SecretString)] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

/** @returns the ARN of whose key it is. @throws what AWS refuses it with */
export async function identityOf({ clientConfig }: LocalAws, key: Omit<Value, 'AccountId'>): Promise<string> {
  const credentials = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
  const sts = new STSClient({ ...clientConfig, credentials, maxAttempts: 1 });
  const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return Arn;
}

/** Each user's key is in its own secret, in its own account, and works. @returns the values */
export async function expectOwnKeys(account: LocalAws, users: readonly string[]): Promise<Value[]> {
  const stored = await secretsOf(account);
  expect(Object.keys(stored).sort()).toEqual(users.map((name) => `keyturn/${name}`));
  for (const [name, value] of Object.entries(stored)) {
    expect(value.AccountId).toBe(account.accountId);
    const arn = `arn:aws:iam::${account.accountId}:user/${name.replace('keyturn/', '')}`;
    expect(await identityOf(account, value)).toBe(arn);
  }
  return Object.values(stored);
}
