import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

const FOR_DATA = ['kms:GenerateDataKey*', 'kms:Decrypt'];

/** As AWS documents it, without a source condition, which KMS does not promise to see here: the topic's policy says whose alarms. */
export function letAlarmsUse(key: IKey): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayEncrypt',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: FOR_DATA,
      resources: ['*'],
    }),
  );
}

/** CloudWatch Logs encrypts in its own name, and says for which log group. */
export function letLogsUse(key: IKey, scope: Construct): void {
  const stack = Stack.of(scope);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LogsMayEncrypt',
      principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
      actions: [...FOR_DATA, 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:*`,
        },
      },
    }),
  );
}
