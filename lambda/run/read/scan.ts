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
import { attempt, failureOf } from '../../aws/errors/errors';
import { parseCredentialReport, type Report } from '../../core/account/credential-report';
import { liveIfAny, type Scan, type UserRow } from '../../core/account/user-row';
import { parseBoard } from '../../core/leaks/board';
import {
  accountBoardName,
  isNoticeBoard,
  LEAKED_TAG,
  leaksBoardName,
  SECRET_TAG,
  secretNameOf,
  tagsFrom,
  USER_TAG,
  userTagsFrom,
} from '../../core/names';
import {
  administratorGroups,
  type Grants,
  type GroupSource,
  grantsOf,
  quarantineOf,
  type UserSource,
} from '../../core/posture/grants';
import { type AccountBoard, parseTold } from '../../core/posture/told';
import type { Config } from '../../core/settings/config';
import type { CredentialRow } from '../../core/user/credential-row';
import { type SecretState, secretStateFrom } from '../../core/user/secret-state';
import { elsewhereOf } from './elsewhere';

/** What the same reads say besides, for posture. */
export interface WholeScan extends Scan {
  readonly credentials: readonly CredentialRow[];
  /** By user id. */
  readonly grants: ReadonlyMap<string, Grants>;
  /** Where it is noted what was announced about the account; undefined before anything was. */
  readonly accountBoard: AccountBoard | undefined;
  /** Since when runs look for AWS's quarantine; undefined before the first that could act on one. */
  readonly leaksSince?: Date;
}

/**
 * @param groups whether groups are read too, which takes pages: only they tell who is an administrator by a group
 * @throws when a bulk read fails: with half a view, nobody is served (promise 7)
 */
export async function scan(clients: Clients, config: Config, { groups = false } = {}): Promise<WholeScan> {
  const [report, { users, grants }, { secrets, accountBoard, leaksSince }] = await Promise.all([
    attempt('read the credential report', () => readReport(clients)),
    attempt('read the users', () => readUsers(clients, groups)),
    attempt('read the list of secrets', () => readSecrets(clients, config)),
  ]);
  const byUserId = new Map<string | undefined, SecretState[]>();
  for (const secret of secrets) byUserId.set(secret.userId, [...(byUserId.get(secret.userId) ?? []), secret]);
  const byName = new Map(secrets.map((secret) => [secret.name, secret]));
  const row = (user: Omit<UserRow, 'keys' | 'secrets' | 'namesake'>): UserRow => {
    const named = byName.get(user.tags[USER_TAG.secretName] ?? secretNameOf(config.secretPrefix, user.name));
    const quarantine = quarantineOf(grants.get(user.id) ?? NO_GRANTS);
    return {
      ...user,
      ...(quarantine !== undefined && { quarantine }),
      keys: report.keysOf(user.name, user.createdAt),
      secrets: liveIfAny(byUserId.get(user.id) ?? []),
      namesake: named?.userId === user.id ? undefined : named,
    };
  };
  const ids = new Set(users.map(({ id }) => id));
  return {
    users: users.map(row),
    reportedAt: report.generatedAt,
    credentials: report.rows,
    grants,
    accountBoard,
    ...(leaksSince && { leaksSince }),
    secretsWithoutUser: secrets.filter(
      ({ userId, deletedAt }) => userId !== undefined && !ids.has(userId) && !deletedAt,
    ),
  };
}

const NO_GRANTS: Grants = { attached: [], inline: [], administratorBy: undefined };

/** Pauses while IAM makes its report: each poll is a call, and a large account's report can take a while. Two minutes in all. */
const REPORT_PAUSES_MS = [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];

/**
 * A report that IAM says is complete may be gone a moment later, because another tool has asked for one: then it is asked for again. Where
 * IAM makes none in time, or has no capacity for it, the last one does as long as IAM itself calls it good (4 hours).
 */
async function readReport(clients: Clients): Promise<Report> {
  const pausesMs = [...REPORT_PAUSES_MS];
  for (;;) {
    const made = await makeReport(clients);
    const report = made === 'complete' || pausesMs.length === 0 ? await lastReport(clients) : undefined;
    if (report) return report;
    const pauseMs = pausesMs.shift();
    if (pauseMs === undefined)
      throw made instanceof Error ? made : new Error('IAM has not finished its credential report within 120 seconds');
    await clients.wait(pauseMs);
  }
}

/** @returns the error, where IAM has no capacity for it just now (LimitExceeded, which is no quota here) */
async function makeReport({ iam }: Clients): Promise<'complete' | 'not yet' | Error> {
  try {
    const { State } = await iam.send(new GenerateCredentialReportCommand({}));
    return State === ReportStateType.COMPLETE ? 'complete' : 'not yet';
  } catch (error) {
    if (error instanceof Error && failureOf(error).kind === 'quota') return error;
    throw error;
  }
}

