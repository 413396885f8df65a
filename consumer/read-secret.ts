/** Reads the secret, signed with whichever key it is given. */

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { KeyturnSecretOptions } from './options';
import type { Identity } from './value';

export interface SecretReader {
  /** The text of AWSCURRENT. One call at a time. @throws what the SDK throws */
  readonly read: (signedBy: Identity) => Promise<string | undefined>;
  /** What the program had before there was a secret. @throws when it has nothing */
  readonly bootstrap: () => Promise<Identity>;
}

/** A program waits no longer than this for a secret while it has a key that works. Such a timer keeps no process alive. */
const TIMEOUT_MS = 10_000;

export function secretReader(options: KeyturnSecretOptions): SecretReader {
  const { secretId } = options;
  const region = options.region ?? regionOf(secretId);
  const config = { maxAttempts: 2, ...options.clientConfig, ...(region !== undefined && { region }) };
  let signer: Identity | undefined;
  // An identity that has expired is asked for again with every signature, so one client and its connections serve every key.
  const asked = async () => ({ ...(signer as Identity), expiration: new Date(0) });
  const client = new SecretsManagerClient({ ...config, credentials: asked });
  return {
    read: async (signedBy) => {
      signer = signedBy;
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const { SecretString } = await client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
      return SecretString;
    },
    bootstrap: bootstrapOf(options, config),
  };
}

/** A client without credentials of its own has the SDK's default chain, and keeps what that found until it expires. */
function bootstrapOf({ bootstrap }: KeyturnSecretOptions, config: object): () => Promise<Identity> {
  if (typeof bootstrap === 'function') return () => bootstrap();
  if (bootstrap) return async () => bootstrap;
  let found: SecretsManagerClient | undefined;
  return () => {
    found ??= new SecretsManagerClient(config);
    return found.config.credentials();
  };
}

const regionOf = (secretId: string) => /^arn:[^:]+:secretsmanager:([^:]+):/.exec(secretId)?.[1];
