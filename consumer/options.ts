import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { DeclaredFormat } from './declared-format';
import type { KeyturnSecretError } from './errors';
import type { Credentials } from './value';

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
   * What the secret's value looks like, where the team has declared a format of its own: the same object or text as in `secretFormats`.
   *
   * @default - the formats `credential-process` and `env`, which are read in any case
   */
  readonly format?: DeclaredFormat;

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
   * @default - nobody is notified; with no key at all the call fails with the same error
   */
  readonly onProblem?: (problem: KeyturnSecretError) => void;

  /**
   * The clock, in milliseconds.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}
