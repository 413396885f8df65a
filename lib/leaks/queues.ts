import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from '../dead-letter-queue';

/** The longest that one signal may take. A function that is stopped has its signal delivered once more after that. */
export const LEAK_TIMEOUT = Duration.seconds(90);

/** A fault that passes is over by the second try; what fails twice is for a person to see. */
const TRIES = 2;

export interface LeakQueues {
  /** One after the other, so that each answer knows of the one before it. */
  readonly signals: Queue;
  /** What the function could not answer, or could not read. */
  readonly unanswered: Queue;
  /** What EventBridge could not put into the queue. It takes no FIFO queue for that. */
  readonly undelivered: Queue;
}

export function leakQueues(parent: Construct, key?: IKey): LeakQueues {
  const scope = new Construct(parent, 'LeakQueues');
  const unanswered = deadLetterQueue(scope, 'Unanswered', key, { fifo: true });
  return {
    unanswered,
    undelivered: deadLetterQueue(scope, 'Undelivered', key),
    signals: new Queue(scope, 'Signals', {
      ...(key
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      fifo: true,
      // EventBridge gives no id of its own to a message.
      contentBasedDeduplication: true,
      visibilityTimeout: LEAK_TIMEOUT,
      deadLetterQueue: { queue: unanswered, maxReceiveCount: TRIES },
    }),
  };
}
