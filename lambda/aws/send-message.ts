import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { RenderedMessage } from '../core/messages/message';

/** To a topic, each of whose subscribers takes the form of its protocol. @throws the SDK's errors */
export async function sendMessage(
  sns: SNSClient,
  TopicArn: string,
  { subject, message, attributes }: RenderedMessage,
): Promise<void> {
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
