/** The prop `ownerTopics`: the topics of teams that the function may publish to. */

import { Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { checkSetting } from '../../lambda/core/settings/config';
import { ConfigError } from '../../lambda/core/settings/setting';
import { regionOf } from '../../lambda/core/settings/topics';

/** The ARNs, checked as far as they are known. @throws ConfigError that names the topic and what is allowed */
export function topicArnsFrom(topics: readonly ITopic[]): readonly string[] {
  for (const [index, topic] of topics.entries())
    if (topic.fifo)
      throw new ConfigError(`KeyRotation: ownerTopics[${index}] is a FIFO topic, which cannot notify people`);
  const arns = topics.map(({ topicArn }) => topicArn);
  checkSetting(
    'ownerTopics',
    arns.filter((arn) => !Token.isUnresolved(arn)),
    'KeyRotation: ownerTopics',
  );
  return arns;
}

/** SNS takes a message in the topic's own Region only. @param region the stack's @throws ConfigError */
export function checkRegions(region: string, arns: readonly string[]): void {
  if (Token.isUnresolved(region)) return;
  const stray = arns.find((arn) => !Token.isUnresolved(arn) && regionOf(arn) !== region);
  if (stray !== undefined)
    throw new ConfigError(
      `KeyRotation: ownerTopics holds ${stray}, but must hold topics in ${region}, where Keyturn is deployed`,
    );
}
