/** `npm install && npm install --prefix update-github-secret --omit=dev`, then `npx cdk deploy`. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { KeyRotation } from 'keyturn';

const stack = new Stack(new App(), 'AccessKeys');
const rotation = new KeyRotation(stack, 'KeyRotation');

const key = Secret.fromSecretNameV2(stack, 'Key', 'keyturn/svc-reports');
// A fine-grained token of the repository, with "Secrets: read and write" and nothing else.
const token = Secret.fromSecretNameV2(stack, 'GitHubToken', 'github/reports-token');

const update = new LambdaFunction(stack, 'UpdateGitHubSecret', {
  code: Code.fromAsset('update-github-secret'),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_24_X,
  timeout: Duration.minutes(1),
  environment: {
    KEY_SECRET_ID: key.secretName,
    TOKEN_SECRET_ID: token.secretName,
    REPOSITORY: 'example/reports',
    GITHUB_SECRET_NAME: 'KEYTURN_KEY',
  },
  onFailure: new SqsDestination(new Queue(stack, 'NotUpdated', { enforceSSL: true })),
});
key.grantRead(update);
token.grantRead(update);

// Whenever the secret holds another key than before.
rotation.topic.addSubscription(
  new LambdaSubscription(update, {
    filterPolicy: {
      userName: SubscriptionFilter.stringFilter({ allowlist: ['svc-reports'] }),
      event: SubscriptionFilter.stringFilter({ allowlist: ['key-rotated', 'key-rolled-back', 'key-revoked'] }),
    },
  }),
);
new Schedule(stack, 'Daily', {
  schedule: ScheduleExpression.rate(Duration.days(1)),
  target: new LambdaInvoke(update),
});
