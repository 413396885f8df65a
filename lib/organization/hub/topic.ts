/** The topic that gets every message of every account, and the key that encrypts it. Only the members' functions may use them from outside. */

import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { HUB_NAME } from '../../../lambda/core/organization-names';
import { SETTINGS } from '../../../lambda/core/settings/config';
import { alarmsMayPublish } from '../../notifications/topic';
import { letAlarmsUse } from '../../permissions/encryption';

export function hubTopic(
  scope: Construct,
  organizationId: string,
  email: string | undefined,
): { topic: Topic; key: Key } {
  const { partition, region, urlSuffix } = Stack.of(scope);
  const key = new Key(scope, 'TopicKey', {
    description: 'Encrypts the messages of Keyturn in an organization',
    enableKeyRotation: true,
    pendingWindow: Duration.days(7),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  letAlarmsUse(key);
  const topic = new Topic(scope, 'Topic', {
    topicName: HUB_NAME,
    displayName: 'Keyturn',
    masterKey: key,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(alarmsMayPublish(scope, topic));
  const members = {
    StringEquals: { 'aws:PrincipalOrgID': organizationId },
    ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:role/${SETTINGS.roleName.default}` },
  };
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'MembersMayPublish',
      principals: [new AnyPrincipal()],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: members,
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'MembersMayEncryptMessages',
      principals: [new AnyPrincipal()],
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: ['*'],
      conditions: {
        StringEquals: { ...members.StringEquals, 'kms:ViaService': `sns.${region}.${urlSuffix}` },
        ArnLike: members.ArnLike,
      },
    }),
  );
  if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
  return { topic, key };
}
