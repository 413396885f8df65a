/** One user being served: what the steps of its plan share, and the three ways in which a step leaves a mark. */
import { CreateSecretCommand, PutSecretValueCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import type { Clients } from './clients';
import type { Config } from './config';
import { type Notification, render } from './messages';
import type { Notices, Observation } from './model';
import { placeholderVersionId, SECRET_TAG, secretNameOf } from './names';
import { placement } from './placement';
import { HORIZON_MS, REPEAT_MS } from './situation';
import { formatHeldSince, formatNotices } from './tags';

/** Where and how a run acts, the same for every user. */
export interface Run {
  readonly clients: Clients;
  readonly config: Config & { readonly topicArn: string };
  readonly now: Date;
  /** When AWS made the credential report that this run has read. */
  readonly reportedAt?: Date;
}

export interface Work extends Run {
  readonly observation: Observation;
  /** The secret whose tags hold the user's state: its own or, where that cannot be written, its notice board. */
  readonly secret: {
    readonly name: string;
    arn: string | undefined /** The version that AWSCURRENT names. */;
    current: string | undefined;
  };
  /** What the owner has been told, and which key is recorded as deactivated: kept up to date from step to step. */
  notices: Notices;
  recorded: string | undefined;
}

export function workOn(observation: Observation, run: Run): Work {
  const { board, secret, user } = observation;
  const own = secret?.name ?? user.settings.secretName ?? secretNameOf(run.config.secretPrefix, user.name);
  const state = board ? board.secret : secret;
  return {
    ...run,
    observation,
    secret: { name: board?.name ?? own, arn: state?.arn, current: state?.labels.current },
    notices: state?.notices ?? {},
    recorded: state?.deactivated?.accessKeyId,
  };
}

/**
 * The time to write into a tag: the run's own. Where AWS has shown a later one than the horizon allows (an old event was replayed), that one
 * counts, lest a quarantine that begins now be recorded as half over. The credential report alone shows the time to 4 hours.
 */
export function stamp({ now, reportedAt, observation }: Work): Date {
  const uses = [...observation.lastUse.values()].flatMap((use) => (use.kind === 'used' ? [use.at] : []));
  const shown = [reportedAt ?? now, ...observation.keys.map((key) => key.createdAt), ...uses];
  const newest = new Date(Math.max(...shown.map((at) => at.getTime())));
  return newest.getTime() - now.getTime() > HORIZON_MS ? newest : now;
}

/** Sets tags on the user's secret, which is made first if there is none: with its tags and a placeholder, because the first
 * version of a secret is given AWSCURRENT whatever labels are asked for. */
export async function writeTags(work: Work, tags: Readonly<Record<string, string>>): Promise<void> {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (work.secret.arn !== undefined) {
    await work.clients.secrets.send(new TagResourceCommand({ SecretId: work.secret.arn, Tags: list }));
    return;
  }
  const { user } = work.observation;
  const { ARN } = await work.clients.secrets.send(
    new CreateSecretCommand({
      Name: work.secret.name,
      Description: `Access key of the IAM user ${user.name}, rotated by Keyturn`,
      ClientRequestToken: placeholderVersionId(user.id),
      SecretString: PLACEHOLDER,
      ...placement(work.secret.name, work.config),
      Tags: [{ Key: SECRET_TAG.userId, Value: user.id }, ...list],
    }),
  );
  work.secret.arn = ARN ?? work.secret.name;
}

/** A secret that somebody made without a value has no version yet, and would give AWSCURRENT to the first key put there, verified or not. */
export async function writePlaceholder(work: Work): Promise<void> {
  const { user } = work.observation;
  await work.clients.secrets.send(
    new PutSecretValueCommand({
      SecretId: work.secret.arn,
      ClientRequestToken: placeholderVersionId(user.id),
      SecretString: PLACEHOLDER,
    }),
  );
}

const PLACEHOLDER = JSON.stringify({ Keyturn: 'No access key has been issued yet.' });

/** The tag that remembers what was told. What a new note makes obsolete goes, so that the tag stays below its 256 characters. */
function remember(work: Work, notices: Notices): Record<string, string> {
  work.notices = fitting(notices);
  return { [SECRET_TAG.notified]: formatNotices(work.notices) };
}

const LONGEST_TAG = 256;

/** Nearly everything at once can be too long. What goes then owes nobody a message: at worst one is sent twice. */
function fitting(notices: Notices): Notices {
  if (formatNotices(notices).length <= LONGEST_TAG) return notices;
  const { deleted: _, ...most } = notices;
  if (formatNotices(most).length <= LONGEST_TAG) return most;
  const { deactivated: __, ...rest } = most;
  return rest;
}

const note = (work: Work, subject: string) => ({ subject, at: stamp(work) });

export function tellingRotated(work: Work, accessKeyId: string): Record<string, string> {
  const { deactivated, revoked, deleting } = work.notices;
  return remember(work, {
    ...(deactivated && { deactivated }),
    ...(revoked && { revoked }),
    ...(deleting && { deleting }),
    rotated: note(work, accessKeyId),
  });
}

export const tellingReminded = (work: Work, accessKeyId: string) =>
  remember(work, { ...work.notices, reminded: note(work, accessKeyId) });

export function tellingDeactivated(work: Work, accessKeyId: string): Record<string, string> {
  const { reminded: _, ...kept } = work.notices;
  return remember(work, { ...kept, deactivated: note(work, accessKeyId) });
}

/** Written ahead of a revocation: it tells a key that Keyturn deactivated as compromised from one that a person has deactivated. */
export function aboutToRevoke(work: Work, accessKeyId: string): Record<string, string> {
  const { reminded: _, deactivated: __, deleted: ___, revoked: ____, ...kept } = work.notices;
  return remember(work, { ...kept, revoking: note(work, accessKeyId) });
}

export function tellingRevoked(work: Work, accessKeyId: string): Record<string, string> {
  const { revoking: _, ...kept } = work.notices;
  return remember(work, { ...kept, revoked: note(work, accessKeyId) });
}

/** What was told of the rotation is void with it. */
export function tellingRolledBack(work: Work, accessKeyId: string): Record<string, string> {
  const { held, deleting } = work.notices;
  return remember(work, {
    ...(held && { held }),
    ...(deleting && { deleting }),
    rolledBack: note(work, accessKeyId),
  });
}

/** Written ahead of a deletion: of a key that is gone, nothing else could tell that its owner has to hear of it. */
export function aboutToDelete(work: Work, accessKeyId: string): Record<string, string> {
  const { reminded: _, deleted: __, ...kept } = work.notices;
  return remember(work, { ...kept, deleting: note(work, accessKeyId) });
}

/** The key's record of deactivation goes with it. */
export function tellingDeleted(work: Work, accessKeyId: string): Record<string, string> {
  const { deleting: _, deactivated, revoked, ...kept } = work.notices;
  const others = {
    ...(deactivated && deactivated.subject !== accessKeyId && { deactivated }),
    ...(revoked && revoked.subject !== accessKeyId && { revoked }),
  };
  const isRecorded = work.recorded === accessKeyId;
  if (isRecorded) work.recorded = undefined;
  return {
    ...remember(work, { ...kept, ...others, deleted: note(work, accessKeyId) }),
    ...(isRecorded && { [SECRET_TAG.deactivated]: '' }),
  };
}

/** The same hold told again lasts since it was first told, unless it was over in between: a hold that lasts is told weekly. */
export function tellingHeld(work: Work, reason: string): Record<string, string> {
  const { board, secret } = work.observation;
  const { heldSince, notices } = (board ? board.secret : secret) ?? {};
  const held = note(work, reason);
  const lasts =
    heldSince?.subject === reason &&
    notices?.held?.subject === reason &&
    held.at.getTime() - notices.held.at.getTime() < 2 * REPEAT_MS;
  return {
    ...remember(work, { ...work.notices, held }),
    ...(!lasts && { [SECRET_TAG.heldSince]: formatHeldSince(held) }),
  };
}

/** So that the same hold is news when it comes again. */
export function holdIsOver(work: Work): Record<string, string> {
  const { held: _, ...kept } = work.notices;
  return remember(work, kept);
}

/** What differs from event to event; the rest of a notification follows from the work. */
type Told<N = Notification> = N extends Notification ? Omit<N, 'user' | 'at' | 'secretName' | 'region'> : never;

/** @throws when SNS refuses: a change that was not announced is a failure, and the next run announces it */
export async function publish(work: Work, told: Told): Promise<void> {
  const { clients, config, observation } = work;
  const region = config.topicArn.split(':')[3] ?? '';
  // Notices of a user whose secret is in trouble are about that secret, not about the board they are kept on.
  const secretName = observation.secret?.name ?? observation.user.settings.secretName ?? work.secret.name;
  const notification = { ...told, user: observation.user, at: stamp(work), secretName, region } as Notification;
  const { subject, message, attributes } = render(notification);
  await clients.sns.send(
    new PublishCommand({
      TopicArn: config.topicArn,
      Subject: subject,
      Message: message,
      MessageStructure: 'json',
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  );
}
