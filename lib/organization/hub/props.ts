/** What an organization's Keyturn can be told. */

import type { Duration } from 'aws-cdk-lib';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { MemberRotation } from '../member-props';

/** How the access keys of accounts are rotated. When runs start is the hub's to say. */
export type WaveRotation = Omit<MemberRotation, 'schedule'>;

/** Accounts that get each change of Keyturn together, with settings of their own. */
export interface Wave {
  /** The end of the StackSet's name: lower-case letters, digits and hyphens. */
  readonly name: string;

  /** OUs, or the root of the organization, with all OUs below them. Accounts that join are reached too. */
  readonly organizationalUnits: readonly string[];

  /**
   * Accounts in these OUs that are left out.
   *
   * @default - none
   */
  readonly exceptAccounts?: readonly string[];

  /**
   * Only these accounts of the OUs. Accounts that join are then not reached by themselves.
   *
   * @default - all of them
   */
  readonly onlyAccounts?: readonly string[];

  /**
   * Settings of this wave, in place of those of the organization.
   *
   * @default - those of the organization
   */
  readonly rotation?: WaveRotation;
}

export interface KeyturnOrganizationProps {
  /** The organization, such as o-a1b2c3d4e5. */
  readonly organizationId: string;

  /** In the order in which they get each change, and are served. */
  readonly waves: readonly Wave[];

  /**
   * How keys are rotated in all accounts.
   *
   * @default - the defaults of `KeyRotation`
   */
  readonly rotation?: WaveRotation;

  /**
   * When the accounts' runs start.
   *
   * @default ScheduleExpression.rate(Duration.hours(1))
   */
  readonly schedule?: ScheduleExpression;

  /**
   * Who may act as `keyturn-operator` in each account, to rotate, roll back, revoke, confirm and hold.
   *
   * @default - nobody but the accounts' own administrators
   */
  readonly operatorPrincipalArn?: string;

  /**
   * Whether the operator must have signed in with MFA. Sessions of IAM Identity Center do not say whether they have.
   *
   * @default false
   */
  readonly operatorMfa?: boolean;

  /**
   * How many accounts of a wave may fail in a run until the run counts as a bad one, in percent.
   *
   * @default 10
   */
  readonly tolerateFailedAccounts?: number;

  /**
   * How many accounts are served at a time.
   *
   * @default 100
   */
  readonly concurrency?: number;

  /**
   * An address that gets every message of every account, once it has confirmed the subscription.
   *
   * @default - no subscription; add your own to `topic`
   */
  readonly notifyEmail?: string;

  /**
   * An alarm begins when a user of any account has been held or blocked for this long.
   *
   * @default Duration.days(14)
   */
  readonly holdAlarmAfter?: Duration;
}
