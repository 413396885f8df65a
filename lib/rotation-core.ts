/** What every account needs, standalone or member of an organization: the function with its role and its log, and the policy for readers. */

import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type RotationFunctionProps, rotationFunction } from './function';
import { readOwnSecretPolicy } from './permissions/read-own-secret';

export interface RotationCore {
  readonly function: LambdaFunction;
  readonly readOwnSecretPolicy: ManagedPolicy;
}

/** No construct of its own: the path of a resource makes its logical id, and a deployed one must not be replaced. */
export function rotationCore(scope: Construct, props: RotationFunctionProps): RotationCore {
  return {
    function: rotationFunction(scope, props),
    readOwnSecretPolicy: readOwnSecretPolicy(scope, {
      replicaRegions: props.config.replicaRegions,
      secretKeyArn: props.secretKeyArn,
    }),
  };
}
