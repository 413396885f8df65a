/** Are the dead-letter queues there, as the template says, and empty? */

import { failureOf } from '../../lambda/aws/errors/errors';
import type { ClientConfig } from '../session/connection';
import { functionIn, mentions, ofType, type StackView } from '../session/stack-view';
import { count } from '../terminal/dates';
import { type Finding, found } from './finding';
import { CHANGED, fromJson, GONE } from './template/command';
import { differences, type PolicyDocument, policyDifferences } from './template/differences';
import { isKnown, resolve } from './template/resolve';

const QUEUES = found('dead letters');

const GIVEN_UP = {
  'AWS::Lambda::EventInvokeConfig': 'events that the function could not handle',
  'AWS::Scheduler::Schedule': 'events that the schedule could not deliver',
} as const;

/** The next run is the retry of a failed one. */
const OF_RUNS =
  'Each is the record of a run that failed. Never send one back: the next run has tried again. If users still fail, see them below; then purge the queue.';

const OF_THE_SCHEDULE = 'Fix the cause, then purge the queue; nothing is lost, as the next run does the same work.';

interface DeadLetters {
  readonly url: string | undefined;
  readonly holds: string;
  /** As SetQueueAttributes takes them, the policy apart. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly policy: PolicyDocument | undefined;
}

/** @throws the SDK's errors */
export async function checkQueues(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const queues = deadLetterQueues(view);
  if (queues.length === 0)
    return [QUEUES.unknown(`the template of ${view.name} has no dead-letter queues`, 'Name its stack with --stack.')];
  return (await Promise.all(queues.map((queue) => checkQueue(config, queue)))).flat();
}

function deadLetterQueues(view: StackView): DeadLetters[] {
  const [functionId = ''] = functionIn(view) ?? [];
  return Object.entries(GIVEN_UP).flatMap(([type, holds]) => {
    const senders = ofType(view, type).filter(([, sender]) => mentions(sender, functionId));
    const queues = ofType(view, 'AWS::SQS::Queue').filter(([id]) => senders.some(([, sender]) => mentions(sender, id)));
    return queues.map(([id, { Properties = {} }]) => {
      const [, policy] = ofType(view, 'AWS::SQS::QueuePolicy').find(([, each]) => mentions(each, id)) ?? [];
      return {
        url: view.physicalIds.get(id),
        holds,
        attributes: resolve(view, Properties) as DeadLetters['attributes'],
        policy: policy && (resolve(view, policy.Properties?.PolicyDocument) as PolicyDocument),
      };
    });
  });
}

async function checkQueue(config: ClientConfig, { url, holds, ...wanted }: DeadLetters): Promise<Finding[]> {
  if (url === undefined)
    return [QUEUES.problem(`the queue for ${holds} does not exist`, 'Deploy again: npx cdk deploy.')];
  const name = nameOf(url);
  const Attributes = await attributesOf(config, url);
  if (!Attributes)
    return [
      QUEUES.problem(
        `the queue ${name} for ${holds} does not exist`,
        `${GONE} (SQS takes a name again 60 seconds after its queue was deleted)`,
        fromJson('sqs create-queue', { QueueName: name, Attributes: asAttributes(wanted) }),
      ),
    ];
  const changed = [
    ...differences(wanted.attributes, Attributes),
    ...(wanted.policy ? policyDifferences(wanted.policy, parsed(Attributes.Policy)) : []),
  ].map((difference) =>
    QUEUES.problem(
      `the queue ${name} was changed: ${difference}`,
      CHANGED,
      fromJson('sqs set-queue-attributes', { QueueUrl: url, Attributes: asAttributes(wanted) }),
    ),
  );
  return [...changed, lettersIn(url, holds, Attributes)];
}

const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

const COUNTED = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

function lettersIn(url: string, holds: string, attributes: Readonly<Record<string, string>>): Finding {
  const messages = COUNTED.reduce((sum, name) => sum + Number(attributes[name] ?? 0), 0);
  if (messages === 0) return QUEUES.ok(`none: ${holds}`);
  return QUEUES.problem(
    `${count(messages, 'event')} in ${nameOf(url)}: ${holds}`,
    `${holds === GIVEN_UP['AWS::Lambda::EventInvokeConfig'] ? OF_RUNS : OF_THE_SCHEDULE} Each event says in its attributes why it was given up:`,
    `aws sqs receive-message --queue-url ${url} --message-attribute-names All`,
  );
}

/** Undefined for a queue that is gone. @throws the SDK's errors */
async function attributesOf(config: ClientConfig, url: string): Promise<Record<string, string> | undefined> {
  const { GetQueueAttributesCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  try {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    return (await new SQSClient(config).send(command)).Attributes ?? {};
  } catch (error) {
    if (/NonExistentQueue|QueueDoesNotExist/.test(`${(error as Error).name} ${failureOf(error).name}`))
      return undefined;
    throw error;
  }
}

/** SQS takes and gives texts. */
function asAttributes({ attributes, policy }: Pick<DeadLetters, 'attributes' | 'policy'>): object {
  const texts = Object.entries(attributes).map(([name, value]) => [
    name,
    typeof value === 'symbol' ? value : String(value),
  ]);
  return { ...Object.fromEntries(texts), ...(policy && { Policy: asText(policy) }) };
}

/** A document with something unknown in it stays as it is: no command is made of it. */
const asText = (policy: PolicyDocument): unknown => (isKnown(policy) ? JSON.stringify(policy) : policy);

/** Nothing, or an empty text, where it has none. */
function parsed(text: string | undefined): PolicyDocument {
  return JSON.parse(text || '{}') as PolicyDocument;
}
