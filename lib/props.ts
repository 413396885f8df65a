import type { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { LeakResponse } from '../lambda/core/settings/leaks';
import type { SecretFormats } from '../lambda/core/settings/secret-formats';

/** How the access keys of IAM users are rotated. Every prop is optional and must be known at synthesis. */
export interface KeyRotationProps {
  /**
   * No managed key stays active past this age, unless it is held for a reason that its owner was notified of. Must be greater than `grace`.
   *
   * @default Duration.days(90)
   */
  readonly maxKeyAge?: Duration;

  /**
   * How long the old and the new key both work. A rotation starts this long before `maxKeyAge`.
   *
   * @default Duration.days(14)
   */
  readonly grace?: Duration;

  /**
   * How long an old key stays inactive, and can be reactivated, before it is deleted.
   *
   * @default Duration.days(7)
   */
  readonly quarantine?: Duration;

  /**
   * How long an old key must have been quiet before it is deactivated, and how long it waits for that after the grace. A program that
   * never reads the secret keeps its key as long as it calls at least every (grace + idle) / 2.
   *
   * @default Duration.days(8)
   */
  readonly idle?: Duration;

  /**
   * How long before a scheduled rotation its owner is notified of it, once; half-way through the time until then, where that is shorter
   * than twice this. The rotation never waits for it.
   *
   * @default Duration.days(7); Duration.days(0) for no such notification
   */
  readonly headsUp?: Duration;

  /**
   * What happens after grace to an old key that is still in use: `hold` leaves it active and notifies the owner every week, `deactivate`
   * does so until the key's age reaches `maxKeyAge` and then deactivates it.
   *
   * @default 'hold'
   */
  readonly whenStillInUse?: 'hold' | 'deactivate';

  /**
   * Which users are managed: `tag:<key>=<value>`, `path:/<path>/` (and every path below it) or `all`. With a path or `all`, a user tagged
   * `keyturn:managed=false` is left out. The function's role is limited to the same users.
   *
   * @default 'tag:keyturn:managed=true'
   */
  readonly manage?: string;

  /**
   * When the function looks for something to do: a rate or a cron expression, with a time zone if need be. It must run far more often
   * than `grace` and `quarantine` are long.
   *
   * @default ScheduleExpression.rate(Duration.hours(1))
   */
  readonly schedule?: ScheduleExpression;

  /**
   * Decide and report as always, change nothing.
   *
   * @default false
   */
  readonly dryRun?: boolean;

  /**
   * At most this many new keys in one run, the stalest first.
   *
   * @default 25
   */
  readonly maxRotationsPerRun?: number;

  /**
   * The beginning of every secret's name. The function's role can create secrets under it only.
   *
   * @default 'keyturn/'
   */
  readonly secretPrefix?: string;

  /**
   * What the value of a new secret looks like: `credential-process` is what that setting of the SDKs and the AWS CLI takes, `env` has
   * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, for tools that turn fields into environment variables; any other is a name from
   * `secretFormats`. The tag `keyturn:secret-format` overrides it, on the user and, before that, on the secret. A secret that exists keeps
   * its format when this changes.
   *
   * @default 'credential-process'
   */
  readonly secretFormat?: string;

  /**
   * Formats of your own, by name, for readers that rely on other fields: a JSON object or one plain text, written as the reader gets it,
   * with `{AccessKeyId}` and `{SecretAccessKey}` where the key goes. `{UserName}` and `{AccountId}` are filled in too, and each of the four
   * also percent-encoded (`{SecretAccessKey:url}`) or as JSON (`{SecretAccessKey:json}`). The rest of a format is public: it stands in the
   * template and in the function's environment. The tag `keyturn:secret-format` on a user or a secret names one.
   *
   * @default - none besides `credential-process` and `env`
   */
  readonly secretFormats?: SecretFormats;

  /**
   * Tags for the secrets that Keyturn makes, where an organization demands them. Set when a secret is made: one that exists is not changed.
   *
   * @default - Keyturn's own tags only
   */
  readonly secretTags?: Readonly<Record<string, string>>;

  /**
   * Regions that get a copy of every secret, besides the stack's own. A new secret is copied when it is made, one that exists already with
   * its next rotation. Taking a Region out of the list leaves its copies where they are. The copies are encrypted with the key that AWS
   * manages for Secrets Manager, so this does not go together with `secretKey`.
   *
   * @default - no copies, and the function's role can make none
   */
  readonly replicaRegions?: string[];

  /**
   * The KMS key that encrypts new secrets, in the stack's Region and not as an alias, which IAM policies cannot name. Its policy must leave access to IAM policies, as that of a `Key` made by the CDK does. Secrets
   * that exist already keep the key that they have.
   *
   * @default - the key that AWS manages for Secrets Manager, `aws/secretsmanager`
   */
  readonly secretKey?: IKey;

  /**
   * An address that gets every message, once it has confirmed the subscription that SNS sends it.
   *
   * @default - no subscription; add your own to `topic`
   */
  readonly notifyEmail?: string;

  /**
   * The https address of your own page about Keyturn: a line in every notification.
   *
   * @default - no such line
   */
  readonly docsUrl?: string;

  /**
   * Whom owners can ask, in one line: it ends every notification.
   *
   * @default - "your platform team"
   */
  readonly contact?: string;

  /**
   * Before an owner is notified that an old key is still in use, ask CloudTrail who uses it, and put the answer into the message. With `false`
   * the function's role has no right to ask.
   *
   * @default true
   */
  readonly cloudTrailEvidence?: boolean;

  /**
   * The most that Keyturn does by itself when AWS reports that a managed user's key has leaked (AWS Health, GuardDuty, AWS's quarantine
   * policy): `notify` touches no key; `replace` issues a new key, with the whole grace for the old one; `deactivate` gives readers of the
   * secret a new key and then deactivates the leaked one, at most three in an hour, and only where AWS says that it is sure. `off` listens
   * to nothing. The user tag `keyturn:on-leak` (`notify`, `replace`) lowers it for one user.
   *
   * @default 'notify'
   */
  readonly leakResponse?: LeakResponse;

  /**
   * Topics of teams, in the same Region. A user tagged `keyturn:topic-arn` with the ARN of one of them has its messages sent there; what
   * it refuses goes to `topic`. The function's role can publish to these and no others. Of a topic that is encrypted with a key of your
   * own, pass one that knows its key, and let the key's policy delegate to IAM.
   *
   * @default - none: every message goes to `topic`
   */
  readonly ownerTopics?: ITopic[];

  /**
   * The name of the function's role, for organizations that demand a prefix; the schedule's role is then called the same with `-schedule`
   * at its end. The default is the lock that keeps a second Keyturn out of the account: two with different names would fight over the
   * same users.
   *
   * @default 'keyturn-function', and a name made by CloudFormation for the schedule's role
   */
  readonly roleName?: string;

  /**
   * How many runs may overlap. Runs are safe side by side; this only keeps a part of the account's concurrency for them.
   *
   * @default - none is reserved, because that fails to deploy in an account with a small limit
   */
  readonly reservedConcurrency?: number;

  /**
   * An alarm begins when a user has been held or blocked for this long. Owners are notified at once and every week; this notifies the platform
   * team that nobody acts on it.
   *
   * @default Duration.days(14), by when the owner was notified three times
   */
  readonly holdAlarmAfter?: Duration;

  /**
   * Adds the managed rule ACCESS_KEYS_ROTATED of AWS Config with the same age. It looks at every user of the account, managed or not, and
   * needs a configuration recorder.
   *
   * @default false
   */
  readonly configRule?: boolean;

  /**
   * Encrypts the topic, both dead-letter queues and the log group. An alias cannot stand for it. The policy of a key from outside this app must let
   * `cloudwatch.amazonaws.com` and `logs.<Region>.amazonaws.com` use it (lib/permissions/encryption.ts has the statements).
   *
   * @default - a key of its own for the topic, SQS's key for the queues, and CloudWatch's for the log
   */
  readonly encryptionKey?: IKey;
}
