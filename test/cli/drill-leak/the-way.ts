/** A deployed Keyturn that hears of leaks, as CloudFormation, EventBridge and Lambda show it; and what may be missing of it. */

import { stackXml } from '../../support/cli/cli-answers';
import { type Answers, json, refusal, xml } from '../../support/http/fake-aws';

const PATTERN = { source: ['aws.health'], detail: { service: ['RISK'] } };
const ref = (id: string) => ({ Ref: id });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const ofKeyturn = (leakResponse: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Environment: { Variables: { KEYTURN_MANAGE: 'all', KEYTURN_LEAK_RESPONSE: leakResponse } } },
});

const TARGET = { Id: 'Target0', SqsParameters: { MessageGroupId: 'leaks' } };
const QUEUE_ARN = 'arn:aws:sqs:eu-central-1:123456789012:Signals.fifo';
export const UUID = '00000000-1111-2222-3333-444444444444';
export const RULE = 'Keyturn-LeaksOfHealth-EXAMPLE';
export const PASSES_ON = 'KeyturnSignals-Leaks-EXAMPLE';

interface Way {
  readonly leakResponse?: string;
  /** Logical ids that CloudFormation has not made. */
  readonly neverMade?: readonly string[];
  /** Of the mapping between queue and function; undefined for one that is gone. */
  readonly state?: string | undefined;
  /** As EventBridge shows a rule; undefined for one that is gone. */
  readonly rule?: object | undefined;
  readonly targets?: readonly object[];
  readonly rulesThatPassOn?: readonly string[];
  readonly passesOn?: object;
  readonly region?: string;
}

const RESOURCES = {
  // A stack may have a queue with a function of its owner's.
  OtherFunction: { Type: 'AWS::Lambda::Function', Properties: {} },
  OtherSource: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: ref('OtherFunction') } },
  OtherRule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 'a', Arn: arn('OtherFunction') }] } },
  Signals: { Type: 'AWS::SQS::Queue', Properties: {} },
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: ref('LeakFunction'), EventSourceArn: arn('Signals') },
  },
  LeaksOfHealth: {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern: PATTERN, State: 'ENABLED', Targets: [{ ...TARGET, Arn: arn('Signals') }] },
  },
};

const PHYSICAL_IDS: Readonly<Record<string, string>> = {
  OtherSource: 'other',
  OtherRule: 'other',
  LeakFunction: 'Keyturn-LeakFunction-EXAMPLE',
  Signals: 'https://sqs.example.com/123456789012/Signals.fifo',
  LeaksOfHealth: RULE,
};

export const LIVE_RULE = { Name: RULE, State: 'ENABLED', EventPattern: JSON.stringify(PATTERN) };
export const LIVE_TARGET = { ...TARGET, Arn: QUEUE_ARN };

/** As it is in order, but for what is given. */
export function theWay(way: Way = {}): Answers {
  const { leakResponse = 'notify', neverMade = [], targets = [LIVE_TARGET], region = 'eu-central-1' } = way;
  const { rulesThatPassOn = [PASSES_ON], passesOn = { ...LIVE_RULE, Name: PASSES_ON } } = way;
  const state = 'state' in way ? way.state : 'Enabled';
  const rule = 'rule' in way ? way.rule : LIVE_RULE;
  const Resources = { Function: ofKeyturn(leakResponse), LeakFunction: ofKeyturn(leakResponse), ...RESOURCES };
  const made = Object.entries(PHYSICAL_IDS).filter(([id]) => !neverMade.includes(id));
  return {
    'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml().replaceAll('eu-central-1', region)),
    'cloudformation GetTemplate': () =>
      xml('GetTemplate', `<TemplateBody>${JSON.stringify({ Resources })}</TemplateBody>`),
    'cloudformation ListStackResources': () =>
      xml(
        'ListStackResources',
        `<StackResourceSummaries>${made
          .map(
            ([id, physical]) =>
              `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId></member>`,
          )
          .join('')}</StackResourceSummaries>`,
      ),
    'lambda GET /2015-03-31/event-source-mappings*': () =>
      json({ EventSourceMappings: state === undefined ? [] : [{ UUID, State: state }] }),
    'events DescribeRule': (call) => {
      const live = call.body.Name === PASSES_ON ? passesOn : rule;
      return live ? json(live) : refusal(call, 'ResourceNotFoundException', 'Rule does not exist.', 400);
    },
    'events ListTargetsByRule': () => json({ Targets: targets }),
    'events ListRuleNamesByTarget': () => json({ RuleNames: rulesThatPassOn }),
  };
}
