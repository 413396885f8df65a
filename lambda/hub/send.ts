import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { RenderedMessage } from '../core/messages/message';

/** To the organization's topic. */
export async function send(sns: SNSClient, TopicArn: string, rendered: RenderedMessage): Promise<void> {
  const { subject, message, attributes } = rendered;
  await sns.send(
    new PublishCommand({
      TopicArn,
      Subject: subject,
      Message: message,
      MessageStructure: 'json',
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  );
}
