import { rejects } from 'node:assert/strict';
import { GetAccessKeyLastUsedCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Check } from '../repairs/checks';
import { aPerson } from './people';

const ANY = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:*';
const IS_DENIED = { name: 'AccessDeniedException' };

export const ENFORCEMENT_CHECKS: Readonly<Record<string, Check>> = {
  loopback_tls: {
    says: 'a topic that refuses what is sent without TLS takes messages here',
    check: async (aws) => {
      const root = new SNSClient(aws.clientConfig);
      const { TopicArn = '' } = await root.send(new CreateTopicCommand({ Name: 'tls' }));
      const { sns } = await aPerson(aws, 'publisher', [{ Action: 'sns:Publish', Resource: TopicArn }]);
      const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
      const onlyTls = { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: TopicArn, Condition };
      const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [onlyTls] });
      await root.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
      await sns.send(new PublishCommand({ TopicArn, Message: 'hello' }));
    },
  },
  policy_variables: {
    says: "aws:userid in a policy is the caller's id, and what has no value matches nothing",
    check: async (aws) => {
      const secrets = new SecretsManagerClient(aws.clientConfig);
      const own = (variable: string) => [
        {
          Action: 'secretsmanager:GetSecretValue',
          Resource: ANY,
          Condition: { StringEquals: { 'aws:ResourceTag/owner': `\${${variable}}` } },
        },
      ];
      const reader = await aPerson(aws, 'reader', own('aws:userid'));
      const other = await aPerson(aws, 'other-reader', own('aws:userid'));
      const odd = await aPerson(aws, 'odd-reader', own('aws:PrincipalTag/none'));
      const Tags = [{ Key: 'owner', Value: reader.userId }];
      await secrets.send(new CreateSecretCommand({ Name: 'own', SecretString: '{}', Tags }));
      await reader.secrets.send(new GetSecretValueCommand({ SecretId: 'own' }));
      for (const person of [other, odd])
        await rejects(person.secrets.send(new GetSecretValueCommand({ SecretId: 'own' })), IS_DENIED);
    },
  },
  user_arns: {
    says: "what is asked about a user is evaluated on its ARN, path included, and a key's last use on that of its owner",
    check: async (aws) => {
      const Resource = 'arn:aws:iam::123456789012:user/service/*';
      const Action = ['iam:GetUser', 'iam:GetAccessKeyLastUsed'];
      const { iam, accessKeyId } = await aPerson(aws, 'looker', [{ Action, Resource }], '/service/');
      const elsewhere = await aPerson(aws, 'elsewhere');
      await iam.send(new GetUserCommand({ UserName: 'looker' }));
      await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
      const asked = new GetAccessKeyLastUsedCommand({ AccessKeyId: elsewhere.accessKeyId });
      await rejects(iam.send(asked), { name: 'AccessDenied' });
    },
  },
  replica_keys: {
    says: 'a policy sees in which Regions a request wants copies, and whether they may overwrite',
    check: async (aws) => {
      const Action = 'secretsmanager:CreateSecret';
      const Condition = {
        'ForAllValues:StringEquals': { 'secretsmanager:AddReplicaRegions': ['eu-west-1'] },
        StringEqualsIfExists: { 'secretsmanager:ForceOverwriteReplicaSecret': 'false' },
      };
      const { secrets } = await aPerson(aws, 'copier', [{ Action, Resource: ANY, Condition }]);
      const create = (Name: string, Region: string, more: object = {}) =>
        secrets.send(new CreateSecretCommand({ Name, SecretString: '{}', AddReplicaRegions: [{ Region }], ...more }));
      await create('here', 'eu-west-1');
      await rejects(create('there', 'us-west-2'), IS_DENIED);
      await rejects(create('over', 'eu-west-1', { ForceOverwriteReplicaSecret: true }), IS_DENIED);
    },
  },
};
