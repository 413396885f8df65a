import { deepEqual, equal, rejects } from 'node:assert/strict';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { LocalAws } from '../../../local/aws';
import type { Check } from '../repairs/checks';

const token = (n: number) => `keyturn-access-key-AKIAIOSFODNN7EXAMPLE-${n}`;

/** Without a value. */
async function aSecret(aws: LocalAws, SecretId: string) {
  const secrets = new SecretsManagerClient(aws.clientConfig);
  await secrets.send(new CreateSecretCommand({ Name: SecretId }));
  const put = (n: number, SecretString: string, VersionStages = ['AWSPENDING']) =>
    secrets.send(new PutSecretValueCommand({ SecretId, ClientRequestToken: token(n), SecretString, VersionStages }));
  const labels = async () => {
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    return Object.fromEntries(Object.entries(VersionIdsToStages).map(([id, stages]) => [id, [...stages].sort()]));
  };
  return { secrets, put, labels };
}

export const SECRET_CHECKS: Readonly<Record<string, Check>> = {
  creation_tokens: {
    says: "CreateSecret's token is the id of the version; a repeat changes nothing, and a name is taken until the secret is gone",
    check: async (aws) => {
      const { secrets, labels } = await aSecret(aws, 'empty');
      deepEqual(await labels(), {});
      const create = (SecretString: string) =>
        secrets.send(new CreateSecretCommand({ Name: 'made', ClientRequestToken: token(0), SecretString }));
      for (let times = 0; times < 2; times++) equal((await create('one')).VersionId, token(0));
      await rejects(create('two'), { name: 'ResourceExistsException' });
      await secrets.send(new DeleteSecretCommand({ SecretId: 'made' }));
      await rejects(create('one'), { name: 'InvalidRequestException' });
    },
  },
  value_tokens: {
    says: 'a token belongs to one value, its repeat changes nothing, a label is on one version, and a version without labels stays',
    check: async (aws) => {
      const { secrets, put, labels } = await aSecret(aws, 'values');
      await put(0, 'zero');
      deepEqual(await labels(), { [token(0)]: ['AWSCURRENT', 'AWSPENDING'] });
      await put(1, 'one');
      await put(1, 'one', ['mine']);
      deepEqual(await labels(), { [token(0)]: ['AWSCURRENT'], [token(1)]: ['AWSPENDING'] });
      await rejects(put(1, 'two'), { name: 'ResourceExistsException' });
      for (const n of [2, 3]) await put(n, String(n), ['AWSCURRENT']);
      const first = { SecretId: 'values', VersionId: token(0) };
      equal((await secrets.send(new GetSecretValueCommand(first))).SecretString, 'zero');
    },
  },
  label_moves: {
    says: 'a label is taken only from the version that has it, and AWSCURRENT never for good',
    check: async (aws) => {
      const { secrets, put } = await aSecret(aws, 'moves');
      for (const n of [0, 1]) await put(n, String(n));
      const move = (VersionStage: string, versions: object) =>
        secrets.send(new UpdateSecretVersionStageCommand({ SecretId: 'moves', VersionStage, ...versions }));
      const refused = { name: 'InvalidParameterException' };
      await rejects(move('AWSCURRENT', { RemoveFromVersionId: token(0) }), refused);
      await rejects(move('mine', { MoveToVersionId: token(1), RemoveFromVersionId: token(1) }), refused);
      await move('AWSCURRENT', { MoveToVersionId: token(1), RemoveFromVersionId: token(0) });
    },
  },
};
