/** Is the topic as the template says: who may publish to it, and by which key it is encrypted? */

import type { ClientConfig } from '../session/connection';
import { mentions, ofType, type StackView } from '../session/stack-view';
import { type Finding, found } from './finding';
import { CHANGED, withDocument } from './template/command';
import { differences, type PolicyDocument, policyDifferences } from './template/differences';
import { resolve } from './template/resolve';

const TOPIC = found('topic');

/** @throws the SDK's errors */
export async function checkTopic(config: ClientConfig, view: StackView, topicArn: string): Promise<readonly Finding[]> {
  const [logicalId, topic] =
    ofType(view, 'AWS::SNS::Topic').find(([id]) => view.physicalIds.get(id) === topicArn) ?? [];
  if (logicalId === undefined)
    return [
      TOPIC.unknown(`the topic ${topicArn} is not in the template of ${view.name}`, 'Name its stack with --stack.'),
    ];
  const { GetTopicAttributesCommand, SNSClient } = await import('@aws-sdk/client-sns');
  const { Attributes = {} } = await new SNSClient(config).send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  const set = (name: string) =>
    `sns set-topic-attributes --topic-arn ${topicArn} --attribute-name ${name} --attribute-value`;
  const properties = resolve(view, topic?.Properties ?? {}) as Readonly<Record<string, unknown>>;
  const ours = Object.entries(properties).filter(([name]) => ['DisplayName', 'KmsMasterKeyId'].includes(name));
  const changed = ours.flatMap(([name, value]) =>
    differences({ [name]: value }, Attributes).map((difference) =>
      TOPIC.problem(`the topic was changed: ${difference}`, CHANGED, `aws ${set(name)} ${String(value)}`),
    ),
  );
  const [, policy] = ofType(view, 'AWS::SNS::TopicPolicy').find(([, each]) => mentions(each, logicalId)) ?? [];
  const document = resolve(view, policy?.Properties?.PolicyDocument ?? {}) as PolicyDocument;
  const actual = JSON.parse(Attributes.Policy ?? '{}') as PolicyDocument;
  const statements = policyDifferences(document, actual).map((difference) =>
    TOPIC.problem(`in the policy of the topic, ${difference}`, CHANGED, withDocument(set('Policy'), document)),
  );
  const findings = [...changed, ...statements];
  return findings.length > 0 ? findings : [TOPIC.ok('its policy and its key are those of the template')];
}
