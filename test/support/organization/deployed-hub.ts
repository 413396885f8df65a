/** The hub in the local AWS, put there by `cdk deploy` as a user does it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseReport, type Report } from '../../../lambda/core/organization/report-schema';
import { getObject, jsonApi } from '../../../local/api';
import type { LocalAws } from '../../../local/aws';
import { type DeployOptions, deploy } from '../../../local/deploy';
import type { LocalOrganization } from '../../../local/organization';
import { MANAGED } from '../simulation/harness';

export interface Value {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly AccountId: string;
}

interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export class DeployedHub {
  /** What executions, their histories and their results have said. */
  readonly said: string[] = [];

  private constructor(
    /** With the hands of an administrator of the hub's account. */
    readonly aws: LocalAws,
    readonly bucket: string,
    readonly topicArn: string,
    readonly stateMachineArn: string,
    private readonly context: Readonly<Record<string, string>>,
  ) {}

  static async deploy(
    organization: LocalOrganization,
    aws: LocalAws,
    waves: readonly object[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<DeployedHub> {
    const context = { organization: organization.id, waves: JSON.stringify(waves), ...settings };
    const { KeyturnOrganization: outputs } = await deploy(aws, { context });
    const { BucketName = '', TopicArn = '', StateMachineArn = '' } = outputs ?? {};
    return new DeployedHub(aws, BucketName, TopicArn, StateMachineArn, context);
  }

  /** Again, with other settings, or by another app. */
  async redeploy(
    settings: Readonly<Record<string, string>>,
    options: Pick<DeployOptions, 'app' | 'log'> = {},
  ): Promise<void> {
    await deploy(this.aws, { context: { ...this.context, ...settings }, isBootstrapped: true, ...options });
  }

  async start(input: object = {}): Promise<string> {
    const { stateMachineArn } = this;
    const asked = { stateMachineArn, input: JSON.stringify(input) };
    return (await jsonApi<Execution>(this.aws, 'states', 'StartExecution', asked)).executionArn;
  }

  async wait(executionArn: string): Promise<Execution> {
    for (;;) {
      const execution = await jsonApi<Execution>(this.aws, 'states', 'DescribeExecution', { executionArn });
      if (execution.status !== 'RUNNING') {
        this.said.push(JSON.stringify(execution));
        // moto fails at the history of one that was stopped while a task was at work.
        if (execution.status !== 'ABORTED')
          this.said.push(JSON.stringify(await jsonApi(this.aws, 'states', 'GetExecutionHistory', { executionArn })));
        return execution;
      }
      await sleep(200);
    }
  }

  stop = (executionArn: string) => jsonApi(this.aws, 'states', 'StopExecution', { executionArn });

  /** One run of everybody, and what `latest.json` says after it. */
  async run(): Promise<Report> {
    const execution = await this.wait(await this.start());
    if (execution.status !== 'SUCCEEDED') throw new Error(JSON.stringify(execution));
    return this.report();
  }

  async report(): Promise<Report> {
    return parseReport(await getObject(this.aws, this.bucket, 'latest.json'));
  }
}

export const standings = ({ accounts }: Report) =>
  Object.fromEntries(accounts.map(({ accountId, standing }) => [accountId, standing]));

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