/** Undefined while there is none that is good. */
async function lastReport({ iam }: Clients): Promise<Report | undefined> {
  try {
    const { Content, GeneratedTime } = await iam.send(new GetCredentialReportCommand({}));
    if (!Content || !GeneratedTime) throw new Error('GetCredentialReport answered without a report');
    return parseCredentialReport(new TextDecoder().decode(Content), GeneratedTime);
  } catch (error) {
    if (failureOf(error).kind === 'no-report') return undefined;
    throw error;
  }
}

interface ReadUsers {
  readonly users: Omit<UserRow, 'keys' | 'secrets' | 'namesake'>[];
  readonly grants: ReadonlyMap<string, Grants>;
}

async function readUsers(clients: Clients, withGroups: boolean): Promise<ReadUsers> {
  const pages = paginateGetAccountAuthorizationDetails(
    { client: clients.iam, pageSize: 1000 },
    { Filter: withGroups ? ['User', 'Group'] : ['User'] },
  );
  const users = [];
  const sources = new Map<string, UserSource>();
  const groups: GroupSource[] = [];
  for await (const page of pages) {
    groups.push(...(page.GroupDetailList ?? []));
    for (const user of page.UserDetailList ?? []) {
      const { UserName: name, UserId: id, Arn: arn, CreateDate: createdAt } = user;
      const accountId = arn?.split(':')[4];
      if (!name || !id || !arn || !createdAt || !accountId)
        throw new Error(
          `GetAccountAuthorizationDetails answered with a user that lacks its name, id, ARN or date (${name ?? id})`,
        );
      users.push({ name, id, arn, accountId, createdAt, path: user.Path ?? '/', tags: userTagsFrom(user.Tags) });
      const { AttachedManagedPolicies, UserPolicyList, GroupList } = user;
      sources.set(id, { AttachedManagedPolicies, UserPolicyList, GroupList });
    }
  }
  const administrators = administratorGroups(groups);
  return { users, grants: new Map([...sources].map(([id, source]) => [id, grantsOf(source, administrators)])) };
}

async function readSecrets(
  clients: Clients,
  { secretPrefix }: Config,
): Promise<{
  readonly secrets: SecretState[];
  readonly accountBoard: AccountBoard | undefined;
  readonly leaksSince: Date | undefined;
}> {
  const pages = paginateListSecrets(
    { client: clients.secrets, pageSize: 100 },
    // Without the planned deletions, a secret that is about to go would look like none at all.
    { Filters: [{ Key: 'tag-key', Values: [SECRET_TAG.userId] }], IncludePlannedDeletion: true },
  );
  const secrets = [];
  let accountBoard: AccountBoard | undefined;
  let leaksSince: Date | undefined;
  for await (const page of pages) {
    secrets.push(...secretsFrom(page));
    accountBoard ??= accountBoardFrom(page, secretPrefix);
    leaksSince ??= leaksSinceFrom(page, secretPrefix);
  }
  return { secrets, accountBoard, leaksSince };
}

function accountBoardFrom({ SecretList = [] }: ListSecretsCommandOutput, prefix: string): AccountBoard | undefined {
  const board = SecretList.find(({ Name }) => Name === accountBoardName(prefix));
  return board && { arn: board.ARN ?? '', told: parseTold(tagsFrom(board.Tags)[SECRET_TAG.notified]) };
}

function leaksSinceFrom({ SecretList = [] }: ListSecretsCommandOutput, prefix: string): Date | undefined {
  const board = SecretList.find(({ Name }) => Name === leaksBoardName(prefix));
  return parseBoard({ deeds: tagsFrom(board?.Tags)[LEAKED_TAG] }).since;
}

/**
 * Users' secrets on a page of the list. Filters match by the beginning, so a secret may come along that has no owner's tag. One whose tag
 * is empty stays: it may be found by its name, and somebody must fix it.
 */
export function secretsFrom({ SecretList = [] }: ListSecretsCommandOutput): SecretState[] {
  return SecretList.flatMap((secret): SecretState[] => {
    if (!secret.ARN || !secret.Name) throw new Error('ListSecrets answered with a secret that lacks its name or ARN');
    const tags = tagsFrom(secret.Tags);
    if (tags[SECRET_TAG.userId] === undefined || isNoticeBoard(secret.Name)) return [];
    const { ARN: arn, Name: name, SecretVersionsToStages: versions, DeletedDate: deletedAt } = secret;
    return [secretStateFrom({ arn, name, tags, versions, deletedAt, ...elsewhereOf(secret) })];
  });
}
