import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { letAlarmsUse } from '../permissions/encryption';

/** The topic for owners and the platform team, and the key that encrypts it: the given one, or one of its own. */
export function notificationTopic(
  scope: Construct,
  email: string | undefined,
  given?: IKey,
): { topic: Topic; key: IKey } {
  const key = given ?? topicKey(scope);
  letAlarmsUse(key);
  const topic = new Topic(scope, 'Topic', {
    // The sender's name in an e-mail.
    displayName: 'Keyturn',
    masterKey: key,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(alarmsMayPublish(scope, topic));
  if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
  return { topic, key };
}

/** A key of its own, because CloudWatch alarms cannot publish to a topic under the key that AWS manages for SNS. */
function topicKey(scope: Construct): Key {
  return new Key(scope, 'TopicKey', {
    description: 'Encrypts the messages of Keyturn',
    enableKeyRotation: true,
    // SNS keeps no messages, so nothing remains to be decrypted once the topic is gone.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

export function alarmsMayPublish(scope: Construct, topic: Topic): PolicyStatement {
  const stack = Stack.of(scope);
  const anyAlarm = { service: 'cloudwatch', resource: 'alarm', resourceName: '*' };
  return new PolicyStatement({
    sid: 'AlarmsOfThisAccountMayPublish',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: {
      ArnLike: { 'aws:SourceArn': stack.formatArn({ ...anyAlarm, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) },
    },
  });
}
