import { allow, type Permission, type PermissionsProps } from './permission';

export function onEvidence({ cloudTrailEvidence }: PermissionsProps): Permission[] {
  if (!cloudTrailEvidence) return [];
  return [
    allow({
      sid: 'SeeWhoUsesOldKeys',
      why: "Looks up who still uses a retiring key, to name the program in the message to its owner. AWS knows no resource for this read of the account's management events.",
      actions: ['cloudtrail:LookupEvents'],
      resources: ['*'],
    }),
  ];
}

export function onItsOwnRuns({ region, logGroupArn, deadLetterQueueArn, queueKeyArn }: PermissionsProps): Permission[] {
  return [
    allow({
      sid: 'WriteLog',
      why: 'Writes to its own log group, which the stack creates.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn],
    }),
    ...(deadLetterQueueArn === undefined
      ? []
      : [
          allow({
            sid: 'KeepFailedEvents',
            why: 'Lambda puts an event that failed for good into the dead-letter queue in the name of the function.',
            actions: ['sqs:SendMessage'],
            resources: [deadLetterQueueArn],
          }),
        ]),
    ...(queueKeyArn === undefined
      ? []
      : [
          allow({
            sid: 'EncryptFailedEvents',
            why: "SQS encrypts an event in the sender's name. Through SQS only, and with the given key only.",
            actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
            resources: [queueKeyArn],
            conditions: { StringLike: { 'kms:ViaService': `sqs.${region}.*` } },
          }),
        ]),
  ];
}
