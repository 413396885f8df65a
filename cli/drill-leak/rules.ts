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
  const put = () => {
    const { Targets: _, EventPattern, ...rest } = wanted;
    return fromJson('events put-rule', { Name: name, ...rest, EventPattern: JSON.stringify(EventPattern) });
  };
  const live = await described(client, name);
  if (!live) return [{ message: `the rule ${name} does not exist`, remedy: GONE, run: put() }];
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
    ...(isAsDeployed ? [] : [{ message: changed, remedy: CHANGED, run: put() }]),
    ...(await gapsOfTargets(client, name, wanted.Targets ?? [])),
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

async function gapsOfTargets(
  client: EventBridgeClient,
  Rule: string,
  wanted: NonNullable<Wanted['Targets']>,
): Promise<readonly Gap[]> {
  const { ListTargetsByRuleCommand } = await import('@aws-sdk/client-eventbridge');
  // A rule has five targets at most.
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule }));
  return wanted.flatMap((target) => {
    const live = Targets.find(({ Id }) => Id === target.Id);
    const run = fromJson('events put-targets', { Rule, Targets: [target] });
    if (!live) return [{ message: `the rule ${Rule} has lost its target, the queue`, remedy: GONE, run }];
    return differences(target, live).map((each) => ({
      message: `the target of the rule ${Rule} was changed: ${each}`,
      remedy: CHANGED,
      run,
    }));
  });
}
