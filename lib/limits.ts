/** What AWS would refuse in the middle of a deployment is refused when the template is made, with the numbers. */

import { Stack } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ConfigError } from '../lambda/core/settings/setting';

/** Of all inline policies of a role together, without white space (IAM's quotas). */
const MOST_POLICY_CHARACTERS = 10_240;

/** Of all environment variables of a function, as JSON (Lambda's quotas). */
const MOST_ENVIRONMENT_BYTES = 4_096;

/** @throws ConfigError */
export function checkRolePolicies(document: PolicyDocument, scope: IConstruct): void {
  const size = sizeOf(document.toJSON(), scope);
  if (size > MOST_POLICY_CHARACTERS)
    throw new ConfigError(
      `KeyRotation: the policy of the function's role would have ${number(size)} characters, but IAM takes ${number(MOST_POLICY_CHARACTERS)}: ${FEWER}`,
    );
}

/** @throws ConfigError */
export function checkEnvironment(variables: Readonly<Record<string, string>>, scope: IConstruct): void {
  const size = sizeOf(variables, scope);
  if (size > MOST_ENVIRONMENT_BYTES)
    throw new ConfigError(
      `KeyRotation: the function's environment would have ${number(size)} bytes, but Lambda takes ${number(MOST_ENVIRONMENT_BYTES)}: ${FEWER}`,
    );
}

const FEWER =
  'name fewer ownerTopics or replicaRegions, or topics with shorter names; a subscription with a filter policy needs no topic of its own (docs/messages.md)';

const number = (value: number) => value.toLocaleString('en-US');

/** As JSON, with what CloudFormation fills in later at its longest. */
function sizeOf(value: unknown, scope: IConstruct): number {
  return Buffer.byteLength(JSON.stringify(filledIn(Stack.of(scope).resolve(value))));
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'eusc-de-east-1',
  'AWS::URLSuffix': 'amazonaws.com.cn',
};

/** Of a queue or a topic with a name made by CloudFormation: 80 characters, after the longest beginning of an ARN. */
const A_REFERENCE = 'x'.repeat(130);

function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::Join': join, ...others } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (Ref !== undefined) return PSEUDO[Ref] ?? A_REFERENCE;
  if (join) return join[1].map(filledIn).join(join[0]);
  if (Object.keys(others).some((key) => key.startsWith('Fn::'))) return A_REFERENCE;
  return Object.fromEntries(Object.entries(others).map(([key, each]) => [key, filledIn(each)]));
}
