import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge';

/** A queue for events that were given up. Events name no keys, so the encryption with SQS's own key is enough. */
export function deadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // The longest that SQS allows: time to come back from a holiday and still see what failed.
    retentionPeriod: Duration.days(14),
  });
  acknowledge(queue, 'SQS3', 'This queue is itself a dead-letter queue: nothing consumes it but a person.');
  return queue;
}
