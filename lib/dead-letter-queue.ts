import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './permissions/acknowledge';

/** A queue for events that were given up. They hold no secret halves, so the encryption with SQS's own key is enough unless a key is given. */
export function deadLetterQueue(scope: Construct, id: string, key?: IKey, { fifo = false } = {}): Queue {
  const queue = new Queue(scope, id, {
    ...(key
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
      : { encryption: QueueEncryption.SQS_MANAGED }),
    enforceSSL: true,
    // A FIFO queue takes no other.
    ...(fifo && { fifo: true }),
    // The longest that SQS allows: time to come back from a holiday and still see what failed.
    retentionPeriod: Duration.days(14),
  });
  acknowledge(queue, 'SQS3', 'This queue is itself a dead-letter queue: nothing consumes it but a person.');
  return queue;
}
