/** The rules of EventBridge that put AWS's reports into the queue: there, enabled, and with the pattern and the target of the template. */

import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CHANGED, fromJson, GONE } from '../doctor/template/command';
import { differences, isSame } from '../doctor/template/differences';
import { resolve } from '../doctor/template/resolve';
import type { ClientConfig } from '../session/connection';
import { mentions, ofType, type StackView } from '../session/stack-view';
import type { Gap } from './gap';

interface Wanted {
  readonly EventPattern?: object;
  readonly Targets?: readonly { readonly Id: string }[];
  readonly [property: string]: unknown;
}

/** Those with this queue as their target: a stack may have rules of its owner's. @throws the SDK's errors */
export async function gapsOfRules(config: ClientConfig, view: StackView, queueId: string): Promise<readonly Gap[]> {
  const { EventBridgeClient: Client } = await import('@aws-sdk/client-eventbridge');
  const client = new Client(config);
  const rules = ofType(view, 'AWS::Events::Rule').filter(([, rule]) => mentions(rule, queueId));
  const gaps = rules.map(async ([logicalId, { Properties = {} }]): Promise<readonly Gap[]> => {
    const name = view.physicalIds.get(logicalId);
    if (name === undefined)
      return [{ message: `the rule ${logicalId} was never made`, remedy: 'Deploy again: npx cdk deploy.' }];
    return gapsOfRule(client, name, resolve(view, Properties) as Wanted);
  });
  return (await Promise.all(gaps)).flat();
}

async function gapsOfRule(client: EventBridgeClient, name: string, wanted: Wanted): Promise<readonly Gap[]> {
  const live = await described(client, name);
  const { Targets = [] } = wanted;
  if (!live) {
    const gone = { message: `the rule ${name} does not exist`, remedy: GONE, run: putRule(name, wanted) };
    return [gone, ...Targets.map((target) => lost(name, target))];
  }
  if (live.State === 'DISABLED')
    return [
      {
        message: `the rule ${name} is disabled, so no report of a leaked key comes by it`,
        remedy: 'To enable it:',
        run: `aws events enable-rule --name ${name}`,
      },
    ];
  // What was added to a pattern lets less through.
  const isAsDeployed = isSame(wanted.EventPattern, JSON.parse(live.EventPattern ?? '{}'), true);
  const changed = `the rule ${name} was changed: its pattern is ${live.EventPattern}`;
  return [
    ...(isAsDeployed ? [] : [{ message: changed, remedy: CHANGED, run: putRule(name, wanted) }]),
    ...(await gapsOfTargets(client, name, Targets)),
  ];
}

/** Undefined for a rule that is gone. @throws the SDK's errors */
async function described(client: EventBridgeClient, Name: string) {
  const { DescribeRuleCommand, ResourceNotFoundException } = await import('@aws-sdk/client-eventbridge');
  try {
    return await client.send(new DescribeRuleCommand({ Name }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function putRule(name: string, { Targets: _, EventPattern, ...rest }: Wanted): string {
  return fromJson('events put-rule', { Name: name, ...rest, EventPattern: JSON.stringify(EventPattern) });
}

type Target = NonNullable<Wanted['Targets']>[number];

const put = (Rule: string, target: Target) => fromJson('events put-targets', { Rule, Targets: [target] });

const lost = (rule: string, target: Target): Gap => ({
  message: `the rule ${rule} has lost its target, the queue`,
  remedy: GONE,
  run: put(rule, target),
});

async function gapsOfTargets(
  client: EventBridgeClient,
  Rule: string,
  wanted: readonly Target[],
): Promise<readonly Gap[]> {
  const { ListTargetsByRuleCommand } = await import('@aws-sdk/client-eventbridge');
  // A rule has five targets at most.
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule }));
  return wanted.flatMap((target) => {
    const live = Targets.find(({ Id }) => Id === target.Id);
    if (!live) return [lost(Rule, target)];
    return differences(target, live).map((each) => ({
      message: `the target of the rule ${Rule} was changed: ${each}`,
      remedy: CHANGED,
      run: put(Rule, target),
    }));
  });
}
