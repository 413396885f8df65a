/** The checks of the account: root and the password policy. What could not be read is said, and is never in order. */

import { day } from '../time';
import type { CredentialRow } from '../user/credential-row';
import { ageInDays } from '../user/timetable';
import type { AccountView, Looked, PasswordPolicy } from './account-view';
import { type CheckId, type Finding, ROOT_USED_DAYS } from './checks';

/** A check that could not be made. */
export interface NotLookedAt {
  /** The checks that it leaves open. */
  readonly checks: readonly CheckId[];
  readonly what: string;
  readonly because: string;
}

export interface AccountChecked {
  readonly findings: readonly Finding[];
  readonly notLookedAt: readonly NotLookedAt[];
}

export function checkAccount(view: AccountView, now: Date): AccountChecked {
  const parts = [rootKey(view), rootMfa(view), rootUse(view, now), passwordPolicy(view.passwordPolicy)];
  return {
    findings: parts.flatMap(({ findings }) => findings),
    notLookedAt: parts.flatMap(({ notLookedAt }) => notLookedAt),
  };
}

const found = (...findings: readonly Finding[]): AccountChecked => ({ findings, notLookedAt: [] });

const open = (checks: readonly CheckId[], what: string, because: string): AccountChecked => ({
  findings: [],
  notLookedAt: [{ checks, what, because }],
});

/** Of the two reads that know it, one that says so is enough. */
function rootKey({ root, summary }: AccountView): AccountChecked {
  const keys = activeKeys(root);
  if (keys > 0)
    return found({ id: 'root-key', because: `root has ${keys === 1 ? 'an active key' : 'two active keys'}` });
  const bySummary = 'value' in summary ? summary.value.rootHasKeys : undefined;
  if (bySummary) return found({ id: 'root-key', because: 'root has an access key, by the account summary' });
  if (root?.keys || bySummary === false) return found();
  return open(['root-key'], "root's access keys", whyNot(summary));
}

export const activeKeys = (row: CredentialRow | undefined) => row?.keys?.filter(({ active }) => active).length ?? 0;

function rootMfa({ root, summary, rootMfaIsVirtual }: AccountView): AccountChecked {
  const bySummary = 'value' in summary ? summary.value.rootHasMfa : undefined;
  const hasMfa = root?.hasMfa ?? bySummary;
  if (hasMfa === undefined) return open(['root-without-mfa', 'root-mfa-virtual'], "root's MFA", whyNot(summary));
  if (!hasMfa) return found({ id: 'root-without-mfa', because: 'root has no MFA device' });
  if (rootMfaIsVirtual === undefined) return found();
  if ('notLookedAt' in rootMfaIsVirtual)
    return open(['root-mfa-virtual'], "the kind of root's MFA device", rootMfaIsVirtual.notLookedAt);
  return rootMfaIsVirtual.value ? found({ id: 'root-mfa-virtual', because: 'root has a virtual MFA device' }) : found();
}

const whyNot = (summary: AccountView['summary']) =>
  'notLookedAt' in summary ? summary.notLookedAt : 'the credential report has no row for root';

function rootUse({ root }: AccountView, now: Date): AccountChecked {
  if (!root) return open(['root-used'], 'the use of root', 'the credential report has no row for root');
  const uses = [root.passwordUsedAt, ...(root.keys ?? []).map(({ usedAt }) => usedAt)].filter(
    (at): at is Date => at instanceof Date,
  );
  const latest = uses.sort((a, b) => b.getTime() - a.getTime())[0];
  return latest && ageInDays(latest, now) <= ROOT_USED_DAYS
    ? found({ id: 'root-used', because: `root was used on ${day(latest)}` })
    : found();
}

/** Each line is a check of prowler's, and what must be so. */
const PASSWORD_RULES: readonly (readonly [
  prowler: string,
  lack: string,
  holds: (policy: PasswordPolicy) => boolean,
])[] = [
  ['iam_password_policy_minimum_length_14', 'at least 14 characters', ({ minimumLength }) => minimumLength >= 14],
  ['iam_password_policy_lowercase', 'a lowercase letter', ({ lowercase }) => lowercase],
  ['iam_password_policy_uppercase', 'an uppercase letter', ({ uppercase }) => uppercase],
  ['iam_password_policy_number', 'a digit', ({ numbers }) => numbers],
  ['iam_password_policy_symbol', 'a symbol', ({ symbols }) => symbols],
  ['iam_password_policy_reuse_24', 'none of the last 24 passwords', ({ remembered }) => remembered >= 24],
  [
    'iam_password_policy_expires_passwords_within_90_days_or_less',
    'a new password every 90 days',
    ({ maxAgeDays }) => maxAgeDays !== undefined && maxAgeDays > 0 && maxAgeDays <= 90,
  ],
];

function passwordPolicy(read: Looked<PasswordPolicy | 'none'>): AccountChecked {
  if ('notLookedAt' in read) return open(['password-policy'], 'the password policy', read.notLookedAt);
  const policy = read.value;
  if (policy === 'none')
    return found({
      id: 'password-policy',
      because: 'the account has no password policy of its own',
      prowler: PASSWORD_RULES.map(([prowler]) => prowler),
    });
  const failing = PASSWORD_RULES.filter(([, , holds]) => !holds(policy));
  if (failing.length === 0) return found();
  return found({
    id: 'password-policy',
    because: `the password policy does not ask for ${failing.map(([, lack]) => lack).join(', ')}`,
    prowler: failing.map(([prowler]) => prowler),
  });
}
