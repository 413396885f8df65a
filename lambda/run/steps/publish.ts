/** Where a message goes: to the team's own topic, or else to the platform's. What a team's topic refuses, the platform team gets. */

import { PublishCommand } from '@aws-sdk/client-sns';
import { errorText } from '../../aws/errors/errors';
import type { Notification } from '../../core/messages/message';
import { render } from '../../core/messages/render';
import { inAccount } from '../../core/organization/in-account';
import type { Announcement } from '../../core/rules/announcement';
import type { Seen } from '../../core/user/evidence/programs';
import { VERSION } from '../../core/version';
import { momentIn, type Work } from './work';

/** @throws when the platform's topic refuses it: then nobody was notified */
async function deliver(run: Work, notification: Notification): Promise<void> {
  const { topicArn: platform } = run.config;
  const team = notification.user.settings.topicArn;
  if (team === undefined || team === platform) return publishTo(platform, run, notification);
  try {
    await publishTo(team, run, notification);
  } catch (error) {
    // A lost answer may hide that the team was notified: then both are, which is better than nobody.
    await publishTo(platform, run, { ...notification, refusedBy: { topicArn: team, error: errorText(error) } });
  }
}

async function publishTo(
  topicArn: string,
  { clients }: Pick<Work, 'clients'>,
  notification: Notification,
): Promise<void> {
  const { subject, message, attributes } = render(notification);
  await clients.sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
      MessageStructure: 'json',
      MessageAttributes: Object.fromEntries(
        Object.entries({ ...attributes, keyturnVersion: VERSION }).map(([name, value]) => [
          name,
          { DataType: 'String', StringValue: value },
        ]),
      ),
    }),
  );
}

/** @throws when SNS refuses: a change that was not announced is a failure, and the next run announces it */
export async function publish(work: Work, tells: Announcement, seen?: Seen): Promise<void> {
  await deliver(work, notificationOf(work, tells, seen));
  work.hasPublished = true;
  work.moments.notifiedAt = momentIn(work);
}

export function notificationOf(work: Work, tells: Announcement, seen?: Seen): Notification {
  const { config, observation, writtenAt: at, request, account } = work;
  const region = config.topicArn.split(':')[3] ?? '';
  // A message about a secret in trouble is about that secret, not about the board that it is noted on.
  const secretName = observation.secret?.name ?? observation.user.settings.secretName ?? work.secret.name;
  const asked = request && { requested: request };
  const { user } = observation;
  // What an operator asks for comes without the hub, which would say what the account is called.
  const isMember = account !== undefined || config.topicArn.split(':')[4] !== user.accountId;
  const inOrganization = isMember && {
    account: account ?? { name: '', ou: '' },
    because: inAccount(tells.because, user.accountId),
  };
  return { ...tells, ...seen, ...asked, ...inOrganization, user, at, secretName, region };
}
