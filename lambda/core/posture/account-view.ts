/** An account as its bulk reads show it: what posture is computed from. */

import type { Tags } from '../names';
import type { CredentialRow } from '../user/credential-row';
import type { Grants } from './grants';
import type { CallRecord } from './instead/call-record';

export interface AccountView {
  readonly accountId: string;
  /** When IAM made the credential report. */
  readonly reportedAt: Date;
  /** Undefined where the report has no row for root. */
  readonly root: CredentialRow | undefined;
  readonly users: readonly ViewedUser[];
  readonly passwordPolicy: Looked<PasswordPolicy | 'none'>;
  readonly summary: Looked<AccountSummary>;
  /** Whether root's MFA device is a virtual one: not asked where root has none. */
  readonly rootMfaIsVirtual: Looked<boolean> | undefined;
}

/** What could be read, or why it could not: the second is never taken for "in order". */
export type Looked<T> = { readonly value: T } | { readonly notLookedAt: string };

export interface ViewedUser {
  readonly name: string;
  readonly id: string;
  readonly tags: Tags;
  readonly createdAt: Date;
  /** Undefined where the report has no row for this user, or one that cannot be read. */
  readonly credentials: CredentialRow | undefined;
  readonly grants: Grants;
  readonly isManaged: boolean;
  readonly hasSecret: boolean;
  /** The ids of its keys and who used them, where CloudTrail was asked. */
  readonly evidence?: Looked<readonly KeyEvidence[]>;
}

export interface KeyEvidence {
  readonly accessKeyId: string;
  readonly createdAt: Date | undefined;
  readonly active: boolean;
  /** The newest calls; undefined with the reason where CloudTrail was not asked or did not answer. */
  readonly calls: Looked<readonly CallRecord[]>;
}

/** The fields of GetAccountPasswordPolicy that a check asks about. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly symbols: boolean;
  readonly numbers: boolean;
  readonly uppercase: boolean;
  readonly lowercase: boolean;
  /** Days; undefined when passwords do not expire. */
  readonly maxAgeDays: number | undefined;
  /** How many former passwords are refused. */
  readonly remembered: number;
}

/** Of GetAccountSummary, what says something of root. */
export interface AccountSummary {
  readonly rootHasMfa: boolean | undefined;
  readonly rootHasKeys: boolean | undefined;
}
