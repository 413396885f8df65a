/** Where Keyturn is: the function by its name, or the stack that made it, whoever's stack that is. */

import type { Stack } from '@aws-sdk/client-cloudformation';
import { failureOf } from '../../lambda/aws/errors/errors';
import { didYouMean } from '../../lambda/core/nearest';
import { SETTINGS } from '../../lambda/core/settings/config';
import { Problem } from '../terminal/problem';
import { problemFrom } from './aws-errors';
import { type ClientConfig, type ConnectionOptions, DEFAULT_STACK } from './connection';
import { functionIn, readOwnSecretPolicyIn, readStackView } from './stack-view';

export interface Deployment {
  /** The function's name, or its ARN. */
  readonly functionName: string;
  /** `123456789012 in eu-central-1`; undefined when only a name is known. */
  readonly place: string | undefined;
}

/** @throws Problem when it is not deployed, or cannot be asked */
export async function findDeployment(config: ClientConfig, options: ConnectionOptions): Promise<Deployment> {
  if (options.function !== undefined) return { functionName: options.function, place: placeOf(options.function) };
  const stack = await findStack(config, options.stack);
  if (!stack) throw notDeployed(options.stack, await regionOf(config));
  const functionName = outputOf(stack, 'FunctionName') ?? (await functionNameIn(config, stack));
  return { functionName, place: placeOf(stack.StackId ?? '') };
}

/** The ready-made stack has outputs; a `KeyRotation` in somebody's own stack is known by its function's settings. */
async function functionNameIn(config: ClientConfig, stack: Stack): Promise<string> {
  const view = await reading(config, stack, () => readStackView(config, stack));
  const [logicalId = ''] = functionIn(view) ?? [];
  const functionName = view.physicalIds.get(logicalId);
  if (functionName !== undefined) return functionName;
  throw new Problem(
    `The stack ${stack.StackName} has no function of Keyturn's (its state is ${stack.StackStatus}).`,
    'Name the stack that KeyRotation is a part of (--stack), or its function (--function <name or ARN>).',
  );
}

/** The policy that this deployment made for users; undefined where the stack has none. @throws Problem */
export async function findReadOwnSecretPolicy(config: ClientConfig, stackName: string): Promise<string | undefined> {
  const stack = await findStack(config, stackName);
  if (!stack) return undefined;
  const output = outputOf(stack, 'ReadOwnSecretPolicyArn');
  return output ?? readOwnSecretPolicyIn(await reading(config, stack, () => readStackView(config, stack)));
}

const outputOf = ({ Outputs = [] }: Stack, key: string) =>
  Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;

/**
 * The stack of that name. Where nobody named one and there is no stack Keyturn, the one that has the function's role: its name is the same
 * in whoever's stack it is. Undefined when there is none.
 */
export async function findStack(config: ClientConfig, name: string): Promise<Stack | undefined> {
  const stack = await readStack(config, name);
  if (stack || name !== DEFAULT_STACK) return stack;
  const owner = await stackOfRole(config);
  return owner === undefined ? undefined : readStack(config, owner);
}

async function stackOfRole(config: ClientConfig): Promise<string | undefined> {
  const { CloudFormationClient, DescribeStackResourcesCommand } = await import('@aws-sdk/client-cloudformation');
  const PhysicalResourceId = SETTINGS.roleName.default;
  try {
    const answer = await new CloudFormationClient(config).send(
      new DescribeStackResourcesCommand({ PhysicalResourceId }),
    );
    return answer.StackResources?.find((each) => each.PhysicalResourceId === PhysicalResourceId)?.StackId;
  } catch {
    // Without the right to ask, nothing is known that was not known before: there is no stack of that name.
    return undefined;
  }
}

async function reading<T>({ endpoint }: ClientConfig, { StackName }: Stack, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw problemFrom(error, { what: `read the resources of the stack ${StackName}`, endpoint });
  }
}

/** Undefined when there is no such stack. */
async function readStack(config: ClientConfig, name: string): Promise<Stack | undefined> {
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
  const hint = stack === DEFAULT_STACK ? undefined : didYouMean(stack, [DEFAULT_STACK]);
  return new Problem(
    `There is no stack ${stack} in ${region}.${hint ? ` ${hint}` : ''}`,
    'If Keyturn is deployed: pass --region, --stack or --function. If not: see what it would do with npx keyturn plan --local, then deploy it with npx cdk deploy.',
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
