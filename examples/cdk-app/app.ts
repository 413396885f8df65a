/** `npm install`, then `npx cdk deploy`. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { KeyRotation } from 'keyturn';

const stack = new Stack(new App(), 'AccessKeys');

const rotation = new KeyRotation(stack, 'KeyRotation', {
  maxKeyAge: Duration.days(90),
  grace: Duration.days(21),
  // For the first deployment: decide and log, change nothing.
  dryRun: true,
});

rotation.topic.addSubscription(new EmailSubscription('platform@example.com'));
