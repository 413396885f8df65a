/** Where a message goes: to the team's own topic, or else to the platform's. What a team's topic refuses, the platform team gets. */

import { PublishCommand } from '@aws-sdk/client-sns';
import { attempt, errorText } from '../../aws/errors/errors';
import type { Notification } from '../../core/messages/message';
import { render } from '../../core/messages/render';
import { type Run, stamp, type Work } from './work';

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

export const send = (work: Work, told: Parameters<typeof publish>[1]) =>
  attempt('send the message', () => publish(work, told));

/** What differs from event to event; the rest of a notification follows from the work. */
type Told<N = Notification> = N extends Notification
  ? Omit<N, 'user' | 'at' | 'secretName' | 'region' | 'refusedBy'>
  : never;

/** @throws when SNS refuses: a change that was not announced is a failure, and the next run announces it */
export async function publish(work: Work, told: Told): Promise<void> {
  const { config, observation } = work;
  const region = config.topicArn.split(':')[3] ?? '';
  // Notices of a user whose secret is in trouble are about that secret, not about the board they are kept on.
  const secretName = observation.secret?.name ?? observation.user.settings.secretName ?? work.secret.name;
  const notification = { ...told, user: observation.user, at: stamp(work), secretName, region } as Notification;
  await deliver(work, notification);
}
