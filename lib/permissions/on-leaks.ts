import { allow, type Permission, type PermissionsProps } from './permission';

/** Lambda reads the queue in the name of the function. */
export function onLeaks({ leakQueueArn }: PermissionsProps): Permission[] {
  if (leakQueueArn === undefined) return [];
  return [
    allow({
      sid: 'ReceiveSignals',
      why: 'Lambda takes what AWS says about leaked keys from the one queue, in the name of the function.',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [leakQueueArn],
    }),
  ];
}
