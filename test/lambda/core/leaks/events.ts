/** Events as EventBridge delivers them. AWS documents no example of the first: its shape is composed of two samples and the schema page. */
import { ACCOUNT_ID } from '../../../support/builders';

export const KEY = 'AKIAIOSFODNN7EXAMPLE';
export const KEY2 = 'AKIAI44QH8DHBEXAMPLE';

type Fields = Readonly<Record<string, unknown>>;

/** `detail` is laid over the default one; what is undefined goes. */
export const aHealthEvent = (detail: Fields = {}, envelope: Fields = {}): object =>
  JSON.parse(
    JSON.stringify({
      version: '0',
      id: '7bf73129-1428-4cd3-a780-95db273d1602',
      'detail-type': 'AWS Health Event',
      source: 'aws.health',
      account: ACCOUNT_ID,
      time: '2026-11-26T07:59:00Z',
      region: 'us-east-1',
      resources: [KEY],
      ...envelope,
      detail: {
        eventArn: 'arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED_X',
        service: 'RISK',
        eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
        eventTypeCategory: 'issue',
        eventScopeCode: 'ACCOUNT_SPECIFIC',
        eventRegion: 'us-east-1',
        communicationId: 'a-1',
        page: '1',
        totalPages: '1',
        backupEvent: 'false',
        affectedAccount: ACCOUNT_ID,
        startTime: 'Thu, 26 Nov 2026 07:58:00 GMT',
        eventDescription: [{ language: 'en_US', latestDescription: 'AWS has become aware of a public key' }],
        affectedEntities: [{ entityValue: KEY, status: 'IMPAIRED' }],
        eventMetadata: {
          publicKey: ` ${KEY}`,
          userName: 'svc-reports',
          accountId: ACCOUNT_ID,
          exposedUrl: 'https://github.com/x/y/blob/z/.env',
        },
        ...detail,
      },
    }),
  );

export const aFinding = (detail: Fields = {}, envelope: Fields = {}): object =>
  JSON.parse(
    JSON.stringify({
      version: '0',
      'detail-type': 'GuardDuty Finding',
      source: 'aws.guardduty',
      account: ACCOUNT_ID,
      region: 'us-east-1',
      ...envelope,
      detail: {
        schemaVersion: '2.0',
        accountId: ACCOUNT_ID,
        id: 'f1',
        type: 'CredentialAccess:IAMUser/CompromisedCredentials',
        severity: 8,
        title: 'Credentials were used in a suspicious way.',
        resource: {
          resourceType: 'AccessKey',
          accessKeyDetails: {
            accessKeyId: KEY,
            principalId: 'AIDAIOSFODNN7EXAMPLE',
            userType: 'IAMUser',
            userName: 'svc-reports',
          },
        },
        service: { action: { actionType: 'AWS_API_CALL' }, archived: false, count: 1 },
        ...detail,
      },
    }),
  );

export const aSequence = (user: Fields = {}): object =>
  aFinding({
    type: 'AttackSequence:IAM/CompromisedCredentials',
    severity: 9,
    resource: { resourceType: 'AttackSequence' },
    service: {
      detection: {
        sequence: {
          actors: [
            {
              id: 'user:IAMUser:AIDA:svc-reports',
              user: { name: 'svc-reports', type: 'IAMUser', credentialUid: KEY, ...user },
            },
          ],
        },
      },
    },
  });

/** As the queue delivers it. */
export const queued = (...events: readonly object[]) => ({
  Records: events.map((event, n) => ({ messageId: String(n), eventSource: 'aws:sqs', body: JSON.stringify(event) })),
});
