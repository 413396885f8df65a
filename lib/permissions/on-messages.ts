import { allow, type Permission, type PermissionsProps } from './permission';

export function onTopic({ region, topicArn, topicKeyArn }: PermissionsProps): Permission[] {
  return [
    allow({
      sid: 'TellOwners',
      why: 'Publishes to the one topic.',
      actions: ['sns:Publish'],
      resources: [topicArn],
    }),
    allow({
      sid: 'EncryptMessages',
      why: "SNS encrypts a message in the publisher's name. Through SNS only, and with the topic's key only.",
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [topicKeyArn],
      // The value ends in amazonaws.com or, in China, amazonaws.com.cn.
      conditions: { StringLike: { 'kms:ViaService': `sns.${region}.*` } },
    }),
  ];
}

/** A tag on a user names one of these topics. With any other, IAM would refuse what the function's own check should have held. */
export function onTopicsOfTeams({ region, ownerTopics, ownerTopicKeyArns }: PermissionsProps): Permission[] {
  const publish = allow({
    sid: 'TellTeams',
    why: 'Publishes to the topics of teams that were allowed at deployment, whatever a tag on a user says.',
    actions: ['sns:Publish'],
    resources: ownerTopics,
  });
  const encrypt = allow({
    sid: 'EncryptMessagesOfTeams',
    why: "SNS encrypts a message in the publisher's name. Through SNS only, and with the keys of these topics only.",
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    resources: [...new Set(ownerTopicKeyArns)],
    conditions: { StringLike: { 'kms:ViaService': `sns.${region}.*` } },
  });
  return [publish, encrypt].filter(({ resources }) => resources.length > 0);
}
