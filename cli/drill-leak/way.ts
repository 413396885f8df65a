/** The way on which AWS reports a leak: rules, queue, function, and the rule in us-east-1. What is missing of it. */

import { fromJson, GONE } from '../doctor/template/command';
import { resolve } from '../doctor/template/resolve';
import type { ClientConfig } from '../session/connection';
import { findStack } from '../session/deployment';
import type { Session } from '../session/session';
import {
  environmentIn,
  functionIn,
  leakSourceIn,
  mentions,
  ofType,
  readStackView,
  type StackView,
} from '../session/stack-view';
import type { Gap } from './gap';
import { gapsOfRules } from './rules';
import { gapsOfSignals } from './signals';

/** Where only the function's name is known, there is no stack to look at. */
export async function gapsInTheWay({ config, options }: Session): Promise<readonly Gap[]> {
  if (options.function !== undefined) return [];
  try {
    const stack = await findStack(config, options.stack);
    if (!stack) return [];
    const view = await readStackView(config, stack);
    return isOff(view)
      ? [{ message: 'nobody listens to AWS: leakResponse is off', remedy: 'Deploy with another value of it.' }]
      : await gapsIn(config, view);
  } catch (error) {
    const { message } = error as Error;
    return [{ message: `whether AWS reaches the function could not be read: ${message}`, remedy: 'Look again.' }];
  }
}

export const isOff = (view: StackView) =>
  environmentIn(functionIn(view)?.[1].Properties)?.KEYTURN_LEAK_RESPONSE === 'off';

/** @throws the SDK's errors */
export async function gapsIn(config: ClientConfig, view: StackView): Promise<readonly Gap[]> {
  const [, mapping] = leakSourceIn(view) ?? [];
  if (!mapping)
    return [
      {
        message: `the template of ${view.name} has nothing that listens to AWS: it is older than this command line`,
        remedy: 'Deploy again: npx cdk deploy.',
      },
    ];
  const [queueId = ''] = ofType(view, 'AWS::SQS::Queue').find(([id]) => mentions(mapping, id)) ?? [];
  const gaps = await Promise.all([
    gapsOfMapping(config, resolve(view, mapping.Properties ?? {}) as WantedMapping),
    gapsOfRules(config, view, queueId),
    gapsOfSignals(config, view),
  ]);
  return gaps.flat();
}

/** As CreateEventSourceMapping takes it, which is as the template has it. */
interface WantedMapping {
  readonly EventSourceArn: unknown;
  readonly FunctionName: unknown;
}

/** Between the queue and the function: by what it connects, because one that is made again has another id. @throws the SDK's errors */
async function gapsOfMapping(config: ClientConfig, wanted: WantedMapping): Promise<readonly Gap[]> {
  const { EventSourceArn, FunctionName } = wanted;
  if (typeof EventSourceArn !== 'string' || typeof FunctionName !== 'string')
    return [{ message: 'the function, or its queue, was never made', remedy: 'Deploy again: npx cdk deploy.' }];
  const { LambdaClient, ListEventSourceMappingsCommand } = await import('@aws-sdk/client-lambda');
  const command = new ListEventSourceMappingsCommand({ EventSourceArn, FunctionName });
  const { EventSourceMappings: [live] = [] } = await new LambdaClient(config).send(command);
  if (!live)
    return [
      {
        message: 'the function is not connected with its queue',
        remedy: GONE,
        run: fromJson('lambda create-event-source-mapping', wanted),
      },
    ];
  const { State = 'Enabled', UUID } = live;
  // While it changes, Lambda says what it is about to be.
  if (/^(Enabled|Enabling|Creating|Updating)$/.test(State)) return [];
  return [
    {
      message: `the function takes nothing from its queue (${State})`,
      remedy: 'To let it:',
      run: `aws lambda update-event-source-mapping --uuid ${UUID} --enabled`,
    },
  ];
}
