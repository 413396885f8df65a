/** Routing by the user tag `keyturn:topic-arn`: a team's own topic, and the platform's for what that refuses. */
import { parseTopicArns } from '../../../../lambda/core/settings/topics';
import { userSettingsFrom } from '../../../../lambda/core/settings/user-settings';
import { aConfig, DAY, HOUR, TEAM_ARN, TOPIC_ARN } from '../../../support/simulation/harness';
import { Life } from '../../../support/simulation/life';
import { accessDenied, type Intercept, type World } from '../../../support/world';

function ofTeam(tag = TEAM_ARN, ownerTopics = [TEAM_ARN]): Life {
  const life = Life.begin({}, { ownerTopics });
  life.addUser('alice', 'prompt', 80, { 'keyturn:topic-arn': tag });
  return life;
}

const told = ({ published }: World) =>
  published.map(({ topicArn, attributes, message }) => ({
    to: topicArn,
    event: attributes.event,
    parts: JSON.parse(message) as Record<'default' | 'email' | 'https', string>,
  }));
const where = (world: World) => told(world).map(({ to, event }) => [event, to]);

/** Publishing to these topics fails. */
const refusing =
  (...topics: string[]): Intercept =>
  ({ operation, input }) =>
    operation === 'Publish' && topics.includes(String(input.TopicArn)) ? { fail: accessDenied('sns') } : undefined;

test('every message about a user with the tag goes to the topic of its team, and to no other', async () => {
  const life = ofTeam();
  await life.days(25);
  expect(where(life.world)).toEqual([
    ['key-rotated', TEAM_ARN],
    ['key-deactivated', TEAM_ARN],
    ['key-deleted', TEAM_ARN],
  ]);
  expect(life.complaints()).toEqual([]);
});

test('a tag that names the platform’s own topic is as good as none', async () => {
  const life = ofTeam(TOPIC_ARN, []);
  await life.run();
  expect(where(life.world)).toEqual([['key-rotated', TOPIC_ARN]]);
});

test('what the team’s topic refuses the platform team gets, with the reason, and the run is a good one', async () => {
  const life = ofTeam();
  life.people((world) => world.deleteTopic(TEAM_ARN));
  expect(await life.run()).toEqual([]);
  expect(where(life.world)).toEqual([['key-rotated', TOPIC_ARN]]);
  const { parts } = told(life.world)[0] ?? { parts: { default: '{}', email: '', https: '{}' } };
  expect(JSON.parse(parts.default)).toMatchObject({
    event: 'key-rotated',
    refusedBy: { topicArn: TEAM_ARN, error: 'NotFoundException: Topic does not exist' },
  });
  const sentence = `The topic of this user's team, ${TEAM_ARN}, has refused this message, so it comes to you: please pass it on. NotFoundException: Topic does not exist`;
  expect(parts.email.split('\n')[0]).toBe(sentence);
  expect(JSON.parse(parts.https).content.description).toContain(sentence);
});

test('that counts as told: the next run does not send it again', async () => {
  const life = ofTeam();
  await life.run(refusing(TEAM_ARN));
  life.world.advance(HOUR);
  await life.run();
  expect(where(life.world)).toEqual([['key-rotated', TOPIC_ARN]]);
});

test('when both refuse, the run fails, and a later one tells the team', async () => {
  const life = ofTeam();
  expect(await life.run(refusing(TEAM_ARN, TOPIC_ARN))).toEqual([expect.stringContaining('AccessDenied')]);
  expect(where(life.world)).toEqual([]);
  life.world.advance(HOUR);
  expect(await life.run()).toEqual([]);
  expect(where(life.world)).toEqual([['key-rotated', TEAM_ARN]]);
});

test('an answer of the team’s topic that is lost may tell both, and leaves nobody untold', async () => {
  const life = ofTeam();
  const lost: Intercept = ({ operation, input }) =>
    operation === 'Publish' && input.TopicArn === TEAM_ARN ? 'lose-answer' : undefined;
  expect(await life.run(lost)).toEqual([]);
  expect(where(life.world)).toEqual([
    ['key-rotated', TEAM_ARN],
    ['key-rotated', TOPIC_ARN],
  ]);
});

test('a topic that nobody allowed holds the user, and the platform team is told', async () => {
  const life = ofTeam(TEAM_ARN, []);
  await life.run();
  expect(where(life.world)).toEqual([['key-held', TOPIC_ARN]]);
  const message = JSON.parse(told(life.world)[0]?.parts.default ?? '{}');
  expect(message).toMatchObject({
    reason: 'tags-invalid',
    because: `the user's tag keyturn:topic-arn is "${TEAM_ARN}", but is none of the topics that ownerTopics allows; your platform team can add it`,
  });
  expect(life.world.keysOf('alice')).toHaveLength(1);
});

test('when the tag is mended, the rotation begins, and the team is told of it', async () => {
  const life = ofTeam('team-a');
  await life.run();
  life.people((world) => world.tagUser('alice', { 'keyturn:topic-arn': TEAM_ARN }));
  life.world.advance(DAY);
  await life.run();
  expect(where(life.world)).toEqual([
    ['key-held', TOPIC_ARN],
    ['key-rotated', TEAM_ARN],
  ]);
});

test.each<[tag: string, problem: string]>([
  ['team-a', "must be a topic's ARN"],
  ['', "must be a topic's ARN"],
  ['arn:aws:sqs:us-east-1:123456789012:team-a', "must be a topic's ARN"],
  [`${TEAM_ARN}.fifo`, "must be a topic's ARN"],
  [`${TEAM_ARN}\nx`, "must be a topic's ARN"],
  [TEAM_ARN.replace('us-east-1', 'eu-central-1'), 'must be a topic in us-east-1, where Keyturn is deployed'],
  [`${TEAM_ARN}-2`, 'is none of the topics that ownerTopics allows'],
])('the tag %j holds the user: %s', (tag, problem) => {
  const allowed = [TEAM_ARN, TEAM_ARN.replace('us-east-1', 'eu-central-1')];
  const { problems, topicArn } = userSettingsFrom({ 'keyturn:topic-arn': tag }, aConfig({ ownerTopics: allowed }));
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(topicArn).toBeUndefined();
});

test.each<[text: string, arns: readonly string[] | undefined]>([
  ['[]', []],
  [TEAM_ARN, [TEAM_ARN]],
  [`${TEAM_ARN},${TOPIC_ARN}`, [TEAM_ARN, TOPIC_ARN]],
  [`["${TEAM_ARN}"]`, [TEAM_ARN]],
  ['arn:aws-cn:sns:cn-north-1:123456789012:a', ['arn:aws-cn:sns:cn-north-1:123456789012:a']],
  ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:a', ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:a']],
  ['', undefined],
  ['[1]', undefined],
  ['{}', undefined],
  ['[', undefined],
  [`${TEAM_ARN},`, undefined],
  [`${TEAM_ARN},${TEAM_ARN}`, undefined],
  [Array.from({ length: 21 }, (_, index) => `${TEAM_ARN}${index}`).join(), undefined],
])('ownerTopics is read from %j', (text, arns) => {
  expect(parseTopicArns(text)).toEqual(arns);
});
