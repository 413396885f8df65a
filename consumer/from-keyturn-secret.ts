/** Credentials for the AWS SDK for JavaScript v3 that follow a Keyturn secret. */
import type { SecretsManagerClientConfig, SecretsManagerExtensionConfiguration } from '@aws-sdk/client-secrets-manager';
import type { KeyturnSecretError } from './errors';
import { Keys } from './keys';
import { secretReader } from './read-secret';
import { withFreshKeys } from './retry';
import type { Credentials, Identity } from './value';

export interface KeyturnSecretOptions {
  /** The secret's name or ARN, such as `keyturn/svc-reports`. */
  readonly secretId: string;

  /**
   * Where the secret is.
   *
   * @default - the Region in `secretId` if that is an ARN, else the SDK's default
   */
  readonly region?: string;

  /**
   * What reads the secret until a key was found in it, and signs the program's calls until then: a key of the same user, or a role.
   *
   * @default - what the SDK finds by itself: environment, profile, container, instance
   */
  readonly bootstrap?: Credentials;

  /**
   * How old the key may grow before the secret is read again, in milliseconds. Nothing happens between calls: there is no timer.
   *
   * @default 300000, five minutes; it must be far below the grace, which is days
   */
  readonly refreshEveryMs?: number;

  /**
   * For the client that reads the secret: endpoint, proxy, request handler.
   *
   * @default - the SDK's own
   */
  readonly clientConfig?: Omit<SecretsManagerClientConfig, 'credentials' | 'region' | 'extensions'>;

  /**
   * Told when the secret could not be read and the keys known so far are used further. Nothing in it is secret. What it throws is ignored.
   *
   * @default - nobody is told; with no key at all the call fails with the same error
   */
  readonly onProblem?: (problem: KeyturnSecretError) => void;

  /**
   * The clock, in milliseconds.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

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
