/**
 * Prowler's published checks on access keys, root and passwords, written down as a table of rule → columns of the credential report, and
 * compared with ours on accounts of every kind. Where the verdicts differ, the table says when and why: any other difference fails.
 */
import fc from 'fast-check';
import { checkAccount } from '../../../../lambda/core/posture/check-account';
import { checkUser } from '../../../../lambda/core/posture/check-user';
import { CHECKS, type CheckId } from '../../../../lambda/core/posture/checks';
import { type CredentialRow, credentialRows } from '../../../../lambda/core/user/credential-row';
import { aUser, aView, daysAgo, NOW } from '../../../support/posture';

type Columns = Readonly<Record<string, string>>;

const days = (text: string | undefined) => Math.floor((NOW.getTime() - new Date(text ?? '').getTime()) / 86_400_000);
const slots = ['1', '2'] as const;
const active = (row: Columns, n: string) => row[`access_key_${n}_active`] === 'true';
const lastUse = (row: Columns, n: string) => row[`access_key_${n}_last_used_date`] ?? 'N/A';

interface Rule {
  readonly ours: CheckId;
  readonly fails: (row: Columns) => boolean;
  /** When ours may say otherwise. */
  readonly differs?: { readonly when: (row: Columns) => boolean; readonly why: string };
}

const OF_USERS: Readonly<Record<string, Rule>> = {
  iam_rotate_access_key_90_days: {
    ours: 'key-old',
    fails: (row) => slots.some((n) => active(row, n) && days(row[`access_key_${n}_last_rotated`]) > 90),
  },
  iam_user_accesskey_unused: {
    ours: 'key-unused',
    fails: (row) => slots.some((n) => active(row, n) && lastUse(row, n) !== 'N/A' && days(lastUse(row, n)) > 45),
    differs: {
      when: (row) =>
        slots.some(
          (n) => active(row, n) && lastUse(row, n) === 'N/A' && days(row[`access_key_${n}_last_rotated`]) > 45,
        ),
      why: 'prowler passes a key that was never used; the CIS benchmark, whose check this is, does not',
    },
  },
  iam_user_two_active_access_key: { ours: 'two-active-keys', fails: (row) => slots.every((n) => active(row, n)) },
  iam_user_no_setup_initial_access_key: {
    ours: 'key-never-used',
    fails: (row) => slots.some((n) => active(row, n) && lastUse(row, n) === 'N/A' && row.password_enabled === 'true'),
  },
  iam_user_mfa_enabled_console_access: {
    ours: 'console-without-mfa',
    fails: (row) => row.password_enabled === 'true' && row.mfa_active === 'false',
  },
  iam_user_console_access_unused: {
    ours: 'password-unused',
    fails: (row) =>
      row.password_enabled === 'true' && /^\d/.test(row.password_last_used ?? '') && days(row.password_last_used) > 45,
    differs: {
      when: (row) =>
        row.password_enabled === 'true' &&
        row.password_last_used === 'no_information' &&
        days(row.password_last_changed) > 45,
      why: 'prowler passes a password that was never used; the CIS benchmark does not',
    },
  },
};

const OF_ROOT: Readonly<Record<string, Rule>> = {
  iam_no_root_access_key: { ours: 'root-key', fails: (row) => slots.some((n) => active(row, n)) },
  iam_root_mfa_enabled: { ours: 'root-without-mfa', fails: (row) => row.mfa_active === 'false' },
  iam_avoid_root_usage: {
    ours: 'root-used',
    fails: (row) => {
      // The first of the three that says anything decides.
      const used = [row.password_last_used, lastUse(row, '1'), lastUse(row, '2')].find((at) => /^\d/.test(at ?? ''));
      return used !== undefined && days(used) <= 1;
    },
    differs: {
      when: (row) =>
        [row.password_last_used, ...slots.map((n) => lastUse(row, n))].filter((at) => /^\d/.test(at ?? '')).length > 1,
      why: "prowler looks at the key's use only where the password was never used; ours takes the latest of all",
    },
  },
};

const iso = (at: Date) => at.toISOString().replace(/\.\d+Z$/, '+00:00');
const aTime = fc.integer({ min: 0, max: 220 }).map((n) => iso(daysAgo(n + 0.25)));
const aSlot = (n: string, never = 'N/A') =>
  fc.oneof(
    fc.constant({
      [`access_key_${n}_active`]: 'false',
      [`access_key_${n}_last_rotated`]: 'N/A',
      [`access_key_${n}_last_used_date`]: never,
    }),
    fc.record({
      [`access_key_${n}_active`]: fc.constantFrom('true', 'true', 'false'),
      [`access_key_${n}_last_rotated`]: aTime,
      [`access_key_${n}_last_used_date`]: fc.oneof(fc.constant('N/A'), aTime),
    }),
  );

