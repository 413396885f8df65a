import {
  type CfnFunction,
  type Code,
  EventSourceMapping,
  Function as LambdaFunction,
  LoggingFormat,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { LEAK_TIMEOUT, type LeakQueues } from './queues';
import { leakRules } from './rules';

/** As the function on the schedule has them. */
interface LeakLaneProps {
  readonly code: Code;
  readonly environment: Record<string, string>;
  readonly queues: LeakQueues;
}

/**
 * The same file, role, settings and log as the function on the schedule, behind a queue: a signal waits for no run, no run waits for a
 * signal, and AWS delivers once more what failed.
 */
export function leakLane(
  scope: Construct,
  main: LambdaFunction,
  { code, environment, queues }: LeakLaneProps,
): LambdaFunction {
  const lambda = new LambdaFunction(scope, 'LeakFunction', {
    code,
    handler: 'index.handler',
    runtime: main.runtime,
    architecture: main.architecture,
    description: 'Keyturn: answers what AWS says about leaked access keys',
    ...(main.role && { role: main.role }),
    memorySize: 512,
    timeout: LEAK_TIMEOUT,
    environment,
    logGroup: main.logGroup,
    loggingFormat: LoggingFormat.JSON,
  });
  // The CDK writes a DependsOn for the role next to the reference to it.
  (lambda.node.defaultChild as CfnFunction).addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
  // SqsEventSource would add a policy to the role; lib/permissions is to be the only place.
  new EventSourceMapping(scope, 'LeakSource', {
    target: lambda,
    eventSourceArn: queues.signals.queueArn,
    batchSize: 1,
  });
  leakRules(scope, queues);
  return lambda;
}
