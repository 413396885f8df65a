/** The way on which AWS reports a leak: rules, queue, function, and the stack in us-east-1. What is missing, in sentences. */

import { findStack } from '../session/deployment';
import type { Session } from '../session/session';
import { ofType, readStackView, type StackView } from '../session/stack-view';

const SIGNALS = 'KeyturnSignals';

const HEALTH_REGION = 'us-east-1';

/** Where only the function's name is known, there is no stack to look at. */
export async function gapsInTheWay({ config, options }: Session): Promise<readonly string[]> {
  if (options.function !== undefined) return [];
  try {
    const stack = await findStack(config, options.stack);
    if (!stack) return [];
    const view = await readStackView(config, stack);
    const sources = ofType(view, 'AWS::Lambda::EventSourceMapping');
    if (sources.length === 0)
      return ['Nobody listens to AWS: Keyturn is deployed with leakResponse=off, or by an older version.'];
    return [...missingOf(view), ...(await disabled(config, view)), ...(await noSignals(config, view))];
  } catch (error) {
    return [`Whether AWS reaches the function could not be read: ${(error as Error).message}`];
  }
}

function missingOf(view: StackView): string[] {
  const types = ['AWS::Events::Rule', 'AWS::Lambda::EventSourceMapping', 'AWS::SQS::Queue'];
  const missing = types.flatMap((type) => ofType(view, type).filter(([id]) => !view.physicalIds.has(id)));
  return missing.map(([id]) => `${id} of the stack ${view.name} does not exist. Deploy again: npx cdk deploy.`);
}

async function disabled(config: Session['config'], view: StackView): Promise<string[]> {
  const { GetEventSourceMappingCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const [id = ''] = ofType(view, 'AWS::Lambda::EventSourceMapping')[0] ?? [];
  const UUID = view.physicalIds.get(id);
  if (UUID === undefined) return [];
  const { State } = await new LambdaClient(config).send(new GetEventSourceMappingCommand({ UUID }));
  return State === 'Enabled' || State === undefined
    ? []
    : [
        `The function takes nothing from its queue (${State}): aws lambda update-event-source-mapping --uuid ${UUID} --enabled`,
      ];
}

/** In us-east-1 the stack itself hears of it. */
async function noSignals(config: Session['config'], view: StackView): Promise<string[]> {
  const region = view.arn.split(':')[3] ?? '';
  if (region === HEALTH_REGION || region === '') return [];
  const stack = await findStackNamed({ ...config, region: HEALTH_REGION }, SIGNALS);
  return stack
    ? []
    : [
        `AWS Health reports leaked keys to ${HEALTH_REGION}, and there is no stack ${SIGNALS} that passes them on to ${region}: npx cdk deploy ${SIGNALS}. GuardDuty and AWS's quarantine are heard of without it.`,
      ];
}

async function findStackNamed(config: Session['config'], StackName: string): Promise<boolean> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    await new CloudFormationClient(config).send(new DescribeStacksCommand({ StackName }));
    return true;
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return false;
    throw error;
  }
}
