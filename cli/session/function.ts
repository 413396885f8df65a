import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { failureOf } from '../../lambda/aws/errors/errors';
import type { ClientConfig } from './connection';

export interface LiveFunction {
  readonly configuration: FunctionConfiguration;
  readonly reservedConcurrency: number | undefined;
  /** What Lambda does with an event that failed; empty where nobody has said. */
  readonly retries: object;
}

/** @throws the SDK's errors */
export async function readConfiguration(config: ClientConfig, functionName: string): Promise<FunctionConfiguration> {
  const { GetFunctionConfigurationCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  return new LambdaClient(config).send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
}

/** @throws the SDK's errors */
export async function readFunction(config: ClientConfig, functionName: string): Promise<LiveFunction> {
  const { GetFunctionConcurrencyCommand, GetFunctionEventInvokeConfigCommand, LambdaClient } = await import(
    '@aws-sdk/client-lambda'
  );
  const client = new LambdaClient(config);
  const configuration = await readConfiguration(config, functionName);
  const named = { FunctionName: functionName };
  const { ReservedConcurrentExecutions } = await client.send(new GetFunctionConcurrencyCommand(named));
  const retries = await client.send(new GetFunctionEventInvokeConfigCommand(named)).catch((error: unknown) => {
    if (failureOf(error).kind === 'no-such-resource') return {};
    throw error;
  });
  return { configuration, reservedConcurrency: ReservedConcurrentExecutions, retries };
}
