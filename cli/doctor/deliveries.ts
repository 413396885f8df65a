/** Are the dead-letter queues empty, and does anybody get the messages? */

import type { ClientConfig } from '../session/connection';
import { count } from '../terminal/dates';
import { type Finding, found } from './finding';
import { functionIn, mentions, ofType, type StackView } from './stack-view';

const QUEUES = found('dead letters');

const GIVEN_UP = {
  'AWS::Lambda::EventInvokeConfig': 'events that the function could not handle',
  'AWS::Scheduler::Schedule': 'events that the schedule could not deliver',
} as const;

/** @throws the SDK's errors */
export async function checkQueues(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const queues = deadLetterQueues(view);
  if (queues.length === 0)
    return [QUEUES.unknown(`the template of ${view.name} has no dead-letter queues`, 'Name its stack with --stack.')];
  const { GetQueueAttributesCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  const client = new SQSClient(config);
  return Promise.all(
    queues.map(async ({ url, holds }) => {
      if (url === undefined)
        return QUEUES.problem(`the queue for ${holds} does not exist`, 'Deploy again: npx cdk deploy.');
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] }),
      );
      const messages = AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
      return messages === 0
        ? QUEUES.ok(`none: ${holds}`)
        : QUEUES.problem(
            `${count(messages, 'event')} in ${url.slice(url.lastIndexOf('/') + 1)}: ${holds}`,
            'Mend the cause, then purge the queue; nothing is lost, as the next run does the same work. Each event says in its attributes why it was given up:',
            `aws sqs receive-message --queue-url ${url} --message-attribute-names All`,
          );
    }),
  );
}

function deadLetterQueues(view: StackView): { readonly url: string | undefined; readonly holds: string }[] {
  const [functionId = ''] = functionIn(view) ?? [];
  return Object.entries(GIVEN_UP).flatMap(([type, holds]) => {
    const senders = ofType(view, type).filter(([, sender]) => mentions(sender, functionId));
    const queues = ofType(view, 'AWS::SQS::Queue').filter(([id]) => senders.some(([, sender]) => mentions(sender, id)));
    return queues.map(([id]) => ({ url: view.physicalIds.get(id), holds }));
  });
}

const TOLD = found('subscriptions');

/** @throws the SDK's errors */
export async function checkSubscriptions(config: ClientConfig, topicArn: string): Promise<readonly Finding[]> {
  const { paginateListSubscriptionsByTopic, SNSClient } = await import('@aws-sdk/client-sns');
  const client = new SNSClient(config);
  const subscriptions = [];
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn }))
    subscriptions.push(...(page.Subscriptions ?? []));
  if (subscriptions.length === 0)
    return [
      TOLD.problem(
        'nobody subscribes to the topic, so nobody is told of holds and new keys',
        'Deploy as before, with notifyEmail=<address> added, or subscribe by hand:',
        `aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ADDRESS`,
      ),
    ];
  const isPending = (arn = '') => !arn.startsWith('arn:');
  const pending = subscriptions.filter(({ SubscriptionArn }) => isPending(SubscriptionArn));
  const confirmed = subscriptions.length - pending.length;
  return [
    ...(confirmed > 0 ? [TOLD.ok(`${count(confirmed, 'subscription')} confirmed`)] : []),
    ...pending.map(({ Endpoint, Protocol }) =>
      TOLD.problem(
        `${Endpoint} (${Protocol}) has not confirmed its subscription and gets nothing`,
        'The link is in an e-mail from AWS Notifications, and is valid for 2 days. To have it sent again:',
        `aws sns subscribe --topic-arn ${topicArn} --protocol ${Protocol} --notification-endpoint ${quoted(Endpoint)}`,
      ),
    ),
  ];
}

/** For a shell: whoever subscribed chose that text. */
const quoted = (text = '') => `'${text.replaceAll("'", "'\\''")}'`;
