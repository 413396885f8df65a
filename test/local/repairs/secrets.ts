import { deepEqual, equal, rejects } from 'node:assert/strict';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { LocalAws } from '../../../local/aws';
import type { Check } from './checks';

const TOKEN = 'keyturn-access-key-AKIAIOSFODNN7EXAMPLE';

async function aSecret(aws: LocalAws, Name: string) {
  const secrets = new SecretsManagerClient(aws.clientConfig);
  const { VersionId = '' } = await secrets.send(new CreateSecretCommand({ Name, SecretString: '{}' }));
  const put = (SecretString: string, VersionStages = ['AWSPENDING']) =>
    secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString, ClientRequestToken: TOKEN, VersionStages }));
  return { secrets, put, first: VersionId };
}

export const SECRET_CHECKS: Readonly<Record<string, Check>> = {
  deleted_secrets: {
    says: 'a secret that is scheduled for deletion takes no writes',
    check: async (aws) => {
      const { secrets, put } = await aSecret(aws, 'going');
      await secrets.send(new DeleteSecretCommand({ SecretId: 'going' }));
      await rejects(put('{}'), { name: 'InvalidRequestException' });
      const tag = new TagResourceCommand({ SecretId: 'going', Tags: [{ Key: 'a', Value: 'b' }] });
      await rejects(secrets.send(tag), { name: 'InvalidRequestException' });
    },
  },
  request_tokens: {
    says: 'a token belongs to one value, and repeating that is harmless',
    check: async (aws) => {
      const { put } = await aSecret(aws, 'token');
      await put('one');
      equal((await put('one')).VersionId, TOKEN);
      await rejects(put('two'), { name: 'ResourceExistsException' });
    },
  },
  repeated_creations: {
    says: 'a CreateSecret that is repeated with its token changes nothing, and a name is taken until the secret is gone',
    check: async (aws) => {
      const { secrets } = await aSecret(aws, 'repeated');
      const create = (SecretString: string) =>
        secrets.send(new CreateSecretCommand({ Name: 'again', SecretString, ClientRequestToken: TOKEN }));
      const labels = async () =>
        (await secrets.send(new DescribeSecretCommand({ SecretId: 'again' }))).VersionIdsToStages?.[TOKEN]?.sort();
      await create('one');
      const pending = { SecretId: 'again', VersionStage: 'AWSPENDING', MoveToVersionId: TOKEN };
      await secrets.send(new UpdateSecretVersionStageCommand(pending));
      equal((await create('one')).VersionId, TOKEN);
      deepEqual(await labels(), ['AWSCURRENT', 'AWSPENDING']);
      await rejects(create('two'), { name: 'ResourceExistsException' });
      await secrets.send(new DeleteSecretCommand({ SecretId: 'again' }));
      await rejects(create('one'), { name: 'InvalidRequestException' });
    },
  },
  label_moves: {
    says: 'a label is taken from a version only by who names it, and nothing changes before everything is checked',
    check: async (aws) => {
      const { secrets, put, first } = await aSecret(aws, 'moves');
      await put('new');
      const move = (input: object) =>
        secrets.send(new UpdateSecretVersionStageCommand({ SecretId: 'moves', VersionStage: 'AWSCURRENT', ...input }));
      await rejects(move({ MoveToVersionId: 'n'.repeat(32), RemoveFromVersionId: first }), {
        name: 'ResourceNotFoundException',
      });
      await rejects(move({ RemoveFromVersionId: first }), { name: 'InvalidParameterException' });
      await rejects(move({ MoveToVersionId: TOKEN }), { name: 'InvalidParameterException' });
      await move({ MoveToVersionId: first });
      const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId: 'moves' }));
      deepEqual(VersionIdsToStages[first], ['AWSCURRENT']);
    },
  },
  current_by_default: {
    says: 'who asks for no version gets AWSCURRENT, wherever it has moved',
    check: async (aws) => {
      const { secrets, put, first } = await aSecret(aws, 'moving');
      await put('new');
      const move = {
        SecretId: 'moving',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: TOKEN,
        RemoveFromVersionId: first,
      };
      await secrets.send(new UpdateSecretVersionStageCommand(move));
      equal((await secrets.send(new GetSecretValueCommand({ SecretId: 'moving' }))).SecretString, 'new');
    },
  },
  versions_without_labels: {
    says: 'a version that lost its last label is not described',
    check: async (aws) => {
      const { secrets, first } = await aSecret(aws, 'labels');
      for (const SecretString of ['1', '2'])
        await secrets.send(new PutSecretValueCommand({ SecretId: 'labels', SecretString }));
      const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId: 'labels' }));
      deepEqual(Object.values(VersionIdsToStages).flat().sort(), ['AWSCURRENT', 'AWSPREVIOUS']);
      equal(VersionIdsToStages[first], undefined);
    },
  },
};
