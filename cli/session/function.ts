import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { ClientConfig } from './connection';

export interface LiveFunction {
  readonly configuration: FunctionConfiguration;
  readonly reservedConcurrency: number | undefined;
}

/** @throws the SDK's errors */
export async function readConfiguration(config: ClientConfig, functionName: string): Promise<FunctionConfiguration> {
  const { GetFunctionConfigurationCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  return new LambdaClient(config).send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
}

/** @throws the SDK's errors */
export async function readFunction(config: ClientConfig, functionName: string): Promise<LiveFunction> {
  const { GetFunctionConcurrencyCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const configuration = await readConfiguration(config, functionName);
  const { ReservedConcurrentExecutions } = await new LambdaClient(config).send(
    new GetFunctionConcurrencyCommand({ FunctionName: functionName }),
  );
  return { configuration, reservedConcurrency: ReservedConcurrentExecutions };
}
