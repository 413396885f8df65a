/**
 * Bulk reads only: the credential report, the account's authorization details and the list of Keyturn's secrets, whatever the number of
 * users. All of it may be stale (the report up to 4 hours, the list up to 5 minutes): it chooses whom to look at, never what to do.
 */

import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  paginateGetAccountAuthorizationDetails,
  ReportStateType,
} from '@aws-sdk/client-iam';
import { type ListSecretsCommandOutput, paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import type { Clients } from '../../aws/clients';
import { attempt } from '../../aws/errors/errors';
import { parseCredentialReport, type Report } from '../../core/account/credential-report';
import { liveIfAny, type Scan, type UserRow } from '../../core/account/user-row';
import { isNoticeBoard, SECRET_TAG, secretNameOf, tagsFrom, USER_TAG } from '../../core/names';
import type { Config } from '../../core/settings/config';
import { type SecretState, secretStateFrom } from '../../core/user/secret-state';

/** @throws when a bulk read fails: with half a view, nobody is served (promise 7) */
export async function scan(clients: Clients, config: Config): Promise<Scan> {
  const [report, users, secrets] = await Promise.all([
    attempt('read the credential report', () => readReport(clients)),
    attempt('read the users', () => readUsers(clients)),
    attempt('read the list of secrets', () => readSecrets(clients)),
  ]);
  const byUserId = new Map<string | undefined, SecretState[]>();
  for (const secret of secrets) byUserId.set(secret.userId, [...(byUserId.get(secret.userId) ?? []), secret]);
  const byName = new Map(secrets.map((secret) => [secret.name, secret]));
  const row = (user: Omit<UserRow, 'keys' | 'secrets' | 'namesake'>): UserRow => {
    const named = byName.get(user.tags[USER_TAG.secretName] ?? secretNameOf(config.secretPrefix, user.name));
    return {
      ...user,
      keys: report.keysOf(user.name, user.createdAt),
      secrets: liveIfAny(byUserId.get(user.id) ?? []),
      namesake: named?.userId === user.id ? undefined : named,
    };
  };
  return { users: users.map(row), reportedAt: report.generatedAt };
}

/** Pauses while IAM makes its report: each poll is a call, and a large account's report can take a while. Two minutes in all. */
const REPORT_PAUSES_MS = [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];

async function readReport(clients: Clients): Promise<Report> {
  const pausesMs = [...REPORT_PAUSES_MS];
  for (;;) {
    const { State } = await clients.iam.send(new GenerateCredentialReportCommand({}));
    if (State === ReportStateType.COMPLETE) {
      const answer = await clients.iam.send(new GetCredentialReportCommand({}));
      if (!answer.Content || !answer.GeneratedTime) throw new Error('GetCredentialReport answered without a report');
      return parseCredentialReport(new TextDecoder().decode(answer.Content), answer.GeneratedTime);
    }
    const pauseMs = pausesMs.shift();
    if (pauseMs === undefined) throw new Error('IAM has not finished its credential report within 120 seconds');
    await clients.wait(pauseMs);
  }
}

async function readUsers(clients: Clients): Promise<Omit<UserRow, 'keys' | 'secrets' | 'namesake'>[]> {
  const pages = paginateGetAccountAuthorizationDetails({ client: clients.iam, pageSize: 1000 }, { Filter: ['User'] });
  const users = [];
  for await (const page of pages)
    for (const user of page.UserDetailList ?? []) {
      const { UserName: name, UserId: id, Arn: arn, CreateDate: createdAt } = user;
      const accountId = arn?.split(':')[4];
      if (!name || !id || !arn || !createdAt || !accountId)
        throw new Error(
          `GetAccountAuthorizationDetails answered with a user that lacks its name, id, ARN or date (${name ?? id})`,
        );
      users.push({ name, id, arn, accountId, createdAt, path: user.Path ?? '/', tags: tagsFrom(user.Tags) });
    }
  return users;
}

async function readSecrets(clients: Clients): Promise<SecretState[]> {
  const pages = paginateListSecrets(
    { client: clients.secrets, pageSize: 100 },
    // Without the planned deletions, a secret that is about to go would look like none at all.
    { Filters: [{ Key: 'tag-key', Values: [SECRET_TAG.userId] }], IncludePlannedDeletion: true },
  );
  const secrets = [];
  for await (const page of pages) secrets.push(...secretsFrom(page));
  return secrets;
}

/**
 * Users' secrets on a page of the list. Filters match by the beginning, so a secret may come along that has no owner's tag. One whose tag
 * is empty stays: it may be found by its name, and somebody must mend it.
 */
export function secretsFrom({ SecretList = [] }: ListSecretsCommandOutput): SecretState[] {
  return SecretList.flatMap((secret): SecretState[] => {
    if (!secret.ARN || !secret.Name) throw new Error('ListSecrets answered with a secret that lacks its name or ARN');
    const tags = tagsFrom(secret.Tags);
    if (tags[SECRET_TAG.userId] === undefined || isNoticeBoard(secret.Name)) return [];
    const { ARN: arn, Name: name, SecretVersionsToStages: versions, DeletedDate: deletedAt } = secret;
    return [secretStateFrom({ arn, name, tags, versions, deletedAt })];
  });
}
