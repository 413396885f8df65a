import { Aws } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { deadLetterQueue } from '../dead-letter-queue';
import { HEALTH_PATTERN } from './rules';

/** Passes on what AWS Health says about leaked keys. @returns what could not be passed on */
export function forwardHealth(scope: Construct, homeRegion: string): Queue {
  const undelivered = deadLetterQueue(scope, 'Undelivered');
  const home = `arn:${Aws.PARTITION}:events:${homeRegion}:${Aws.ACCOUNT_ID}:event-bus/default`;
  new Rule(scope, 'Leaks', {
    description: `Keyturn: passes on to ${homeRegion} what AWS Health says about leaked access keys`,
    eventPattern: HEALTH_PATTERN,
    targets: [new EventBusTarget(EventBus.fromEventBusArn(scope, 'Home', home), { deadLetterQueue: undelivered })],
  });
  return undelivered;
}
