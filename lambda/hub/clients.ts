import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { REQUEST_LIMIT_MS } from '../aws/clients';

/** Everything through which the hub reaches AWS, in its own account. */
export interface HubClients {
  readonly organizations: OrganizationsClient;
  readonly stackSets: CloudFormationClient;
  readonly s3: S3Client;
  readonly states: SFNClient;
  readonly sns: SNSClient;
  readonly scheduler: SchedulerClient;
}

export function hubClients(): HubClients {
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: REQUEST_LIMIT_MS, throwOnRequestTimeout: true };
  // Organizations answers few calls a second, and nobody waits for a list.
  const patient = { maxAttempts: 10, retryMode: 'adaptive', requestHandler } as const;
  return {
    organizations: new OrganizationsClient(patient),
    stackSets: new CloudFormationClient(patient),
    // By path, because a bucket's name is no host's in a local AWS.
    s3: new S3Client({ maxAttempts: 5, requestHandler, forcePathStyle: true }),
    states: new SFNClient(patient),
    scheduler: new SchedulerClient(patient),
    sns: new SNSClient({ maxAttempts: 5, requestHandler }),
  };
}
