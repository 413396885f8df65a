/** Where a message goes: to the team's own topic, or else to the platform's. What a team's topic refuses, the platform team gets. */
import { PublishCommand } from '@aws-sdk/client-sns';
import { errorText } from './errors';
import { type Notification, render } from './messages';
import type { Run } from './work';

/** @throws when the platform's topic refuses it: then nobody was told */
export async function deliver(run: Run, notification: Notification): Promise<void> {
  const { topicArn: platform } = run.config;
  const team = notification.user.settings.topicArn;
  if (team === undefined || team === platform) return publishTo(platform, run, notification);
  try {
    await publishTo(team, run, notification);
  } catch (error) {
    // A lost answer may hide that the team was told: then both are, which is better than nobody.
    await publishTo(platform, run, { ...notification, refusedBy: { topicArn: team, error: errorText(error) } });
  }
}

async function publishTo(topicArn: string, { clients }: Run, notification: Notification): Promise<void> {
  const { subject, message, attributes } = render(notification);
  await clients.sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
      MessageStructure: 'json',
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  );
}