const userRow: fc.Arbitrary<Columns> = fc
  .tuple(
    aSlot('1'),
    aSlot('2'),
    fc.oneof(
      fc.constant({ password_enabled: 'false', password_last_used: 'N/A', password_last_changed: 'N/A' }),
      fc.record({
        password_enabled: fc.constant('true'),
        password_last_used: fc.oneof(fc.constant('no_information'), aTime),
        password_last_changed: aTime,
      }),
    ),
    fc.record({ mfa_active: fc.constantFrom('true', 'false') }),
  )
  .map((parts) => ({ ...ROW, ...Object.assign({}, ...parts) }));

const rootRow: fc.Arbitrary<Columns> = fc
  .tuple(
    aSlot('1'),
    aSlot('2'),
    fc.record({
      password_last_used: fc.oneof(fc.constant('no_information'), aTime),
      mfa_active: fc.constantFrom('true', 'false'),
    }),
  )
  .map((parts) => ({
    ...ROW,
    user: '<root_account>',
    ...Object.assign({}, ...parts),
    password_enabled: 'not_supported',
  }));

const keyColumns = (n: string) =>
  ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
    (name) => `access_key_${n}_${name}`,
  );
/** All 22 columns, in AWS's order. */
const HEADER = [
  'user',
  'arn',
  'user_creation_time',
  ...['password_enabled', 'password_last_used', 'password_last_changed', 'password_next_rotation', 'mfa_active'],
  ...keyColumns('1'),
  ...keyColumns('2'),
  ...['cert_1_active', 'cert_1_last_rotated', 'cert_2_active', 'cert_2_last_rotated'],
];
const ROW: Columns = {
  ...Object.fromEntries(HEADER.map((column) => [column, 'N/A'])),
  user: 'svc-reports',
  arn: 'arn:aws:iam::123456789012:user/svc-reports',
  user_creation_time: iso(daysAgo(400)),
};
const parsed = (row: Columns): CredentialRow => {
  const [one] = credentialRows(`${HEADER.join(',')}\n${HEADER.map((column) => row[column]).join(',')}`);
  if (!one) throw new Error('the row was passed over');
  return one;
};

test('the report has the 22 columns', () => expect(HEADER).toHaveLength(22));

function compare(
  rules: Readonly<Record<string, Rule>>,
  kinds: fc.Arbitrary<Columns>,
  findings: (row: CredentialRow) => readonly CheckId[],
) {
  const rows = fc.sample(kinds, { seed: 14, numRuns: 600 }).map((row) => ({ row, found: findings(parsed(row)) }));
  describe.each(Object.entries(rules))('%s', (prowler, { ours, fails, differs }) => {
    test('is the check that its number names', () => expect(CHECKS[ours]).toMatchObject({ prowler: [prowler] }));

    test(`has the same verdict as ${ours}${differs ? `, but that ${differs.why}` : ''}`, () => {
      const verdicts = rows.map(({ row, found }) => ({ row, theirs: fails(row), mine: found.includes(ours) }));
      const differing = verdicts.filter(({ theirs, mine }) => theirs !== mine);
      expect(differing.filter(({ row }) => !differs?.when(row))).toEqual([]);
      // A comparison in which nothing ever fails, or an exception that never occurs, shows nothing.
      const failed = verdicts.filter(({ theirs }) => theirs).length;
      expect(Math.min(failed, verdicts.length - failed)).toBeGreaterThan(10);
      expect(differing.length > 0).toBe(differs !== undefined);
    });
  });
}

compare(OF_USERS, userRow, (row) => (checkUser(aUser({}, row), NOW) ?? []).map(({ id }) => id));
compare(OF_ROOT, rootRow, (row) => checkAccount(aView({ root: row }), NOW).findings.map(({ id }) => id));

test("each of prowler's seven password checks is one of ours", () => {
  const policy = {
    minimumLength: 13,
    symbols: false,
    numbers: false,
    uppercase: false,
    lowercase: false,
    maxAgeDays: 91,
    remembered: 23,
  };
  const [finding] = checkAccount(aView({ passwordPolicy: { value: policy } }), NOW).findings;
  expect(finding?.prowler).toEqual([
    'iam_password_policy_minimum_length_14',
    'iam_password_policy_lowercase',
    'iam_password_policy_uppercase',
    'iam_password_policy_number',
    'iam_password_policy_symbol',
    'iam_password_policy_reuse_24',
    'iam_password_policy_expires_passwords_within_90_days_or_less',
  ]);
});

test.each<[prowler: string, ours: CheckId, why: string]>([
  [
    'iam_user_administrator_access_policy',
    'administrator',
    'ours also counts groups and inline policies, and only users that can sign in or sign',
  ],
  [
    'iam_policy_attached_only_to_group_or_roles',
    'policies-on-user',
    "ours leaves out AWS's quarantine and Keyturn's own policy",
  ],
  ['iam_root_hardware_mfa_enabled', 'root-mfa-virtual', 'the same'],
])('%s is %s: %s', (prowler, ours) => expect(CHECKS[ours]).toMatchObject({ prowler: [prowler] }));
