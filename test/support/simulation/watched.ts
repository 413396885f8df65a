/** A deployed Keyturn with the alarms of its synthesized template, and the metrics that they look at. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Result } from '../../../lambda/core/report/result-schema';
import type { ApiCall } from '../../../local/aws';
import { invokeAsynchronously } from '../../../local/invoke';
import { type Datapoint, emitted, type State, stateOf } from '../alarm';
import { Deployed } from '../deployed/deployed';
import { putEvent } from '../deployed/leak-lane';
import { type Asked, KEY_OF_TOPIC, requestsOf } from '../http/requests';
import { functionStatements, type Json, type Physical, resolved, resourcesOf, type Statement } from '../template';

const QUEUES = ['FunctionDeadLetters', 'ScheduleDeadLetters', 'LeakQueuesUnanswered', 'LeakQueuesUndelivered'] as const;

type Queue = (typeof QUEUES)[number];

export class Watched {
  /** What AWS's own services measure: Lambda of its invocations, SQS of its queues. */
  readonly #ofAws: Datapoint[] = [];

  private constructor(
    readonly deployed: Deployed,
    readonly template: Json,
    private readonly physical: Physical,
    private readonly sns = new SNSClient(deployed.aws.clientConfig),
    private readonly sqs = new SQSClient(deployed.aws.clientConfig),
  ) {}

  static deploy = async () => Watched.of(await Deployed.start());

  static async of(deployed: Deployed): Promise<Watched> {
    const template = JSON.parse(readFileSync(join(deployed.outdir, 'Keyturn.template.json'), 'utf8'));
    const cloudFormation = new CloudFormationClient(deployed.aws.clientConfig);
    const { StackResources = [] } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: 'Keyturn' }),
    );
    const ids = new Map(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId ?? '']));
    return new Watched(deployed, template, physicalFrom(template, ids));
  }

  /** The alarms by their names, references resolved. */
  get alarms(): Record<string, Json> {
    const all = resourcesOf(this.template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
      resolved(Properties, this.physical),
    );
    return Object.fromEntries(all.map((alarm) => [alarm.AlarmName.replace('keyturn-', ''), alarm]));
  }

  get statements(): Statement[] {
    return functionStatements(this.template, this.physical);
  }

  /** A scheduled run, which Lambda counts as an error when it throws. */
  async run(day: number): Promise<Result | 'failed'> {
    const { result, functionError } = await this.deployed.tryRun(day);
    this.#ofAws.push({
      at: this.deployed.dayOf(day),
      namespace: 'AWS/Lambda',
      name: 'Errors',
      dimensions: { FunctionName: this.deployed.functionName },
      value: functionError ? 1 : 0,
    });
    return functionError ? 'failed' : (result as Result);
  }

  async metrics(): Promise<Datapoint[]> {
    const log = await this.deployed.aws.functionLog();
    return [...emitted(log), ...this.#ofAws].sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  /** The state of every alarm. A minute later, as a run takes a moment. */
  async states(day: number): Promise<Record<string, State>> {
    await this.#measureQueues(day);
    const datapoints = await this.metrics();
    const at = new Date(this.deployed.dayOf(day).getTime() + 60_000);
    return Object.fromEntries(
      Object.entries(this.alarms).map(([name, alarm]) => [name, stateOf(alarm, datapoints, at)]),
    );
  }

  async ringing(day: number): Promise<string[]> {
    return Object.entries(await this.states(day)).flatMap(([name, state]) => (state === 'OK' ? [] : [name]));
  }

  /** As the schedule starts it, asynchronously: how often the function was run for the event, and how many letters that left. */
  async start(day: number): Promise<{ readonly runs: number; readonly letters: number }> {
    const letters = await this.#lettersIn('FunctionDeadLetters');
    const before = new Set((await this.deployed.aws.functionLog()).map(({ requestId }) => requestId));
    await this.deployed.setDay(day);
    await invokeAsynchronously(this.deployed.aws, this.deployed.functionName, {
      time: this.deployed.dayOf(day).toISOString(),
    });
    const log = await this.deployed.aws.functionLog();
    const runs = new Set(log.map(({ requestId }) => requestId).filter((id) => !before.has(id))).size;
    return { runs, letters: (await this.#lettersIn('FunctionDeadLetters')) - letters };
  }

  /** What Scheduler does with an event that it cannot hand over. */
  async giveUpOn(event: object, queue: Queue): Promise<void> {
    await this.sqs.send(
      new SendMessageCommand({ QueueUrl: this.#queueUrl(queue), MessageBody: JSON.stringify(event) }),
    );
  }

  async #measureQueues(day: number): Promise<void> {
    for (const queue of QUEUES) {
      this.#ofAws.push({
        at: this.deployed.dayOf(day),
        namespace: 'AWS/SQS',
        name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: this.#queueUrl(queue).split('/').at(-1) ?? '' },
        value: await this.#lettersIn(queue),
      });
    }
  }

  async #lettersIn(queue: Queue): Promise<number> {
    const QueueUrl = this.#queueUrl(queue);
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
    const { Attributes } = await this.sqs.send(asked);
    return Number(Attributes?.ApproximateNumberOfMessages);
  }

  #queueUrl(queue: Queue): string {
    const [id] = resourcesOf(this.template, 'AWS::SQS::Queue')
      .map(([logicalId]) => logicalId)
      .filter((logicalId) => logicalId.includes(queue));
    return this.physical(id ?? '');
  }

  /** What waits in the queue of signals is forgotten. */
  async forgetSignals(): Promise<void> {
    const [id] =
      resourcesOf(this.template, 'AWS::SQS::Queue').find(([, { Properties }]) => Properties.VisibilityTimeout) ?? [];
    await this.sqs.send(new PurgeQueueCommand({ QueueUrl: this.physical(id ?? '') }));
  }

  /** What AWS reports of a leak, in whatever form. */
  report = (event: object) => putEvent(this.deployed.aws, event);

  /** What the function asked IAM for in all its calls so far, and what AWS asked in its name: to log, and to keep a failed event. */
  async requests(): Promise<Asked[]> {
    const calls = await this.deployed.aws.calls();
    const owners = new Map<string, string>();
    for (const name of usersTouched(calls))
      for (const id of Object.keys(await this.deployed.keysOf(name))) owners.set(id, name);
    const [logGroup] = resourcesOf(this.template, 'AWS::Logs::LogGroup').map(([id]) => this.physical(id));
    const [queue] = resourcesOf(this.template, 'AWS::SQS::Queue')
      .map(([id]) => this.physical(id, 'Arn'))
      .filter((arn) => arn.includes('FunctionDeadLetters'));
    const [signals] = resourcesOf(this.template, 'AWS::SQS::Queue')
      .filter(([, { Properties }]) => Properties.VisibilityTimeout)
      .map(([id]) => this.physical(id, 'Arn'));
    const inItsName = [
      ['logs:CreateLogStream', `arn:aws:logs:us-east-1:123456789012:log-group:${logGroup}:log-stream:a`],
      ['logs:PutLogEvents', `arn:aws:logs:us-east-1:123456789012:log-group:${logGroup}:log-stream:a`],
      ['sqs:SendMessage', queue],
      // Lambda takes signals of leaks.
      ['sqs:ReceiveMessage', signals],
      ['sqs:DeleteMessage', signals],
      ['sqs:GetQueueAttributes', signals],
    ].map(([action = '', resource = '']) => ({ action, resource, context: {}, isManaged: true }));
    const all = [...requestsOf(calls, owners), ...inItsName];
    return [...new Map(all.map((request) => [JSON.stringify(request), request])).values()];
  }

  async dashboardBody(name: string): Promise<string> {
    const { endpoint, region } = this.deployed.aws;
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'GetDashboard', Version: '2010-08-01', DashboardName: name }),
      // The signature only routes: made-up keys pass.
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/monitoring/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    const text = await response.text();
    const body = /<DashboardBody>(.*)<\/DashboardBody>/s.exec(text)?.[1];
    if (!response.ok || body === undefined) throw new Error(`there is no dashboard ${name}: ${text}`);
    return body.replaceAll('&quot;', '"').replaceAll('&#34;', '"').replaceAll('&amp;', '&');
  }

  /** Somebody deletes the topic, so that nobody can be told of anything. */
  deleteTopic = async () => void (await this.sns.send(new DeleteTopicCommand({ TopicArn: this.deployed.topicArn })));

  restoreTopic = async () =>
    void (await this.sns.send(new CreateTopicCommand({ Name: this.deployed.topicArn.split(':').at(-1) ?? '' })));
}

const usersTouched = (calls: readonly ApiCall[]) => {
  const reads = calls.filter(({ action, byFunction }) => byFunction && action === 'ListAccessKeys');
  return new Set(reads.map(({ parameters }) => String(parameters?.UserName)));
};

function physicalFrom(template: Json, ids: ReadonlyMap<string | undefined, string>): Physical {
  const here = 'us-east-1:123456789012';
  return (logicalId, attribute) => {
    const id = ids.get(logicalId) ?? logicalId;
    switch (template.Resources[logicalId]?.Type) {
      case 'AWS::KMS::Key':
        return `arn:aws:kms:${here}:key/${KEY_OF_TOPIC}`;
      case 'AWS::SQS::Queue':
        if (attribute === 'QueueName') return id.split('/').at(-1) ?? '';
        return attribute === 'Arn' ? `arn:aws:sqs:${here}:${id.split('/').at(-1)}` : id;
      case 'AWS::Logs::LogGroup':
        return attribute === 'Arn' ? `arn:aws:logs:${here}:log-group:${id}:*` : id;
      default:
        return id;
    }
  };
}
