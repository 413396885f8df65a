/** With whose credentials, where, and which Keyturn. */

import { isRegion } from '../../lambda/core/settings/region';
import { UsageProblem } from '../terminal/problem';

/** The stack that is looked for unless another one is named. */
export const DEFAULT_STACK = 'Keyturn';

/** What every command takes. */
export interface ConnectionOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly function?: string;
  readonly stack: string;
  /** Of an organization: act there as its operator. */
  readonly account?: string;
}

/** For the SDK's clients: whatever is not set here, the SDK finds by itself. */
export interface ClientConfig {
  readonly region?: string;
  readonly endpoint?: string;
  /** Of a role in another account. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

/**
 * Brings the options to where the SDK looks, as the AWS CLI does: `--profile` wins over keys in the environment, and
 * `AWS_DEFAULT_REGION` counts too. A function's ARN names its Region.
 * @throws UsageProblem for an endpoint that is no URL
 */
export function clientConfigFrom(options: ConnectionOptions, env: NodeJS.ProcessEnv): ClientConfig {
  if (options.profile !== undefined) {
    env.AWS_PROFILE = options.profile;
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete env[name];
  }
  const fromArn = /^arn:aws[\w-]*:lambda:([a-z0-9-]+):/.exec(options.function ?? '')?.[1];
  const region = options.region ?? fromArn ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
  if (region !== undefined && !isRegion(region))
    throw new UsageProblem(`The Region is "${region.slice(0, 40)}", but must be a name such as eu-central-1.`);
  const endpoint = options.endpointUrl ?? (env.AWS_ENDPOINT_URL || undefined);
  if (endpoint !== undefined && !isHttpUrl(endpoint))
    throw new UsageProblem(
      `The endpoint is "${endpoint.slice(0, 80)}", but must be a URL such as http://localhost:5000.`,
      options.endpointUrl === undefined ? 'It comes from the variable AWS_ENDPOINT_URL.' : undefined,
    );
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

function isHttpUrl(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
