/** Builders for posture: an account that is in order, of which a test changes what matters. */
import type { AccountView, ViewedUser } from '../../lambda/core/posture/account-view';
import type { CallRecord } from '../../lambda/core/posture/instead/call-record';
import type { CredentialKey, CredentialRow } from '../../lambda/core/user/credential-row';

export const NOW = new Date('2026-11-26T12:00:00Z');

export const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000);

export const aKey = (more: Partial<CredentialKey> = {}): CredentialKey => ({
  slot: 1,
  active: true,
  changedAt: daysAgo(30),
  usedAt: daysAgo(1),
  service: 's3',
  region: 'eu-west-1',
  ...more,
});

export const aRow = (more: Partial<CredentialRow> = {}): CredentialRow => ({
  user: 'svc-reports',
  arn: 'arn:aws:iam::123456789012:user/svc-reports',
  createdAt: daysAgo(400),
  hasPassword: false,
  passwordUsedAt: undefined,
  passwordChangedAt: undefined,
  hasMfa: false,
  keys: [aKey()],
  ...more,
});

export const aUser = (more: Partial<ViewedUser> = {}, row: Partial<CredentialRow> = {}): ViewedUser => ({
  name: 'svc-reports',
  id: 'AIDASVCREPORTSEXAMPLE',
  tags: {},
  createdAt: daysAgo(400),
  credentials: aRow({ user: more.name ?? 'svc-reports', ...row }),
  grants: { attached: [], inline: [], administratorBy: undefined },
  isManaged: false,
  hasSecret: false,
  ...more,
});

export const ROOT_ROW = aRow({
  user: '<root_account>',
  arn: 'arn:aws:iam::123456789012:root',
  hasPassword: undefined,
  passwordUsedAt: 'never',
  hasMfa: true,
  keys: [],
});

export const aView = (more: Partial<AccountView> = {}): AccountView => ({
  accountId: '123456789012',
  reportedAt: daysAgo(0.1),
  root: ROOT_ROW,
  users: [],
  passwordPolicy: {
    value: {
      minimumLength: 14,
      symbols: true,
      numbers: true,
      uppercase: true,
      lowercase: true,
      maxAgeDays: 90,
      remembered: 24,
    },
  },
  summary: { value: { rootHasMfa: true, rootHasKeys: false } },
  rootMfaIsVirtual: { value: false },
  ...more,
});

export const aCall = (more: Partial<CallRecord> = {}): CallRecord => ({
  at: daysAgo(1),
  service: 's3',
  eventName: 'ListBuckets',
  source: '203.0.113.7',
  agent: 'Boto3/1.28.57 Python/3.11.5 Linux/5.15.0-86-generic Botocore/1.31.57',
  ...more,
});
