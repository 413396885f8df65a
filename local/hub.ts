/** The hub of an organization in the local AWS, and its runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseReport, type Report } from '../lambda/core/organization/report-schema';
import { REPORT_KEY } from '../lambda/core/organization-names';
import { getObject, jsonApi } from './api';
import type { LocalAws } from './aws';
import { type DeployOptions, deploy } from './deploy';

const POLL_MS = 50;

export interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** What people and commands find the hub by: the outputs of its stack. */
export interface HubPlace {
  readonly bucket: string;
  readonly topicArn: string;
  readonly stateMachineArn: string;
}

/** By `cdk deploy`, as a user does it. */
export async function deployHub(aws: LocalAws, options: DeployOptions): Promise<HubPlace> {
  const { KeyturnOrganization: outputs } = await deploy(aws, options);
  const { BucketName: bucket, TopicArn: topicArn, StateMachineArn: stateMachineArn } = outputs ?? {};
  if (!bucket || !topicArn || !stateMachineArn)
    throw new Error(`The hub's stack lacks an output; it has: ${Object.keys(outputs ?? {}).join(', ')}`);
  return { bucket, topicArn, stateMachineArn };
}

export class LocalHub {
  readonly bucket: string;
  readonly topicArn: string;
  readonly stateMachineArn: string;

  constructor(
    /** With the hands of an administrator of the hub's account. */
    readonly aws: LocalAws,
    { bucket, topicArn, stateMachineArn }: HubPlace,
  ) {
    this.bucket = bucket;
    this.topicArn = topicArn;
    this.stateMachineArn = stateMachineArn;
  }

  async start(input: object = {}): Promise<string> {
    const { stateMachineArn } = this;
    const asked = { stateMachineArn, input: JSON.stringify(input) };
    return (await jsonApi<Execution>(this.aws, 'states', 'StartExecution', asked)).executionArn;
  }

  async wait(executionArn: string): Promise<Execution> {
    for (;;) {
      const execution = await jsonApi<Execution>(this.aws, 'states', 'DescribeExecution', { executionArn });
      if (execution.status !== 'RUNNING') return execution;
      await sleep(POLL_MS);
    }
  }

  stop = (executionArn: string) => jsonApi(this.aws, 'states', 'StopExecution', { executionArn });

  /** All that Step Functions has kept of an execution. */
  history = (executionArn: string) => jsonApi<object>(this.aws, 'states', 'GetExecutionHistory', { executionArn });

  /** One run of everybody, and what `latest.json` says after it. @throws an Error when the execution failed */
  async run(): Promise<Report> {
    const execution = await this.wait(await this.start());
    if (execution.status !== 'SUCCEEDED') throw new Error(JSON.stringify(execution));
    return this.report();
  }

  async report(): Promise<Report> {
    return parseReport(await getObject(this.aws, this.bucket, REPORT_KEY));
  }
}
