/** One notification of each event, as docs/messages.md shows them. An event without an example does not compile. */

import { isBlock, REASONS, type Reason } from '../../lambda/core/holds';
import type { Notification } from '../../lambda/core/messages/message';
import type { Event } from '../../lambda/core/rules/announcement';
import { fromContext } from '../../lambda/core/settings/context';
import { userSettingsFrom } from '../../lambda/core/settings/user-settings';
import { day } from '../../lambda/core/time';

const AT = new Date('2027-03-01T06:00:00Z');
const inDays = (days: number) => new Date(AT.getTime() + days * 24 * 60 * 60 * 1000);
const inSeconds = (seconds: number) => new Date(AT.getTime() + seconds * 1000);

const RETIRING = 'AKIAI44QH8DHBEXAMPLE';
const NEW = 'AKIAIOSFODNN7EXAMPLE';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:Keyturn';

const settings = userSettingsFrom(
  { 'keyturn:owner': 'reporting' },
  {
    ...fromContext({ contact: '#platform on Slack', docsUrl: 'https://wiki.example.com/keyturn' }),
    topicArn: TOPIC,
  },
);

const common = {
  user: {
    name: 'svc-reports',
    id: 'AIDACKCEVSQ6C2EXAMPLE',
    arn: 'arn:aws:iam::123456789012:user/svc-reports',
    path: '/',
    accountId: '123456789012',
    settings,
  },
  at: AT,
  secretName: 'keyturn/svc-reports',
  region: 'eu-central-1',
} as const;

type Facts<E extends Event> = Omit<Extract<Notification, { event: E }>, keyof typeof common | 'event'>;

const FACTS: { readonly [E in Event]: Facts<E> } = {
  'key-rotation-upcoming': {
    because: `the key ${RETIRING} is 61 days old, and its rotation is scheduled for ${day(inDays(7))}`,
    accessKeyId: RETIRING,
    rotatesAt: inDays(7),
    graceEndsAt: inDays(21),
  },
  'key-rotated': {
    because: `the key ${RETIRING} is 68 days old and must not exceed 90 days`,
    accessKeyId: NEW,
    oldKeyId: RETIRING,
    graceEndsAt: inDays(14),
    windowEndsAt: inDays(22),
    format: 'credential-process',
    reads: 'JSON with the fields Version, AccessKeyId, SecretAccessKey, AccountId, UserName and CreateDate',
  },
  'key-reminder': {
    because: `the retiring key ${RETIRING} may still be in use (last used on 2027-02-28 08:00 UTC (s3, eu-central-1)), and its grace ends on ${day(inDays(3))}`,
    accessKeyId: RETIRING,
    graceEndsAt: inDays(3),
    windowEndsAt: inDays(11),
  },
  'key-deactivated': {
    because:
      'the retiring key was last used on 2027-02-14 06:00 UTC (s3, eu-central-1), and the new key has been in use since',
    accessKeyId: RETIRING,
    role: 'retiring',
    deletedFrom: inDays(7),
  },
  'key-deleted': {
    because: `${RETIRING} was Inactive for the whole quarantine of 7 days; ${NEW} replaced it`,
    accessKeyId: RETIRING,
    role: 'retiring',
  },
  'key-held': {
    because: `the retiring key ${RETIRING} stays active past its grace: it was last used on 2027-02-28 08:00 UTC (sts, eu-central-1), which is after the rotation`,
    accessKeyId: RETIRING,
    reason: 'still-in-use',
    usedBy: [
      {
        at: inDays(-1),
        service: 'sts',
        eventName: 'GetCallerIdentity',
        sourceIpAddress: '203.0.113.9',
        client: 'Boto3',
        userAgent: 'Boto3/1.34.0',
      },
    ],
    programs: [
      { client: 'Boto3', sourceIpAddress: '203.0.113.9', hasMoved: false, oldSeenAt: inDays(-1), seenAt: inDays(-1) },
      { client: 'aws-cli', sourceIpAddress: '203.0.113.7', hasMoved: true, movedAt: inDays(-20), seenAt: inDays(-1) },
    ],
  },
  'user-blocked': {
    because: `the key ${RETIRING} is 68 days old and must not exceed 90 days, but two keys are Active and nothing shows which one is meant to stay: ${RETIRING} (last used on 2027-02-28 08:00 UTC (s3, eu-central-1)) and ${NEW} (never used); delete or deactivate the one that is not needed`,
    reason: 'two-active-keys',
    keyIds: [RETIRING, NEW],
  },
  'key-rolled-back': {
    because: `an operator requested a rollback to ${RETIRING}; both keys are kept until ${day(inDays(14))}`,
    accessKeyId: RETIRING,
    until: inDays(14),
    isCurrent: true,
    requested: { command: 'rollback', reason: 'ticket 123' },
  },
  'key-revoked': {
    because: `${RETIRING} was reported as compromised`,
    accessKeyId: RETIRING,
    currentKeyId: NEW,
    deletedFrom: inDays(7),
  },
  'key-leaked': {
    because: 'AWS Health reports AWS_RISK_CREDENTIALS_EXPOSED',
    accessKeyId: RETIRING,
    source: 'AWS Health',
    signal: 'AWS_RISK_CREDENTIALS_EXPOSED',
    certainty: 'confirmed',
    reportedAt: AT,
    exposedUrl: 'https://github.com/example/reports/blob/main/.env',
    answer: 'deactivate',
    currentKeyId: NEW,
    currentSince: inSeconds(14),
    deactivatedAt: inSeconds(16),
    deletedFrom: inDays(7),
  },
  'leaked-key-used': {
    because: `${RETIRING} was reported as leaked`,
    accessKeyId: RETIRING,
    regions: ['eu-central-1', 'us-east-1'],
    isWhole: true,
    writes: [
      {
        at: inSeconds(-45),
        service: 'iam',
        eventName: 'CreateUser',
        sourceIpAddress: '198.51.100.9',
        client: 'Boto3',
        userAgent: 'Boto3/1.34.0',
      },
    ],
    newAddresses: [
      {
        at: inSeconds(-45),
        service: 'iam',
        eventName: 'CreateUser',
        sourceIpAddress: '198.51.100.9',
        client: 'Boto3',
        userAgent: 'Boto3/1.34.0',
      },
    ],
  },
  'secret-format-changes': {
    because: 'a tag names the format env, and the secret has credential-process until its next rotation',
    accessKeyId: NEW,
    format: 'env',
    reads: 'JSON with the fields AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    formerFormat: 'credential-process',
    formerly: 'JSON with the fields Version, AccessKeyId, SecretAccessKey, AccountId, UserName and CreateDate',
  },
};

export const EXAMPLES: readonly Notification[] = (Object.keys(FACTS) as Event[]).map(
  (event) => ({ ...common, event, ...FACTS[event] }) as Notification,
);

/** Every reason of a hold or block, with a reason in place of its sentence. */
export const REASON_EXAMPLES: readonly Extract<Notification, { event: 'key-held' | 'user-blocked' }>[] = (
  Object.keys(REASONS) as Reason[]
).map((reason) => ({
  ...common,
  event: isBlock(reason) ? 'user-blocked' : 'key-held',
  reason,
  because: '(the evidence)',
  accessKeyId: RETIRING,
}));
