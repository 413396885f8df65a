/** The prop `ownerTopics`: topics of teams, as the template has them. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { KeyRotation } from '../../../lib/key-rotation';
import type { KeyRotationProps } from '../../../lib/props';
import { KeyturnStack } from '../../../lib/stack';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const newApp = () => new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stackOf = (props: KeyRotationProps) => new KeyturnStack(newApp(), 'Keyturn', { ...props, env: ENV });

describe('topics of teams', () => {
  const TEAM = 'arn:aws:sns:eu-central-1:123456789012:team-a';
  const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
  const team = (arn = TEAM) => Topic.fromTopicArn(new Stack(), 'Team', arn);

  function statements(stack: Stack): Record<string, { Resource: unknown; Action: unknown; Condition?: unknown }> {
    const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    const role = roles.find(({ Properties }) => Properties.RoleName === 'keyturn-function');
    const all = role?.Properties.Policies[0].PolicyDocument.Statement as {
      Sid: string;
      Resource: unknown;
      Action: unknown;
    }[];
    return Object.fromEntries(all.map((each) => [each.Sid, each]));
  }

  test('can be published to, these and no others', () => {
    const { TellTeams, EncryptMessagesOfTeams } = statements(stackOf({ ownerTopics: [team()] }));
    expect(TellTeams).toMatchObject({ Action: 'sns:Publish', Resource: TEAM });
    expect(EncryptMessagesOfTeams).toBeUndefined();
    expect(Object.keys(statements(stackOf({})))).not.toContain('TellTeams');
  });

  test('that are encrypted bring the right to use their keys, through SNS only', () => {
    const topic = Topic.fromTopicAttributes(new Stack(), 'Team', { topicArn: TEAM, keyArn: KEY });
    expect(statements(stackOf({ ownerTopics: [topic] })).EncryptMessagesOfTeams).toMatchObject({
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: KEY,
      Condition: { StringLike: { 'kms:ViaService': 'sns.eu-central-1.*' } },
    });
  });

  test('can be made in the same app, with a key of their own, and the function learns their ARNs', () => {
    const stack = new Stack(newApp(), 'Stack', { env: ENV });
    const topic = new Topic(stack, 'Team', { masterKey: new Key(stack, 'Key') });
    new KeyRotation(stack, 'KeyRotation', { ownerTopics: [topic] });
    const [{ Properties } = { Properties: {} }] = Object.values(
      Template.fromStack(stack).findResources('AWS::Lambda::Function'),
    );
    const topicRef = { Ref: stack.getLogicalId(topic.node.defaultChild as never) };
    expect(Properties.Environment.Variables.KEYTURN_OWNER_TOPICS).toEqual({ 'Fn::Join': ['', ['["', topicRef, '"]']] });
    expect(statements(stack).TellTeams?.Resource).toEqual(topicRef);
    expect(statements(stack).EncryptMessagesOfTeams).toBeDefined();
  });

  test('can be named by their ARNs in the ready-made app', () => {
    const stack = new KeyturnStack(newApp(), 'Keyturn', { env: ENV, ownerTopicArns: [TEAM] });
    expect(statements(stack).TellTeams?.Resource).toBe(TEAM);
  });

  test('pass cdk-nag', () => {
    const stack = stackOf({ ownerTopics: [team()] });
    expect(new AwsSolutionsChecks().validateScope(stack).violations).toEqual([]);
  });

  test.each<[sentence: string, arn: string]>([
    [
      'ownerTopics holds arn:aws:sns:eu-west-1:123456789012:team-a, but must hold topics in eu-central-1',
      TEAM.replace('central', 'west'),
    ],
    ['ownerTopics[0] is a FIFO topic', `${TEAM}.fifo`],
  ])('refused: %s', (sentence, arn) => {
    expect(() => stackOf({ ownerTopics: [team(arn)] })).toThrow(`KeyRotation: ${sentence}`);
  });

  test('twice the same is refused', () => {
    expect(() => stackOf({ ownerTopics: [team(), team()] })).toThrow('KeyRotation: ownerTopics is ');
  });
});
