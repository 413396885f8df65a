import type { ClientConfig } from './connection';

/** Nothing depends on it, so nobody waits for it long. */
const LIMITS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
};

/** Whose credentials these are, for the notification and the log; undefined where STS does not say. */
export async function callerOf(config: ClientConfig): Promise<string | undefined> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  try {
    const { Arn } = await new STSClient({ ...config, ...LIMITS }).send(new GetCallerIdentityCommand({}));
    return Arn;
  } catch {
    return undefined;
  }
}
