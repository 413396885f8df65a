/** One receiver, named by exactly one of the first four. It gets the messages to which all of its lists apply; without any list, all. */
export interface OwnerSubscription {
  /** An address, which has to confirm the subscription that SNS sends it. */
  readonly email?: string;
  /** An `https://` endpoint, which has to confirm too. */
  readonly https?: string;
  /** A queue whose policy lets the topic send to it. */
  readonly sqsArn?: string;
  /** A function whose policy lets SNS invoke it. */
  readonly lambdaArn?: string;

  /**
   * Values of the user tag `keyturn:owner`.
   *
   * @default - every user, tagged or not
   */
  readonly owners?: string[];

  /**
   * IAM paths such as `/service/`, each with all paths below it.
   *
   * @default - every path
   */
  readonly paths?: string[];

  /**
   * Names of IAM users.
   *
   * @default - every user
   */
  readonly users?: string[];

  /**
   * As in `key-held`; docs/messages.md lists them.
   *
   * @default - every event
   */
  readonly events?: string[];

  /**
   * `info`, `warning`, `critical`.
   *
   * @default - every severity
   */
  readonly severities?: string[];

  /**
   * Of an organization: ids of accounts.
   *
   * @default - every account
   */
  readonly accounts?: string[];

  /**
   * Of an organization: OUs by their names from the root down, such as `prod/payments`, each with all OUs below it.
   *
   * @default - every OU
   */
  readonly ous?: string[];
}
