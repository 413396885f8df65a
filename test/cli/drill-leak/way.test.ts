/** What is missing on the way by which AWS reports a leak, one thing after the other. */
import { gapsIn, isOff } from '../../../cli/drill-leak/way';
import { findStack } from '../../../cli/session/deployment';
import { readStackView } from '../../../cli/session/stack-view';
import { type Answers, FakeAws } from '../../support/http/fake-aws';
import { LIVE_RULE, LIVE_TARGET, PASSES_ON, RULE, theWay, UUID } from './the-way';

let aws: FakeAws;
beforeAll(async () => {
  aws = await FakeAws.start();
});
afterAll(() => aws?.stop());

const config = () => ({
  endpoint: aws.endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' },
});

async function viewOf(answers: Answers) {
  aws.says(answers);
  const stack = await findStack(config(), 'Keyturn');
  if (!stack) throw new Error('the stack is there');
  return readStackView(config(), stack);
}

const gapsOf = async (answers: Answers) => gapsIn(config(), await viewOf(answers));

test('nothing is missing, whatever else the stack has', async () => {
  expect(await gapsOf(theWay())).toEqual([]);
});

test.each<[what: string, way: Parameters<typeof theWay>[0], message: string, run: string | undefined]>([
  ['a rule that was never made', { neverMade: ['LeaksOfHealth'] }, 'the rule LeaksOfHealth was never made', undefined],
  [
    'a rule that is gone',
    { rule: undefined },
    `the rule ${RULE} does not exist`,
    'aws events put-rule --cli-input-json',
  ],
  [
    'a rule that is disabled',
    { rule: { ...LIVE_RULE, State: 'DISABLED' } },
    `the rule ${RULE} is disabled`,
    `aws events enable-rule --name ${RULE}`,
  ],
  [
    'a pattern that was changed',
    { rule: { ...LIVE_RULE, EventPattern: '{"source":["aws.ec2"]}' } },
    `the rule ${RULE} was changed: its pattern is {"source":["aws.ec2"]}`,
    'aws events put-rule --cli-input-json',
  ],
  ['a target that is gone', { targets: [] }, `the rule ${RULE} has lost its target`, 'aws events put-targets'],
  [
    'a target that was changed',
    { targets: [{ ...LIVE_TARGET, Arn: 'arn:aws:sqs:eu-central-1:123456789012:other' }] },
    `the target of the rule ${RULE} was changed: Arn is arn:aws:sqs:eu-central-1:123456789012:other`,
    'aws events put-targets',
  ],
  [
    'a pattern that lets less through',
    { rule: { ...LIVE_RULE, EventPattern: LIVE_RULE.EventPattern.replace('{', '{"region":["eu-west-1"],') } },
    `the rule ${RULE} was changed: its pattern is {"region":["eu-west-1"]`,
    'aws events put-rule --cli-input-json',
  ],
  ['a function that was never made', { neverMade: ['LeakFunction'] }, 'was never made', undefined],
  [
    'a connection that is gone',
    { state: undefined },
    'the function is not connected with its queue',
    'aws lambda create-event-source-mapping --cli-input-json',
  ],
  [
    'a connection that is off',
    { state: 'Disabled' },
    'the function takes nothing from its queue (Disabled)',
    `aws lambda update-event-source-mapping --uuid ${UUID} --enabled`,
  ],
  [
    'no rule in us-east-1',
    { rulesThatPassOn: [] },
    'no rule there passes them on to eu-central-1',
    'npx cdk deploy KeyturnSignals',
  ],
  [
    'a rule in us-east-1 for something else',
    { passesOn: { Name: PASSES_ON, State: 'ENABLED', EventPattern: '{"source":["aws.ec2"]}' } },
    'no rule there passes them on to eu-central-1',
    'npx cdk deploy KeyturnSignals',
  ],
  [
    'a rule in us-east-1 that is disabled',
    { passesOn: { ...LIVE_RULE, Name: PASSES_ON, State: 'DISABLED' } },
    `the rule ${PASSES_ON} in us-east-1, which passes on what AWS Health says, is disabled`,
    `aws events enable-rule --region us-east-1 --name ${PASSES_ON}`,
  ],
])('%s', async (what, way, message, run) => {
  const gaps = await gapsOf(theWay(way));
  // A rule that is gone has lost its target as well.
  expect(gaps.map((each) => each.message)).toEqual([
    expect.stringContaining(message),
    ...(what === 'a rule that is gone' ? [expect.stringContaining('has lost its target')] : []),
  ]);
  expect(gaps[0]?.run ?? '').toContain(run ?? '');
  expect(gaps[0]?.run === undefined).toBe(run === undefined);
  expect(gaps[0]?.remedy).toMatch(/[.:]$/);
});

test.each(['Enabling', 'Creating', 'Updating'])('a connection that is %s is about to be there', async (state) => {
  expect(await gapsOf(theWay({ state }))).toEqual([]);
});

test.each(['us-east-1', 'cn-north-1', 'us-gov-west-1'])('in %s nothing has to be passed on', async (region) => {
  const Arn = LIVE_TARGET.Arn.replace('eu-central-1', region);
  const gaps = await gapsOf(theWay({ region, targets: [{ ...LIVE_TARGET, Arn }], rulesThatPassOn: [] }));
  expect(gaps).toEqual([]);
  expect(aws.actions()).not.toContain('events ListRuleNamesByTarget');
});

test('the rule that passes on is looked for in us-east-1', async () => {
  await gapsOf(theWay());
  const looked = aws.calls.filter(({ action }) => action === 'ListRuleNamesByTarget');
  expect(looked.map(({ signedBy, body }) => [signedBy, body.TargetArn])).toEqual([
    ['test us-east-1', 'arn:aws:events:eu-central-1:123456789012:event-bus/default'],
  ]);
});

test('whether it is off is read from the template', async () => {
  expect(isOff(await viewOf(theWay({ leakResponse: 'off' })))).toBe(true);
  expect(isOff(await viewOf(theWay()))).toBe(false);
});
