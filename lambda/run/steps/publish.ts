/** Where a message goes: to the team's own topic, or else to the platform's. What a team's topic refuses, the platform team gets. */

import { errorText } from '../../aws/errors/errors';
import { sendMessage } from '../../aws/send-message';
import { leakedAnnouncement } from '../../core/leaks/announce';
import type { Notification, RenderedMessage } from '../../core/messages/message';
import { render } from '../../core/messages/render';
import { inAccount } from '../../core/organization/in-account';
import type { Announcement, Event } from '../../core/rules/announcement';
import type { Seen } from '../../core/user/evidence/programs';
import { VERSION } from '../../core/version';
import { momentIn, type Run, type Work } from './work';

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
  const { attributes, ...rendered } = render(notification);
  const withVersion = { ...rendered, attributes: { ...attributes, keyturnVersion: VERSION } };
  await sendMessage(clients.sns, topicArn, withVersion);
}

/** About the account as a whole, or about a key of nobody's whom Keyturn manages. */
export async function publishToPlatform(
  { clients, config, accountId }: Pick<Run, 'clients' | 'config' | 'accountId'>,
  rendered: RenderedMessage,
): Promise<void> {
  const isMember = accountId !== undefined && config.topicArn.split(':')[4] !== accountId;
  const message = isMember ? inAccount(rendered.message, accountId) : rendered.message;
  await sendMessage(clients.sns, config.topicArn, { ...rendered, message });
}

/** @throws when SNS refuses: a change that was not announced is a failure, and the next run announces it */
export async function publish(work: Work, tells: Announcement<Event>, seen?: Seen): Promise<void> {
  await deliver(work, notificationOf(work, tells, seen));
  work.hasPublished = true;
  work.moments.notifiedAt = momentIn(work);
}

export function notificationOf(work: Work, announced: Announcement<Event>, seen?: Seen): Notification {
  const tells = asAnswerToLeak(work, announced);
  const { config, observation, writtenAt: at, request, account } = work;
  const region = config.topicArn.split(':')[3] ?? '';
  // A message about a secret in trouble is about that secret, not about the board that it is noted on.
  const secretName = observation.secret?.name ?? observation.user.settings.secretName ?? work.secret.name;
  // Of a leak, the message itself says who has reported it.
  const asked = request && !request.leak && { requested: request };
  const { user } = observation;
  // What an operator asks for comes without the hub, which would say what the account is called.
  const isMember = account !== undefined || config.topicArn.split(':')[4] !== user.accountId;
  const inOrganization = isMember && {
    account: account ?? { name: '', ou: '' },
    because: inAccount(tells.because, user.accountId),
  };
  return { ...tells, ...seen, ...asked, ...inOrganization, user, at, secretName, region };
}

/** That a key was revoked because AWS has reported it is announced with what AWS says, and with what was done at which second. */
function asAnswerToLeak(work: Work, tells: Announcement<Event>): Announcement<Event> {
  const { request, moments, issued, now, failedBefore } = work;
  if (tells.event !== 'key-revoked' || request?.leak?.accessKeyId !== tells.accessKeyId) return tells;
  const { currentKeyId } = tells;
  return {
    ...leakedAnnouncement(request.leak, {
      answer: 'deactivate',
      deactivatedAt: moments.changedAt ?? now,
      deletedFrom: tells.deletedFrom,
      ...(currentKeyId !== undefined && { currentKeyId }),
      ...(issued?.accessKeyId === currentKeyId && work.issuedAt && { currentSince: work.issuedAt }),
      ...(failedBefore !== undefined && { why: `Not all of it went well: ${failedBefore}` }),
    }),
    because: tells.because,
  };
}
