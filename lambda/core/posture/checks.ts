/**
 * What posture checks, once: the name of each check, how bad it is, and its numbers elsewhere. The numbers: prowler 5, AWS Security Hub,
 * and the CIS AWS Foundations Benchmark by its version.
 */

export const LEVELS = ['low', 'medium', 'high', 'critical'] as const;

export type Level = (typeof LEVELS)[number];

export const isAtLeast = (level: Level, least: Level) => LEVELS.indexOf(level) >= LEVELS.indexOf(least);

export interface Mapping {
  readonly prowler?: readonly string[];
  readonly securityHub?: readonly string[];
  readonly cis?: Readonly<Partial<Record<CisVersion, string>>>;
}

type CisVersion = 'v5' | 'v6' | 'v7';

interface Check extends Mapping {
  readonly level: Level;
  readonly title: string;
}

export const CHECKS = {
  'root-key': {
    level: 'critical',
    title: 'The root user has an access key',
    prowler: ['iam_no_root_access_key'],
    securityHub: ['IAM.4'],
    cis: { v5: '1.3', v7: '2.4' },
  },
  'root-without-mfa': {
    level: 'critical',
    title: 'The root user has no MFA device',
    prowler: ['iam_root_mfa_enabled'],
    securityHub: ['IAM.9'],
    cis: { v5: '1.4', v7: '2.5' },
  },
  'root-mfa-virtual': {
    level: 'medium',
    title: "The root user's MFA device is not hardware",
    prowler: ['iam_root_hardware_mfa_enabled'],
    securityHub: ['IAM.6'],
  },
  'root-used': {
    level: 'high',
    title: 'The root user was used lately',
    prowler: ['iam_avoid_root_usage'],
    cis: { v5: '1.6', v7: '2.7' },
  },
  'password-policy': {
    level: 'medium',
    title: 'The password policy is weak',
    securityHub: ['IAM.7', 'IAM.10'],
    cis: { v7: '2.8, 2.9' },
  },
  quarantined: { level: 'critical', title: 'AWS found a key of this user in public' },
  administrator: {
    level: 'critical',
    title: 'A user with an access key or password is an administrator',
    prowler: ['iam_user_administrator_access_policy'],
    securityHub: ['IAM.1'],
  },
  'console-without-mfa': {
    level: 'high',
    title: 'A console password without MFA',
    prowler: ['iam_user_mfa_enabled_console_access'],
    securityHub: ['IAM.5', 'IAM.19'],
    cis: { v5: '1.9', v7: '2.10' },
  },
  'key-old': {
    level: 'medium',
    title: 'An active key is older than 90 days',
    prowler: ['iam_rotate_access_key_90_days'],
    securityHub: ['IAM.3'],
    cis: { v5: '1.13', v6: '2.13', v7: '2.12' },
  },
  'key-unused': {
    level: 'medium',
    title: 'An active key was not used for 45 days',
    prowler: ['iam_user_accesskey_unused'],
    securityHub: ['IAM.8', 'IAM.22'],
    cis: { v5: '1.11', v7: '2.11' },
  },
  'key-never-used': {
    level: 'medium',
    title: 'A person with a password has a key that was never used',
    prowler: ['iam_user_no_setup_initial_access_key'],
    cis: { v5: '1.10' },
  },
  'two-active-keys': {
    level: 'medium',
    title: 'Two active keys',
    prowler: ['iam_user_two_active_access_key'],
    cis: { v5: '1.12' },
  },
  'password-unused': {
    level: 'medium',
    title: 'A console password was not used for 45 days',
    prowler: ['iam_user_console_access_unused'],
    securityHub: ['IAM.8', 'IAM.22'],
    cis: { v5: '1.11', v7: '2.11' },
  },
  'password-and-key': { level: 'low', title: 'A person with a password has an access key too' },
  'policies-on-user': {
    level: 'low',
    title: 'Policies are attached to the user itself',
    prowler: ['iam_policy_attached_only_to_group_or_roles'],
    securityHub: ['IAM.2'],
    cis: { v5: '1.14', v7: '2.13' },
  },
} as const satisfies Record<string, Check>;

export type CheckId = keyof typeof CHECKS;

export const checkOf = (id: CheckId): Check => CHECKS[id];

/** What a check found. */
export interface Finding {
  readonly id: CheckId;
  /** With its numbers and dates, as a sentence without its full stop. */
  readonly because: string;
  /** Of the access keys, the one that it is about. */
  readonly slot?: 1 | 2;
  /** Where one check of ours stands for several: those that fail. */
  readonly prowler?: readonly string[];
}

/** The standards' limits: what every scanner counts by, whatever policy Keyturn is deployed with. */
export const OLD_DAYS = 90;

export const UNUSED_DAYS = 45;

/** What counts as lately for root: today and yesterday. */
export const ROOT_USED_DAYS = 1;
