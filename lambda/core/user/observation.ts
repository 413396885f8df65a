import type { HoldReason } from '../holds';
import type { UserSettings } from '../settings/user-settings';
import type { AccessKey, LastUse } from './keys';
import type { SecretState } from './secret-state';

export interface ManagedUser {
  readonly name: string;
  /** IAM's UserId (`AIDA…`): a user deleted and made again under the same name has another one. */
  readonly id: string;
  readonly arn: string;
  /** `/`, or as in `/service/`. */
  readonly path: string;
  readonly accountId: string;
  readonly settings: UserSettings;
  /** The name of AWS's quarantine policy, where the user carries it. Only the bulk reads show it. */
  readonly quarantine?: string;
}

/** Something about the user's secret or tags that forbids every step (rule `identity`). */
export interface Trouble {
  readonly reason: HoldReason;
  readonly because: string;
  /** The tags that are wrong. */
  readonly tagKeys?: readonly string[];
  /** The secrets that are not the user's, of several that are tagged with its id. */
  readonly surplusSecrets?: readonly string[];
}

/** One user, freshly read. Everything that `plan` may decide on. */
export interface Observation {
  /** When it was read, on the process's own clock (`Clients.elapsedMs`). */
  readonly readAtMs: number;
  readonly user: ManagedUser;
  readonly keys: readonly AccessKey[];
  /** Undefined when the user has no secret yet. */
  readonly secret: SecretState | undefined;
  /** Where notices are kept when the secret itself cannot be written; undefined when that is the secret's own tag. */
  readonly board: { readonly name: string; readonly secret: SecretState | undefined } | undefined;
  /** A copy of what was announced, where the secret's own tags were lost or may be; undefined where nothing says so. */
  readonly backup?: { readonly name: string; readonly secret: SecretState | undefined };
  readonly trouble: Trouble | undefined;
  /** By key id, for the keys whose use can matter. A key that is not in it was not read, which counts as unknown. */
  readonly lastUse: ReadonlyMap<string, LastUse>;
  /** When AWS made the credential report that led here; undefined where none was read. */
  readonly reportedAt?: Date | undefined;
}

/** The secret whose tags hold the user's state; a copy where they were lost. */
export const stateOf = ({ board, backup, secret }: Observation) => {
  if (board) return board.secret;
  return secret?.notices.held ? secret : (backup?.secret ?? secret);
};
