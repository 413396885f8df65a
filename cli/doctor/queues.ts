/** Are the dead-letter queues there, as the template says, and empty? */

import { failureOf } from '../../lambda/aws/errors/errors';
import type { ClientConfig } from '../session/connection';
import type { StackView } from '../session/stack-view';
import { count } from '../terminal/dates';
import { type Finding, found } from './finding';
import { CHANGED, fromJson, GONE } from './template/command';
import { differences, type PolicyDocument, policyDifferences } from './template/differences';
import { queuesIn, type WantedQueue } from './template/queues';
import { isKnown } from './template/resolve';

const QUEUES = found('dead letters');

/** @throws the SDK's errors */
export async function checkQueues(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const queues = queuesIn(view);
  if (queues.length === 0)
    return [QUEUES.unknown(`the template of ${view.name} has no dead-letter queues`, 'Name its stack with --stack.')];
  return (await Promise.all(queues.map((queue) => checkQueue(config, queue)))).flat();
}

async function checkQueue(config: ClientConfig, { url, holds, remedy, ...wanted }: WantedQueue): Promise<Finding[]> {
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
    ...differences(wanted.attributes, documentsOf(Attributes)),
    ...(wanted.policy ? policyDifferences(wanted.policy, parsed(Attributes.Policy)) : []),
  ].map((difference) =>
    QUEUES.problem(
      `the queue ${name} was changed: ${difference}`,
      CHANGED,
      fromJson('sqs set-queue-attributes', { QueueUrl: url, Attributes: asAttributes(wanted) }),
    ),
  );
  return [...changed, ...(remedy === undefined ? [] : [lettersIn(url, holds, remedy, Attributes)])];
}

const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

const COUNTED = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

function lettersIn(url: string, holds: string, remedy: string, attributes: Readonly<Record<string, string>>): Finding {
  const messages = COUNTED.reduce((sum, name) => sum + Number(attributes[name] ?? 0), 0);
  if (messages === 0) return QUEUES.ok(`none: ${holds}`);
  return QUEUES.problem(
    `${count(messages, 'event')} in ${nameOf(url)}: ${holds}`,
    `${remedy} Each event says in its attributes why it was given up:`,
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

/** The one attribute besides the policy that is a document. */
const documentsOf = (attributes: Readonly<Record<string, string>>): object =>
  attributes.RedrivePolicy === undefined
    ? attributes
    : { ...attributes, RedrivePolicy: JSON.parse(attributes.RedrivePolicy) };

/** SQS takes and gives texts. */
function asAttributes({ attributes, policy }: Pick<WantedQueue, 'attributes' | 'policy'>): object {
  const texts = Object.entries(attributes).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null && isKnown(value)
      ? JSON.stringify(value)
      : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : value,
  ]);
  return { ...Object.fromEntries(texts), ...(policy && { Policy: asText(policy) }) };
}

/** A document with something unknown in it stays as it is: no command is made of it. */
const asText = (policy: PolicyDocument): unknown => (isKnown(policy) ? JSON.stringify(policy) : policy);

/** Nothing, or an empty text, where it has none. */
function parsed(text: string | undefined): PolicyDocument {
  return JSON.parse(text || '{}') as PolicyDocument;
}
