/** Credentials for the AWS SDK for JavaScript v3 that follow a Keyturn secret. */

import type { SecretsManagerExtensionConfiguration } from '@aws-sdk/client-secrets-manager';
import { Keys } from './keys';
import type { KeyturnSecretOptions } from './options';
import { secretReader } from './read-secret';
import { withFreshKeys } from './retry';
import type { Identity } from './value';

/** What the extension needs of a client. Every client of the SDK v3 hands it to its `extensions`. */
type ClientConfiguration = Pick<
  SecretsManagerExtensionConfiguration,
  'setCredentials' | 'retryStrategy' | 'setRetryStrategy'
>;

export interface KeyturnCredentials {
  /** A credential provider. @throws KeyturnSecretError when there is no key at all */
  (): Promise<Identity>;
  /** An extension: gives a client the credentials, and repeats a call whose key AWS rejects with the fresh one. */
  configure(configuration: ClientConfiguration): void;
}

/**
 * Credentials that follow a Keyturn secret through every rotation.
 *
 *     const keyturn = fromKeyturnSecret({ secretId: 'keyturn/svc-reports' });
 *     const s3 = new S3Client({ extensions: [keyturn] });
 *
 * As an extension it does two things: it is the client's credential provider, and when AWS rejects the key, it reads the secret at once and
 * sends the same call again with the fresh key. Where only a provider is taken, `credentials: keyturn` works as well, without the second.
 * Use one for all clients of a program: they share the key, and one read at a time.
 */
export function fromKeyturnSecret(options: KeyturnSecretOptions): KeyturnCredentials {
  const keys = new Keys(secretReader(options), options);
  const provide = () => keys.current();
  const configure = (configuration: ClientConfiguration) => {
    // Extensions of older clients cannot set credentials.
    if (!configuration.setCredentials || !configuration.setRetryStrategy)
      throw new TypeError(
        'fromKeyturnSecret: this client of the AWS SDK is too old to take it as an extension; update the client (3.800 was tried), or pass it as `credentials`',
      );
    const strategy = configuration.retryStrategy();
    configuration.setCredentials(provide);
    configuration.setRetryStrategy(withFreshKeys(strategy, keys));
  };
  return Object.assign(provide, { configure });
}
