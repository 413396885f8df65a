/** One notification of each kind, for the tests of what owners and programs read. */

import type { BlockReason, HoldReason } from '../../lambda/core/holds';
import type { Notification } from '../../lambda/core/messages/message';
import { aUser, inDays, NEW, NOW, OLD, THIRD } from './builders';

export type Own<N = Notification> = N extends Notification
  ? Omit<N, 'user' | 'at' | 'secretName' | 'region' | 'because'>
  : never;
type Common = Pick<Notification, 'user' | 'because' | 'secretName'>;

export const aNotification = (own: Own, common: Partial<Common> = {}) =>
  ({
    user: aUser({ tags: { 'keyturn:owner': 'team-a' } }),
    at: NOW,
    because: 'a reason',
    secretName: 'keyturn/alice',
    region: 'us-east-1',
    ...common,
    ...own,
  }) as Notification;

export const EVENTS = {
  upcoming: { event: 'key-rotation-upcoming', accessKeyId: OLD, rotatesAt: inDays(7), graceEndsAt: inDays(21) },
  rotated: { event: 'key-rotated', accessKeyId: NEW, oldKeyId: OLD, graceEndsAt: inDays(14), windowEndsAt: inDays(22) },
  reminder: { event: 'key-reminder', accessKeyId: OLD, graceEndsAt: inDays(3), windowEndsAt: inDays(11) },
  deactivated: { event: 'key-deactivated', accessKeyId: OLD, role: 'retiring', deletedFrom: inDays(7) },
  deleted: { event: 'key-deleted', accessKeyId: OLD, role: 'retiring' },
  held: { event: 'key-held', accessKeyId: OLD, reason: 'still-in-use' },
  blocked: { event: 'user-blocked', reason: 'two-active-keys', keyIds: [OLD, THIRD] },
  rolledBack: { event: 'key-rolled-back', accessKeyId: OLD, until: inDays(14), isCurrent: true },
  revoked: { event: 'key-revoked', accessKeyId: OLD, deletedFrom: inDays(7) },
  inUse: {
    event: 'key-held',
    accessKeyId: OLD,
    reason: 'still-in-use',
    usedBy: [
      {
        at: inDays(-1),
        service: 's3',
        eventName: 'ListBuckets',
        sourceIpAddress: '203.0.113.7',
        client: 'aws-cli',
        userAgent: 'aws-cli/2.17.5 md/awscrt#0.20.11',
      },
    ],
    programs: [
      { client: 'aws-cli', sourceIpAddress: '203.0.113.7', hasMoved: false, oldSeenAt: inDays(-1), seenAt: inDays(-1) },
      { client: 'Boto3', sourceIpAddress: '203.0.113.9', hasMoved: true, movedAt: inDays(-2), seenAt: inDays(-1) },
    ],
  },
  formatChanges: {
    event: 'secret-format-changes',
    accessKeyId: NEW,
    format: 'env',
    reads: 'JSON with the fields AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    formerFormat: 'credential-process',
    formerly: 'JSON with the fields Version, AccessKeyId and SecretAccessKey',
  },
  leaked: {
    event: 'key-leaked',
    accessKeyId: OLD,
    source: 'AWS Health',
    signal: 'AWS_RISK_CREDENTIALS_EXPOSED',
    certainty: 'confirmed',
    reportedAt: NOW,
    exposedUrl: 'https://github.com/example/repo/blob/main/.env',
    words: 'AWS has become aware that the access key is publicly accessible',
    answer: 'deactivate',
    currentKeyId: NEW,
    currentSince: new Date(NOW.getTime() + 11_000),
    deactivatedAt: new Date(NOW.getTime() + 13_000),
    deletedFrom: inDays(7),
    quarantine: 'AWSCompromisedKeyQuarantineV3',
  },
  leakedUsed: {
    event: 'leaked-key-used',
    accessKeyId: OLD,
    regions: ['eu-central-1', 'us-east-1'],
    isWhole: false,
    writes: [
      {
        at: inDays(-1),
        service: 'iam',
        eventName: 'CreateUser',
        sourceIpAddress: '198.51.100.9',
        client: 'Boto3',
        userAgent: 'Boto3/1.34.0',
      },
    ],
    newAddresses: [],
  },
  heldByHand: { event: 'key-held', reason: 'by-hand' },
} satisfies Record<string, Own>;

/** Every reason, and the event that tells it. */
export const REASONS: Record<HoldReason | BlockReason, 'key-held' | 'user-blocked'> = {
  'tags-invalid': 'key-held',
  'secret-tags-invalid': 'key-held',
  'identity-differs': 'key-held',
  'secret-not-adopted': 'key-held',
  'secrets-ambiguous': 'key-held',
  'secret-deleted': 'key-held',
  'secret-overwritten': 'key-held',
  'secret-is-replica': 'key-held',
  'secret-owned-by-service': 'key-held',
  'secret-rotated-elsewhere': 'key-held',
  'secret-tags-full': 'key-held',
  'secret-name-differs': 'key-held',
  'secret-format-undeclared': 'key-held',
  'state-lost': 'key-held',
  'labels-moved': 'key-held',
  'current-inactive': 'key-held',
  'revocation-failed': 'key-held',
  'current-unproven': 'key-held',
  'still-in-use': 'key-held',
  'successor-unused': 'key-held',
  reactivated: 'key-held',
  'foreign-key-old': 'key-held',
  'hold-without-end': 'key-held',
  'by-hand': 'key-held',
  'keeps-failing': 'user-blocked',
  'two-active-keys': 'user-blocked',
  'foreign-key': 'user-blocked',
  'spare-in-quarantine': 'user-blocked',
  'no-free-slot': 'user-blocked',
  'predecessor-in-the-way': 'user-blocked',
};
const held = Object.entries(REASONS).map(([reason, event]) => ({ event, reason, accessKeyId: OLD }) as Own);
/** Every event in all its forms. */
export const all: readonly Own[] = [
  ...Object.values(EVENTS),
  { event: 'key-rotated', accessKeyId: NEW, graceEndsAt: inDays(14), windowEndsAt: inDays(22) },
  {
    event: 'key-held',
    reason: 'secret-overwritten',
    accessKeyId: NEW,
    isUrgent: true,
    labelFrom: '11111111-2222-3333-4444-555555555555',
    labelTo: `keyturn-access-key-${NEW}`,
  },
  { event: 'key-held', reason: 'tags-invalid', tagKeys: ['keyturn:grace-days'] },
  { event: 'key-held', reason: 'secrets-ambiguous', surplusSecrets: ['copies/alice', 'team/alice'] },
  { ...EVENTS.deactivated, role: 'spare' },
  { ...EVENTS.revoked, currentKeyId: NEW },
  { ...EVENTS.rolledBack, isCurrent: false },
  { ...EVENTS.deleted, role: 'orphan' },
  { ...EVENTS.deleted, role: 'pending' },
  { ...EVENTS.deleted, role: 'spare' },
  {
    ...EVENTS.leaked,
    answer: 'notify',
    certainty: 'suspected',
    isInactive: false,
    isCurrent: true,
    why: "No new key was issued: both of IAM's two slots are taken",
  },
  { ...EVENTS.leaked, answer: 'notify', isInactive: true },
  { ...EVENTS.leakedUsed, writes: [] },
  ...held,
];
