import { type Tags, USER_TAG } from '../names';
import type { Manage } from '../settings/manage';
import type { SecretState } from '../user/secret-state';
import type { ReportKey } from './credential-report';

/** One IAM user as the bulk reads show it. */
export interface UserRow {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly accountId: string;
  readonly createdAt: Date;
  readonly tags: Tags;
  /** The name of AWS's quarantine policy, where the user carries it. Only the bulk reads show it. */
  readonly quarantine?: string;
  /** The user's keys by the report, which knows no key ids; undefined when it has no row, or one that cannot be read. */
  readonly keys: readonly ReportKey[] | undefined;
  /** The secrets that are tagged with this user's id. More than one is a mistake that somebody must fix. */
  readonly secrets: readonly SecretState[];
  /** A secret that has the user's secret name but is tagged with another user's id. */
  readonly namesake: SecretState | undefined;
}

export interface Scan {
  readonly users: readonly UserRow[];
  /** Secrets that are tagged for a user that is not there any more. One that is scheduled for deletion is dealt with. */
  readonly secretsWithoutUser?: readonly SecretState[];
  /** When the credential report was made. */
  readonly reportedAt: Date;
}

/** One that is about to go does not stand in the way of one that stays. */
export function liveIfAny(secrets: readonly SecretState[]): readonly SecretState[] {
  const live = secrets.filter((secret) => !secret.deletedAt);
  return live.length > 0 ? live : secrets;
}

/** IAM takes the keys of users' tags without case. */
function tagOf({ tags }: Pick<UserRow, 'tags'>, key: string): string | undefined {
  const found = Object.keys(tags).find((each) => each.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : tags[found];
}

/** Where every user of a path, or all, are managed, a user can still be tagged out. IAM enforces the same (lib/permissions/on-users.ts). */
export function isManaged(row: Pick<UserRow, 'tags' | 'path'>, manage: Manage): boolean {
  switch (manage.by) {
    case 'tag':
      return tagOf(row, manage.key) === manage.value;
    case 'path':
      return row.path.startsWith(manage.path) && row.tags[USER_TAG.managed] !== 'false';
    case 'all':
      return row.tags[USER_TAG.managed] !== 'false';
  }
}
