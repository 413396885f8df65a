/** Where Keyturn's function is: by name, or by the stack that made it. */

import type { Stack } from '@aws-sdk/client-cloudformation';
import { failureOf } from '../../lambda/aws/errors/errors';
import { didYouMean } from '../terminal/nearest';
import { Problem } from '../terminal/problem';
import { problemFrom } from './aws-errors';
import type { ClientConfig, ConnectionOptions } from './connection';

export interface Deployment {
  /** The function's name, or its ARN. */
  readonly functionName: string;
  /** `123456789012 in eu-central-1`; undefined when only a name is known. */
  readonly place: string | undefined;
}

/** @throws Problem when it is not deployed, or cannot be asked */
export async function findDeployment(config: ClientConfig, options: ConnectionOptions): Promise<Deployment> {
  if (options.function !== undefined) return { functionName: options.function, place: placeOf(options.function) };
  const stack = await readStack(config, options.stack);
  if (!stack) throw notDeployed(options.stack, await regionOf(config));
  const functionName = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'FunctionName')?.OutputValue;
  if (!functionName)
    throw new Problem(
      `The stack ${options.stack} has no output FunctionName (its state is ${stack.StackStatus}).`,
      'Where Keyturn is a construct in your own stack, name its function: --function <name or ARN>.',
    );
  return { functionName, place: placeOf(stack.StackId ?? '') };
}

/** Undefined when there is no such stack. */
export async function readStack(config: ClientConfig, name: string): Promise<Stack | undefined> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    const { Stacks } = await new CloudFormationClient(config).send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0];
  } catch (error) {
    if (failureOf(error).kind === 'no-such-stack') return undefined;
    throw problemFrom(error, { what: `read the stack ${name}`, endpoint: config.endpoint });
  }
}

export function notDeployed(stack: string, region: string): Problem {
  const hint = stack === 'Keyturn' ? undefined : didYouMean(stack, ['Keyturn']);
  return new Problem(
    `There is no stack ${stack} in ${region}.${hint ? ` ${hint}` : ''}`,
    'If Keyturn is deployed: pass --region, --stack or --function. If not: see what it would do with keyturn plan --local, then deploy it with npx cdk deploy.',
  );
}

async function regionOf(config: ClientConfig): Promise<string> {
  if (config.region !== undefined) return config.region;
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  return new CloudFormationClient(config).config.region();
}

/** From an ARN. */
function placeOf(arn: string): string | undefined {
  const [prefix, , , region, account] = arn.split(':');
  return prefix === 'arn' && region && account ? `${account} in ${region}` : undefined;
}
