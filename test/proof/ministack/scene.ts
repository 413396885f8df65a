/** Keyturn in the AWS that enforces IAM: who is there, and what they may do. */
import { AttachUserPolicyCommand, CreateUserCommand, ListPoliciesCommand } from '@aws-sdk/client-iam';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Result } from '../../../lambda/core/report/result-schema';
import type { KeyPair } from '../../../lambda/core/secret/key-pair';
import type { ApiCall } from '../../../local/aws';
import type { Deployed } from '../../support/deployed/deployed';
import { DAY, MANAGED } from '../../support/simulation/harness';

/** A managed user that may read its own secret, with a key of that age on day 0. */
export async function addReader(deployed: Deployed, UserName: string, ageDays: number, Path = '/'): Promise<KeyPair> {
  await deployed.aws.setClock(new Date(deployed.dayOf(-ageDays).getTime() - DAY / 24));
  const Tags = Object.entries(MANAGED).map(([Key, Value]) => ({ Key, Value }));
  await deployed.iam.send(new CreateUserCommand({ UserName, Path, Tags }));
  await deployed.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: await readOwnSecretPolicy(deployed) }));
  return deployed.createKey(UserName);
}

async function readOwnSecretPolicy({ iam }: Deployed): Promise<string> {
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ PathPrefix: '/keyturn/' }));
  return Policies[0]?.Arn ?? '';
}

/** As a program does whose only credential is that key: the key in the secret, or AWS's refusal. */
export async function readWith(deployed: Deployed, key: KeyPair, SecretId: string): Promise<KeyPair | string> {
  const credentials = { ...key };
  const secrets = new SecretsManagerClient({ ...deployed.aws.clientConfig, credentials, maxAttempts: 1 });
  return secrets.send(new GetSecretValueCommand({ SecretId })).then(
    ({ SecretString = '{}' }) => {
      const { AccessKeyId, SecretAccessKey } = JSON.parse(SecretString);
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    },
    (error: Error) => error.name,
  );
}

/** A command of an operator on that day. */
export async function ask(deployed: Deployed, day: number, command: object): Promise<Result> {
  await deployed.setDay(day);
  const { result, functionError } = await deployed.invoke({ ...command, time: deployed.dayOf(day).toISOString() });
  if (functionError) throw new Error(`${JSON.stringify(command)} failed: ${JSON.stringify(result)}`);
  return result as Result;
}

export const done = (result: Result) =>
  result.outcomes.flatMap(({ steps }) => steps.map(({ kind, result: how }) => `${kind} ${how}`));

/** SNS has a name of its own for it. */
const REFUSED = /^(AccessDenied|AuthorizationError)/;

/** What IAM refused the function. */
export const refusals = (calls: readonly ApiCall[]) =>
  calls.flatMap(({ action, error = '', byFunction }) => (byFunction && REFUSED.test(error) ? [action] : []));
