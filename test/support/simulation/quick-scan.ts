/**
 * What lambda/run/read/scan.ts reads, taken from the world directly: the same rows without paging, CSV and clients, so that a day on which nothing is
 * due costs microseconds. test/proof/quick-scan.test.ts compares it with the real scan.
 */

import { withUncertainAge } from '../../../lambda/core/account/creation';
import type { ReportKey } from '../../../lambda/core/account/credential-report';
import { lessonsOf } from '../../../lambda/core/account/pauses-learnt';
import { triage } from '../../../lambda/core/account/triage';
import { liveIfAny, type Scan, type UserRow } from '../../../lambda/core/account/user-row';
import { isNoticeBoard, SECRET_TAG, secretNameOf, USER_TAG } from '../../../lambda/core/names';
import { secretStateFrom } from '../../../lambda/core/user/secret-state';
import { elsewhereOf } from '../../../lambda/run/read/elsewhere';
import type { Key, ReportedUser, Secret, World } from '../world';
import { wholeSeconds } from '../world/account';
import { stagesByVersion } from '../world/answers';
import { reportedDate } from '../world/credential-report';
import type { TestConfig } from './harness';

/** IAM's credential report, as it was made at some time. */
export interface Report {
  readonly at: Date;
  /** By name and date of creation, as the report knows no user ids. */
  readonly keysByUser: ReadonlyMap<string, readonly ReportKey[]>;
}

const rowOf = ({ name, createdAt }: Pick<ReportedUser, 'name' | 'createdAt'>) =>
  `${name} ${Math.floor(createdAt / 1000)}`;

interface Reported {
  readonly at: Date;
  readonly users: Iterable<Pick<ReportedUser, 'name' | 'createdAt' | 'keys'>>;
}

/** @param reported as IAM's own report shows the account. @default - as the account is now */
export function takeReport(world: World, reported: Reported = { at: world.now, users: world.users.values() }): Report {
  const { reportHidesInactiveKeys } = world.options;
  const keysOf = (keys: readonly Readonly<Key>[]) =>
    keys.flatMap((key): ReportKey[] => {
      const { status, lastUse } = key;
      const active = status === 'Active';
      const usedAt = lastUse ? wholeSeconds(lastUse.at) : 'never';
      return active || !reportHidesInactiveKeys
        ? [{ active, changedAt: wholeSeconds(reportedDate(world.options, key)), usedAt }]
        : [];
    });
  return {
    at: reported.at,
    keysByUser: new Map(Array.from(reported.users, (user) => [rowOf(user), keysOf(user.keys)])),
  };
}

/** No user to look at, and nothing to learn. */
export const nothingToDo = (scan: Scan, config: TestConfig, now: Date) =>
  triage(scan, config, now).candidates.length === 0 &&
  withUncertainAge(scan, config, now).length === 0 &&
  (config.dryRun || lessonsOf(scan, config, now).length === 0);

/** Whether a run that begins now would find nobody to look at: it makes no call but those of the scan. */
export function findsNobody(world: World, config: TestConfig): boolean {
  const { now } = world;
  const scan = quickScan(world, config, takeReport(world, world.reported()));
  return nothingToDo(scan, config, now);
}

export function quickScan(world: World, config: TestConfig, report: Report): Scan {
  const now = world.now.getTime();
  const secrets = [...world.secrets.values()].flatMap((secret) => listed(secret, now));
  return {
    reportedAt: report.at,
    users: [...world.users.values()].map((user): UserRow => {
      const named = user.tags[USER_TAG.secretName] ?? secretNameOf(config.secretPrefix, user.name);
      const namesake = secrets.find(({ name }) => name === named);
      return {
        name: user.name,
        id: user.id,
        arn: `arn:aws:iam::${world.accountId}:user${user.path}${user.name}`,
        path: user.path,
        accountId: world.accountId,
        createdAt: wholeSeconds(user.createdAt),
        tags: { ...user.tags },
        keys: report.keysByUser.get(rowOf(user)),
        secrets: liveIfAny(secrets.filter(({ userId }) => userId === user.id)),
        namesake: namesake?.userId === user.id ? undefined : namesake,
      };
    }),
  };
}

type State = ReturnType<typeof secretStateFrom>;
const states = new WeakMap<Readonly<Secret>, { readonly seen: string; readonly state: State }>();

/** A secret as ListSecrets shows it, which may be a few minutes ago. */
function listed(secret: Readonly<Secret>, now: number): State[] {
  if (isNoticeBoard(secret.name) || (secret.purgeAt !== undefined && secret.purgeAt <= now)) return [];
  const entry = secret.listed && now < secret.listed.until ? secret.listed.entry : secret;
  if (entry?.tags[SECRET_TAG.userId] === undefined) return [];
  let seen = `${entry.deletedAt} ${JSON.stringify(secret.elsewhere)}`;
  for (const tag in entry.tags) seen += `\n${tag}=${entry.tags[tag]}`;
  for (const [label, version] of entry.labels) seen += `\n${label} ${version}`;
  const known = states.get(secret);
  if (known?.seen === seen) return [known.state];
  const state = secretStateFrom({
    arn: secret.arn,
    name: secret.name,
    tags: { ...entry.tags },
    versions: stagesByVersion(entry.labels),
    deletedAt: entry.deletedAt === undefined ? undefined : wholeSeconds(entry.deletedAt),
    ...elsewhereOf({ ARN: secret.arn, ...secret.elsewhere, KmsKeyId: secret.kmsKeyId }),
  });
  states.set(secret, { seen, state });
  return [state];
}
