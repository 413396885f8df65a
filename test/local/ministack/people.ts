/** Users of a local AWS that enforces IAM, and clients that sign as they do. */
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../../../local/aws';

export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: object;
}

/** A user with a key and, if given, a policy. */
export async function aPerson(aws: LocalAws, UserName: string, allowed: readonly Statement[] = [], Path = '/') {
  const root = new IAMClient(aws.clientConfig);
  const { User } = await root.send(new CreateUserCommand({ UserName, Path }));
  const { AccessKey: key } = await root.send(new CreateAccessKeyCommand({ UserName }));
  const Statement = allowed.map((each) => ({ Effect: 'Allow', ...each }));
  if (Statement.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await root.send(new PutUserPolicyCommand({ UserName, PolicyName: 'allowed', PolicyDocument }));
  }
  const credentials = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
  const config = { ...aws.clientConfig, credentials, maxAttempts: 1 };
  return {
    userId: User?.UserId ?? '',
    accessKeyId: credentials.accessKeyId,
    root,
    iam: new IAMClient(config),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    sts: new STSClient(config),
  };
}
